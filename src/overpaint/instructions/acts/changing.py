"""Turning one thing into another: replace, change to, recolour."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.toning import better, styled, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.amounts import number_in, ratio_in
from overpaint.instructions.colours import colour_in
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Doable, Frame, Reading, Readings, reading

PERSONAL = ("face", "body", "hair", "skin", "eye", "teeth", "lips")
VISTAS = ("sea", "mountains", "desert", "forest", "meadow", "city", "space", "underwater", "sky", "snow", "indoor")


def change(frame: Frame) -> Readings | None:
    """Change X to Y: first what cannot be mistaken (text, background), then what Y says, then what X says."""
    gapped = _gapped(frame)
    if gapped is not None:
        return gapped
    if "source" in frame.slots and frame.target.mentions("scene", "gradient"):
        return None  # `to a gradient from blue to purple` says between which colours, not what was there
    shaped = _whole(frame.target) and (frame.value.heads("shape") or ratio_in(frame.value.span))
    if shaped:
        return [reading(frame, "geometry", what="crop")]
    if frame.target and (_whole(frame.target) or frame.target.heads("tone_whole")) and frame.value.is_("coloured"):
        return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]
    return (
        _text(frame)
        or background(frame)
        or _haircut(frame)
        or _number(frame)
        or _by_value(frame)
        or _by_surface(frame)
        or _by_target(frame)
        or [_object(frame)]
    )


def _gapped(frame: Frame) -> Readings | None:
    """`the shirt to white and the wall to blue`: two changes with one verb. None where the value is one."""
    if not (frame.target and frame.value) or "source" in frame.slots or frame.grammar.head_last:
        return None
    first = frame.clause.starts.index(frame.target.span.starts[0])
    span = frame.clause.part(first, frame.clause.starts.index(frame.value.span.starts[-1]) + 1)
    borders = [hit.start for hit in span.of("to") if span.words[hit.start] in _INTO]
    firm = {hit.start for hit in span.of("determiner")}
    joints = [hit for hit in span.of("list") if borders and borders[0] < hit.start < borders[-1] and hit.end in firm]
    after = [at for at in borders if joints and at > joints[0].end]
    if not after:
        return None
    one = {"target": span.part(0, borders[0]), "value": span.part(borders[0] + 1, joints[0].start)}
    other = {"target": span.part(joints[0].end, after[0]), "value": span.part(after[0] + 1)}
    if not all((*one.values(), *other.values())):
        return None
    return [*(change(replace(frame, slots=one)) or []), *(change(replace(frame, slots=other)) or [])]


_INTO = word_list("changing.into")


def _whole(target: Noun) -> bool:
    return not target or target.heads("thing", "image", "scene") or bool(target.is_("pronoun"))


def _object(frame: Frame) -> Reading:
    return reading(frame, "object_replace", doable="partly" if frame.value.mentions("clear") else "no")


def _is_number(noun: Noun) -> bool:
    """Whether a phrase is a number as printed: `2019`, `50%`; a count such as `2` may be one of things."""
    words = noun.bare.words
    return bool(words) and all(not word[0].isalpha() for word in words) and sum(len(word) for word in words) > 1


def _ends_in_number(noun: Noun) -> bool:
    """`the year 2022`, `number 7`: a number that is printed there."""
    return len(noun.head) > 1 and noun.head.words[-1].isdecimal() and not noun.heads("picture")


def _text(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    if target.is_("thing", "background"):
        return None
    if _is_number(target) and _is_number(value):
        return [reading(frame, "text_change")]
    worded = (target.heads("thing", "text", "watermark") and not value.heads("time")) or target.opens("wording")
    worded = worded or (_ends_in_number(target) and _is_number(Noun(value.head, frame.grammar)))
    worded = worded or (target.mentions("printed") and _is_number(value))
    worded = worded or (target.heads("tone_attribute", "colours") and target.rest.has("thing", "text"))
    worded = worded or (target.mentions("thing", "text") and _is_number(value))
    worded = worded or (_shouted(value) and not _whole(target) and not target.heads("thing", "background"))
    if target.quoted or worded or (value.head.quotes and not _whole(target)):
        sure: Doable = "yes" if value.quoted and (target.quoted or worded) else "partly"
        return [reading(frame, "text_change", doable=sure)]
    return None


def _shouted(value: Noun) -> bool:
    """`CLOSED`: what is written all in capitals, in a prompt that isn't, is the wording of a sign."""
    written = value.span.original
    return len(written) >= _WORDING and written.isupper() and not value.span.text.source.isupper() and written.isascii()


