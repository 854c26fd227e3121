"""Whether the steps of a clause account for what it says: a number, a place, a `twice` that no step took is not just dropped.

What is left over makes the clause unread: a user forgives a refusal, never a picture that half of a sentence made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence, Set

from overpaint.instructions.adjustments import TONAL
from overpaint.instructions.amounts import PARTS, part_in, ratios_in, stops_in
from overpaint.instructions.catalogue import GEOMETRY, Catalogue
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.keeps import OWNING
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.named_things import nouns_in
from overpaint.instructions.places import EXCEPTING
from overpaint.instructions.readings import VAGUE, Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Both, Coloured, Minus, Named, Pick, Side, Step, Union, Where, Whole

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?$")
_THOUSANDS = re.compile(r"\d+,\d{3}$")
_ORDERING = ("step", "no", "option", "第")
_NO_PLACES = ("image", "scene", "view", "weather", "size", "style", "retouch", "expression", "pose", "count", "fun", "edge")
"""Kinds of things that say nothing of where a change of light and colour takes effect."""

_MEANT = {"person": "subject", "animal": "subject"}
_ARTICLES = frozenset(["the", "this", "that", "these", "those", "my", "his", "her", "its", "our", "your", "their"])
_MORE = ("season", "weather", "degradation", "degradation_bare", "damaged", "blemish", "compared")
_TONES = {"shadows": ("shadows_highlights", "gamma", "auto_enhance"), "highlights": ("shadows_highlights", "auto_enhance")}
"""Words for a part of the tones, and the operations that keep to it."""


def left_over(reading: Reading, steps: Sequence[Step], catalogue: Catalogue) -> str | None:
    """The first words of a clause that all its steps leave out, as they were written; None where all is accounted for."""
    if not steps:
        return None
    span = reading.clause
    left = [*_denied(span), *_undone(span)]
    if reading.what == VAGUE:
        left += _meant_more(span)
    if any(step.operation == ENHANCE for step in steps):
        left += _said_how(reading, span)
    if reading.family == "tone":
        left += [*_compared(span), *_places(reading, span, steps, catalogue), *_unknown(reading, span, steps)]
        left += [*_tones(span, steps), *_hues(reading, span, steps), *_factors(span)]
        if reading.weak or reading.rule == "ranked":
            left += _told(span)
    if reading.family in ("tone", GEOMETRY) and (reading.weak or reading.rule == "ranked"):
        left += _strange(reading, span)
    if reading.family == "restore":
        left += _places(reading, span, steps, catalogue)
    if reading.family == GEOMETRY:
        left += [*_repeated(span, steps), *_composed(reading, span, steps, catalogue)]
    if reading.family in _PAINTED:
        left += [*_colours(reading.content or span, steps), *_shadows(span), *_uncoloured(reading, span, steps)]
    if reading.family == "object_remove":
        left += [*_shadows(span), *_not_taken_out(span, steps, catalogue)]
    left += _numbers(span, steps)
    return left[0].original if left else None


def corrected(sentences: Iterable[Span]) -> str | None:
    """`a forest, or no, a library`, `打错`: words by which a prompt takes something back; what is meant then is not guessed."""
    for span in sentences:
        if hit := next(iter(span.of("correction")), None):
            return span.part(hit.start, hit.end).original
    return None


def outside(sentences: Iterable[Span], readings: Iterable[Reading], steps: Sequence[Step], idle: Set[int]) -> str | None:
    """A number or a colour code that stands in no clause of a request, and in nothing that only tells or keeps."""
    read = {start for one in readings for start in one.clause.starts} | idle
    made = {value for step in steps for value in _texts(step.params.values())}
    squeezed = any({"width", "height"} <= step.params.keys() for step in steps if step.operation == "resize")
    turned = any(step.operation == "rotate" for step in steps)
    for span in sentences:
        if turned and (hit := next(iter(span.of("level")), None)):  # `rotate it so that it is straight`: by how much?
            return span.part(hit.start, hit.end).original
        for number in _numbers(span, steps):
            if number.starts[0] not in read:
                return number.original
        if squeezed and (word := next((word for word in span.words if word.startswith(_DISTORTING)), None)):
            return word
        for hit in colour_hits(span):
            if span.words[hit.start][0] in "#r" and _is_code(span.words[hit.start]) and hit.key not in made:
                return span.part(hit.start, hit.end).original
    return None


_DISTORTING = ("stretch", "distort", "squash", "squeez", "变形", "拉伸")


def _is_code(word: str) -> bool:
    return word.startswith(("#", "rgb"))


def _meant_more(span: Span) -> Iterator[Span]:
    """`change the season, I want autumn`, `there's noise, sort it`: words that say more than `make it better`."""
    yield from (span.part(hit.start, hit.end) for hit in chosen(span.of(*_MORE)))


def _denied(span: Span) -> Iterator[Span]:
    """`neither brighter nor darker`, `anything but a beach`: words that deny what follows."""
    yield from (span.part(hit.start, hit.end) for hit in span.of("denied"))


def _undone(span: Span) -> Iterator[Span]:
    """`the vignette has to go`: an effect that is in the picture is to go, and what is made would add it."""
    effects = {at for hit in span.of("tone_whole") for at in range(hit.start, hit.end)}
    if effects and not _ASKING.isdisjoint(span.words):
        yield span
    for hit in span.of("verb"):
        if effects and hit.key in ("remove", "strip", "vanish") and hit.start not in effects:
            yield span.part(hit.start, hit.end)


_ASKING = frozenset(["who", "谁"])


def _compared(span: Span) -> Iterator[Span]:
    """`20% as bright`: what is said by a comparison."""
    yield from (span.part(hit.start, hit.end) for hit in span.of("compared"))


def _numbers(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """Numbers, and parts such as `a third`, that are no parameter's value in any way of saying it."""
    known = {value for step in steps for number in _flat(step.params.values()) for value in _said_as(number)}
    if any(step.family == GEOMETRY for step in steps):
        known |= {value for step in steps for number in _flat(step.params.values()) for value in _of_sides(number)}
    known |= {1 / scale for step in steps if (scale := step.params.get("scale"))}
    pictures = {at for hit in span.of("picture") for at in range(hit.start, hit.end)}
    for at, word in enumerate(span.words):
        counts = at in pictures or (at and span.words[at - 1] in _ORDERING) or _of_a_lens(span, at)
        if _NUMBER.match(word) and not counts and not any(math.isclose(_number(word), value, abs_tol=0.006) for value in known):
            yield span.part(at, at + 1)
    part = part_in(span) if any(step.operation in ("crop", "resize") for step in steps) else None
    if part is not None and not any(math.isclose(part, value, abs_tol=0.006) for value in known):
        yield span


