"""`make X Y`: English puts nothing between the thing and what becomes of it, so the border has to be found."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.changing import PERSONAL, VISTAS, background, change
from overpaint.instructions.acts.toning import better, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.amounts import ratio_in, size_in
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon.lists import phrase_list, word_list
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading
from overpaint.instructions.words import Span

_DESCRIBING = ("tone_more", "tone_whole", "tone_vague", "quality_more", "blurred", "bigger", "clear")
_BORDERS = (
    *_DESCRIBING,
    *("colour", "portrait_more", "expression_value", "style", "material", "time", "season", "weather", "axis", "degree", "scene"),
    *("turn", "become", "direction", "wear", "have", "same", "number", "into", "wholly", "anything", "coloured", "made_of"),
)


_COUNTED = {("%",), ("x",), ("times",), ("percent",), (":",), ("/",)}


MAX_AGE = 120
_AGE_WORDS = 7
_YEARS = word_list("making.years")
"""What may follow the number of an age; a few words stand before it (`look like he is`)."""

_SHORT = 4
"""Letters of the longest word that ends like a comparative by chance (`her`, `over`)."""


def make(frame: Frame) -> Readings | None:
    """Find where the thing ends, then read what it shall be."""
    if "both" in frame.slots and frame.clause.starts_with("allow") and frame.slots["both"].starts_with("indefinite"):
        return [reading(frame, "object_add", target=Noun(frame.slots["both"], frame.grammar), doable="no")]
    if "both" in frame.slots and frame.slots["both"].words[0] in frame.grammar.particles:
        return None
    if "both" in frame.slots:
        parts = _parts(frame.slots["both"], frame.grammar)
        if parts is None:
            return None
        frame = replace(frame, slots=parts)
        if parts["target"].starts_with("indefinite") and not parts["target"].has("quality_more"):
            return [reading(frame, "object_add", doable="no")]
    if not frame.value:
        return None
    if frame.target.opens("indefinite") and "should" in frame.clause.words:
        return [reading(frame, "object_add", doable="no")]
    if frame.grammar.head_last and frame.value.is_("colour") and frame.clause.has("direction", "up"):  # `更翠绿`
        return tone(frame)
    return _body(frame) or background(frame) or _person(frame) or _look(frame) or _become(frame)


def be(frame: Frame) -> Readings | None:
    """`can the bike be blue`: read like `make`, but a thing that shall simply be another is a story."""
    found = make(frame)
    return None if found is None or any(one.family == "object_replace" for one in found) else found


def _parts(both: Span, grammar: Grammar) -> dict[str, Span] | None:
    """Target and value; people also write the value first (`make black and white this photo`)."""
    first = both.starts_with(*_DESCRIBING)
    if first and first.end < len(both) and not both.starts_with("determiner"):
        last = max([first.end, *(hit.end for hit in both.of(*_DESCRIBING) if hit.start <= first.end + 1)])
        if last < len(both) and both.part(last).starts_with("determiner", "thing", "pronoun"):
            return {"target": both.part(last), "value": both.part(0, last)}
    border = _border(both, grammar)
    return None if border is None else {"target": both.part(0, border), "value": _value(both.part(border))}


def _border(both: Span, grammar: Grammar) -> int | None:
    """Where the value begins: at the first word that describes, once there was a word that names."""
    pronoun = next((hit for hit in both.of("pronoun") if hit.start == 0), None)
    named = pronoun.end if pronoun else _first_noun(both)
    worn = {hit.start for hit in both.of("thing") if hit.key == "clothes" and hit.start == named and hit.end < len(both)}
    acts = {hit.start for hit in both.of("verb") if hit.form == "base"}
    starts = {hit.start for hit in both.of(*_BORDERS)} | (acts - worn if pronoun else acts)  # `her dress blue`
    starts |= {at for at, word in enumerate(both.words) if word[0].isdigit() and both.words[at + 1 : at + 2] in _COUNTED}
    inside = {hit.end for hit in both.of("preposition")}
    if both.words[-1].endswith(grammar.comparative) and len(both.words[-1]) > _SHORT:
        starts.add(len(both) - 1)
    found = next((at for at in range(max(named, 1), len(both)) if at in starts and at not in inside), None)
    if found is None and both.has("thing", "text") and len(both) > 2:
        return len(both) - 1
    return found


def _first_noun(both: Span) -> int:
    """The end of the first unit that can be a noun: neither determiner nor adjective."""
    skip = {
        unit
        for hit in both.of("determiner", "colour", "tone_more", "tone_whole", "degree", "bigger")
        for unit in range(hit.start, hit.end)
    }
    return next((at + 1 for at in range(len(both)) if at not in skip), len(both))


def _value(span: Span) -> Span:
    """What the thing shall be, without `look like`, `to be`, `into a`."""
    while len(span) > 1 and (hit := span.starts_with("become", "to", "wholly")) and hit.end < len(span):
        if span.starts_with(*_DESCRIBING):
            break
        acts = [verb for verb in span.of("verb") if verb.start == 0 and verb.key == "pose"]
        if any(verb.end > 1 or span.part(verb.end, verb.end + 2).has("thing", "limb", "face", "eye") for verb in acts):
            break
        if any(span.words[verb.end : verb.end + 1] in _AIMS for verb in acts):
            break
        span = span.part(hit.end)
    return span


_AIMS = frozenset(phrase_list("making.aims"))
"""After `look`, these say where, not how."""


def _body(frame: Frame) -> Readings | None:
    """Expressions, actions, clothes."""
    value = frame.value
    described = value.span.starts_with(*_DESCRIBING) is not None
    if (described or scan(value.span)) and not value.heads("expression_value"):
        return None
    smiles = frame.target.heads("thing", "expression") and (value.mentions("portrait_more") or value.mentions("colour"))
    if smiles:
        return [reading(frame, "portrait", doable="partly")]
    if value.heads("expression_value") or value.opens("expression_value") or frame.target.heads("thing", "expression"):
        return [reading(frame, "pose_action", doable="no")]
    if frame.target.heads("thing", "text") and not value.mentions("quality_more"):
        return [reading(frame, "text_change", doable="partly")]
    if value.span.starts_with("wear"):
        worn = value.mentions("thing", "clothes")
        return [reading(frame, "object_replace" if worn else "object_add", doable="no")]
    verb = next((hit for hit in value.span.of("verb") if hit.start == 0 and hit.key == "pose"), None)
    if value.span.starts_with("grasp") and (value.mentions("indefinite") or value.mentions("number")):
        return [reading(frame, "object_add", doable="no")]
    stands = value.span.starts_with("standing")
    if stands and not frame.target.opens("indefinite") and value.mentions("scene", *VISTAS):
        return [reading(frame, "background_replace", what="scene")]
    if verb and verb.form in ("base", "ing") and not value.heads("thing", "text"):
        return [reading(frame, "pose_action", doable="no")]
    return None


def _person(frame: Frame) -> Readings | None:
    """Somebody older, slimmer, prettier; somebody's eyes brighter."""
    target, value = frame.target, frame.value
    parts = target.heads("thing", *PERSONAL)
    person = target.heads("thing", "person", "limb") or target.is_("pronoun")
    if target.heads("thing", "face") and value.heads("quality_more"):
        return [reading(frame, "restore")]
    if parts and not value.is_("colour") and not value.heads("colour"):
        return [reading(frame, "portrait", doable="partly")]
    if person and value.mentions("portrait_more") and not value.opens("indefinite"):
        whole = target.heads("thing", "image") and value.mentions("portrait_more", "body", "face", "age")
        if not whole and not (target.heads("thing", "image") and value.mentions("tone_vague")):
            return [reading(frame, "portrait", doable="partly" if value.mentions("portrait_more", "beauty") else "no")]
    if target.heads("thing", "person") and value.mentions("thing", *PERSONAL):
        return [reading(frame, "portrait", doable="partly")]
    if (
        person
        and (value.heads("portrait_more", "beauty", "age") or value.mentions("blemish"))
        and not target.heads("thing", "image")
    ):
        return [reading(frame, "portrait", doable="partly")]
    if person and not target.heads("thing", "image") and _is_age(value.span):
        return [reading(frame, "portrait", doable="no")]
    return None


