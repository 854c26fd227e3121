"""Light and colour: sliders, and requests that only say `better`."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.adjustments import TONAL, scan
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import FAULT, VAGUE, Frame, Readings, reading
from overpaint.instructions.words import Span

_HOW = (*TONAL, "tone_vague", "quality_more", "colour", "direction", "degree", "determiner", "preposition", "number", "become")
"""Words that say how, not where: a target of nothing else is the whole picture."""

_PEOPLE = ("person", "face", "skin", "hair", "eye", "teeth", "lips", "body")
_ADDING = word_set("toning.adding")


def region_of(target: Noun) -> Noun:
    """What a tone request is about, without its slider words: `the contrast of the sky` is about the sky."""
    span = target.bare
    how = {at for hit in span.of(*_HOW) for at in range(hit.start, hit.end)}
    if all(at in how or not word[0].isalpha() for at, word in enumerate(span.words)):
        return Noun(span.part(0, 0), target.grammar)
    sliders = list(span.of(*TONAL, "quality_more"))
    if not sliders:
        return target
    for hit in span.of("preposition"):
        if hit.start > 0 and hit.end < len(span) and span.words[hit.start] in target.grammar.owner_words:
            return region_of(Noun(span.part(hit.end), target.grammar))
    first = min(hit.start for hit in sliders)
    things = [hit for hit in span.of("thing") if hit.end <= first]
    if target.grammar.head_last and not things and first > 1 and span.words[first - 1] == "的":  # `花的颜色`
        return Noun(span.part(0, first - 1), target.grammar)
    return Noun(span.part(0, things[-1].end if things else 0), target.grammar)


def tone(frame: Frame, target: Noun | None = None, content: Span | None = None) -> Readings:
    """A tone reading of the whole clause, or of the part that says how; one for each of several places."""
    span = frame.clause if content is None else content
    about = region_of(frame.target if target is None else target)
    places = about.items if about and all(item.heads("thing") for item in about.items) else [about]
    return [reading(frame, "tone", target=place, value=Noun(span, frame.grammar), what="sliders") for place in places]


def better(frame: Frame, target: Noun | None = None) -> Readings:
    """A request that only wants the picture nicer."""
    return [reading(frame, "tone", target=target, value=Noun(frame.clause, frame.grammar), what=VAGUE)]


def styled(frame: Frame, value: Noun) -> Readings:
    """Another style. A film's or a lens's look is one of light and colour too."""
    if value.head.has("style", "look"):
        return [reading(frame, "style", value=value), *tone(frame)]
    tonal = value.head.has("tone_whole") or value.head.has("tone_more")
    return tone(frame) if tonal and not value.head.has("style") else [reading(frame, "style", value=value)]


def fault(frame: Frame) -> Readings | None:
    """`the photo looks a bit dark`: told with a degree of regret, it is a fault; `it is bright` may be praise."""
    value = frame.value
    regretted = any(float(hit.key) <= _REGRET for hit in value.span.of("degree")) or value.mentions("direction", "too")
    if not (regretted and scan(value.span)) or value.head.has("thing") or frame.target.mentions("verb"):
        return None
    if frame.clause.has("telling") and not frame.target.heads("thing", "image"):  # `the beach was a bit cold`
        return None
    return [replace(one, what=FAULT, weak=True) for one in tone(frame, frame.target, value.span)]


def lack(frame: Frame) -> Readings | None:
    """`it needs a little more light on the faces`: what is missed is asked for, where it is light, colour or sharpness."""
    value = frame.value
    more = value.mentions("direction") or value.mentions("determiner") or value.mentions("degree")
    if not more or "to" in value.span.words or frame.target.mentions("verb"):
        return None
    if value.heads("quality") or value.heads("quality_more"):
        return [reading(frame, "restore")]
    if not value.heads("tone_attribute", *_MISSED):
        return None
    return tone(frame, Noun(value.rest.part(1), frame.grammar) if value.rest else frame.target)


_MISSED = ("light", "contrast", "brightness", "saturation", "colours", "exposure", "vibrance", "temperature", "white_balance")
"""Sliders whose lack people tell of."""

_REGRET = 0.4
"""Degrees up to `rather` sound like a fault."""


def invert(frame: Frame) -> Readings | None:
    """`invert the colours`."""
    if frame.target.mentions("side") or frame.target.mentions("axis"):
        return [reading(frame, "geometry", what="flip")]
    return tone(frame)


def tone_verb(frame: Frame) -> Readings | None:
    """Brighten, darken, warm up: of skin and teeth it is retouching."""
    if frame.target.heads("thing", "skin", "teeth", "eye") or frame.target.heads("blemish") or frame.target.opens("blemish"):
        return [reading(frame, "portrait", value=Noun(frame.clause, frame.grammar))]
    if frame.target.heads("thing", "hair", "lips"):
        return [reading(frame, "recolor", value=Noun(frame.clause, frame.grammar))]
    made = tone(frame)
    return [*made, reading(frame, "restore")] if frame.target.span.has("quality_more") else made


def adjust(frame: Frame) -> Readings | None:
    """Increase, decrease, adjust, fix: the object decides."""
    target = frame.target
    owned = target.heads("tone_attribute", "colours") and target.rest and not target.span.has("thing", "image", "scene")
    if owned and frame.act == "adjust" and not scan(Noun(target.rest, frame.grammar).span):
        return [reading(frame, "recolor", doable="no")]
    if any(item.heads("quality") and not item.heads("tone_attribute") for item in target.items) and frame.act == "increase":
        return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]
    if target.heads("quality") and frame.act != "decrease" and not target.heads("tone_attribute"):
        return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]
    damaged = target.heads("degradation") or target.opens("degradation") or target.heads("degradation_bare")
    if damaged and not target.heads("tone_attribute") and frame.act != "increase":
        return [reading(frame, "restore")]
    if target.opens("thing", "count"):
        fewer = frame.act == "decrease"
        return [reading(frame, "object_remove" if fewer else "object_add", doable="partly" if fewer else "no")]
    if target.heads("thing", "size") and target.rest.has("thing", *_PEOPLE[1:]):
        return [reading(frame, "portrait", doable="partly")]
    if target.heads("thing", "size") or target.mentions("bigger"):
        return [reading(frame, "geometry", what="resize")]
    if target.heads("blurred") and frame.act == "increase":
        return [reading(frame, "background_blur")]
    if target.span.whole("degree"):
        return []
    if target.heads("thing", "limb", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if scan(frame.clause) and not target.heads("thing", "text", "skin", "teeth", "eye"):
        return tone(frame)
    if target.heads("colour") or (target.mentions("colour") and target.bare.has("tone_attribute")):
        return tone(frame)
    return fix(frame)


def fix(frame: Frame) -> Readings | None:
    """Adjust, fix or improve something that is no slider."""
    target = frame.target
    if target.heads("blemish"):
        return [reading(frame, "portrait")]
    if target.quoted or target.heads("thing", "text"):
        return [reading(frame, "text_change", doable="partly")]
    if target.heads("thing", "background"):
        soft = frame.clause.has("blurring")
        return [reading(frame, "background_blur" if soft else "background_replace", doable="yes" if soft else "partly")]
    if target.heads("thing", "horizon"):
        return [reading(frame, "geometry", what="straighten")]
    if target.heads("thing", "image") and target.mentions("damaged") and not scan(target.span):
        return [reading(frame, "restore")]
    if target.heads("thing", "pose", "limb"):
        return [reading(frame, "pose_action", doable="no")]
    if target.heads("thing", "plate"):
        return [reading(frame, "restore")]
    if target.heads("thing", "expression", *_PEOPLE):
        return [reading(frame, "portrait", value=Noun(frame.clause, frame.grammar))]
    if target.heads("thing", "image", "scene", "subject", "sky", "cloud") or not target:
        return better(frame)
    if frame.act in ("adjust", "improve") and colour_hits(target.span):
        return tone(frame)
    if frame.act == "decrease" and target.is_("pronoun"):
        return []
    if frame.act == "decrease":
        return [reading(frame, "object_remove", doable="partly")]
    if frame.act == "increase" and frame.clause.words[0] in _ADDING:
        return [reading(frame, "object_add", doable="no")]
    return better(frame) if frame.act in ("improve", "increase") else [reading(frame, "other", doable="partly", what=VAGUE)]


def improve(frame: Frame) -> Readings | None:
    """Enhance, improve, beautify."""
    target = frame.target
    if target.heads("quality") or target.mentions("quality_more"):
        return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]
    if scan(target.span) and not target.heads("thing", *_PEOPLE):
        return tone(frame)
    return fix(frame)