def _of_a_lens(span: Span, at: int) -> bool:
    """`f/1.8`, `85mm`: how a lens would blur."""
    return "f" in span.words[max(0, at - 2) : at] or span.words[at + 1 : at + 2] == ("mm",)


def _number(word: str) -> float:
    """`1,000` is a thousand, `0,5` a half."""
    return float(word.replace(",", "") if _THOUSANDS.match(word) else word.replace(",", "."))


def _flat(values: Iterable[object]) -> Iterator[float]:
    for value in values:
        if isinstance(value, bool):
            continue
        if isinstance(value, (int, float)):
            yield float(value)
        elif isinstance(value, (list, tuple)):
            yield from _flat(value)


def _said_as(value: float) -> Iterator[float]:
    """What people write for a parameter's value: a share as percent, what is cut as what is kept, a factor as more or less."""
    for number in (value, 1 - value, 1 + value, value - 1):
        yield from (abs(number), abs(100 * number))
    yield abs(100 * (2**value - 1)) if abs(value) < _STOPS else 0.0


def _of_sides(value: float) -> Iterator[float]:
    """What is cut off every side as what is cut off in all, what is kept, or a zoom; a turn as its counterpart."""
    for number in (1 - 2 * value, 2 * value):
        yield from (abs(number), abs(100 * number))
    yield from (360 - abs(value), 360 + abs(value), 1 / (1 - 2 * value) if value not in (0, 0.5) else 0.0)


_STOPS = 16

ENHANCE = "auto_enhance"
"""The operation that stands for `make it better`: it is asked for by words that say nothing else."""

_SAYS_HOW = ("colour", "side", "style", "factor", "tone_more", "backdrop", "shape", "compared")
"""Kinds of words that say more than `better`."""

_SLIDING = (
    "contrast",
    "saturation",
    "brightness",
    "exposure",
    "temperature",
    "shadows",
    "highlights",
    "clarity",
    "vibrance",
    "gamma",
)
"""Sliders that go two ways: without a word for one of them only who asks to fix them is answered by `better`."""

_MENDING = ("adjust", "improve", "restore", "tone")
_PAINTED = ("background_replace",)


