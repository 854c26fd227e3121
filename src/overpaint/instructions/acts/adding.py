"""Putting things in: objects, text, a background, weather, light."""

from __future__ import annotations

from overpaint.instructions.acts.toning import tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Doable, Frame, Readings, reading

_BACKGROUND_SCENES = frozenset(
    ["mountains", "desert", "forest", "meadow", "city", "space", "sky", "underwater", "studio", "sea", "indoor"]
)


def add(frame: Frame) -> Readings | None:
    """Add, put, insert, draw."""
    target = frame.target
    place = frame.noun("place") or Noun(target.rest, frame.grammar)
    if frame.clause.has("reference"):
        return [reading(frame, "compose", doable="no")]
    found = _text(frame) or _backdrop(frame, place) or _look(frame)
    if found:
        return found
    if target.heads("thing", "expression", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if target.is_("thing", "lips") or target.heads("blemish", "makeup", "skin"):
        return [reading(frame, "portrait", doable="partly")]
    doable: Doable = "partly" if target.is_("effect") or target.heads("effect") else "no"
    return [reading(frame, "object_add", value=place, doable=doable)]


def _text(frame: Frame) -> Readings | None:
    target = frame.target
    quoted = target.quoted and not target.heads("thing", "person", "object")
    if quoted or target.heads("thing", "text") or target.is_("thing", "watermark"):
        return [reading(frame, "text_add", doable="yes" if target.quoted else "partly")]
    return None


def _backdrop(frame: Frame, place: Noun) -> Readings | None:
    """`add a blue background`, `put a castle in the background`, `put me on a beach`."""
    target = frame.target
    if target.heads("thing", "background"):
        if scan(target.head) and not target.mentions("colour"):
            return None
        if target.mentions("blurred"):
            return [reading(frame, "background_blur")]
        return [reading(frame, "background_replace", value=target, what="scene")]
    scenes = target.head.keys("scene") & _BACKGROUND_SCENES
    if place.mentions("thing", "background") and (scenes or target.head.has("time")):
        return [reading(frame, "background_replace", target=place, value=target, what="scene")]
    person = target.is_("thing", "person", "image", "subject") or target.is_("pronoun")
    if person and (place.mentions("scene") or place.mentions("time")) and not place.mentions("thing", "background"):
        return [reading(frame, "background_replace", value=place, what="scene")]
    return None


def _look(frame: Frame) -> Readings | None:
    """Light, colour, filters, detail, blur, weather: things one adds that are no things."""
    target = frame.target
    if target.heads("thing", "background") and scan(target.head):
        return None
    if target.mentions("blurred") and target.heads("blurred"):
        return [reading(frame, "background_blur" if frame.clause.has("thing", "background") else "other", doable="partly")]
    if target.heads("quality"):
        return [reading(frame, "restore", value=target)]
    if scan(target.head) and not target.heads("style"):
        return tone(frame)
    if target.is_("colour"):
        return tone(frame)
    if target.heads("style") or target.heads("thing", "style"):
        return [reading(frame, "style", value=target)]
    if target.is_("weather"):
        return [reading(frame, "time_season_weather", doable="partly")]
    return None


def write(frame: Frame) -> Readings | None:
    """Write, label, caption."""
    return [reading(frame, "text_add", doable="yes" if frame.target.quoted else "partly")]


def give(frame: Frame) -> Readings | None:
    """Give X a Y."""
    target, value = frame.target, frame.value
    if value.heads("style") or value.heads("thing", "style") or value.heads("tone_attribute"):
        if scan(value.span) and not value.heads("style"):
            return tone(frame, target)
        return [reading(frame, "style")]
    if scan(value.span):
        return tone(frame, target)
    if value.heads("thing", "background"):
        return [reading(frame, "background_replace", target=value, value=value, what="scene")]
    if value.heads("thing", "expression", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if value.heads("thing", "hair", "skin", "face", "body", "eye", "teeth", "lips") or value.mentions("portrait_more"):
        return [reading(frame, "portrait", doable="no")]
    return [reading(frame, "object_add", target=value, value=target, doable="no")]
