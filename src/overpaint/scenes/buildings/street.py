"""A street as solids: house fronts on both sides with what stands and drives between them, and its lights.

Looks along +y with the camera at (0, 0); the carriageway is level z = 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.buildings.solids import BOX, ELLIPSOID
from overpaint.scenes.buildings.stage import Stage

Array = NDArray[np.float32]

ROAD, PAVEMENT, FRONT, CAR, GLASS, TREE, CLOTH, METAL = range(8)
_NEAREST = 6.0
_PAINTS = ((0.5, 0.5, 0.5), (0.03, 0.03, 0.035), (0.6, 0.6, 0.58), (0.25, 0.02, 0.02), (0.03, 0.06, 0.16), (0.16, 0.16, 0.17))
_YELLOW = (0.62, 0.36, 0.04)
_CLOTHES = ((0.03, 0.03, 0.04), (0.05, 0.06, 0.1), (0.3, 0.26, 0.2), (0.2, 0.03, 0.03), (0.4, 0.4, 0.4), (0.1, 0.08, 0.06))
_WALLS = (
    (0.34, 0.20, 0.13),
    (0.42, 0.34, 0.25),
    (0.30, 0.28, 0.26),
    (0.50, 0.46, 0.38),
    (0.24, 0.13, 0.09),
    (0.20, 0.22, 0.24),
    (0.55, 0.53, 0.48),
)
_WARM, _COOL = np.array((1.0, 0.62, 0.27)), np.array((0.75, 0.9, 1.0))
_SIGNS = ((1.0, 0.12, 0.1), (0.15, 0.45, 1.0), (1.0, 0.25, 0.6), (0.15, 1.0, 0.45), (1.0, 0.72, 0.3), (0.2, 0.9, 1.0))


@dataclass(eq=False)
class Street(Stage):
    """`left`, `right`: x of the house fronts; `kerbs`: x of the carriageway's edges."""

    left: float = -8.0
    right: float = 8.0
    kerbs: tuple[float, float] = (-5.0, 5.0)


def lay_street(random: np.random.Generator, lit: bool) -> Street:
    """`lit`: lamps, signs and headlights burn."""
    width = random.uniform(13.0, 21.0)
    place = random.uniform(0.34, 0.66)
    left, right = -width * place, width * (1.0 - place)
    path = random.uniform(2.6, 4.0)
    street = Street(left=left, right=right, kerbs=(left + path, right - path))
    street.add(ROAD, BOX, (-400, -50, -1), (400, 2000, 0), (0.075, 0.075, 0.08))
    street.add(PAVEMENT, BOX, (left - 1, -50, 0), (left + path, 900, 0.14), (0.24, 0.23, 0.22))
    street.add(PAVEMENT, BOX, (right - path, -50, 0), (right + 1, 900, 0.14), (0.24, 0.23, 0.22))
    _houses(street, random)
    for side in (-1, 1):
        _along(street, random, side, lit)
    _traffic(street, random, lit)
    return street


def _houses(street: Street, random: np.random.Generator) -> None:
    tall = random.uniform(13.0, 26.0)
    crossing = random.uniform(60.0, 130.0)
    for side, front in ((-1, street.left), (1, street.right)):
        y = -8.0
        while y < 330.0:
            deep = random.uniform(9.0, 24.0)
            if crossing < y < crossing + 16.0:
                y = crossing + 16.0
            high = tall * random.uniform(0.65, 1.5) * (1.0 + (y > 120) * random.uniform(0.0, 1.6))
            inset = random.choice((0.0, 0.0, 0.4, 1.2))
            low, far = sorted((front + side * inset, front + side * 40.0))
            wall = np.array(_WALLS[random.integers(len(_WALLS))]) * random.uniform(0.8, 1.2)
            street.add(FRONT, BOX, (low, y, 0), (far, y + deep, high), wall)
            if random.random() < 0.5:
                back, beyond = sorted((front + side * (inset + 2.5), front + side * 38.0))
                street.add(FRONT, BOX, (back, y + 0.5, high), (beyond, y + deep - 0.5, high + random.uniform(3, 9)), wall * 0.9)
            y += deep + (0.0 if random.random() < 0.8 else random.uniform(1.0, 3.0))
    if random.random() < 0.6:
        x = random.uniform(-30.0, 10.0)
        street.add(FRONT, BOX, (x, 345.0, 0), (x + random.uniform(18, 40), 380, random.uniform(40, 110)), (0.3, 0.3, 0.32))