def _said_how(reading: Reading, span: Span) -> Iterator[Span]:
    """`half the contrast`, `ominous lighting from below`: words of a clause that `make it better` leaves out."""
    if span.has("tone_whole", ENHANCE):
        return
    mended = any(hit.key in _MENDING for hit in span.of("verb")) or span.has("anything")
    named = [hit for hit in span.of("tone_attribute") if not mended and (hit.key in _SLIDING or reading.weak)]
    vague = span.has("tone_vague") or span.has("tone_fault")
    said = [hit for hit in span.of(*_SAYS_HOW) if not (hit.cls == "backdrop" and reading.target)]
    hits = [*said, *(hit for hit in named if hit.key != "white_balance" and not vague)]
    yield from (span.part(hit.start, hit.end) for hit in chosen(hits))
    known = {at for hit in span.hits for at in range(hit.start, hit.end)}
    for at, word in enumerate(span.words):
        if at and at not in known and word[0].isalpha() and word not in reading.grammar.vocabulary:
            yield span.part(at, at + 1)


def _factors(span: Span) -> Iterator[Span]:
    """`half the contrast`: a factor, which no slider takes."""
    if stops_in(span, 0, len(span)) is not None:  # `half a stop`
        return
    yield from (span.part(hit.start, hit.end) for hit in chosen(span.of("factor")))