_WORDING = 4
"""Letters of the shortest wording: `BMW` and `PNG` are none."""


def _somebody(target: Noun) -> bool:
    return target.heads("thing", "person", "animal", "subject") or bool(target.is_("pronoun"))


def background(frame: Frame) -> Readings | None:
    """Anything done to the background: another one, none, a blurred one, the same in other colours."""
    target, value = frame.target, frame.value
    vista = target.heads("scene") or target.heads("thing", "scene")
    behind = target.heads("thing", "background", "behind") or (target.rest.has("thing", "background") and vista)
    behind = behind or (target.opens("question") and target.mentions("behind_word"))
    behind = behind or target.opens("thing", "behind") or (vista and target.rest.starts_with("behind_word") is not None)
    if not target and (value.mentions("thing", "background") or value.mentions("clear")):
        behind = True
    if not behind and value.heads("thing", "background") and _somebody(target):  # `give her another background`
        return [reading(frame, "background_replace", target=value, value=value, what="scene")]
    if not behind:
        return None
    if value.heads("clear") or (value.mentions("clear") and value.mentions("thing", "background")):
        return [reading(frame, "background_remove")]
    new = value.mentions("colour") or value.mentions("scene") or value.mentions("time")
    if (
        value.is_("blurred")
        or (value.heads("blurred") and not new)
        or (value.mentions("quality_more") and value.mentions("direction", "down"))
    ):
        return [reading(frame, "background_blur")]
    if value.is_("blurring"):
        return [reading(frame, "background_blur")]
    if value.heads("tone_whole") or (scan(value.span) and not new):
        return tone(frame, target)
    made = [reading(frame, "background_replace", what="scene")]
    named = {at for hit in value.span.of("scene") for at in range(hit.start, hit.end)}
    beside = any(hit.start not in named for hit in value.span.of("blurred"))  # a bokeh is a scene of its own
    return [*made, reading(frame, "background_blur")] if beside else made


def _haircut(frame: Frame) -> Readings | None:
    """`me` with `a buzz cut`: whose hair is another is the same person."""
    if _somebody(frame.target) and frame.value.heads("thing", "hair"):
        return [reading(frame, "portrait", doable="no")]
    return None


def _number(frame: Frame) -> Readings | None:
    """`three apples` into `one`: some must go; into `five`: some must come."""
    after = number_in(frame.value.bare) if len(frame.value.bare) <= 2 else None
    before = number_in(frame.target.bare)
    if after is None or before is None or before == after:
        return None
    return [reading(frame, "object_remove" if after < before else "object_add", doable="partly" if after < before else "no")]


