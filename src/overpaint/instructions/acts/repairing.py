"""Sharper, cleaner, larger, in colour again; and blurring, the other way."""

from __future__ import annotations

from overpaint.instructions.acts.toning import tone
from overpaint.instructions.amounts import factor_in
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import IMPLIED, Frame, Readings, reading

_COVERING = word_list("repairing.covering")


def blur(frame: Frame) -> Readings | None:
    """Blur the background, or faces beyond recognition; other things to blur are known but rare."""
    target = frame.target
    if hides_faces(frame):
        return [reading(frame, "portrait")]
    far = {at for hit in target.span.of("degree", "direction") for at in range(hit.start, hit.end)}
    if frame.grammar.head_last and "虚" in frame.clause.words and len(far) == len(target.span):  # `虚化再狠点`
        return [reading(frame, "background_blur", target=Noun(frame.clause.part(0, 0), frame.grammar))]
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


_FACES = word_set("repairing.faces")
_BARS = word_set("repairing.bars")
_HIDING = word_set("repairing.hiding")


def hides_faces(frame: Frame) -> bool:
    """`blur her face`, `put a black bar over their eyes`: somebody is not to be known again."""
    clause, target = frame.clause, frame.target
    barred = any(word in (clause.plain if not word.isascii() else clause.words) for word in _BARS)
    faces = any(word in (target.span.plain if not word.isascii() else target.span.words) for word in _FACES)
    if not faces:
        return barred and clause.has("thing", "eye", "face") and not clause.has("thing", "background", "behind")
    hidden = frame.act == "blur" or not _HIDING.isdisjoint(clause.words) or any(word in clause.plain for word in _COVERING)
    return (hidden or barred) and not clause.has("thing", "background", "behind", "behind_word")


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
