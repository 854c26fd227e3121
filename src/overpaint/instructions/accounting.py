"""Whether the steps of a clause account for what it says: a number, a place, a `twice` that no step took is not just dropped.

What is left over makes the clause unread: a user forgives a refusal, never a picture that half of a sentence made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from overpaint.instructions.asks import ASKED, asked
from overpaint.instructions.catalogue import GEOMETRY, Catalogue
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.dropped.canvas import composed, repeated, strange
from overpaint.instructions.dropped.figures import numbers
from overpaint.instructions.dropped.manners import (
    at_a_side,
    by_weight,
    of_drawings,
    of_edges,
    said_beside,
    told_by_height,
    two_amounts,
    within_a_quote,
)
from overpaint.instructions.dropped.meant_otherwise import (
    at_corners,
    at_some_corner,
    changed_mind,
    framed,
    in_detail,
    in_light,
    less_blurred,
    moved,
    of_faces,
    of_somebody,
    on_canvas,
    only_there,
    pieces_over,
    round_about,
    told_turned,
)
from overpaint.instructions.dropped.painted import colours, degreed, predicated, shadows, uncoloured
from overpaint.instructions.dropped.things import beside, not_taken_out, places, unknown
from overpaint.instructions.dropped.tones import factors, hues, told, tones
from overpaint.instructions.dropped.unmade import beside_light, no_ground, not_wanted, unmade
from overpaint.instructions.dropped.writing import beside_words, quotes, texts
from overpaint.instructions.families.staging import STAGED
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import VAGUE, WHOLLY, Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Pick, Sent, Step, Whole, kinds_in

_MORE = ("season", "weather", "degradation", "degradation_bare", "damaged", "blemish", "compared")
_SIDEWAYS = word_set("accounting.sideways")
_BEFORE_SIDE = word_set("accounting.before_side")
_BIDDING = word_set("accounting.bidding")


def left_over(reading: Reading, steps: Sequence[Step], catalogue: Catalogue) -> str | None:
    """The first words of a clause that all its steps leave out, as they were written; None where all is accounted for."""
    if not steps or reading.what == ASKED or reading.rule == WHOLLY:
        return None
    span = reading.clause
    if reading.what == STAGED:
        return next((word.original for word in at_a_side(span, steps)), None)
    left = [*_denied(span), *_undone(span), *told_by_height(span, steps), *of_edges(span, steps), *of_drawings(span, steps)]
    if reading.what == VAGUE:
        left += _meant_more(span)
    if any(step.operation == ENHANCE for step in steps):
        left += _said_how(reading, span)
    if reading.family in ("style", "tone"):
        left += only_there(span, steps)
    left += [*round_about(span, steps), *at_corners(span, steps), *of_faces(span, steps)]
    if reading.family == "portrait":
        left += two_amounts(span)
    if reading.family == "text_change":
        left += within_a_quote(span)
    if reading.family == "tone":
        left += in_light(span)
        everywhere = all(isinstance(step.where, Whole) for step in steps)
        toned = {hit.end for hit in span.of("tone_more")}  # `a cooler one` is the picture, `the small one` somebody in it
        ones = (hit for hit in span.of("one_word") if everywhere and hit.start and hit.start not in toned)
        left += (span.part(hit.start, hit.end) for hit in ones)
        made = {step.operation for step in steps}
        left += (span.part(hit.start, hit.end) for hit in _looks(span) if hit.key not in made)
        left += _torn_off(span)
        left += _against_itself(span, steps)
        left += beside_light(span)
        left += [*_compared(span), *places(reading, span, steps, catalogue), *unknown(reading, span, steps)]
        left += [*tones(span, steps), *hues(reading, span, steps), *factors(span, steps)]
        if reading.weak or reading.rule == "ranked":
            left += told(span)
    roomy = any(step.operation == "extend" for step in steps) and span.has("room")  # `give the vase more air on top`
    if reading.family in ("tone", GEOMETRY) and not roomy and (reading.weak or reading.rule == "ranked"):
        left += strange(reading, span)
    if reading.family == "restore":
        left += [*places(reading, span, steps, catalogue), *in_detail(span, steps)]
    if reading.family == GEOMETRY:
        left += [*on_canvas(span, steps), *by_weight(span), *told_turned(span, steps)]
        left += [*repeated(span, steps), *composed(reading, span, steps, catalogue)]
    if reading.family == "background_blur":
        left += less_blurred(span)
    if reading.family == "background_remove":
        left += framed(span)
    if reading.family == "text_add":
        left += at_some_corner(span)
    if reading.family == "background_blur" and not any(step.operation == "background_replace" for step in steps):
        soft = {at for hit in span.of("blurred", "blurring", "tone_whole") for at in range(hit.start, hit.end)}  # `bokeh` is both
        left += (span.part(hit.start, hit.end) for hit in span.of("backdrop") if hit.start not in soft)
    if reading.family in _PAINTED:
        left += [*colours(reading.content or span, steps), *shadows(span), *uncoloured(reading, span, steps)]
        left += [*predicated(span, steps), *at_a_side(span, steps), *no_ground(span, steps)]
        if (
            "{target}" in reading.rule
            and "{place}" in reading.rule
            and reading.region
            and Noun(reading.region, reading.grammar).heads("scene")
        ):
            left.append(reading.region)  # `put the moon in the sky`: nobody who is there
    if reading.family == "recolor":
        left += [
            *(span.part(hit.start, hit.end) for hit in span.of("direction") if hit.key == "down"),  # `the greens less green`
            *degreed(span),
            *_compared(span),
            *(span.part(at, at + 1) for at, word in enumerate(span.words) if word in _ALIKE),
        ]
    if reading.family == "object_remove" and not any(isinstance(step.where, Sent) for step in steps):
        left += of_somebody(span, steps)
        left += [*shadows(span), *not_taken_out(reading, steps, catalogue), *beside(reading, catalogue, steps)]
    if reading.family in _OF_WRITING and not any(isinstance(step.where, Sent) for step in steps):
        left += beside_words(reading, steps, catalogue)
        left += (span.part(hit.start, hit.end) for hit in span.of("thing") if hit.key == "background")
    if reading.family not in _PAINTED:
        left += quotes(span, steps)
    left += numbers(span, steps)
    return left[0].original if left else None


def _against_itself(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`lighten the dark corners`, which adds none; `black and white with a dark sky`, which is not the sky's alone."""
    made = {step.operation for step in steps}
    if "vignette" in made and made & {"brightness", "exposure", "shadows_highlights"} and _JOINING.isdisjoint(span.words):
        yield span
    if "grayscale" in made and not _CAST.isdisjoint(span.words):  # `remove the color cast from the snow`
        yield span
    if "with" in span.words and any(step.operation == "grayscale" and kinds_in(step.where) == {"sky"} for step in steps):
        yield span.part(span.words.index("with"))


