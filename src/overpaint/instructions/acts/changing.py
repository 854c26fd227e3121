"""Turning one thing into another: replace, change to, recolour."""

from __future__ import annotations

from overpaint.instructions.acts.toning import tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.colours import colour_in
from overpaint.instructions.readings import Frame, Reading, Readings, reading

_PEOPLE = ("person", "face", "body", "hair", "skin", "eye", "teeth", "lips")
_PLACES = frozenset(["sea", "mountains", "desert", "forest", "meadow", "city", "space", "underwater", "sky", "snow", "indoor"])


def change(frame: Frame) -> Readings | None:
    """Change X to Y: first what cannot be mistaken (text, background), then what Y says, then what X says."""
    return _text(frame) or background(frame) or _by_value(frame) or _by_target(frame) or [_object(frame)]


def _object(frame: Frame) -> Reading:
    if frame.clause.has("reference"):
        return reading(frame, "compose", doable="no")
    blank = frame.value.mentions("clear") or frame.value.mentions("blank")
    return reading(frame, "object_replace", doable="partly" if blank else "no")


def _text(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    if target.quoted or target.heads("thing", "text") or (value.quoted and not target.heads("thing", "image")):
        return [reading(frame, "text_change", doable="yes" if value.quoted and target.quoted else "partly")]
    return None


def background(frame: Frame) -> Readings | None:
    """Anything done to the background: another one, none, a blurred one, the same in other colours."""
    target, value = frame.target, frame.value
    behind = target.heads("thing", "background", "behind") or (
        target.mentions("thing", "background") and target.head.keys("scene") and not target.heads("thing", "person")
    )
    if not behind:
        return None
    if value.is_("clear") or value.heads("clear"):
        return [reading(frame, "background_remove")]
    if value.is_("blurred"):
        return [reading(frame, "background_blur")]
    if value.is_("tone_whole") or (scan(value.span) and not value.mentions("colour") and not value.mentions("scene")):
        return tone(frame, target)
    made = [reading(frame, "background_replace", what="scene")]
    if value.mentions("blurred"):
        made.append(reading(frame, "background_blur"))
    return made


def _by_value(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    whole = not target or target.heads("thing", "image", "scene") or target.is_("pronoun")
    if value.mentions("reference"):
        return [reading(frame, "compose", doable="no")]
    if value.is_("tone_whole") or value.heads("tone_whole"):
        return tone(frame, target)
    if value.heads("style") or (value.mentions("style") and (whole or value.mentions("thing", "style"))):
        return [reading(frame, "style")]
    if value.heads("thing", "style") and whole:
        return [reading(frame, "style")]
    if target.heads("expression_value") or value.is_("expression_value"):
        return [reading(frame, "pose_action", doable="no")]
    if value.is_("time") or value.is_("season") or value.is_("weather") or target.heads("thing", "weather"):
        return [reading(frame, "time_season_weather", doable="partly")]
    if (whole and value.head.keys("scene")) or (target.is_("scene") and value.head.keys("scene") & _PLACES):
        return [reading(frame, "background_replace", what="scene")]
    if whole and (value.mentions("season") or value.mentions("weather") or value.mentions("time")):
        return [reading(frame, "time_season_weather", doable="partly")]
    return _colour_or_material(frame, whole)


def _colour_or_material(frame: Frame, whole: bool) -> Readings | None:
    target, value = frame.target, frame.value
    if whole and (scan(value.span) or value.heads("colour")):
        return tone(frame, target)
    if target.heads("thing", "skin") or target.heads("thing", "hair") or target.mentions("portrait_more", "body"):
        return None
    named = target.heads("tone_attribute", "colours") or target.mentions("colour_word")
    if named or value.is_("colour") or (value.heads("colour") and colour_in(value.span)):
        return [reading(frame, "recolor", doable="yes" if colour_in(value.span) else "partly")]
    if target.heads("thing", "material") or value.is_("material") or value.heads("material"):
        return [reading(frame, "material", doable="partly" if value.is_("material", "finish") else "no")]
    return None


def _by_target(frame: Frame) -> Readings | None:
    target = frame.target
    if target.heads("thing", "sky"):
        return [reading(frame, "background_replace", what="scene")]
    if target.heads("thing", "size"):
        return [reading(frame, "geometry", what="resize")]
    if target.heads("thing", "view"):
        return [reading(frame, "other", doable="no")]
    if target.heads("thing", "pose", "expression", "limb"):
        return [reading(frame, "pose_action", doable="no")]
    if target.heads("thing", "hair", "face", "skin", "eye", "teeth", "lips", "body") or frame.value.mentions("portrait_more"):
        return [reading(frame, "portrait", doable="partly" if target.heads("thing", "face") else "no")]
    if target.heads("tone_attribute"):
        return tone(frame)
    return None


def replace_thing(frame: Frame) -> Readings | None:
    """Replace X with Y."""
    if not frame.value:
        if frame.target.heads("thing", "background"):
            return [reading(frame, "background_replace", doable="partly", what="scene")]
        return [reading(frame, "object_replace", doable="no")]
    target, value = frame.target, frame.value
    if (target.is_("scene") and value.head.keys("scene") & _PLACES) or target.heads("thing", "sky", "scene"):
        return [reading(frame, "background_replace", what="scene")]
    if target.is_("colour") and value.is_("colour"):
        return [reading(frame, "recolor")]
    return _text(frame) or background(frame) or [_object(frame)]


def alter(frame: Frame) -> Readings | None:
    """Change X, with no word about what into."""
    target = frame.target
    if not target:
        return None
    if target.heads("thing", "background", "scene"):
        return [reading(frame, "background_replace", doable="partly", what="scene")]
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if scan(frame.clause):
        return tone(frame)
    return _by_target(frame)


def translate(frame: Frame) -> Readings | None:
    """Text into another language."""
    return [reading(frame, "text_change", doable="partly")]


def recolour(frame: Frame) -> Readings | None:
    """Colour something; a photograph to be coloured is one to be colourised."""
    target = frame.target
    if target.heads("thing", "image") and not target.mentions("colour"):
        return [reading(frame, "restore")]
    if target.heads("thing", "text") and target.quoted:
        return [reading(frame, "text_add", doable="partly")]
    return [reading(frame, "recolor", doable="yes" if colour_in(frame.clause) else "partly")]
