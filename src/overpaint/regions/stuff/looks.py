"""What stuff (sky, plants, water, ground) is told by: hue, fine detail, what it looks like at each height of a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane

Flags = NDArray[np.bool_]

_DETAIL_SIGMA = 2.0
_DETAIL_SIDE = 1024
_EDGE, _EPSILON = 1 / 128, 1e-4


def hue_and_chroma(lab: Plane) -> tuple[Plane, Plane]:
    """Of (..., 3) OKLab: degrees of hue in [0, 360), and chroma."""
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360, np.hypot(lab[..., 1], lab[..., 2])


def roughness_of_detail(rgb: Pixels, side: int) -> Plane:
    """(side, side) float32: mean deviation of OKLab lightness from its surroundings, as seen with 1024 pixels along the longer
    side: blades, leaves, gravel and waves have it, sand, walls and skin little."""
    factor = min(1.0, _DETAIL_SIDE / max(rgb.shape[:2]))
    part = cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else rgb
    light = np.ascontiguousarray(to_oklab(to_linear(np.ascontiguousarray(part)))[..., 0])
    detail = np.abs(light - cv2.GaussianBlur(light, (0, 0), _DETAIL_SIGMA))
    small = cv2.resize(detail, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), np.float32)


def fits_at_height(looks: Plane, pattern: Flags, spreads: tuple[float, ...], near: float, degree: int) -> Flags:
    """Which pixels of (h, w, n) `looks` are as the `pattern`'s pixels, (h, w), given that looks change with height.

    A polynomial of height of this degree is fitted to each channel of the pattern; a pixel fits within a squared distance of
    `near`, in units of the pattern's spread about it, no less than `spreads`.
    """
    return np.asarray(_off(looks, looks, pattern, spreads, degree) < near)


def likeness_at_height(full: Plane, looks: Plane, pattern: Flags, spreads: tuple[float, ...], near: float, degree: int) -> Plane:
    """(H, W) float32 in [0, 1] of (H, W, n) `full`, the same looks at another size: 1 up to half of `near`, 0 beyond half as much
    again."""
    return np.asarray(np.clip(1.5 - _off(full, looks, pattern, spreads, degree) / near, 0, 1), np.float32)


def _off(full: Plane, looks: Plane, pattern: Flags, spreads: tuple[float, ...], degree: int) -> Plane:
    """(H, W): the squared distance of each pixel of `full` from what `looks` has at that height in its pattern."""
    height = np.linspace(0, 1, looks.shape[0])[:, None] * np.ones((1, looks.shape[1]))
    basis = np.stack([height**power for power in range(degree + 1)], axis=-1)[pattern]
    rows = np.linspace(0, 1, full.shape[0])[:, None] ** np.arange(degree + 1)
    distance = np.zeros(full.shape[:2], np.float32)
    for channel, least in enumerate(spreads):
        values = looks[..., channel][pattern].astype(np.float64)
        factors, *_ = np.linalg.lstsq(basis, values, rcond=None)
        spread = max(least, float(np.std(values - basis @ factors)))
        distance += ((full[..., channel] - (rows @ factors).astype(np.float32)[:, None]) * np.float32(1 / spread)) ** 2
    return distance


def within(rgb: Pixels, flags: Flags, likeness: Plane, allowed: Flags, reach: int = 0) -> Plane:
    """(H, W) float32: coarse flags of any size at the picture's own edges: what lies well inside, and beside it what is like it
    by (H, W) `likeness` in [0, 1]; nothing outside `allowed`, (H, W). `reach`: pixels in which that is looked for, 1/128 of the
    longer side if it is 0.
    """
    if not flags.any():
        return np.zeros(rgb.shape[:2], np.float32)
    large = np.asarray(cv2.resize(flags.astype(np.float32), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    radius = max(3, round(max(rgb.shape[:2]) * _EDGE))
    soft = cv2.ximgproc.guidedFilter(rgb.astype(np.float32) / np.float32(255), large, radius, _EPSILON)
    core = np.clip((soft - 0.35) / 0.4, 0, 1)
    reach = reach or radius
    near = cv2.blur(cv2.dilate(large, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), (reach, reach))
    return np.asarray(np.maximum(core, np.minimum(near, likeness)) * allowed, np.float32)