def _is_age(span: Span) -> bool:
    """`20`, `like he is 80`, `60 years old`: a number, and little else."""
    numbers = [at for at, word in enumerate(span.words) if word.isdecimal() and len(word) <= 3 and int(word) < MAX_AGE]
    return len(numbers) == 1 and len(span) <= _AGE_WORDS and all(word in _YEARS for word in span.words[numbers[0] + 1 :])


def _look(frame: Frame) -> Readings | None:
    """Light, colour, sharpness, size of whatever it is."""
    target, value = frame.target, frame.value
    if value.mentions("axis", "vertical"):
        return [reading(frame, "geometry", what="flip")]
    fitted = value.mentions("thing", "size") or value.mentions("thing", "image")
    if value.heads("shape") or ratio_in(value.span) or (fitted and size_in(value.span)):
        return [reading(frame, "geometry", what="crop")]
    if value.heads("blurred"):
        behind = frame.clause.has("thing", "background") or target.mentions("behind_word")
        return [reading(frame, "background_blur" if behind else "other", doable="partly")]
    if value.mentions("bigger") and not value.mentions("style") and not scan(value.span):
        return _bigger(frame)
    if target.heads("thing", "sky") and value.is_("colour") and frame.clause.has("tuned"):
        return tone(frame, target)
    named = target.bare and not (target.heads("thing", "image", "scene", "subject") or target.is_("pronoun"))
    if named and value.heads("tone_attribute", "colours") and value.mentions("anything"):  # `all the balloons different colors`
        return [reading(frame, "recolor", doable="no")]
    hued = value.mentions("colour") and value.heads("tone_attribute", "colours") and not target.heads("thing", "image")
    toned = (
        not hued
        and bool(scan(value.span))
        and not value.heads("style")
        and not value.heads("scene")
        and not value.heads("material")
    )
    sharper = value.mentions("quality_more") and not (target.heads("thing", "sky", "cloud", "object"))
    if toned:
        made = tone(frame, target)
        return [*made, reading(frame, "restore")] if sharper else made
    if sharper:
        return [reading(frame, "restore", value=value)]
    if value.mentions("quality_more"):
        return tone(frame, target)
    return None


