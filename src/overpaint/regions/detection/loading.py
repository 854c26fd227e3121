"""Loads the networks that nearly every look at a picture needs, so that the first edit does not wait for them."""

from __future__ import annotations

import numpy as np

from overpaint.regions.detection import boxes, faces, person_masks
from overpaint.weights import WeightStore

_SIDE = 32


def load_networks(weights: WeightStore) -> None:
    """Load and run them once on a small grey picture. Raises EngineUnavailable for a file that is missing or damaged."""
    grey = np.full((_SIDE, _SIDE, 3), 128, np.uint8)
    weights.session("u2netp")
    boxes(grey, weights)
    faces(grey, weights)
    person_masks(grey, (0, 0, _SIDE, _SIDE), weights, (_SIDE, _SIDE))
