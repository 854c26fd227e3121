"""Chromatic adaptation: matrices that give a picture another white, in linear light with sRGB primaries.

Bradford transform: Lam 1985, as in ICC.1:2022 annex E. Black-body curve: Krystek 1985, in CIE 1960 uv. Pure numbers, no pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_RGB_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
_XYZ_TO_CONE = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_RGB_TO_CONE = _XYZ_TO_CONE @ _RGB_TO_XYZ
_D65_KELVIN = 6504.0
_D65_XY = (0.31271, 0.32902)


def warming(mired: float) -> Matrix:
    """3x3 matrix that moves white along the black-body curve by `mired`; above 0 towards amber. Negated, it is the inverse."""
    here = _black_body(_D65_KELVIN)
    there = _black_body(1e6 / (1e6 / _D65_KELVIN + abs(mired)))
    matrix = _from_daylight(there - here)
    return matrix if mired >= 0 else _inverse(matrix)


def tinting(distance: float) -> Matrix:
    """3x3 matrix that moves white across the black-body curve by `distance` in uv; above 0 towards magenta. Negated: inverse."""
    along = _black_body(_D65_KELVIN - 50) - _black_body(_D65_KELVIN + 50)
    across = np.array([along[1], -along[0]]) / np.hypot(*along)
    matrix = _from_daylight(across * abs(distance))
    return matrix if distance >= 0 else _inverse(matrix)


def neutralising(white: NDArray[np.float64]) -> Matrix:
    """3x3 matrix that makes the linear RGB colour `white` grey and keeps its luminance."""
    cone = _RGB_TO_CONE @ white
    daylight = _RGB_TO_CONE @ np.ones(3) * (_RGB_TO_XYZ[1] @ white)
    return _scaled_cones(daylight / cone)


def _from_daylight(step: NDArray[np.float64]) -> Matrix:
    """Adapt from D65 to a white `step` away in uv, both of luminance 1."""
    x, y = _D65_XY
    u, v = np.array([4 * x, 6 * y]) / (-2 * x + 12 * y + 3) + step
    x, y = np.array([3 * u, 2 * v]) / (2 * u - 8 * v + 4)
    gains = (_XYZ_TO_CONE @ [x / y, 1, (1 - x - y) / y]) / (_RGB_TO_CONE @ np.ones(3))
    return _scaled_cones(gains)


def _scaled_cones(gains: NDArray[np.float64]) -> Matrix:
    return np.asarray(_inverse(_RGB_TO_CONE) @ np.diag(gains) @ _RGB_TO_CONE, np.float64)


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _black_body(kelvin: float) -> NDArray[np.float64]:
    """(u, v) of a black body, 1000 to 15,000 K, to 9e-5."""
    t = kelvin
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) / (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t)
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) / (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t)
    return np.array([u, v])
