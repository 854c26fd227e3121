"""Collects what stands in a scene: solids with what they are made of, and points of light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Place = tuple[float, float, float]
Colour = Sequence[float] | NDArray[np.float64] | NDArray[np.float32]


@dataclass(eq=False)
class Stage:
    """`rows`: solids as `solids.cast` takes them; `kinds`, `colours`: of each one. `lights`: place, intensity in RGB,
    radius in m."""

    rows: list[tuple[float, ...]] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    colours: list[tuple[float, ...]] = field(default_factory=list)
    lights: list[tuple[float, ...]] = field(default_factory=list)

    def add(self, kind: int, shape: float, low: Place, high: Place, colour: Colour) -> None:
        self.rows.append((*low, *high, shape))
        self.kinds.append(kind)
        self.colours.append(tuple(float(part) for part in colour))

    def shine(self, place: Place, colour: Colour, candelas: float, radius: float) -> None:
        self.lights.append((*place, *(float(part) * candelas for part in colour), radius))

    @property
    def solids(self) -> Array:
        """(S, 7) float32."""
        return np.array(self.rows, np.float32)

    @property
    def points(self) -> Array:
        """(N, 7) float32: the lights."""
        return np.array(self.lights, np.float32).reshape(-1, 7)
