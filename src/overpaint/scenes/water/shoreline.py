"""Where the sea meets a beach: the still waterline, how far the last wave has run up, and the breakers, each a line that wanders.

The shore runs across the picture. `offshore` is a distance in metres seaward of the still waterline, negative on the beach.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step
from overpaint.scenes.water.sand import no_sand

_HALF_WIDTH = 200.0  # m to either side for which the lines are kept
_SPACING = 0.1  # m between two points of a line
_WATERLINE, _WASH, _FIRST_BREAKER, _FIRST_STRENGTH = 0, 1, 2, 5
_BREAKERS = ((7.0, 0.22), (17.0, 0.42), (34.0, 0.5))  # m offshore, m high
SURF_WIDTH = 60.0  # m offshore; nothing breaks beyond


class Shore(NamedTuple):
    """`distance`: metres from the viewer to the still waterline, 0 = open sea. `slope`: rise of the beach a metre.

    `lift`: exposure of the foreground, as a graduated filter gives it. `ambient`: (3,) RGB irradiance of level sand by all but
    the sun. `sand`: see `sand.bake_sand`. `lines`: (points, 8) float64, see `shore_lines`.
    """

    distance: float
    slope: float
    lift: float
    ambient: NDArray[np.float64]
    sand: MipMap
    lines: NDArray[np.float64]


def open_sea() -> Shore:
    """No shore at all."""
    return Shore(0.0, 0.0, 1.0, np.zeros(3), no_sand(), np.zeros((2, 8)))


def shore_lines(random: np.random.Generator) -> NDArray[np.float64]:
    """Lines that wander at random: waterline and wash in metres, three breakers' places (share) and strengths in [0, 1]."""
    lines = [
        0.9 * _wander(random, 55.0) + 0.25 * _wander(random, 10.0),
        -1.7 + 0.7 * _wander(random, 15.0) + 0.18 * _wander(random, 3.0) + 0.05 * _wander(random, 0.6),
    ]
    lines += [0.16 * _wander(random, 40.0) + 0.012 * _wander(random, 4.5) for _ in _BREAKERS]
    lines += [np.clip(0.5 + 0.45 * _wander(random, 30.0), 0.0, 1.0) for _ in _BREAKERS]
    return np.ascontiguousarray(np.stack(lines, -1))


def _wander(random: np.random.Generator, length: float) -> NDArray[np.float64]:
    """A smooth random line of deviation about 1, never beyond 1.5, turning every `length` metres."""
    points = round(2 * _HALF_WIDTH / _SPACING)
    knots = random.standard_normal((1, math.ceil(2 * _HALF_WIDTH / length) + 3))
    return np.asarray(1.5 * np.tanh(0.8 * cv2.resize(knots, (points, 1), interpolation=cv2.INTER_CUBIC)[0]), np.float64)


@kernel
def _line(shore: Shore, x: float, line: int) -> float:
    place = min(max((x + _HALF_WIDTH) / _SPACING, 0.0), shore.lines.shape[0] - 1.001)
    i = int(place)
    return float(shore.lines[i, line] + (shore.lines[i + 1, line] - shore.lines[i, line]) * (place - i))


@inlined_kernel
def offshore_distance(shore: Shore, x: float, y: float) -> float:
    """Metres that (x, y) lies seaward of the still waterline."""
    return y - shore.distance - _line(shore, x, _WATERLINE)


@inlined_kernel
def wash_distance(shore: Shore, x: float, offshore: float) -> float:
    """Metres seaward of where the last wave has run up to; negative = it did not come so far."""
    return offshore - _line(shore, x, _WASH)


@kernel
def breaking(shore: Shore, x: float, offshore: float) -> tuple[float, float, float]:
    """What breaking waves add to the sea: height in metres, slope along y, and foam in [0, 1]."""
    height = 0.0
    slope = 0.0
    foam = 0.0
    if offshore > SURF_WIDTH:
        return height, slope, foam
    for i in range(3):
        away, tall = _BREAKERS[i]
        behind = offshore - away * (1.0 + _line(shore, x, _FIRST_BREAKER + i))
        if behind < -4.0 or behind > 14.0:
            continue
        strength = _line(shore, x, _FIRST_STRENGTH + i)
        width = 0.75 if behind < 0.0 else 2.6
        bump = tall * (0.25 + 0.75 * strength) * math.exp(-behind * behind / (width * width))
        height += bump
        slope -= 2.0 * behind / (width * width) * bump
        front = smooth_step(-1.7, -0.5, behind) * smooth_step(0.5, -0.25, behind)
        trail = 0.5 * smooth_step(-0.3, 0.6, behind) * smooth_step(11.0, 0.5, behind)
        foam = max(foam, smooth_step(0.25, 0.8, strength) * max(front, trail))
    return height, slope, foam
