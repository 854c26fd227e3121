"""Words by which a clause or a prompt asks for something else than its steps do: a move, a place, a manner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from overpaint.instructions.lexicon.lists import pattern, word_list, word_set
from overpaint.instructions.words import Span, chosen, pieces
from overpaint.plans import Named, Pick, Step, Whole, kinds_in

_MOVING = word_set("meant_otherwise.moving")
_FOR_GOOD = ("object_remove", "text_remove", "extract", "portrait")
"""Families whose edit can't be half right: who is named and left out must be told from the others."""

_WEIGHT = pattern("meant_otherwise.weight")
_WEIGHTS = word_set("meant_otherwise.weights")
_LETTERS = word_set("meant_otherwise.letters")
_ARTICLES = word_set("meant_otherwise.articles")
_MIDDLE = word_set("meant_otherwise.middle")
_STRONGER = word_list("meant_otherwise.stronger")
_CHANGED = pattern("meant_otherwise.changed")
_BLUR = word_list("meant_otherwise.blur")
_CORNERS = word_set("meant_otherwise.corners")
_FRAMES = word_set("meant_otherwise.frames")
_SHADES = word_set("meant_otherwise.shades")
_ALONE = word_set("meant_otherwise.alone")
_TURNED = pattern("meant_otherwise.turned")


def moved(sentences: Iterable[Span], read: Set[int]) -> str | None:
    """A thing that is to be somewhere else, or there twice, in no request. `read`: where requests and asides stand."""
    for span in sentences:
        for at, word in enumerate(span.words):
            if word in _MOVING and span.starts[at] not in read:
                return span.part(at, at + 1).original
        for at, word in enumerate(span.words):  # `第二张` before `脸模糊`: which of them was cut off from the request
            if word == "第" and span.starts[at] not in read and "步" not in span.words[at : at + 3]:
                return span.part(at, at + 2).original
    return None


