"""Requests without a verb: `white background`, `oil painting`, `clearer, better light`, `red eye removal`."""

from __future__ import annotations

from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.toning import better, styled, tone
from overpaint.instructions.adjustments import TONAL, scan
from overpaint.instructions.amounts import ratio_in
from overpaint.instructions.colours import colours_in
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading

_SHORT, _SHORT_CHINESE = 4, 8
"""Units of a phrase that is about the background though it ends otherwise: `white background photo`, `蓝底证件照`."""

_SHOWN = ("sea", "studio")
"""Scenes whose bare name is a wish; of other places people tell stories."""

_PERSONAL = ("face", "skin", "hair", "teeth", "eye", "body", "lips")

_RATIO = 5
"""Units of `16:9 format`."""

MAX_WORDS = 8
"""A longer phrase without a verb is a story."""


def bare(frame: Frame) -> Readings | None:
    """Read a phrase by the kinds of words in it."""
    phrase = frame.target
    regretted = phrase.span.has("tone_fault") or phrase.span.has("direction", "too") or phrase.heads("thing", "image")
    if phrase.span.has("telling") and scan(phrase.span) and not regretted:  # `the beach was a bit cold that day`
        return None
    return _bust(frame, phrase) or _background(frame, phrase) or _look(frame, phrase) or _thing(frame, phrase)


def _bust(frame: Frame, phrase: Noun) -> Readings | None:
    """`head and shoulders`: as much of a person as is to be seen."""
    found = phrase.span.starts_with("bust")
    return [reading(frame, "geometry", what="crop")] if found and found.end >= len(phrase.span) - 1 else None


def _background(frame: Frame, phrase: Noun) -> Readings | None:
    span = phrase.span
    if frame.grammar.head_last and span.starts_with("behind_word") and span.has("blurred"):  # `后面虚一点`
        return [reading(frame, "background_blur")]
    last = any(hit.end == len(span) for hit in span.of("thing") if hit.key in ("background", "behind"))
    if (
        not last
        and not phrase.heads("thing", "background", "behind")
        and not (span.has("thing", "background") and len(span) <= (_SHORT_CHINESE if frame.grammar.head_last else _SHORT))
    ):
        return None
    if span.has("clear"):
        return [reading(frame, "background_remove")]
    if span.has("blurred"):
        return [reading(frame, "background_blur")]
    if scan(span) and not (span.has("scene") or colours_in(span)):
        return tone(frame, target=_named(frame, phrase))
    said = span.has("scene") or colours_in(span)
    return [reading(frame, "background_replace", value=phrase, what="scene", doable="yes" if said else "partly")]


def _look(frame: Frame, phrase: Noun) -> Readings | None:
    span = phrase.span
    lit = [a for a in scan(span) if a.slider in ("brightness", "exposure")]
    shown = span.has("tone_fault") or (frame.grammar.head_last and span.has("degree") and not span.has("portrait_more"))
    if lit and shown and phrase.span.has("thing", "face"):  # `the face is too dark`, `脸亮一点` want light, not make-up
        return tone(frame)
    if any(hit.start == 0 and hit.key in _PERSONAL for hit in span.of("thing")) and (scan(span) or span.has("portrait_more")):
        return [reading(frame, "portrait", doable="partly")]
    if span.has("clear") and phrase.heads("thing", "image"):
        return [reading(frame, "background_remove")]
    if phrase.is_("blurred", "depth"):
        return [reading(frame, "background_blur")]
    if phrase.heads("style") or phrase.heads("thing", "style") or (span.has("style") and len(phrase.bare) <= 3):
        return styled(frame, phrase)
    if span.has("blemish"):
        return [reading(frame, "portrait")]
    adjustments = [a for a in scan(span) if a.slider != "clarity"]
    sharper = (span.has("quality_more") and not phrase.heads("tone_attribute")) or phrase.heads("quality")
    made: Readings = [reading(frame, "restore", value=phrase)] if sharper else []
    if adjustments and (len(span) <= 4 or span.has("direction") or not phrase.heads("thing")):
        made += tone(frame, target=_named(frame, phrase))
    if not made and span.has("direction") and colours_in(span) and len(span) <= 4:
        made = tone(frame)
    if not made and (span.has("shape") or (ratio_in(span) and len(span) <= _RATIO)):
        made = [reading(frame, "geometry", what="crop")]
    return made or None


def _named(frame: Frame, phrase: Noun) -> Noun | None:
    """The thing of a phrase that begins with its look: `darker background`, `brighter subject`."""
    tonal = next((hit for hit in phrase.span.of(*TONAL) if hit.start == 0), None)
    rest = phrase.span.part(tonal.end) if tonal and not frame.grammar.head_last else None
    return Noun(rest, frame.grammar) if rest and rest.whole("thing") else None


def _thing(frame: Frame, phrase: Noun) -> Readings | None:
    if phrase.span.has("thing", "pose"):
        return [reading(frame, "pose_action", doable="no")]
    if phrase.span.has("thing", "view"):
        return [reading(frame, "other", doable="no")]
    if phrase.heads("thing", "tattoo", "view", "fun"):
        return [reading(frame, "other", doable="no")]
    if phrase.span.has("thing", "expression") and phrase.span.has("expression_value"):
        return [reading(frame, "pose_action", doable="no")]
    if phrase.heads("thing", "expression") or phrase.is_("expression_value"):
        return [reading(frame, "pose_action", doable="no")]
    shown = phrase.heads("scene", *_SHOWN) or (phrase.heads("time") and phrase.span.has("scene", *_SHOWN))
    vista = phrase.span.has("behind_word") and phrase.head.has("scene", *VISTAS)
    if vista or (shown and not phrase.span.has("pronoun")):
        nothing = Noun(phrase.span.part(0, 0), frame.grammar)
        return [reading(frame, "background_replace", target=nothing, value=phrase, what="scene")]
    if phrase.heads("thing", "face", "skin", "hair", "teeth", "eye", "retouch"):
        return [reading(frame, "portrait", doable="partly")]
    if phrase.is_("tone_vague") or (phrase.heads("tone_vague") and len(phrase.span) <= 3):
        return better(frame)
    if phrase.span.has("degradation"):
        return [reading(frame, "restore", value=phrase)]
    return None


def help_with(frame: Frame) -> Readings | None:
    """`help with this sunset picture`: better light is all that can be meant."""
    return better(frame) if frame.target.heads("thing", "image") else bare(frame)
