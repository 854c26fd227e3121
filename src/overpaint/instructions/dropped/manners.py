"""Manners of an effect that no parameter takes: a side of a border, a second colour, a word or two after a comma."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from overpaint.instructions.colours import colour_hits
from overpaint.instructions.lexicon.lists import pattern, word_list, word_set
from overpaint.instructions.words import Span, chosen, pieces
from overpaint.plans import Step, Whole

_EDGED = ("border", "pad", "rounded_corners", "outline", "polaroid")
_DRAWN = (
    "pencil_sketch",
    "ink_drawing",
    "watercolour",
    "oil_painting",
    "comic",
    "stained_glass",
    "low_poly",
    "mosaic",
    "halftone",
)
_PAUSES = word_set("common.pauses")
_LINES = word_set("manners.lines")
_BROAD = word_set("manners.broad")
_STROKES = word_list("manners.strokes")
_TALL = word_set("manners.tall")
_QUALITIES = word_set("manners.qualities")
_INSIDE_QUOTE = pattern("manners.inside_quote")
_WEIGHT = pattern("manners.weight")
_ALONE = word_set("manners.alone")


def said_beside(sentences: Iterable[Span], steps: Sequence[Step], read: Set[int]) -> str | None:
    """A side, an `only`, a bare quality in a piece of a sentence outside of requests. `read`: where requests and asides stand."""
    edged = any(step.operation in _EDGED for step in steps)
    drawn = any(step.operation in _DRAWN for step in steps)
    effects = [step for step in steps if step.family in ("style", "tone") and isinstance(step.where, Whole)]
    for span in sentences:
        if edged and (hit := next(iter(chosen(span.of("side"))), None)):
            return span.part(hit.start, hit.end).original
        named = False
        for piece in pieces(span, _PAUSES):
            bare = {at for hit in piece.of("degree", "look_weak", "look_strong") for at in range(hit.start, hit.end)}
            bare |= {at for at, word in enumerate(piece.words) if word in _QUALITIES}
            if effects and named and piece and len(bare) == len(piece):
                return piece.original
            if drawn and read.isdisjoint(piece.starts) and any(word in "".join(piece.words) for word in _STROKES):
                return piece.original
            named = any(True for _ in piece.of("tone_whole", "look"))
            if effects and read.isdisjoint(piece.starts) and piece and piece.words[-1] in _ALONE and piece.has("thing"):
                return piece.original
    return None


def of_drawings(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`pencil sketch in blue`, `with thick lines`: what a drawn picture shall be like."""
    drawn = [step for step in steps if step.operation in _DRAWN]
    if not drawn:
        return
    made = {str(value) for step in drawn for value in step.params.values()}
    yield from (span.part(hit.start, hit.end) for hit in colour_hits(span) if hit.key not in made)
    if not _BROAD.isdisjoint(span.words) and all(step.operation != "ink_drawing" for step in drawn):
        yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word in _LINES)


def of_edges(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`a white border with a thin black line inside`: two colours, of which a border has one."""
    if any(step.operation in _EDGED for step in steps) and len(hits := colour_hits(span)) > 1:
        yield span.part(hits[1].start, hits[1].end)


def told_by_height(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`the tallest person`: nobody is measured here but by the area that a thing has."""
    if any("largest" in str(step.where) or "smallest" in str(step.where) for step in steps):
        yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word in _TALL)


def two_amounts(span: Span) -> Iterator[Span]:
    """`strongly on the bride, slightly on the groom`: two measures in one clause."""
    found = [hit for hit in chosen(span.of("degree")) if hit.key != "1.0"]
    joined = any(first.end == then.start for first, then in pairwise(found))
    if len({hit.key for hit in found}) > 1 and not joined:
        yield span.part(found[1].start, found[1].end)


def within_a_quote(span: Span) -> Iterator[Span]:
    """`把“价格99”里的99改成59`: a part of what is written."""
    if _INSIDE_QUOTE.search(span.text.source):
        yield span


def by_weight(span: Span) -> Iterator[Span]:
    """`压缩到2M以内`: a file's weight, not a size in pixels."""
    if _WEIGHT.search(span.text.working[span.starts[0] : span.ends[-1]]):
        yield span


def at_a_side(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`the bottle at the left of a white background`, `阴影在左边`: where a thing shall stand before a plain ground."""
    plain = any(step.operation == "product_shot" or step.params.get("scene") == "solid" for step in steps)
    if plain:
        yield from (
            span.part(hit.start, hit.end) for hit in chosen(span.of("side")) if hit.key in ("left", "right", "top", "bottom")
        )
