"""Faces, bodies, poses, and whatever asks for imagination."""

from __future__ import annotations

from overpaint.instructions.acts.toning import better, tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading

_GARMENTS = frozenset(["clothes"])


def retouch(frame: Frame) -> Readings | None:
    """Retouch, smooth, whiten, slim."""
    target = frame.target
    if target.heads("thing", "background", "sky") and scan(frame.clause):
        return tone(frame)
    if frame.form.startswith("<retouch>") and frame.clause.words[0] in ("photoshop", "photo") and target:
        if target.heads("thing", "image"):
            return better(frame)
        if not target.heads("thing", "person", "face", "skin"):
            return None
    return [reading(frame, "portrait", value=Noun(frame.clause, frame.grammar))]


def pose(frame: Frame) -> Readings | None:
    """An action of somebody in the picture."""
    first = frame.clause.words[0]
    if first in ("give", "wear", "put") and frame.target.heads("thing", "clothes"):
        return [reading(frame, "object_add", doable="no")]
    return [reading(frame, "pose_action", value=Noun(frame.clause, frame.grammar), doable="no")]


def dress(frame: Frame) -> Readings | None:
    """Dress somebody in something."""
    return [reading(frame, "object_replace", doable="no")]


def combine(frame: Frame) -> Readings | None:
    """Two pictures in one, faces swapped."""
    return [reading(frame, "compose", doable="no")]


def imagine(frame: Frame) -> Readings | None:
    """Predict, complete, solve."""
    return [reading(frame, "other", doable="no")]