_CAST = word_set("accounting.cast")
_JOINING = word_set("accounting.joining")


def _torn_off(span: Span) -> Iterator[Span]:
    """`背景的`, cut off before `颜色去掉`: whose colours was said, and is not in the clause."""
    if span.text.source[: span.starts[0]].endswith("的"):
        yield span


def corrected(sentences: Iterable[Span]) -> str | None:
    """`a forest, or no, a library`, `打错`: words by which a prompt takes something back; what is meant then is not guessed."""
    for span in sentences:
        if asked(span) is not None:  # `perspective correction`
            continue
        if hit := next(iter(span.of("correction")), None):
            return span.part(hit.start, hit.end).original
        if span and (taken := changed_mind(span.original)):
            return taken
    return None


def outside(sentences: Iterable[Span], readings: Iterable[Reading], steps: Sequence[Step], idle: Set[int]) -> str | None:
    """A number or a colour code that stands in no clause of a request, and in nothing that only tells or keeps."""
    commanded = {start for one in readings for start in one.clause.starts}
    read = commanded | idle
    wrote = any(step.family.startswith("text_") for step in steps)
    made = {value for step in steps for value in texts(step.params.values())}
    squeezed = any({"width", "height"} <= step.params.keys() for step in steps if step.operation == "resize")
    turned = any(step.operation == "rotate" for step in steps)
    if beside := said_beside(sentences, steps, read):
        return beside
    if away := moved(sentences, read) or (pieces_over(sentences, read) if steps else None):
        return away
    extended = any(step.operation == "extend" for step in steps)
    half = any(step.operation == "rotate" and step.params.get("degrees") == _HALF_TURN for step in steps)
    improved = bool(steps) and all(step.operation == ENHANCE for step in steps)
    for one in readings if wrote else ():  # `write “SALE” and make it bigger`: the words, or the picture?
        if one.family == GEOMETRY and one.clause.has("bigger") and one.clause.has("pronoun"):
            return one.clause.original
    made_by = {step.operation for step in steps}
    for span in sentences:
        if improved and (more := next((one for one in _meant_more(span) if one.starts[0] not in commanded), None)):
            return more.original
        if words := unmade(span, readings, steps):
            return words
        if "sharpness" in span.words and span.starts[span.words.index("sharpness")] not in idle and _FINE.isdisjoint(made_by):
            return "sharpness"
        if side := _told_where(span, steps, commanded):
            return side.original
        if owner := _owner(span, readings, steps):
            return owner.original
        if extended and (lost := next((word for word in span.words if word in _INVENTED_WHOLE), None)):
            return lost
        asked = [*chosen(span.of("tone_whole")), *_looks(span)]
        if hit := next((hit for hit in asked if read.isdisjoint(span.starts[hit.start : hit.end])), None):
            return span.part(hit.start, hit.end).original
        if half and (lying := next((word for before, word in pairwise(("", *span.words)) if _is_sideways(before, word)), None)):
            return lying
        if turned and (hit := next(iter(span.of("level")), None)):  # `rotate it so that it is straight`: by how much?
            return span.part(hit.start, hit.end).original
        for number in numbers(span, steps):
            if number.starts[0] not in read:
                return number.original
        for quote in quotes(span, steps) if wrote else ():
            if quote.starts[0] not in commanded:
                return quote.original
        if squeezed and (word := next((word for word in span.words if word.startswith(_DISTORTING)), None)):
            return word
        if squeezed and (word := next((word for word in _DISTORTING_ANYWHERE if word in "".join(span.words)), None)):
            return word
        for hit in colour_hits(span):
            if span.words[hit.start][0] in "#r" and _is_code(span.words[hit.start]) and hit.key not in made:
                return span.part(hit.start, hit.end).original
    return None


