"""Colours of leaves, bark and ground by season, as data: linear RGB reflectances. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]
Season = Literal["spring", "summer", "autumn", "winter"]
GrowingSeason = Literal["spring", "summer", "autumn"]


@dataclass(frozen=True)
class Palette:
    """`crowns`, `bushes`: a tree takes one of these, its leaves vary around it. `grass`, `litter`: what the ground is of.

    `fullness`: how densely crowns are leaved, 1 = summer. `snow`: share of what lies open to the sky that is under it.
    `brighter`: exposure against the hour's.
    """

    crowns: tuple[Colour, ...]
    bushes: tuple[Colour, ...]
    grass: tuple[Colour, ...]
    litter: tuple[Colour, ...]
    fullness: float
    snow: float = 0.0
    brighter: float = 1.0


SNOW = (0.80, 0.83, 0.88)

PALETTES: dict[Season, Palette] = {
    "spring": Palette(
        crowns=((0.115, 0.20, 0.035), (0.085, 0.165, 0.03), (0.15, 0.22, 0.05)),
        bushes=((0.09, 0.18, 0.03), (0.065, 0.14, 0.028), (0.12, 0.2, 0.04)),
        grass=((0.095, 0.15, 0.034), (0.12, 0.175, 0.045), (0.075, 0.125, 0.03)),
        litter=((0.13, 0.085, 0.045), (0.17, 0.12, 0.07), (0.08, 0.055, 0.03)),
        fullness=0.7,
    ),
    "summer": Palette(
        crowns=((0.062, 0.115, 0.024), (0.048, 0.095, 0.022), (0.085, 0.135, 0.03)),
        bushes=((0.05, 0.1, 0.022), (0.065, 0.12, 0.026), (0.04, 0.08, 0.02)),
        grass=((0.085, 0.125, 0.032), (0.115, 0.15, 0.045), (0.07, 0.108, 0.028)),
        litter=((0.12, 0.085, 0.05), (0.15, 0.11, 0.07), (0.075, 0.055, 0.035)),
        fullness=1.0,
    ),
    "autumn": Palette(
        crowns=((0.34, 0.135, 0.02), (0.40, 0.23, 0.03), (0.24, 0.07, 0.018), (0.20, 0.17, 0.035), (0.36, 0.18, 0.025)),
        bushes=((0.25, 0.13, 0.025), (0.12, 0.12, 0.03), (0.3, 0.17, 0.03), (0.08, 0.1, 0.025)),
        grass=((0.105, 0.12, 0.036), (0.13, 0.125, 0.045), (0.08, 0.095, 0.03)),
        litter=((0.28, 0.125, 0.03), (0.34, 0.19, 0.05), (0.18, 0.07, 0.025), (0.12, 0.07, 0.035)),
        fullness=0.75,
    ),
    "winter": Palette(
        crowns=((0.022, 0.036, 0.020), (0.034, 0.044, 0.026), (0.055, 0.048, 0.038)),
        bushes=((0.028, 0.042, 0.024), (0.075, 0.06, 0.045), (0.10, 0.075, 0.05)),
        grass=(SNOW, (0.74, 0.78, 0.85), (0.84, 0.86, 0.89)),
        litter=(SNOW, (0.76, 0.79, 0.85), (0.84, 0.86, 0.89), (0.70, 0.73, 0.79)),
        fullness=0.7,
        snow=0.6,
        brighter=2.3,
    ),
}


@dataclass(frozen=True)
class Meadow:
    """`blades`, `stalks`, `flowers`: reflectances; `dry`: share of dry stalks; `flowering`: flowers for each blade."""

    blades: tuple[Colour, ...]
    stalks: tuple[Colour, ...]
    dry: float
    flowers: tuple[Colour, ...]
    flowering: float


_STRAW = ((0.42, 0.31, 0.14), (0.36, 0.25, 0.10), (0.5, 0.4, 0.2))

MEADOWS: dict[GrowingSeason, Meadow] = {
    "spring": Meadow(
        blades=((0.105, 0.155, 0.046), (0.135, 0.18, 0.058), (0.08, 0.125, 0.038)),
        stalks=((0.2, 0.22, 0.07), (0.17, 0.2, 0.06)),
        dry=0.06,
        flowers=((0.8, 0.8, 0.78), (0.75, 0.55, 0.03), (0.35, 0.2, 0.6), (0.7, 0.3, 0.45)),
        flowering=0.05,
    ),
    "summer": Meadow(
        blades=((0.11, 0.14, 0.046), (0.15, 0.165, 0.06), (0.085, 0.115, 0.038)),
        stalks=_STRAW,
        dry=0.16,
        flowers=((0.65, 0.05, 0.03), (0.8, 0.8, 0.78), (0.12, 0.18, 0.6), (0.7, 0.5, 0.04)),
        flowering=0.025,
    ),
    "autumn": Meadow(
        blades=((0.30, 0.21, 0.07), (0.22, 0.18, 0.06), (0.36, 0.26, 0.10)),
        stalks=_STRAW,
        dry=0.5,
        flowers=((0.5, 0.36, 0.2), (0.35, 0.22, 0.12)),
        flowering=0.01,
    ),
}
