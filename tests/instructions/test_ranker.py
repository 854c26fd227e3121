"""The ranker: exact against a naive search, learning from few texts, and as old as the texts that it was trained on."""

import itertools
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from overpaint.instructions.reading import ranker
from overpaint.instructions.reading.chart import Chart, Segment
from overpaint.instructions.reading.features import features_of
from overpaint.instructions.reading.ranker import Ranker, packed, unpacked
from overpaint.instructions.understanding import chart_of_prompt
from reading.learning import learn, prepared
from reading.texts import Asked, Text, read, text_hash, texts

Scores = dict[tuple[int, int, bool], list[float]]
"""Segment, by its start, its end and whether it is of the first sentence → the score of each label."""

FEW = [
    Text("make it brighter", (Asked("tone", "image", "brighter"),), (), (), "few"),
    Text("darken the picture a bit", (Asked("tone", "image", "a bit"),), (), (), "few"),
    Text("remove the lamp", (Asked("object_remove", "lamp"),), (), (), "few"),
    Text(
        "get rid of the pole and make it darker",
        (Asked("object_remove", "pole"), Asked("tone", "image", "darker")),
        (),
        (),
        "few",
    ),
    Text("crop it to a square", (Asked("geometry", "image", "square"),), (), (), "few"),
    Text("rotate it, then remove the wires", (Asked("geometry", "image"), Asked("object_remove", "wires")), (), (), "few"),
    Text("what a lovely day", (), (), (), "few"),
    Text("make it warmer but keep the sky", (Asked("tone", "image", "warmer"),), ("sky",), (), "few"),
]


def test_the_shipped_weights_were_learned_from_the_texts_there_are():
    assert ranker().text_hash == text_hash(), "Labelled texts changed: run scripts/train-reader and commit the weights."


def test_the_ranker_reads_what_it_learned_from():
    known = texts()[::20]
    right = sum(
        ranker().scored(chart_of_prompt(text.prompt)).best().families == {one.family for one in text.asked} for text in known
    )
    assert right / len(known) > 0.95


def test_learning_from_few_texts_reads_them_and_is_the_same_again():
    first, second = (learn([prepared(text) for text in FEW], rounds=20, seeds=(1,), least=1, text_hash="few") for _ in range(2))
    assert packed(first, 8) == packed(second, 8)
    for text in FEW:
        assert first.scored(chart_of_prompt(text.prompt)).best().families == {one.family for one in text.asked}, text.prompt


def test_a_file_holds_the_ranker_it_was_made_of():
    made = learn([prepared(text) for text in FEW], rounds=5, seeds=(1,), least=1, text_hash="few")
    again = unpacked(packed(made, 1000))
    assert (again.labels, again.text_hash) == (made.labels, made.text_hash)
    for name, row in again.rows.items():
        assert dict(row) == pytest.approx({at: weight for at, weight in made.rows[name] if abs(weight) > 0.0005}, abs=0.001)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("prompt", ["make it brighter, remove the lamp", "把天空调暗。去掉路人", "brighter"])
def test_the_best_reading_is_the_best_of_all(prompt: str, seed: int):
    chart, rnd = chart_of_prompt(prompt), random.Random(seed)
    labels = ("tone", "keep", "nothing")
    names = {name for number, sentence in enumerate(chart.sentences) for row in _rows(chart, number) for name in row}
    rows = {name: tuple((at, rnd.uniform(-1, 1)) for at in range(len(labels))) for name in sorted(names)}
    follows = tuple(tuple(rnd.uniform(-1, 1) for _ in labels) for _ in (*labels, "start"))
    some = Ranker(labels, rows, follows, "")
    for allowed in (None, {"tone"}):
        found = some.scored(chart).best(allowed)
        best = max(_naive(some, chart, allowed))
        assert found.score == pytest.approx(best)
        assert _score(some, _scores(some, chart), found.segments) == pytest.approx(best)


def test_labels_are_read_as_they_are_written(tmp_path: Path):
    (tmp_path / "voice.txt").write_text(
        "# A voice.\n\n> fix it⏎please\n  tone: image -> fix\n  keep: my face\n\n> thanks\n  nothing\n", "utf-8"
    )
    first, second = read(tmp_path / "voice.txt")
    assert (first.prompt, first.asked, first.kept) == ("fix it\nplease", (Asked("tone", "image", "fix"),), ("my face",))
    assert (second.prompt, second.asked, second.kept) == ("thanks", (), ())


def _rows(chart: Chart, number: int) -> list[tuple[str, ...]]:
    of_sentence = features_of(chart.sentences[number], chart.segments(number))
    return [*of_sentence.words, *of_sentence.segments]


def _naive(some: Ranker, chart: Chart, allowed: set[str] | None) -> list[float]:
    """The score of every way to cut and label a prompt."""
    cuttings = [list(_cuttings(chart.segments(number))) for number in range(len(chart.sentences))]
    able = [label for label in some.labels if allowed is None or label in (*allowed, "keep", "nothing")]
    found, scores = [], _scores(some, chart)
    for chosen in itertools.product(*cuttings):
        segments = [segment for cutting in chosen for segment in cutting]
        for labels in itertools.product(able, repeat=len(segments)):
            found.append(_score(some, scores, tuple(zip(segments, labels, strict=True))))
    return found


def _cuttings(segments: list[Segment], at: int = 0) -> list[list[Segment]]:
    end = segments[-1].last
    if at == end:
        return [[]]
    return [[segment, *rest] for segment in segments if segment.first == at for rest in _cuttings(segments, segment.last)]


def _score(some: Ranker, scores: Scores, path: tuple[tuple[Segment, str], ...]) -> float:
    total, before = 0.0, len(some.labels)
    for segment, label in path:
        at = some.labels.index(label)
        total += scores[segment.start, segment.end, segment.sentence.first][at] + some.follows[before][at]
        before = at
    return total


def _scores(some: Ranker, chart: Chart) -> Scores:
    """The scores of the labels of each segment of at most two sentences."""
    found: Scores = {}
    for number, sentence in enumerate(chart.sentences):
        segments = chart.segments(number)
        for segment, row in zip(segments, some.scores(features_of(sentence, segments), segments), strict=True):
            found[segment.start, segment.end, sentence.first] = row
    return found