def _along(street: Street, random: np.random.Generator, side: int, lit: bool) -> None:
    """Lamps, trees, signs and people of one pavement."""
    kerb, front = (street.kerbs[0], street.left) if side < 0 else (street.kerbs[1], street.right)
    step, tree_colour = random.uniform(17.0, 26.0), np.array((0.05, 0.074, 0.028)) * random.uniform(0.8, 1.4)
    leafy = random.random() < 0.6
    colour = _WARM if random.random() < 0.75 else np.array((1.0, 0.86, 0.66))
    for y in np.arange(_NEAREST + random.uniform(0.0, step), 330.0, step):
        x = kerb + side * 0.4
        if y < 90:
            street.add(METAL, BOX, (x - 0.07, y - 0.07, 0), (x + 0.07, y + 0.07, 7.2), (0.04, 0.045, 0.045))
        if lit and random.random() < (0.9 if y < 80 else 0.55):
            place = (x - side * random.uniform(0.7, 1.4), float(y) + random.uniform(-2, 2), random.uniform(6.6, 7.6))
            street.shine(place, colour, random.uniform(3.0, 6.5), 0.16)
        if leafy and y < 110:
            _tree(street, random, x + side * 0.5, float(y) + step / 2, tree_colour)
    for _ in range(int(random.integers(7, 13))):
        y, z = random.uniform(9.0, 120.0), random.uniform(2.6, 7.0)
        sign = np.array(_SIGNS[random.integers(len(_SIGNS))])
        for _ in range(int(random.integers(1, 5)) if lit else 0):
            place = (front - side * random.uniform(0.1, 0.9), y + random.uniform(-1, 1), z + random.uniform(-0.6, 0.6))
            street.shine(place, sign, random.uniform(0.2, 1.6), 0.12)
    for _ in range(int(random.integers(3, 8))):
        x, y = kerb + side * random.uniform(0.6, max(abs(front - kerb) - 0.5, 0.8)), random.uniform(9.0, 55.0)
        dress, high = _CLOTHES[random.integers(len(_CLOTHES))], random.uniform(1.55, 1.85)
        street.add(CLOTH, ELLIPSOID, (x - 0.27, y - 0.2, 0.75), (x + 0.27, y + 0.2, high - 0.2), dress)
        street.add(CLOTH, ELLIPSOID, (x - 0.2, y - 0.2, 0.1), (x + 0.2, y + 0.2, 1.1), _CLOTHES[random.integers(2)])
        street.add(CLOTH, ELLIPSOID, (x - 0.11, y - 0.11, high - 0.28), (x + 0.11, y + 0.11, high), (0.28, 0.17, 0.11))


def _tree(street: Street, random: np.random.Generator, x: float, y: float, colour: NDArray[np.float64]) -> None:
    street.add(METAL, BOX, (x - 0.13, y - 0.13, 0), (x + 0.13, y + 0.13, 3.4), (0.06, 0.045, 0.035))
    for _ in range(8 if y < 60 else 3):
        across, up, size = random.uniform(-1.5, 1.5), random.uniform(3.4, 6.8), random.uniform(0.6, 1.5)
        low = (x + across - size, y - size + random.uniform(-1, 1), up - 0.8 * size)
        high = (low[0] + 2 * size, low[1] + 2 * size, low[2] + 1.7 * size)
        street.add(TREE, ELLIPSOID, low, high, colour * random.uniform(0.7, 1.4))


def _traffic(street: Street, random: np.random.Generator, lit: bool) -> None:
    """Cars that come on the left, cars that leave on the right, and parked ones at the kerbs."""
    middle = 0.5 * (street.kerbs[0] + street.kerbs[1])
    quarter = 0.25 * (street.kerbs[1] - street.kerbs[0])
    mirror = random.choice((-1.0, 1.0))
    for lane, coming in ((-mirror * quarter, True), (mirror * quarter, False)):
        y = random.uniform(13.0, 30.0)
        while y < 260.0:
            _car(street, random, middle + lane + random.uniform(-0.3, 0.3), y, coming, lit)
            y += random.uniform(8.0, 42.0)
    for x in (street.kerbs[0] + 1.1, street.kerbs[1] - 1.1):
        if abs(street.kerbs[1] - street.kerbs[0]) > 9.5 and random.random() < 0.75:
            for y in np.arange(random.uniform(15.0, 21.0), 60.0, 6.2):
                if random.random() < 0.75:
                    _car(street, random, x, float(y), x < 0, False)


def _car(street: Street, random: np.random.Generator, x: float, y: float, coming: bool, lit: bool) -> None:
    paint = _YELLOW if random.random() < 0.12 else _PAINTS[random.integers(len(_PAINTS))]
    if y < 90:
        street.add(CAR, BOX, (x - 0.86, y + 0.12, 0.3), (x + 0.86, y + 4.2, 0.78), paint)
        street.add(CAR, ELLIPSOID, (x - 0.98, y - 0.35, 0.05), (x + 0.98, y + 4.65, 1.04), paint)
        street.add(GLASS, ELLIPSOID, (x - 0.8, y + 0.3, 0.36), (x + 0.8, y + 4.0, 1.46), (0.03, 0.035, 0.04))
        street.add(CAR, ELLIPSOID, (x - 0.66, y + 0.85, 1.1), (x + 0.66, y + 3.4, 1.5), paint)
        street.add(METAL, BOX, (x - 0.8, y + 0.15, 0.0), (x + 0.8, y + 4.1, 0.3), (0.012, 0.012, 0.012))
        if y < 45:
            street.add(METAL, BOX, (x - 0.82, y + 0.02, 0.36), (x + 0.82, y + 0.2, 0.5), (0.03, 0.03, 0.03))
            street.add(CLOTH, BOX, (x - 0.26, y - 0.02, 0.5), (x + 0.26, y + 0.1, 0.62), (0.6, 0.6, 0.57))
            lamp = (0.55, 0.55, 0.52) if coming else (0.28, 0.015, 0.01)
            for across in (-0.68, 0.68):
                street.add(CLOTH, BOX, (x + across - 0.15, y - 0.01, 0.66), (x + across + 0.15, y + 0.3, 0.78), lamp)
    if lit:
        colour = (1.0, 0.88, 0.72) if coming else (1.0, 0.035, 0.015)
        strength = random.uniform(1.2, 6.0) if coming else random.uniform(0.3, 1.4)
        for across in (-0.68, 0.68):
            street.shine((x + across, y - 0.05, 0.68), colour, strength, 0.09)