def _by_value(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    whole = _whole(target)
    timely = value.mentions("season") or value.mentions("time") or value.mentions("weather")
    styled_as = value.heads("thing", "style") and not (timely and not value.head.has("style"))
    style = value.heads("style") or styled_as or (whole and value.head.has("style"))
    if value.mentions("reference"):
        made = [reading(frame, "compose", doable="no")]
        return [*made, reading(frame, "style")] if style or value.mentions("style") else made
    if value.heads("tone_whole"):
        return tone(frame, target)
    figure = value.head.has("style") and value.heads("thing", "person")
    if (style or figure) and not target.heads("thing", *PERSONAL):
        return styled(frame, value)
    if value.heads("expression_value") or (value.heads("thing", "pose") and not target.heads("thing", "text")):
        return [reading(frame, "pose_action", doable="no")]
    if target.heads("thing", "sky"):
        return _sky(frame)
    if value.heads("side") and not target.heads("thing", "limb", "text", "image", "face", "person", "eye"):
        return [reading(frame, "other", doable="no")]
    if target.heads("thing", "limb") and (value.mentions("side") or value.mentions("turn")):
        return [reading(frame, "pose_action", doable="no")]
    if _whole(target) and value.is_("anything"):
        return [reading(frame, "other", doable="no")]
    if target.heads("thing", "view") or value.heads("thing", "view", "fun"):
        return [reading(frame, "other", doable="no")]
    if not target and any(hit.key == "pose" for hit in value.span.of("verb")):
        return [reading(frame, "pose_action", doable="no")]
    return _place_or_time(frame, whole)


def _sky(frame: Frame) -> Readings:
    """Another sky is another background, and at another hour another time of day; a bluer one is the same sky."""
    if frame.value.is_("colour") and not frame.clause.has("degree"):
        return [reading(frame, "recolor")]
    clouds = frame.value.mentions("thing", "cloud") or frame.value.mentions("scene")
    if frame.value.heads("one_word") and not frame.value.mentions("colour"):
        return [reading(frame, "background_replace", doable="partly", what="scene")]
    moment = frame.value.heads("time")
    if not (clouds or moment) and (scan(frame.value.span) or frame.value.heads("colour")):
        return tone(frame, frame.target)
    made = [reading(frame, "background_replace", what="scene")]
    later = frame.value.mentions("time") or frame.value.mentions("weather")
    if frame.value.heads("weather"):
        return [reading(frame, "time_season_weather", doable="partly")]
    return [*made, reading(frame, "time_season_weather", doable="partly")] if later else made


def _place_or_time(frame: Frame, whole: bool) -> Readings | None:
    target, value = frame.target, frame.value
    moment = value.heads("time") or value.heads("season") or value.heads("weather")
    season = moment or value.mentions("season") or value.head.has("weather")
    if target.heads("thing", "weather") or target.is_("season") or _is_hour(target) or (moment and not value.heads("colour")):
        return [reading(frame, "time_season_weather", doable="partly")]
    scenic = value.heads("scene") or value.heads("thing", "scene", "background")
    if scenic and target.heads("thing", "scene") and target.mentions("scenery"):
        return [reading(frame, "background_replace", what="scene")]
    if whole and season and not value.heads("colour"):
        return [reading(frame, "time_season_weather", doable="partly")]
    placed = target.rest.has("thing") and not target.rest.has("thing", "image", "background")
    if value.heads("thing", "scene", "background") and not target.heads("thing", "person") and not placed:
        return [reading(frame, "background_replace", what="scene")]
    vista = target.heads("scene", *VISTAS) and value.heads("scene", *VISTAS)
    if (whole and value.head.has("scene")) or vista or (target.heads("thing", "person") and value.heads("scene", *VISTAS)):
        return [reading(frame, "background_replace", what="scene")]
    return None


def _is_hour(target: Noun) -> bool:
    return target.is_("time") and not target.heads("tone_attribute")


def _by_surface(frame: Frame) -> Readings | None:
    """Colour, light, material."""
    target, value = frame.target, frame.value
    if value.mentions("made_of") and value.mentions("material"):
        return [reading(frame, "material", doable="no")]
    if not target and value.is_("colour"):
        return [reading(frame, "recolor")]
    if _whole(target) and (scan(value.span) or value.heads("colour")):
        return tone(frame, target)
    bodywork = target.heads("thing", "body") and "'s" in target.span.words and not target.mentions("thing", "person", "animal")
    if bodywork and value.is_("colour"):  # `the car's body`
        return [reading(frame, "recolor")]
    if target.heads("thing", "skin", "body") or (target.heads("thing", "hair") and not value.is_("colour")):
        return None
    named = target.heads("tone_attribute", "colours") or target.mentions("colour_word")
    if value.heads("one_word") and colour_in(value.head) and target:
        return [reading(frame, "recolor")]
    if named and (not value.mentions("colour") or target.span.has("thing", "image")):
        return tone(frame, target)
    coloured = value.heads("colour") or value.heads("tone_attribute", "colours")
    if value.is_("tone_attribute", "colours") and not _whole(target):
        return [reading(frame, "recolor", doable="no")]
    if named or (coloured and colour_in(value.head)) or value.is_("colour"):
        return [reading(frame, "recolor", doable="yes" if colour_in(value.span) else "no")]
    if (
        target.heads("thing", "material")
        or value.heads("thing", "material")
        or (value.is_("material") and not value.opens("indefinite"))
        or (value.opens("material") and target.heads("thing", "material"))
    ):
        return [reading(frame, "material", doable="partly" if value.is_("material", "finish") else "no")]
    lit = scan(value.span) or value.mentions("tone_vague") or value.mentions("colour") or value.mentions("direction")
    lit = lit or value.mentions("degree")
    things = target.heads("tone_attribute", "light") and value and not lit
    slider = target.heads("tone_attribute") and not things
    if slider or (scan(value.span) and value.heads("tone_more")):
        return tone(frame, target)
    return None


def _by_target(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    if target.mentions("thing", "face", "body") and target.heads("thing", "size", *PERSONAL):
        return [reading(frame, "portrait", doable="partly")]
    if target.heads("thing", "size"):
        return [reading(frame, "geometry", what="resize")]
    if target.heads("thing", "pose", "expression") or (target.heads("thing", "limb") and not value):
        return [reading(frame, "pose_action", doable="no")]
    aged = target.heads("thing", "person", "pronoun") and value.mentions("portrait_more") and not value.opens("indefinite")
    if target.heads("thing", *PERSONAL) or aged or (not target and value.heads("thing", *PERSONAL)):
        return [reading(frame, "portrait", doable="partly" if target.heads("thing", "face") else "no")]
    return None


def replace_thing(frame: Frame) -> Readings | None:
    """Replace X with Y."""
    target, value = frame.target, frame.value
    if not target or target.span.starts_with("to"):
        return None
    acting = {hit.start for hit in target.span.of("verb") if hit.key == "pose" and hit.form == "ing"}
    if 0 in acting and value.span.has("verb", "pose"):  # `sit down instead of standing`
        return [reading(frame, "pose_action", target=value, doable="no")]
    if not value and target.heads("thing", "pose"):
        return [reading(frame, "other", doable="no")]
    if not value:
        backdrop = target.heads("thing", "background")
        return [reading(frame, "background_replace" if backdrop else "object_replace", doable="partly" if backdrop else "no")]
    found = _text(frame) or background(frame)
    if found:
        return found
    vista = target.heads("scene", *VISTAS) and value.heads("scene", *VISTAS) and not target.rest
    if target.heads("thing", "sky"):
        return _sky(frame)
    if vista or target.heads("thing", "scene"):
        return [reading(frame, "background_replace", what="scene")]
    if value.heads("thing", "background"):
        return [reading(frame, "background_replace", target=value, value=value, what="scene")]
    if target.is_("weather") or target.is_("time") or target.is_("season"):
        return [reading(frame, "time_season_weather", doable="partly")]
    if target.heads("colour") and value.heads("colour"):
        return [reading(frame, "recolor")]
    if target.heads("tone_attribute", "colours") and value.heads("colour"):
        return [reading(frame, "recolor")]
    if target.heads("thing", "material") and value.mentions("material"):
        return [reading(frame, "material", doable="no")]
    if value.head.has("style") and _whole(target):
        return [reading(frame, "style")]
    return [_object(frame)]


def use_for(frame: Frame) -> Readings | None:
    """`use a sunset for the background`; what a picture is used for is no request."""
    if frame.target.heads("thing", "background") or frame.clause.has("reference"):
        return replace_thing(frame)
    return None


def alter(frame: Frame) -> Readings | None:
    """Change X, with no word about what into."""
    target = frame.target
    if not target:
        return None
    if target.heads("thing", "background", "scene"):
        return [reading(frame, "background_replace", doable="partly", what="scene")]
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if target.heads("tone_attribute", "colours") and target.span.has("thing") and not target.span.has("thing", "image", "scene"):
        return [reading(frame, "recolor", doable="no")]  # `换个口红颜色`
    if scan(frame.clause):
        return tone(frame)
    found = _by_target(frame)
    if found is None and target.heads("thing", "image"):
        return better(frame)
    if found is None and frame.grammar.head_last and target.span.starts_with("indefinite"):  # `换一身职业装`
        return [reading(frame, "object_replace", value=target, doable="no")]
    return found