def of_somebody(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`去掉前男友`: one person, whom nothing here tells from the others, where a step takes all."""
    everybody = any(step.operation == "object_remove" and str(step.where) == "person" for step in steps)
    text = "".join(span.words)
    if everybody and any(name in text for name in _SOMEBODY):
        yield span


_SOMEBODY = word_list("meant_otherwise.somebody")


def changed_mind(text: str) -> str | None:
    """`remove the man, no the woman`: a word that takes something back in the midst of a sentence."""
    found = _CHANGED.search(text)
    return found[0].strip(" ,，") if found else None


def in_light(span: Span) -> Iterator[Span]:
    """Of a request for other light or colour: `the lighter` is a thing, `look faded` is wanted, `hue` turns no saturation."""
    for hit in span.of("tone_more"):
        named = hit.end == len(span) and hit.start and span.words[hit.start - 1] in _ARTICLES
        if named and span.words[hit.start].endswith("er") and (span.has("verb", "remove") or span.has("verb", "crop")):
            yield span.part(hit.start - 1, hit.end)
    if span.has("verb", "make") and "look" in span.words:
        yield from (span.part(hit.start, hit.end) for hit in span.of("tone_fault"))
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word == "hue")
    softened = span.has("tone_attribute", "light") and not span.has("tone_attribute", "shadows", "highlights", "contrast")
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if softened and word in _SOFTENING)
    if span.words[-1] in _SHADES and any(hit.end < len(span) for hit in span.of("tone_whole")):
        yield span.part(len(span) - 1)  # `a vignette, very light`: how the effect shall be


_SOFTENING = word_set("meant_otherwise.softening")
"""Of light: spread over a larger source, which no slider does."""


def less_blurred(span: Span) -> Iterator[Span]:
    """`less blur in the background`: the opposite of what blurring does."""
    blurs = any(word.startswith(_BLUR) for word in span.words)
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word == "than" or (blurs and word in _LESS))


_LESS = word_set("meant_otherwise.less")


def at_some_corner(span: Span) -> Iterator[Span]:
    """`in the corner`: in which of them?"""
    placed = span.has("side")
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if not placed and word in _CORNERS)


def framed(span: Span) -> Iterator[Span]:
    """`remove the frame around the picture`: not its background."""
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word in _FRAMES)


def on_canvas(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """Of a request for another canvas: `2MB` is no size in pixels, a height alone no factor, bars are not blurred here."""
    weights = (
        at for at, word in enumerate(span.words) if _WEIGHT.match(word) or (at and (word in _WEIGHTS or _weighs(span, at)))
    )
    yield from (span.part(max(0, at - 1), at + 1) for at in weights)
    yield from (span.part(hit.start, hit.end) for hit in span.of("blurred", "blurring"))
    scaled = any("scale" in step.params for step in steps)
    if scaled:
        yield from (span.part(hit.start, hit.end) for hit in span.of("dimension") if hit.key in ("width", "height"))


def _weighs(span: Span, at: int) -> bool:
    """`1M`, written without a space."""
    return span.words[at] in _LETTERS and span.words[at - 1][0].isdigit() and span.ends[at - 1] == span.starts[at]


def told_turned(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`往左转了三度`: how it stands, not how it is to be turned."""
    if any(step.operation == "rotate" for step in steps) and (found := _TURNED.search("".join(span.words))):
        yield span.part(found.start(), found.end()) if len("".join(span.words)) == len(span) else span


def in_detail(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """Of a request for finer or smoother detail: its middle alone, more of a fault."""
    everywhere = all(isinstance(step.where, Whole) for step in steps)
    for at, word in enumerate(span.words):
        if everywhere and word in _MIDDLE:
            yield span.part(at, at + 1)
        if word in _STRONGER and span.has("degradation", "noise") and not span.has("verb"):
            yield span.part(at, at + 1)


def round_about(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """Of a request for a border: one that is not on every side."""
    if any(step.operation in ("border", "pad", "rounded_corners", "outline") for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in chosen(span.of("side")))


def at_corners(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`the text top left`: a place of two sides, of which a step has one."""
    sides = chosen(span.of("side"))
    said = {side for hit in sides for side in hit.key.split("_")}
    placed = " ".join(str(step.where) for step in steps)
    if not any(step.family in _FOR_GOOD for step in steps):
        return
    if len(said) > 1:
        yield from (span.part(hit.start, hit.end) for hit in sides if not all(side in placed for side in hit.key.split("_")))
    if _CORNER.search("".join(span.words)) and not any("_" in hit.key for hit in sides):
        yield span


_CORNER = pattern("meant_otherwise.corner")


def only_there(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`oil painting of the background only`: a place, where a step takes the whole picture."""
    if all(isinstance(step.where, Whole) for step in steps):
        yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if at and word in _ALONE)


def pieces_over(sentences: Iterable[Span], read: Set[int]) -> str | None:
    """`…, a bit stronger`: a piece between commas that no request holds, and that says how or how much."""
    for span in sentences:
        for piece in pieces(span, _PAUSES):
            said = {unit for hit in piece.of(*_MANNERS) for unit in range(hit.start, hit.end)}
            if read.isdisjoint(piece.starts) and len(said) == len(piece):
                return piece.original
    return None


_PAUSES = word_set("common.pauses")
_MANNERS = ("degree", "direction", "look_weak", "look_strong", "staging_manner")


def of_faces(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`第二张脸`, `the blurred faces`: which of the faces, where a step has all; a face where none is touched."""
    if any(step.operation == "background_blur" for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in span.of("thing") if hit.key == "face")
    whole = [step for step in steps if "face" in kinds_in(step.where) and not isinstance(step.where, Pick)]
    if whole and any(isinstance(step.where, Named) for step in whole):
        yield from (span.part(at, at + 2) for at, word in enumerate(span.words[:-1]) if word == "第")
        yield from (span.part(hit.start, hit.end) for hit in chosen(span.of("order")) if hit.key.isdecimal())
