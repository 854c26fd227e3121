"""Sharper, cleaner, larger, in colour again; and blurring, the other way."""

from __future__ import annotations

from overpaint.instructions.acts.toning import tone
from overpaint.instructions.amounts import factor_in
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import IMPLIED, Frame, Readings, reading


def blur(frame: Frame) -> Readings | None:
    """Blur the background; other things to blur are known but rare."""
    target = frame.target
    if any(hit.end == len(frame.clause) and hit.key in ("restore", "sharpen", "remove") for hit in frame.clause.of("verb")):
        return None  # `模糊人脸修复`: what it is, then what is asked
    participle = any(hit.start == 0 and hit.form == "ed" for hit in frame.clause.of("verb")) and not target.opens("determiner")
    if participle and target.heads("thing", "background") and target.head.has("scene"):  # `blurred cafe background`
        return [reading(frame, "background_replace", value=target, what="scene")]
    if target.heads("thing", "background", "behind") or frame.clause.has("thing", "background", "behind"):
        return [reading(frame, "background_blur")]
    if target.mentions("behind_word"):
        return [reading(frame, "background_blur")]
    return [reading(frame, "other", doable="partly")]


def restore(frame: Frame) -> Readings | None:
    """Restore, repair, sharpen, denoise, dehaze, focus."""
    target = frame.target
    if target.heads("thing", "hair", "teeth", "skin"):
        return [reading(frame, "portrait", doable="partly")]
    if target.heads("tone_attribute") and not target.heads("degradation") and not target.heads("quality"):
        return tone(frame)
    return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]


def upscale(frame: Frame) -> Readings | None:
    """Upscale: restoring detail, and a larger canvas where a factor is named."""
    if factor_in(frame.clause) is None:
        return [reading(frame, "restore")]
    return [reading(frame, "restore", what=IMPLIED), reading(frame, "geometry", what="resize")]


def colourise(frame: Frame) -> Readings | None:
    """Colour for a black-and-white photograph."""
    return [reading(frame, "restore", value=Noun(frame.clause, frame.grammar))]
