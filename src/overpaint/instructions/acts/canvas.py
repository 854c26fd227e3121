"""The canvas: crop, rotate, flip, straighten, resize; and moving things about on it."""

from __future__ import annotations

from overpaint.instructions.acts.changing import change
from overpaint.instructions.acts.toning import styled, tone
from overpaint.instructions.amounts import angle_in, factor_in, pixels_in, ratio_in, size_in
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import IMPLIED, Frame, Readings, reading

_FIRST = frozenset(["preposition", "degree", "factor", "tighter", "to", "dimension"])
"""Words that say how even where they come first."""
_NUMERALS = word_set("canvas.numerals")
_UP_TO = word_set("canvas.up_to")


def _thing(frame: Frame) -> Noun:
    """What is turned or resized, without the words that say how: `it vertically` is `it`."""
    span = frame.target.span
    if span.whole("axis"):  # `flip horizontally`
        return Noun(span.part(0, 0), frame.grammar)
    how = (
        "direction",
        "turn",
        "axis",
        "shape",
        "factor",
        "preposition",
        "degree",
        "bigger",
        "side",
        "tighter",
        "to",
        "dimension",
    )
    first = {*_FIRST, "turn"} if frame.grammar.head_last else _FIRST
    hows = [hit.start for hit in span.of(*how) if hit.start > 0 or hit.cls in first]
    numbers = [at for at, word in enumerate(span.words) if word[0].isdigit()] + [hit.start for hit in span.of("worded_angle")]
    if frame.grammar.head_last and span.words[-1:] == ("度",):  # `九十度`
        numbers += [at for at, word in enumerate(span.words) if word in _NUMERALS]
    return Noun(span.part(0, min([*hows, *numbers, len(span)])), frame.grammar)


def _geometry(frame: Frame, what: str) -> Readings:
    thing = _thing(frame)
    whole = (
        not thing or thing.heads("thing", "image", "size", "scene", "edge", "horizon") or thing.is_("side") or thing.is_("factor")
    )
    value = Noun(frame.clause, frame.grammar)
    if whole:
        thing = Noun(frame.clause.part(0, 0), frame.grammar)
    return [reading(frame, "geometry", target=thing, value=value, doable="yes" if whole else "partly", what=what)]


def crop(frame: Frame) -> Readings | None:
    """Crop, trim."""
    if frame.target.heads("thing", "hair", "body") or _thing(frame).heads("thing", "hair", "body"):
        return [reading(frame, "portrait", doable="no")]
    return _geometry(frame, "crop")


def trim(frame: Frame) -> Readings | None:
    """`cut 10% off the bottom`; what is cut off a thing is another matter."""
    edged = frame.clause.has("side") or frame.clause.has("thing", "edge")
    return _geometry(frame, "crop") if edged else None


def rotate(frame: Frame) -> Readings | None:
    """Rotate, turn to the right, upside down."""
    if frame.target.mentions("tone_attribute"):
        return None
    if frame.form.startswith("turn") and not (frame.clause.has("turn") or frame.clause.has("axis") or angle_in(frame.clause)):
        return None
    if frame.value.heads("tone_whole") or frame.value.heads("style"):
        return change(frame)
    if frame.grammar.head_last and (frame.target.heads("tone_whole") or frame.target.is_("style")):  # `转黑白`
        return styled(frame, frame.target) if frame.target.heads("style") else tone(frame)
    turns = frame.target.mentions("thing", "person", "animal") and angle_in(frame.clause) is None
    if turns or frame.target.heads("thing", "limb", "face"):
        return [reading(frame, "pose_action", doable="no")]
    if frame.clause.has("level"):
        return _geometry(frame, "straighten")
    return _geometry(frame, "rotate")


def flip(frame: Frame) -> Readings | None:
    """Flip, mirror."""
    return _geometry(frame, "flip")


def straighten(frame: Frame) -> Readings | None:
    """Straighten a picture; hair and teeth are another matter."""
    if frame.target.heads("thing", "hair", "teeth", "face"):
        return [reading(frame, "portrait", doable="partly")]
    return _geometry(frame, "straighten")


def resize(frame: Frame) -> Readings | None:
    """Resize, enlarge, shrink: a picture, a thing in it, text, or somebody's nose."""
    target = frame.target
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if target.heads("thing", "eye", "face", "lips", "body", "hair", "skin"):
        return [reading(frame, "portrait", doable="partly")]
    if target.heads("thing", "view"):
        return [reading(frame, "other", doable="no")]
    if target.heads("quality") and pixels_in(frame.clause) is None and size_in(frame.clause) is None:
        return [reading(frame, "restore")]
    if target.heads("tone_attribute"):
        return None
    extended = frame.clause.has("extending") if frame.grammar.head_last else frame.clause.starts_with("extending")
    wider = bool(extended) and not frame.clause.has("factor") and factor_in(frame.clause) is None
    only_how_far = bool(target) and target.span.words[0] in _UP_TO  # `加宽到1200px`
    if wider and (
        target.heads("thing", "image", "background", "size", "edge")
        or not target
        or only_how_far
        or target.is_("side")
        or target.is_("axis")
    ):
        return [reading(frame, "geometry", what="extend")]
    made = _geometry(frame, "resize")
    factor = factor_in(frame.clause)
    if factor and factor > 1 and made[0].doable == "yes" and frame.clause.has("upscaling"):
        made.append(reading(frame, "restore", what=IMPLIED))
    return made


def fit(frame: Frame) -> Readings | None:
    """`fit it to 1080x1920`: only where a size or a shape is named."""
    named = size_in(frame.value.span) or ratio_in(frame.value.span)
    return _geometry(frame, "resize") if named and (not frame.target or frame.target.heads("thing", "image", "size")) else None


def zoom(frame: Frame) -> Readings | None:
    """Zoom in or out: a closer crop, or a wider canvas that would have to be invented."""
    return _geometry(frame, "zoom")


def move(frame: Frame) -> Readings | None:
    """Move something: text can be set anew elsewhere, things would leave a hole."""
    target = frame.target
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    value = frame.value
    known = target.heads("thing", "person", "animal", "scene", "image", "subject") or bool(target.is_("pronoun"))
    if known and (value.mentions("scene") or value.heads("thing", "scene")) and not value.opens("side"):
        return [reading(frame, "background_replace", what="scene")]
    if value.heads("scene") and value.opens("indefinite") and not target.heads("thing", "text", "limb"):
        return [reading(frame, "background_replace", what="scene")]
    if value.heads("thing", "background", "scene") and not target.heads("thing", "text", "person"):
        return [reading(frame, "background_replace", what="scene")]
    if target.heads("thing", "limb", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    return [reading(frame, "other", doable="no")]
