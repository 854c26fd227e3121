"""What a crop, a turn or another size leaves out of its clause; and words that no lexicon has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overpaint.instructions.amounts import PARTS, ratios_in
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.named_things import nouns_in
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Step, Where, kinds_in

_AND = word_set("dropped_canvas.and")


def repeated(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`rotate 90 degrees twice`: how often, which no step counts."""
    if not any("scale" in step.params for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in span.of("repeated"))


def strange(reading: Reading, span: Span) -> Iterator[Span]:
    """Words that no lexicon has: what they say of the whole picture is not known."""
    known = {at for hit in span.hits for at in range(hit.start, hit.end)}
    for at, word in enumerate(span.words):
        measure = word in ENOUGH or word in _PARTED or (at and span.words[at - 1][0].isdigit())
        if at and at not in known and word[0].isalpha() and word not in reading.grammar.vocabulary and not measure:
            yield span.part(at, at + 1)


ENOUGH = word_set("dropped_canvas.enough")

_PARTED = frozenset("三分之一二四五两成半").union(*(words.split() for words in PARTS))


def composed(reading: Reading, span: Span, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`crop tight around the watch`, `square, the product on the left`: things and colours that no crop heeds."""
    spared = set() if reading.spared is None else set(reading.spared.starts)
    near = next((step.where for step in steps if step.operation == "crop_to"), None)
    if near is not None:
        yield from _besides(span, near, catalogue)
        return
    if any(step.operation == "extend" for step in steps):
        yield from _not_beside(span, catalogue)
        return
    for hit in chosen(span.of("thing")):
        if hit.key not in _CANVAS and span.starts[hit.start] not in spared:
            yield span.part(hit.start, hit.end)
    yield from (span.part(start, end) for start, end in nouns_in(span, catalogue))
    yield from (span.part(hit.start, hit.end) for hit in span.of("colour"))
    if not any(step.operation == "resize" for step in steps):  # `mirror it as a watercolor`
        yield from (span.part(hit.start, hit.end) for hit in span.of("style") if span.has("look") and hit.start)
    if any(step.operation == "resize" for step in steps):  # `extend it 300 px to the left`
        yield from (span.part(hit.start, hit.end) for hit in span.of("turn"))
        yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word.startswith("stretched"))
    if any(_DEFAULT_CUT in step.params.values() for step in steps):
        if span.has("to") and not span.has("side"):  # `crop to its edges`
            yield from (span.part(hit.start, hit.end) for hit in span.of("thing") if hit.key == "edge")
        yield from strange(reading, span)
        if any(strip in "".join(span.words) for strip in _STRIPS):  # as wide as it is, which nobody measures here
            yield span
    yield from (span.part(hit.start, hit.end) for hit in span.of("around"))
    if ratios_in(span) > 1:  # `16:9 to 9:16`
        yield span
    if any(step.operation != "crop" or "aspect" in step.params or "width" in step.params for step in steps):
        yield from (
            span.part(hit.start, hit.end) for hit in span.of("side") if hit.key != "center" and _is_place(span, hit, steps)
        )


def _besides(span: Span, near: Where, catalogue: Catalogue) -> Iterator[Span]:
    """`zoom in on the dog and the ball`: things that a crop to one of them leaves out."""
    kinds = kinds_in(near)
    for start, end in nouns_in(span, catalogue):
        kind = catalogue.nouns[span.words[start:end]].kind
        if kind not in kinds and not (kind in _SOMEBODY and kinds & {"person", "face"}):
            yield span.part(start, end)
    if any(word in _AND for word in span.words) and not span.has("bust"):
        yield span


def _not_beside(span: Span, catalogue: Catalogue) -> Iterator[Span]:
    """`make the car wider`: a thing that is no place beside which there shall be more; a colour, which what goes on has not."""
    room = span.has("room")
    known = {at for hit in span.of("thing") for at in range(hit.start, hit.end) if hit.key in (*_CANVAS, "background", "behind")}
    for start, end in () if room else nouns_in(span, catalogue):
        if start not in known:
            yield span.part(start, end)
    things = [] if room else [hit for hit in chosen(span.of("thing")) if hit.start not in known]
    yield from (span.part(hit.start, hit.end) for hit in [*things, *span.of("colour")])


_SOMEBODY = ("person", "man", "woman", "child", "face")


def _is_place(span: Span, side: Hit, steps: Sequence[Step]) -> bool:
    """Whether a side says where; `rotate left` says which way round, `flip left to right` along which line."""
    if any(step.operation in ("rotate", "flip", "straighten") for step in steps):
        return False
    return not any(hit.start <= side.start < hit.end for hit in span.of("axis", "dimension"))


_CANVAS = ("image", "scene", "size", "edge", "horizon", "view", "style", "count", "limb")

_STRIPS = word_list("dropped_canvas.strips")
_DEFAULT_CUT = 0.1
"""What is cut off where nobody says how much: every word is known then, or the amount may be among them."""