def _told_where(span: Span, steps: Sequence[Step], commanded: Set[int]) -> Span | None:
    """`remove my cousin, she is on the far left`: a side that is told of what goes, and that its step does not heed."""
    if not any(step.family == "object_remove" and isinstance(step.where, Pick) and step.where.which == "main" for step in steps):
        return None
    for hit in span.of("side"):
        before = span.words[max(hit.start - _FAR, 0) : hit.start]
        if span.starts[hit.start] not in commanded and not _ABOUT.isdisjoint(before):
            return span.part(hit.start, hit.end)
    return None


_FINE = frozenset(["sharpen", "deblur", "clarity", "denoise", "upscale", "auto_enhance"])
_ABOUT, _FAR = frozenset(["she", "he", "it", "they", "that"]), 6


def _owner(span: Span, readings: Iterable[Reading], steps: Sequence[Step]) -> Span | None:
    """`背景的` before `颜色去掉`: whose it is, where it was cut off from a request that now is about everything."""
    for one in readings:
        at = span.starts.index(one.clause.starts[0]) if one.clause.starts[0] in span.starts else 0
        everything = any(step.family == one.family and isinstance(step.where, Whole) for step in steps)
        if not (everything and at > 1 and span.words[at - 1] in _OWNING_JOINTS):
            continue
        for hit in span.of("thing"):
            if hit.end == at - 1 and hit.key != "image":
                return span.part(hit.start, at)
    return None


def _looks(span: Span) -> list[Hit]:
    """Names of looks, which nobody says but to ask for them; not those of hours and weather: `it was taken at night`."""
    return [hit for hit in chosen(span.of("look")) if span.lexicon.family_of(hit.key) == "style"]


_INVENTED_WHOLE = word_set("accounting.invented_whole")
"""Words for what the frame cut off and more canvas does not bring back."""

_HALF_TURN = 180


def _is_sideways(before: str, word: str) -> bool:
    """`on its side`: a quarter turn sets it upright, though nobody says which way; `right side up` is another matter."""
    return word in _SIDEWAYS or (word == "side" and before in _BEFORE_SIDE)


_OWNING_JOINTS = word_set("common.owning")
_DISTORTING = word_list("accounting.distorting")
_DISTORTING_ANYWHERE = word_list("accounting.distorting_anywhere")


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
    asked = not _ASKING.isdisjoint(span.words) or span.words[-1] in _BIDDING
    if effects and (asked or not_wanted(span)):
        yield span
    for hit in span.of("verb"):
        if effects and hit.key in ("remove", "strip", "vanish") and hit.start not in effects:
            yield span.part(hit.start, hit.end)


_ASKING = word_set("accounting.asking")


def _compared(span: Span) -> Iterator[Span]:
    """`20% as bright`: what is said by a comparison."""
    yield from (span.part(hit.start, hit.end) for hit in span.of("compared"))


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
_OF_WRITING = ("text_remove",)


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


_ALIKE = word_set("accounting.alike")
"""Words by which a colour is that of something else."""
