"""How a subject goes with a scene: what stands on open water, is seen from above before a horizon, or is small and so near.

A car on the sea, a cup that floats: a shore, or a refusal, is better than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

from overpaint.imaging.compositing.ground import find_stand
from overpaint.imaging.compositing.placement import is_seen_from_above
from overpaint.imaging.values import Backdrop, Plane
from overpaint.regions.detection import Detected

Odd = Literal["on_water", "from_above"]
"""Reasons, keys of the refusals' messages."""

_SWIMS = frozenset(["boat", "surfboard", "airplane", "kite", "frisbee", "sports ball"])
"""What may be on open water, or above it. Who stands there with both feet, or four, walks on it."""

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


_HEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(["cup", "bowl", "apple", "orange", "banana", "donut", "sandwich", "cake", "mouse", "sports ball"], 0.12),
        **dict.fromkeys(["fork", "knife", "spoon", "cell phone", "remote", "scissors", "toothbrush", "wine glass"], 0.18),
        **dict.fromkeys(["bottle", "book", "clock", "vase", "hair drier", "bird", "handbag", "laptop", "teddy bear", "cat"], 0.3),
        **dict.fromkeys(["backpack", "dog", "potted plant", "suitcase"], 0.55),
    }
)
"""Metres that things are high, about: of what is smaller than a person, the camera was nearer."""

_USUAL_DISTANCE, _FOCAL, _NEAREST = 2.0, 1.07, 3.5
"""Metres from which a person is photographed, the focal length over the picture's longer side, and how much more blur at most."""


def closeness(subject: Plane, seen: Iterable[Detected]) -> float:
    """How many times as far out of focus what lies behind is as behind a person: blur grows as the camera comes near.

    `subject`: (H, W) float32 in [0, 1]. 1 for what is as large as a person, or unknown.
    """
    heights = [_HEIGHTS.get(name, 1.7) for name in _names(subject, seen)]
    rows = np.flatnonzero((subject > 0.5).any(axis=1))
    if not heights or not rows.size:
        return 1.0
    share = (rows[-1] + 1 - rows[0]) / max(subject.shape)
    distance = _FOCAL * max(heights) / float(share)
    return float(np.clip(_USUAL_DISTANCE / distance, 1.0, _NEAREST)) if max(heights) < 1 else 1.0


def odd_pair(subject: Plane, backdrop: Backdrop, seen: Callable[[], Iterable[Detected]]) -> Odd | None:
    """Why a subject can't stand in a scene; None where it can, or stands nowhere: cut by the frame, or above the horizon.

    `subject`: (H, W) float32 in [0, 1]. `seen`: what the detector sees in the picture, asked only where it matters.
    """
    if find_stand(subject, backdrop) is None:
        return None
    horizon = backdrop.horizon is not None and backdrop.horizon > _LOWEST_HORIZON
    if backdrop.ground != "water" and not (horizon and is_seen_from_above(subject)):
        return None
    names = _names(subject, seen())
    if backdrop.ground == "water" and not names & _SWIMS:
        return "on_water"
    return "from_above" if horizon and names & _ON_TABLES and is_seen_from_above(subject) else None


def _names(subject: Plane, seen: Iterable[Detected]) -> frozenset[str]:
    """What the subject is taken for: things whose boxes hold a good part of it."""
    whole = max(float(subject.sum(dtype=np.float64)), 1.0)
    rows = ((one.name, one.box) for one in seen)
    parts = {name: float(subject[box[0] : box[2], box[1] : box[3]].sum(dtype=np.float64)) / whole for name, box in rows}
    return frozenset(name for name, part in parts.items() if part >= _MOST)
