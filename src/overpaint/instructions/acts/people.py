"""Faces, bodies, poses, and whatever asks for imagination."""

from __future__ import annotations

from overpaint.instructions.acts.toning import better, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading


def retouch(frame: Frame) -> Readings | None:
    """Retouch, smooth, whiten, slim."""
    target = frame.target
    if (target.heads("degradation") or target.is_("degradation_bare")) and not target.rest:
        return [reading(frame, "restore")]
    if target.heads("thing", "background", "sky") and scan(frame.clause):
        return tone(frame)
    return [reading(frame, "portrait", value=Noun(frame.clause, frame.grammar))]


def photoshop(frame: Frame) -> Readings | None:
    """`photoshop this`: somebody wants it better, and says no more."""
    target = frame.target
    if target.mentions("anything"):
        return [reading(frame, "background_replace", doable="partly", what="scene")]
    if target.heads("thing", "image") or not target:
        return better(frame)
    if target.opens("indefinite"):
        return [reading(frame, "object_add", value=Noun(target.rest, frame.grammar), doable="no")]
    if target.mentions("thing", "person", "face", "skin", "eye", "teeth", "hair", "body"):
        return [reading(frame, "portrait", doable="partly")]
    return None


def pose(frame: Frame) -> Readings | None:
    """An action of somebody in the picture."""
    if frame.target.mentions("blurred"):
        return [reading(frame, "background_blur")]
    if frame.target.heads("thing", "view") and not frame.clause.starts_with("verb"):
        return [reading(frame, "other", doable="no")]
    if frame.clause.starts_with("wear") and frame.target:
        return wear(frame)
    return [reading(frame, "pose_action", value=Noun(frame.clause, frame.grammar), doable="no")]


def pose_part(frame: Frame) -> Readings | None:
    """`turn her head around`, `put the seat down`: only of what has a pose."""
    if frame.target.heads("thing", "view"):
        return [reading(frame, "other", doable="no")]
    moves = frame.target.heads("thing", "limb", "person", "animal", "pose", "face", "expression", "eye", "lips")
    return pose(frame) if moves else None


def wear(frame: Frame) -> Readings | None:
    """Hats and glasses are put on; a suit takes the place of what was worn."""
    if frame.target.heads("thing", "lips", "retouch"):
        return [reading(frame, "portrait", doable="partly")]
    family = "object_replace" if frame.target.heads("thing", "clothes") else "object_add"
    return [reading(frame, family, value=frame.noun("place"), doable="no")]


def dress(frame: Frame) -> Readings | None:
    """Dress somebody in something."""
    return [reading(frame, "object_replace", doable="no")]


def combine(frame: Frame) -> Readings | None:
    """Two pictures in one, faces swapped; other things put together ask for imagination."""
    pictures = (
        frame.clause.has("reference")
        or frame.target.heads("thing", "image", "person", "animal", "face")
        or frame.act == "face_swap"
    )
    return [reading(frame, "compose" if pictures else "other", doable="no")]


def imagine(frame: Frame) -> Readings | None:
    """Predict, complete, solve."""
    return [reading(frame, "other", doable="no")]
