"""A stretch of words is read once while its prompt is read, and nothing of that outlives the reading."""

from __future__ import annotations

import gc
import weakref

import pytest

from overpaint.instructions import compile_prompt
from overpaint.instructions import understanding as reading
from overpaint.instructions.grammar import grammar_of
from overpaint.instructions.text import prepare
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span, once


def _span(written: str) -> Span:
    units = tokenise(written)
    return Span(prepare(written), grammar_of("en").lexicon, units.words, units.starts, units.ends)


def test_a_piece_is_the_same_however_it_is_cut() -> None:
    whole = _span("make the sky a bit darker and remove the man")
    assert whole.part(1, 6).part(1, 3) is whole.part(2, 4)
    assert whole.part(0) is whole
    assert whole.part(0, 99) is whole
    assert whole.part(-2) is whole.part(8, 10)
    assert whole.part(3, 3).words == whole.part(5, 2).words == ()


@pytest.mark.parametrize(("start", "end"), [(0, 4), (2, 9), (1, None), (-3, -1), (5, 5)])
def test_a_piece_holds_what_reading_its_words_alone_finds(start: int, end: int | None) -> None:
    piece = _span("make the sky a bit darker and remove the man").part(start, end)
    assert piece.found == piece.lexicon.hits(piece.words)


def test_a_question_is_worked_out_once_for_each_span_and_argument() -> None:
    asked = []

    @once
    def count(span: Span, more: int) -> int:
        asked.append((span.words, more))
        return len(span) + more

    whole = _span("crop it")
    assert [count(whole, 1), count(whole, 1), count(whole, 2), count(whole.part(0, 1), 1)] == [3, 3, 4, 2]
    assert len(asked) == 3


@pytest.mark.parametrize("prompt", ["make the sky darker and remove the man", "add a dragon", "could do with a bit more punch"])
def test_what_was_kept_while_reading_goes_without_the_collector(prompt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    made = reading.prepare

    def noted(*args: object, **kwargs: object) -> object:
        text = made(*args, **kwargs)
        texts.append(weakref.ref(text))
        return text

    monkeypatch.setattr(reading, "prepare", noted)
    compile_prompt(prompt)
    gc.collect()
    gc.disable()
    try:
        texts.clear()
        compile_prompt(prompt)
        assert texts
        assert [one() for one in texts] == [None] * len(texts)
    finally:
        gc.enable()
