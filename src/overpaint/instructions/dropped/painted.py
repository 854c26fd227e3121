"""What a request for a colour or a new ground leaves out: another colour, how much of it, a shadow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overpaint.instructions.colours import colour_hits
from overpaint.instructions.dropped.canvas import strange
from overpaint.instructions.dropped.writing import texts
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Step

_ALONE = word_set("painted.alone")
_LACKING = word_set("painted.lacking")


def colours(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`black, not grey`: a colour that a new background has not."""
    made = {value for step in steps for value in texts(step.params.values())}
    if any(value.startswith("#") for value in made):
        yield from (span.part(hit.start, hit.end) for hit in colour_hits(span) if hit.key not in made)


def predicated(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`make the field green`: the colour that something there shall have, not one of another place."""
    painted = any(step.operation == "background_replace" and step.params.get("scene") not in _TINTED for step in steps)
    places = [hit.end for hit in span.of("backdrop")]
    if painted and places and span.starts_with("verb") is not None:
        yield from (span.part(hit.start, hit.end) for hit in colour_hits(span) if hit.start >= max(places))


_TINTED = ("solid", "gradient", "studio", "surface", "abstract")


def degreed(span: Span) -> Iterator[Span]:
    """`a bit pinker`, `only the car red`: more of a colour is no other colour, and nothing else shall have it."""
    yield from (span.part(hit.start, hit.end) for hit in chosen(span.of("degree")) if hit.key != "1.0")
    if span.words[0] in _ALONE:
        yield span.part(0, 1)


def uncoloured(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`solid, drak gery`, `any dark colour`: a plain ground whose colour was said and not understood."""
    plain = [step for step in steps if step.params.get("scene") == "solid" and not step.params.get("scene_params")]
    if plain:
        yield from (span.part(hit.start, hit.end) for hit in span.of("shade", "colour_word"))
        yield from strange(reading, span)


def shadows(span: Span) -> Iterator[Span]:
    """`white with a soft shadow`, `the man and his shadow`: a shadow is neither painted nor found here."""
    unwanted = {hit.end for hit in span.of("negation")} | {at + 1 for at, word in enumerate(span.words) if word in _LACKING}
    found = (hit for hit in span.of("degradation") if hit.key == "shadow" and hit.start not in unwanted)
    yield from (span.part(hit.start, hit.end) for hit in found)
