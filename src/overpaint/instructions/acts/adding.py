"""Putting things in: objects, text, a background, weather, light."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.repairing import hides_faces
from overpaint.instructions.acts.toning import styled, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import MAX_ITEMS, Doable, Frame, Readings, joined, reading
from overpaint.instructions.words import Span

_VISTAS = ("mountains", "desert", "forest", "meadow", "city", "space", "sky", "underwater", "studio", "sea", "snow")
_TONAL = ("tone_attribute", "tone_more", "tone_whole")
_PERSONAL = ("hair", "skin", "face", "body", "eye", "teeth", "lips", "retouch")


def add(frame: Frame) -> Readings | None:
    """Add, put, insert, draw, place."""
    if hides_faces(frame):
        return [reading(frame, "portrait")]
    target = frame.target
    place = frame.noun("place") or Noun(_after_list(target.rest), frame.grammar)
    if frame.noun("place").heads("tone_attribute"):
        return tone(frame, frame.noun("place"))
    if target.opens("question") or (
        frame.clause.starts_with("drawing")
        and not (target.quoted or target.opens("indefinite") or place.heads("thing", "person", "animal", "face"))
    ):
        return [reading(frame, "other", doable="no")]
    surface = frame.grammar.head_last and place.heads("thing", *_PERSONAL) and not target.heads("thing")
    if surface and not target.opens("indefinite"):  # `眉毛画浓一点`
        return [reading(frame, "portrait", target=place, doable="partly")]
    items = target.items if len(target.items) <= MAX_ITEMS else []
    if len(items) > 1 and not target.quoted:
        return _each(frame, items)
    painted = target.heads("thing", "lips") and not target.heads_any("tone_attribute")
    found = _text(frame, place)
    if not found and target.heads_any("tone_attribute", "quality", "tone_more", "quality_more") and not target.has_time:
        found = _look(frame, place)
    found = found or _backdrop(frame, place) or (_body(frame, place) if painted else None)
    found = found or _look(frame, place) or _body(frame, place)
    if found:
        return found
    doable: Doable = "partly" if target.is_("effect") or target.heads("effect") else "no"
    return [reading(frame, "object_add", value=place, doable=doable)]


def _each(frame: Frame, items: list[Noun]) -> Readings | None:
    """A list of things of several kinds: `a vignette and a lens flare`. One reading a family, its targets joined."""
    last = frame.noun("place") or Noun(_after_list(items[-1].rest), frame.grammar)
    found: Readings = []
    for item in items:
        slots = {**frame.slots, "target": item.head if last else item.span, **({"place": last.span} if last else {})}
        found += add(replace(frame, slots=slots)) or []
    if any(one.family == "object_add" for one in found):  # a hat and a beard are both put on
        found = [replace(one, family="object_add") if one.family == "portrait" else one for one in found]
    return joined(found)


def _text(frame: Frame, place: Noun) -> Readings | None:
    target = frame.target
    quoted = target.head.quotes and not target.heads("thing", "person", "object")
    dated = target.bare.starts_with("thing") is not None and target.opens("thing", "text") and target.head.words[-1][0].isdigit()
    if quoted or dated or target.heads("thing", "text", "watermark") or target.opens("wording"):
        return [reading(frame, "text_add", value=place, doable="yes" if target.quoted else "partly")]
    return None


def _backdrop(frame: Frame, place: Noun) -> Readings | None:
    """`add a blue background`, `put a castle in the background`, `put me on a beach`."""
    target = frame.target
    if target.heads("thing", "background"):
        if target.mentions("blurred"):
            return [reading(frame, "background_blur")]
        return [reading(frame, "background_replace", value=target, what="scene")]
    if frame.clause.has("reference") and not (target.heads("thing", "person", "image", "subject") or target.is_("pronoun")):
        return None
    behind = place.mentions("thing", "background", "behind") or _behind_somebody(target, place)
    if behind and target.heads("anything"):
        return [reading(frame, "background_replace", target=place, value=target, doable="partly", what="scene")]
    if target.span.starts_with("pronoun") and target.mentions("anything"):
        return [reading(frame, "background_replace", doable="partly", what="scene")]
    vista = target.heads("scene", *_VISTAS, "structure") or (target.head.has("scene") and target.heads("thing", "scene"))
    if behind and (vista or target.heads("time")):
        return [reading(frame, "background_replace", target=place, value=target, what="scene")]
    known = target.heads("thing", "person", "animal", "image", "subject", "scene") or target.is_("pronoun")
    some = target.opens("indefinite") or (target.span.words == target.head.words and _plural(target))
    shown = known or ("place" in frame.slots and _is_vista(place) and not frame.grammar.head_last)
    if shown and not some and not behind and _is_place(place):
        return [reading(frame, "background_replace", value=place, what="scene")]
    coloured = place.mentions("thing", "background") and place.mentions("colour") and not some
    if (known and place.heads("thing", "background")) or coloured:  # `on a white background #f8f8f8`
        return [reading(frame, "background_replace", value=place, what="scene")]
    return None


_OPEN = ("sky", "city", "sea", "space", "desert", "forest")
"""Scenes that fill whatever lies behind a thing; a mountain may be one thing more."""


def _behind_somebody(target: Noun, place: Noun) -> bool:
    """`a skyline behind her`: what stands behind somebody is the background; behind a house it is one thing more."""
    somebody = place.mentions("thing", "person", "animal", "subject") or place.mentions("pronoun")
    return place.span.starts_with("behind_word") is not None and (
        somebody or target.heads("time") or target.heads("scene", *_OPEN)
    )


def _plural(noun: Noun) -> bool:
    """`ducks`: some, not those that are there."""
    return noun.head.words[-1].endswith("s") and not noun.is_("pronoun")


def _is_vista(place: Noun) -> bool:
    """Whether a place is a whole view, or a wall or table that is new: `a marble table`, not `the table` in the picture."""
    new = place.opens("indefinite") or place.mentions("shade")
    return place.mentions("scene") and (new or not place.mentions("scene", "wall"))


def _is_place(place: Noun) -> bool:
    noun = Noun(place.bare.part(1), place.grammar) if place.bare.starts_with("preposition") else place
    return noun.heads("scene") or noun.heads("time") or noun.heads("thing", "scene") or noun.heads("thing", "background")


def _look(frame: Frame, place: Noun) -> Readings | None:
    """Light, colour, filters, detail, blur, weather: things one adds that are no things."""
    target = frame.target
    if place.mentions("tone_whole") and not target.opens("indefinite"):
        return tone(frame)
    if target.heads("blurred"):
        behind = frame.clause.has("thing", "background") or target.heads("blurred", "depth")
        return [reading(frame, "background_blur" if behind else "other", doable="partly")]
    cast = target.heads("tone_attribute", "shadows") and target.opens("indefinite") and bool(target.rest)
    if cast:
        return None
    falling = target.head.has("weather") and target.heads("thing", "style") and frame.grammar.head_last
    everywhere = not target.rest or place.heads("scene") or place.heads("thing", "scene", "image", "sky", "background")
    if (target.is_("weather") or falling) and not target.heads("thing", "cloud") and everywhere:
        return [reading(frame, "time_season_weather", doable="partly")]
    if target.heads("quality") or target.heads("quality_more"):
        return [reading(frame, "restore", value=target)]
    if (
        target.heads("effect", "effect")
        and not target.head.has("style")
        and not (target.heads("weather") or target.heads("tone_attribute"))
    ):
        return None
    artwork = target.heads("style") and not target.heads("thing", "style") and not target.heads("style", "filter")
    drawn = artwork and target.opens("indefinite") and bool(place)
    if (target.heads("style") or target.heads("thing", "style")) and not drawn:
        return styled(frame, target)
    coloured = target.heads("tone_attribute", "colours")
    bare = target.bare.words == target.head.words and len(target.head) == 1 and place.heads("thing", "image") and bool(place.rest)
    if coloured and (bare or place.mentions("tone_whole") or place.mentions("damaged")):
        return [reading(frame, "restore", target=place, value=target)]
    if target.heads(*_TONAL[:1]) or target.heads("tone_more") or target.heads("tone_whole") or target.is_("colour"):
        return tone(frame)
    if target.heads("empty") and scan(target.head):
        return tone(frame)
    return None


def _body(frame: Frame, place: Noun) -> Readings | None:
    target = frame.target
    if target.heads("thing", "expression", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if target.heads("thing", "limb") and (not place or target.span.starts_with("determiner")):
        return [reading(frame, "pose_action", value=place, doable="no")]
    owner = not place or place.heads("thing", "person", "face", "hair", "skin") or bool(place.is_("pronoun"))
    if owner and target.heads("thing", *_PERSONAL):
        return [reading(frame, "portrait", doable="partly")]
    if place.heads("thing", "image") and target.heads("thing", "person", "animal") and not target.span.starts_with("indefinite"):
        return [reading(frame, "compose", value=place, doable="no")]
    if target.heads("thing", "clothes") and target.mentions("anything"):
        return [reading(frame, "object_replace", target=place, value=target, doable="no")]
    wears = place.heads("thing", "clothes") and target.heads("thing", "person", "image")
    if wears and not target.opens("indefinite"):
        return [reading(frame, "object_replace", value=place, doable="no")]
    return None


def have(frame: Frame) -> Readings | None:
    """`could we have a pizza`: something new; `have the man smile` is no such thing."""
    return there(frame) if frame.target.opens("indefinite") else None


def more(frame: Frame) -> Readings | None:
    """`草地上多几只羊`: some more of something; `more` of anything else is another matter."""
    return add(frame) if frame.target.opens("indefinite") else None


def there(frame: Frame) -> Readings | None:
    """`let there be a stream`."""
    if frame.target.is_("weather") or frame.target.is_("season"):
        return [reading(frame, "time_season_weather", doable="partly")]
    return add(frame)


def be_in(frame: Frame) -> Readings | None:
    """`I want to be in Paris`."""
    spot = frame.noun("place")
    shown = _is_place(spot) or (frame.grammar.head_last and _is_vista(spot))  # Chinese says `in front of` last
    return [reading(frame, "background_replace", value=spot, what="scene")] if shown else None


def place(frame: Frame) -> Readings | None:
    """Put this into that: somebody before a scene gets a new background; a thing into a room is two pictures made one."""
    target, spot = frame.target, frame.noun("place")
    known = target.heads("thing", "person", "animal", "subject", "image", "scene") or bool(target.is_("pronoun"))
    if known and (_is_place(spot) or spot.mentions("scene")):
        return [reading(frame, "background_replace", value=spot, what="scene")]
    plain = spot.mentions("thing", "background") and spot.mentions("colour")
    outside = spot.mentions("scene") and not spot.mentions("scene", "indoor")  # walls and tables included
    if (plain or outside) and not target.opens("indefinite"):  # a car in the desert, a product on a table
        return [reading(frame, "background_replace", value=spot, what="scene")]
    if spot.heads("side") or spot.heads("thing", "edge"):
        return [reading(frame, "other", value=spot, doable="no")]
    return [reading(frame, "compose", value=spot, doable="no")]


def write(frame: Frame) -> Readings | None:
    """Write, label, caption."""
    if frame.grammar.head_last and not frame.target.quoted and frame.target.span.has("negation"):
        return None  # `个标签不要剪掉`
    return [reading(frame, "text_add", doable="yes" if frame.target.quoted else "partly")]


def _after_list(rest: Span) -> Span:
    """Where the things of a list shall be: `and a beard to the man` is `to the man`."""
    joints = {hit.start for hit in rest.of("list")}
    if 0 not in joints:
        return rest
    start = next((hit.start for hit in rest.of("preposition") if hit.start not in joints), len(rest))
    return rest.part(start)


def use(frame: Frame) -> Readings | None:
    """Use, apply: a look, not a thing."""
    return _look(frame, Noun(frame.target.rest, frame.grammar))


_BEFORE = ("set|place|put", "against|before", "in")


def against(frame: Frame) -> Readings | None:
    """`get this on a transparent background`."""
    value = frame.value
    if not (
        value.heads("thing", "background")
        or (frame.form.split()[0] in _BEFORE and value.heads("scene") and not value.opens("reference"))
    ):
        return None
    if value.mentions("clear"):
        return [reading(frame, "background_remove")]
    return [reading(frame, "background_replace", what="scene")]


def equip(frame: Frame) -> Readings | None:
    """Equip X with a Y."""
    return [reading(frame, "object_add", target=frame.value, value=frame.target, doable="no")]


def give(frame: Frame) -> Readings | None:
    """Give X a Y."""
    if "both" in frame.slots:
        both = frame.slots["both"]
        whom = both.starts_with("pronoun", "determiner")
        border = 0 if whom is None else whom.end + (whom.cls == "determiner")
        if not 0 < border < len(both):
            return None
        frame = replace(frame, slots={"target": both.part(0, border), "value": both.part(border)})
    target, value = frame.target, frame.value
    if value.span.words[-1] in frame.grammar.particles and len(value.span) > 1:  # `his hair back`
        value = Noun(value.span.part(0, -1), frame.grammar)
    if value.heads("thing", "background"):
        return [reading(frame, "background_replace", target=value, value=value, what="scene")]
    made = value.heads("material") and "a|an" not in frame.form
    if made or value.heads("thing", "material"):
        return [reading(frame, "material", doable="no")]
    things = [item for item in value.items if item.opens("indefinite") and not item.heads("thing", *_PERSONAL)]
    if len(value.items) > len(things) > 0 and value.items[0].heads("thing", *_PERSONAL) and not scan(value.span):
        return [reading(frame, "object_add", target=value, value=target, doable="no")]  # `a beard and a hat` are put on
    if value.heads("thing", *_PERSONAL):
        return [reading(frame, "portrait", doable="partly" if value.heads("thing", "lips") else "no")]
    if value.mentions("colour") and (value.heads("colour") or value.heads("tone_attribute", "colours")):
        return tone(frame, target) if target.heads("thing", "image") else [reading(frame, "recolor")]
    if value.heads("clear"):
        return [reading(frame, "background_remove")]
    moody = value.mentions("style") and value.mentions("thing", "scene")
    if value.heads("style") or value.heads("thing", "style") or moody:
        return tone(frame, target) if scan(value.span) and not value.mentions("style") else [reading(frame, "style")]
    if value.heads("quality_more") or value.heads("quality"):
        return [reading(frame, "restore")]
    if value.heads("blurred"):
        return [reading(frame, "background_blur")]
    if scan(value.span):
        return tone(frame, target)
    if value.heads("thing", "expression", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if value.heads("thing", *_PERSONAL) or value.mentions("portrait_more"):
        return [reading(frame, "portrait", doable="no")]
    return [reading(frame, "object_add", target=value, value=target, doable="no")]