def _colours(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`black, not grey`: a colour that a new background has not."""
    made = {value for step in steps for value in _texts(step.params.values())}
    if any(value.startswith("#") for value in made):
        yield from (span.part(hit.start, hit.end) for hit in colour_hits(span) if hit.key not in made)


def _not_taken_out(span: Span, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`the signs and the skateboard`: a thing that a finder knows, and no step's place is made of it."""
    kinds = {kind for step in steps for kind in _kinds(step.where)}
    for start, end in nouns_in(span, catalogue):
        if catalogue.nouns[span.words[start:end]].kind not in kinds:
            yield span.part(start, end)


def _uncoloured(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`solid, drak gery`, `any dark colour`: a plain ground whose colour was said and not understood."""
    plain = [step for step in steps if step.params.get("scene") == "solid" and not step.params.get("scene_params")]
    if plain:
        yield from (span.part(hit.start, hit.end) for hit in span.of("shade", "colour_word"))
        yield from _strange(reading, span)


def _shadows(span: Span) -> Iterator[Span]:
    """`white with a soft shadow`, `the man and his shadow`: a shadow is neither painted nor found here."""
    yield from (span.part(hit.start, hit.end) for hit in span.of("degradation") if hit.key == "shadow")


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())


def _repeated(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`rotate 90 degrees twice`: how often, which no step counts."""
    if not any("scale" in step.params for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in span.of("repeated"))


def _places(reading: Reading, span: Span, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`darker background` on the whole picture: a thing that is named, and no step's place is made of it."""
    kinds = {kind for step in steps for kind in _kinds(step.where)}
    if "background" in kinds and span.has("thing", "behind"):  # `around the girl`
        kinds.add("subject")
    spared = set() if reading.spared is None else set(reading.spared.starts)
    tonal = {at for hit in span.of(*TONAL, "degradation") for at in range(hit.start, hit.end)} | _depicted(span)
    for hit in chosen(span.of("thing")):
        if hit.start in tonal:  # `make it pop` speaks of nobody's father
            continue
        words = span.words[hit.start : hit.end]
        if hit.key == "behind" and (kinds or words[-1] in EXCEPTING):  # `everything but the sky`: the sky is kept
            continue
        if _owns(span, hit):
            continue
        owners = words in _OTHERS and hit.start and span.words[hit.start - 1] in ("in", "on", "of")
        if owners and hit.key in kinds:  # `the colours in them`: whose?
            yield span.part(hit.start, hit.end)
        said = {hit.key, _MEANT.get(hit.key, ""), *words, "".join(words)}
        if hit.key not in _NO_PLACES and not said & kinds and span.starts[hit.start] not in spared:
            yield span.part(hit.start, hit.end)
    if not kinds:
        for start, end in [*nouns_in(span, catalogue), *((hit.start, hit.end) for hit in span.of("scene"))]:
            inside = start in tonal or span.starts[start] in spared
            if not inside and not any(hit.start in (start, end) for hit in span.of("thing")):  # `the beach photo`
                yield span.part(start, end)


def _depicted(span: Span) -> set[int]:
    """`this picture of my cat`: where words stand that only say what the picture is of."""
    pictures = [hit.end for hit in span.of("thing") if hit.key == "image"]
    begin = next((end for end in pictures if end < len(span) and span.words[end] == "of"), len(span))
    return set(range(begin, len(span)))


_OTHERS = (("them",), ("those",), ("these",))


def _owns(span: Span, owner: Hit) -> bool:
    """`her face` is a face."""
    after = owner.end + 1 if span.words[owner.end : owner.end + 1] and span.words[owner.end] in OWNING else owner.end
    return any(hit.start == after for hit in span.of("thing"))


def _hues(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`less saturation on the reds`: a colour, and no step that goes by colour."""
    cast = span.has("direction") or span.has("tone_fault") or span.has("tone_attribute") or not reading.weak
    if all(isinstance(step.where, Whole) and not (cast and step.operation in _BY_COLOUR) for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in colour_hits(span))


_BY_COLOUR = ("temperature", "tint", "white_balance", "grayscale", "sepia")


def _strange(reading: Reading, span: Span) -> Iterator[Span]:
    """Words that no lexicon has: what they say of the whole picture is not known."""
    known = {at for hit in span.hits for at in range(hit.start, hit.end)}
    for at, word in enumerate(span.words):
        measure = word in _ENOUGH or word in _PARTED or (at and span.words[at - 1][0].isdigit())
        if at and at not in known and word[0].isalpha() and word not in reading.grammar.vocabulary and not measure:
            yield span.part(at, at + 1)


def _told(span: Span) -> Iterator[Span]:
    """`the picture is dark`, `好暗`: what it is, said without regret, is neither asked for nor clearly a complaint."""
    if not _ENOUGH.isdisjoint(span.words):
        return
    looks = {hit.end for hit in span.of("copula", "statement")}
    for hit in span.of("tone_more"):
        done = any(row.start == hit.start for row in span.of("verb")) or span.words[hit.start].endswith("er")
        if not done and (hit.start in looks or (hit.start and span.words[hit.start - 1] in _HOW)):
            yield span.part(hit.start, hit.end)


_ENOUGH = frozenset(["enough", "够"])
_PARTED = frozenset("三分之一二四五两成半").union(*(words.split() for words in PARTS))
_HOW = ("is", "are", "was", "looks", "look", "so", "好", "真", "很", "咁", "这么", "那么")


def _composed(reading: Reading, span: Span, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`crop tight around the watch`, `square, the product on the left`: things and colours that no crop heeds."""
    spared = set() if reading.spared is None else set(reading.spared.starts)
    for hit in chosen(span.of("thing")):
        if hit.key not in _CANVAS and span.starts[hit.start] not in spared:
            yield span.part(hit.start, hit.end)
    yield from (span.part(start, end) for start, end in nouns_in(span, catalogue))
    yield from (span.part(hit.start, hit.end) for hit in span.of("colour"))
    if any(_DEFAULT_CUT in step.params.values() for step in steps):
        yield from _strange(reading, span)
    yield from (span.part(hit.start, hit.end) for hit in span.of("around"))
    if ratios_in(span) > 1:  # `16:9 to 9:16`
        yield span
    if any(step.operation != "crop" or "aspect" in step.params or "width" in step.params for step in steps):
        yield from (
            span.part(hit.start, hit.end) for hit in span.of("side") if hit.key != "center" and _is_place(span, hit, steps)
        )


def _is_place(span: Span, side: Hit, steps: Sequence[Step]) -> bool:
    """Whether a side says where; `rotate left` says which way round, `flip left to right` along which line."""
    if any(step.operation in ("rotate", "flip", "straighten") for step in steps):
        return False
    return not any(hit.start <= side.start < hit.end for hit in span.of("axis", "dimension"))


_CANVAS = ("image", "scene", "size", "edge", "horizon", "view", "style", "count", "limb")
_DEFAULT_CUT = 0.1
"""What is cut off where nobody says how much: every word is known then, or the amount may be among them."""


def _unknown(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`the red car brighter` on the whole picture: a noun after an article that no lexicon has; nothing was made of it."""
    if reading.grammar.head_last or not any(isinstance(step.where, Whole) for step in steps):
        return
    known = {at for hit in span.hits for at in range(hit.start, hit.end)}
    spared = set() if reading.spared is None else set(reading.spared.starts)
    adjectives = {at for hit in span.of("colour", "bigger", "side") for at in range(hit.start, hit.end)}
    for article, word in enumerate(span.words):
        if word not in _ARTICLES:
            continue
        at = next((unit for unit in range(article + 1, len(span)) if unit not in adjectives), len(span))
        if at < len(span) and span.words[at].isalpha() and at not in known and span.starts[at] not in spared:
            yield span.part(at, at + 1)


def _kinds(where: Where) -> Iterator[str]:
    match where:
        case Whole():
            return
        case Named():
            yield where.kind
            yield from where.words.split()
        case Minus():
            yield from (*_kinds(where.of), *_kinds(where.without))
        case Pick() | Side() | Coloured():
            yield from _kinds(where.of)
        case Union() | Both():
            for part in where.parts:
                yield from _kinds(part)
        case _:
            return


def _tones(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`make the shadows darker`: a part of the tones, and a step that changes all of them."""
    made = {step.operation for step in steps}
    for hit in span.of("tone_attribute"):
        if hit.key in _TONES and made.isdisjoint(_TONES[hit.key]):
            yield span.part(hit.start, hit.end)
