"""`make X Y`: English puts nothing between the thing and what becomes of it, so the border has to be found."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.changing import background, change
from overpaint.instructions.acts.toning import better, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.readings import Frame, Readings, reading
from overpaint.instructions.words import Span

_BORDERS = (
    *("tone_more", "tone_whole", "tone_vague", "colour", "quality_more", "portrait_more", "expression_value", "bigger", "style"),
    *("material", "time", "season", "weather", "blurred", "clear", "axis", "degree", "scene", "turn"),
)
_ARTICLES = (
    "a",
    "an",
    "into",
    "like",
    "look",
    "to",
    "as",
    "be",
    "appear",
    "seem",
    "have",
    "wear",
    "wearing",
    "in",
    "more",
    "less",
    "become",
)
_PEOPLE = ("person", "face", "body", "hair", "skin", "eye", "teeth", "lips")


def make(frame: Frame) -> Readings | None:
    """Find where the thing ends, then read what it shall be."""
    if "both" in frame.slots:
        both = frame.slots["both"]
        border = _border(both)
        if border is None:
            return None
        parts = {"target": both.part(0, border), "value": _value(both.part(border))}
        if not parts["value"]:
            return None
        frame = replace(frame, slots=parts)
    return _pose(frame) or background(frame) or _people(frame) or _look(frame) or _become(frame)


def _border(both: Span) -> int | None:
    """Where the value begins: at the first word that describes, once there was a word that names."""
    named = 1 if both.has("pronoun") and any(h.start == 0 for h in both.of("pronoun")) else _first_noun(both)
    starts = {hit.start for hit in both.of(*_BORDERS)} | {hit.start for hit in both.of("verb") if hit.entry.form == "base"}
    for at in range(max(named, 1), len(both)):
        if at in starts or both.words[at] in _ARTICLES:
            return at
    return None


def _first_noun(both: Span) -> int:
    """The end of the first unit that can be a noun: neither determiner nor adjective."""
    skip = {
        unit for hit in both.of("determiner", "colour", "tone_more", "degree", "bigger") for unit in range(hit.start, hit.end)
    }
    return next((at + 1 for at in range(len(both)) if at not in skip), len(both))


def _value(span: Span) -> Span:
    """What the thing shall be, without `look like`, `to be`, `into a`."""
    start = 0
    while start < len(span) - 1 and span.words[start] in (
        "to",
        "be",
        "look",
        "appear",
        "seem",
        "into",
        "like",
        "as",
        "become",
        "it",
        "looks",
    ):
        start += 1
    return span.part(start)


def _pose(frame: Frame) -> Readings | None:
    value = frame.value
    verb = next((hit for hit in value.span.of("verb") if hit.start == 0 and hit.key == "pose" and hit.entry.form == "base"), None)
    if value.heads("expression_value") or value.mentions("expression_value") or frame.target.heads("thing", "expression"):
        return [reading(frame, "pose_action", doable="no")]
    if verb is None or scan(value.span):
        return None
    if value.span.words[0] in ("wear", "hold"):
        return [reading(frame, "object_add" if value.span.words[0] == "hold" else "object_replace", doable="no")]
    return [reading(frame, "pose_action", doable="no")]


def _people(frame: Frame) -> Readings | None:
    """Somebody older, slimmer, prettier; somebody's eyes brighter."""
    target, value = frame.target, frame.value
    parts = target.heads("thing", "face", "hair", "skin", "eye", "teeth", "lips", "body")
    person = parts or target.heads("thing", "person")
    if person and (value.mentions("portrait_more") or (parts and not value.is_("colour"))):
        return [reading(frame, "portrait", doable="partly" if value.mentions("portrait_more", "beauty") or parts else "no")]
    if value.mentions("portrait_more", "beauty") and target.heads("thing", "image") and not value.mentions("tone_vague"):
        return [reading(frame, "portrait", doable="partly")]
    return None


def _look(frame: Frame) -> Readings | None:
    """Light, colour, sharpness, size of whatever it is."""
    target, value = frame.target, frame.value
    if value.mentions("axis", "vertical") or value.mentions("shape"):
        return [reading(frame, "geometry", what="crop" if value.mentions("shape") else "flip")]
    if value.heads("quality_more") and not scan(value.span):
        return [reading(frame, "restore")]
    if value.is_("blurred") or value.heads("blurred"):
        return [reading(frame, "background_blur" if frame.clause.has("thing", "background") else "other", doable="partly")]
    if value.mentions("bigger") and not value.mentions("style"):
        return _bigger(frame)
    if scan(value.span) and not value.heads("style") and not value.heads("scene"):
        made = tone(frame, target)
        if value.mentions("quality_more"):
            made.append(reading(frame, "restore"))
        return made
    if value.mentions("quality_more") and target.heads("thing", "image"):
        return [reading(frame, "restore")]
    return None


def _bigger(frame: Frame) -> Readings:
    target = frame.target
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if target.heads("thing", "person", "body", "face", "eye"):
        return [reading(frame, "portrait", doable="no")]
    return [reading(frame, "geometry", what="resize", doable="yes" if target.heads("thing", "image") else "partly")]


def _become(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    whole = target.heads("thing", "image", "scene")
    if whole and value.mentions("tone_vague") and not value.mentions("style") and not value.mentions("scene"):
        return better(frame, target)
    if value.mentions("clear") and whole:
        return [reading(frame, "background_remove")]
    if value.span.words[:1] == ("have",) or value.span.words[:1] == ("wear",):
        return [reading(frame, "object_add", doable="no")]
    if target.is_("pronoun") and value.mentions("tone_vague"):
        return better(frame, target)
    return change(frame)