def _as_if(frame: Frame) -> Readings:
    """`look like we are at the beach`, `like I am holding a sword`."""
    value = frame.value
    if value.mentions("scene"):
        return [reading(frame, "background_replace", what="scene")]
    if value.mentions("weather") or value.mentions("season") or value.mentions("time"):
        return [reading(frame, "time_season_weather", doable="partly")]
    if value.mentions("style"):
        return [reading(frame, "style")]
    return [reading(frame, "object_add" if value.mentions("carrying") else "pose_action", doable="no")]


def _bigger(frame: Frame) -> Readings:
    target = frame.target
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if target.heads("thing", "person", *PERSONAL):
        return [reading(frame, "portrait", doable="no")]
    return [reading(frame, "geometry", what="resize", doable="yes" if target.heads("thing", "image") else "partly")]


def _become(frame: Frame) -> Readings | None:
    target, value = frame.target, frame.value
    whole = not target or target.heads("thing", "image", "scene") or bool(target.is_("pronoun"))
    nicer = value.mentions("tone_vague") and not value.head.has("style") and not value.head.has("scene")
    if whole and nicer and target.heads("thing", "person"):
        return [reading(frame, "portrait", doable="partly")]
    styleless = value.is_("thing", "style") and not value.mentions("style")
    if (whole and (nicer or styleless)) or (
        value.heads("tone_vague") and not (value.opens("indefinite") or target.heads("tone_attribute"))
    ):
        return better(frame, target)
    if whole and value.is_("coloured"):
        return [reading(frame, "restore")]
    if (whole or target.heads("thing", "logo", "text", "watermark") or target.heads("empty")) and value.heads("clear"):
        return [reading(frame, "background_remove")]
    if value.mentions("made_of") and value.mentions("material"):
        return [reading(frame, "material", doable="no")]
    told = value.span.starts_with("pronoun", "telling") is not None
    if (whole or not target) and told and len(value.span) > 1:
        return _as_if(frame)
    if value.span.starts_with("have") and value.span.words[1:2] in (("no",), ("zero",)):
        return [reading(frame, "object_remove", target=Noun(value.span.part(2), frame.grammar), doable="partly")]
    if value.span.starts_with("have"):
        added = value.span.part(1)
        changed = added.has("bigger") or added.has("degree") or added.has("clear") or added.has("material")
        return [reading(frame, "object_replace" if changed else "object_add", doable="partly" if added.has("clear") else "no")]
    return change(frame)
