"""Which subjects no scene suits: a car on open water, a cup from above before a horizon. A refusal is better than either."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from overpaint.imaging.compositing.ground import find_stand
from overpaint.imaging.compositing.placement import is_seen_from_above
from overpaint.imaging.values import Backdrop, Plane
from overpaint.regions.detection import Detected

Odd = Literal["on_water", "from_above"]
"""Reasons, keys of the refusals' messages."""

_SWIMS = frozenset(
    [
        *(
            "person",
            "boat",
            "surfboard",
            "bird",
            "dog",
            "horse",
            "elephant",
            "bear",
            "airplane",
            "kite",
            "frisbee",
            "sports ball",
        ),
        *("cat", "sheep", "cow", "zebra", "giraffe"),
    ]
)
"""What may be in the water, on it or above it: people and animals at least wade."""

_ON_TABLES = frozenset(
    [
        *("cup", "bowl", "wine glass", "fork", "knife", "spoon", "banana", "apple", "sandwich", "orange", "broccoli", "carrot"),
        *(
            "hot dog",
            "pizza",
            "donut",
            "cake",
            "book",
            "keyboard",
            "mouse",
            "remote",
            "cell phone",
            "laptop",
            "scissors",
            "clock",
        ),
    ]
)
"""What is photographed on tables, mostly from above."""

_MOST = 0.4
_LOWEST_HORIZON = 0.12


def odd_pair(subject: Plane, backdrop: Backdrop, seen: Iterable[Detected]) -> Odd | None:
    """Why a subject can't stand in a scene; None where it can, or stands nowhere: cut by the frame, or above the horizon.

    `subject`: (H, W) float32 in [0, 1]. `seen`: what the detector sees in the picture.
    """
    if find_stand(subject, backdrop) is None:
        return None
    names = _names(subject, seen)
    if backdrop.ground == "water" and not names & _SWIMS:
        return "on_water"
    horizon = backdrop.horizon is not None and backdrop.horizon > _LOWEST_HORIZON
    if horizon and names & _ON_TABLES and is_seen_from_above(subject):
        return "from_above"
    return None


def _names(subject: Plane, seen: Iterable[Detected]) -> frozenset[str]:
    """What the subject is taken for: things whose boxes hold a good part of it."""
    whole = max(float(subject.sum(dtype=np.float64)), 1.0)
    rows = ((one.name, one.box) for one in seen)
    parts = {name: float(subject[box[0] : box[2], box[1] : box[3]].sum(dtype=np.float64)) / whole for name, box in rows}
    return frozenset(name for name, part in parts.items() if part >= _MOST)
