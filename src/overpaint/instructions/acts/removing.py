"""Taking things away, and keeping only one of them."""

from __future__ import annotations

from overpaint.instructions.acts.toning import tone
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Doable, Frame, Readings, reading


def remove(frame: Frame) -> Readings | None:
    """Remove, delete, get rid of, X out: what it is decides whether it is an object, text, damage, a blemish or a tint."""
    target = frame.target
    if "keep" in frame.slots:
        return [reading(frame, "object_remove", target=frame.noun("keep"), doable="partly", what="all_but")]
    if not target:
        return None
    if target.heads("thing", "background", "behind") or (target.heads("thing", "image") and target.mentions("preposition")):
        return [reading(frame, "background_remove")]
    if target.quoted or target.heads("thing", "text", "watermark"):
        return [reading(frame, "text_remove")]
    if target.heads("blemish"):
        return [reading(frame, "portrait")]
    if target.heads("thing", "expression"):
        return [reading(frame, "pose_action", doable="no")]
    return _damage(frame) or [reading(frame, "object_remove", doable=_doable(target))]


def _damage(frame: Frame) -> Readings | None:
    target = frame.target
    if target.is_("colour") or (target.heads("tone_attribute") and not target.is_("degradation")):
        return tone(frame)
    if target.heads("degradation") or target.is_("degradation_bare"):
        return [reading(frame, "restore")]
    return None


def _doable(target: Noun) -> Doable:
    return "partly" if target.rest else "yes"


def crop_out(frame: Frame) -> Readings | None:
    """`crop out`: an object to lose, an edge to cut off, or a subject to cut out. What follows in the prompt may say more."""
    if frame.target.heads("thing", "background"):
        return [reading(frame, "background_remove")]
    if frame.target.heads("thing", "edge", "size") or frame.target.is_("side"):
        return [reading(frame, "geometry", what="crop")]
    if frame.clause.has("side", "left", "right", "top", "bottom"):
        return [reading(frame, "geometry", what="crop"), reading(frame, "object_remove", doable="partly")]
    return [reading(frame, "object_remove", doable="partly", what="crop_out")]


def extract(frame: Frame) -> Readings | None:
    """Cut out, isolate, extract: the thing itself, or (cut out the background) its surroundings."""
    if frame.target.heads("thing", "background", "behind"):
        return [reading(frame, "background_remove")]
    return [reading(frame, "extract", doable="partly" if frame.target.rest else "yes")]
