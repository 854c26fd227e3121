"""Requests without a verb: `white background`, `oil painting`, `clearer, better light`, `red eye removal`."""

from __future__ import annotations

from overpaint.instructions.acts.toning import better, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.colours import colours_in
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading

MAX_WORDS = 8
"""A longer phrase without a verb is a story."""


def bare(frame: Frame) -> Readings | None:
    """Read a phrase by the kinds of words in it."""
    phrase = frame.noun("target")
    return _background(frame, phrase) or _look(frame, phrase) or _thing(frame, phrase)


def _background(frame: Frame, phrase: Noun) -> Readings | None:
    span = phrase.span
    if not span.has("thing", "background", "behind"):
        return None
    if span.has("clear"):
        return [reading(frame, "background_remove")]
    if span.has("blurred"):
        return [reading(frame, "background_blur")]
    adjustments = [a for a in scan(span) if span.words[a.start] not in ("light", "dark")]
    if adjustments and not (span.has("scene") or colours_in(span)):
        return tone(frame)
    value = Noun(span, frame.grammar)
    return [reading(frame, "background_replace", value=value, what="scene", doable="yes" if value else "partly")]


def _look(frame: Frame, phrase: Noun) -> Readings | None:
    span = phrase.span
    made: Readings = []
    if phrase.heads("style") or phrase.heads("thing", "style") or (span.has("style") and len(span) <= 3):
        made = tone(frame) if span.has("tone_whole") else [reading(frame, "style", value=phrase)]
    elif phrase.heads("blemish") or span.has("blemish"):
        made = [reading(frame, "portrait")]
    elif span.has("quality_more") or phrase.heads("quality"):
        made = [reading(frame, "restore", value=phrase)]
        if scan(span):
            made += tone(frame)
    elif scan(span):
        made = tone(frame)
    elif span.has("shape"):
        made = [reading(frame, "geometry", what="crop")]
    return made or None


def _thing(frame: Frame, phrase: Noun) -> Readings | None:
    span = phrase.span
    if phrase.heads("tattoo"):
        return [reading(frame, "other", doable="no")]
    if phrase.heads("thing", "pose", "expression"):
        return [reading(frame, "pose_action", doable="no")]
    if phrase.heads("thing", "face", "skin", "hair", "teeth", "eye"):
        return [reading(frame, "portrait", doable="partly")]
    if phrase.heads("thing", "view"):
        return [reading(frame, "other", doable="no")]
    if span.has("tone_vague"):
        return better(frame)
    return None
