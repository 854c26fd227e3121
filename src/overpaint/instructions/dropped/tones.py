"""What a request for other light or colour leaves out: a factor, a colour, a part of the tones, what is only told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overpaint.instructions.amounts import stops_in
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.dropped.canvas import ENOUGH
from overpaint.instructions.lexicon.lists import pattern, word_list
from overpaint.instructions.readings import FAULT, Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Side, Step, Whole

_TONES = {"shadows": ("shadows_highlights", "gamma", "auto_enhance"), "highlights": ("shadows_highlights", "auto_enhance")}
"""Words for a part of the tones, and the operations that keep to it."""


def factors(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`half the contrast`: a factor, which no slider takes; `the left half` is a place."""
    if steps and all(isinstance(step.where, Side) for step in steps):
        return
    if stops_in(span, 0, len(span)) is not None:  # `half a stop`
        return
    yield from (span.part(hit.start, hit.end) for hit in chosen(span.of("factor")))


def hues(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`less saturation on the reds`: a colour, and no step that goes by colour."""
    cast = span.has("direction") or span.has("tone_fault") or span.has("tone_attribute") or reading.what == FAULT
    cast = cast or not (reading.weak or reading.rule == "ranked" or span.has("tone_more", "temperature+", "temperature-"))
    if all(isinstance(step.where, Whole) and not (cast and step.operation in _BY_COLOUR) for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in colour_hits(span))


_BY_COLOUR = ("temperature", "tint", "white_balance", "grayscale", "sepia")


def told(span: Span) -> Iterator[Span]:
    """`the picture is dark`, `好暗`: what it is, said without regret, is neither asked for nor clearly a complaint."""
    if not ENOUGH.isdisjoint(span.words):
        return
    looks = {hit.end for hit in span.of("copula", "statement")}
    for hit in span.of("tone_more"):
        done = any(row.start == hit.start for row in span.of("verb")) or span.words[hit.start].endswith("er")
        if not done and (hit.start in looks or (hit.start and span.words[hit.start - 1] in _HOW)):
            yield span.part(hit.start, hit.end)


_HOW = word_list("dropped_tones.how")


_HEAVIER = pattern("dropped_tones.heavier")


def tones(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`make the shadows darker`: a part of the tones, and a step that changes all of them."""
    made = {step.operation for step in steps}
    if any(step.params.get("shadows", 0) > 0 for step in steps) and _HEAVIER.search("".join(span.words)):
        yield span  # deeper shadows, not lifted ones
    for hit in span.of("tone_attribute"):
        if hit.key in _TONES and made.isdisjoint(_TONES[hit.key]):
            yield span.part(hit.start, hit.end)
