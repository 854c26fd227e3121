"""What straight lines in a picture tell of the camera: how it was tilted, how far it looked up, and what its lens bent.

Segments: von Gioi et al. 2012, LSD. Upright walls: their vanishing point, moved to infinity by turning the camera (Gallagher
2005, Using vanishing points to correct camera rotation).
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels

Numbers = NDArray[np.float64]

_SIDE = 1000
_SHORTEST = 0.04
"""Shortest segment that counts, as a share of the longer side of what is looked at."""
_MOST_TILT = 15.0
_STEP = 0.1
_LEAST_GATHERED = 0.26
"""Share of the length of all near-level and near-upright lines that must run within a degree of the tilt."""


def _small_grey(rgb: Pixels) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, _SIDE / max(rgb.shape[:2]))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def segments(rgb: Pixels) -> Numbers:
    """(N, 4): ends (x, y, x, y) of straight segments, in pixels of the picture."""
    grey, scale = _small_grey(rgb)
    if min(grey.shape) < 32:
        return np.zeros((0, 4))
    found: object = cv2.createLineSegmentDetector().detect(cv2.GaussianBlur(grey, (0, 0), 0.8))[0]
    rows = np.asarray([] if found is None else found, np.float64).reshape(-1, 4)
    length = np.hypot(rows[:, 2] - rows[:, 0], rows[:, 3] - rows[:, 1])
    return np.asarray(rows[length >= _SHORTEST * max(grey.shape)] / scale, np.float64)


def tilt_of(rgb: Pixels) -> float | None:
    """(H, W, 3) uint8 → degrees, clockwise, by which the picture is tilted, up to 15 either way; None where no lines agree."""
    lines = segments(rgb)
    if len(lines) == 0:
        return None
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    length = np.hypot(across, down) / max(rgb.shape[:2])
    angle = np.rad2deg(np.arctan2(down, across))
    away = (angle + 45) % 90 - 45
    level = np.abs((angle + 90) % 180 - 90) < 45
    weight = length**1.5 * np.where(level, 1.0, 0.8)
    near = np.abs(away) < _MOST_TILT
    if weight[near].sum() < 0.05:
        return None
    edges = np.arange(-_MOST_TILT, _MOST_TILT + _STEP, _STEP)
    table = np.histogram(away[near], edges, weights=weight[near])[0].astype(np.float32)
    smooth = cv2.GaussianBlur(table[None], (0, 0), 0.4 / _STEP).ravel()
    peak = float(edges[int(np.argmax(smooth))] + _STEP / 2)
    close = near & (np.abs(away - peak) < 1.0)
    if weight[close].sum() < _LEAST_GATHERED * weight[near].sum():
        return None
    return float(np.average(away[close], weights=weight[close]))


def upright(rgb: Pixels) -> Numbers | None:
    """(H, W, 3) uint8 → (3, 3): the homography by which leaning walls stand upright; None where they don't agree on one.

    Identity where they stand already. Raises ValueError where they lean too far to be set upright well.
    """
    height, width = rgb.shape[:2]
    focal = 1.1 * max(height, width)
    lines = segments(rgb)
    steep = np.abs(lines[:, 3] - lines[:, 1]) > 2.2 * np.abs(lines[:, 2] - lines[:, 0])
    lines = lines[steep]
    if len(lines) < 6:
        return None
    centre = np.array([width / 2, height / 2])
    ends = np.concatenate([(lines.reshape(-1, 2, 2) - centre) / focal, np.ones((len(lines), 2, 1))], axis=2)
    normals = np.cross(ends[:, 0], ends[:, 1])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    weight = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    down, agreed = _common(normals, weight)
    if agreed < _AGREEING * weight.sum():
        return None
    down = down if down[1] > 0 else -down
    lean = math.degrees(math.acos(min(1.0, down[1])))
    if lean < _STANDS:
        return np.eye(3)
    if lean > _LEANS:
        raise ValueError(f"it leans by {lean:.0f} degrees")
    turned = _turn(down, np.array([0.0, 1.0, 0.0]))
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    return np.asarray(camera @ turned @ np.linalg.inv(camera), np.float64)


_STANDS, _LEANS = 0.6, 24.0
"""Degrees of lean that nobody sees, and the most that is put right: beyond, too much would have to be stretched."""
_AGREEING = 0.5


def _common(normals: Numbers, weight: Numbers) -> tuple[Numbers, float]:
    """The direction that most of the planes through the lines share, and the length of the lines that share it."""
    best, most = np.array([0.0, 1.0, 0.0]), -1.0
    order = np.argsort(-weight)[:40]
    for first in range(len(order)):
        for second in range(first):
            way = np.cross(normals[order[first]], normals[order[second]])
            size = np.linalg.norm(way)
            if size < 1e-4 or abs(way[1]) / size < 0.85:
                continue
            agreed = float(weight[np.abs(normals @ way) / size < _OFF].sum())
            if agreed > most:
                best, most = way / size, agreed
    inside = np.abs(normals @ best) < 1.5 * _OFF
    if inside.sum() >= 2:
        _, _, rows = np.linalg.svd(normals[inside] * weight[inside, None])
        best = rows[2]
    return np.asarray(best, np.float64), most


_OFF = 0.012
"""Sine of the angle by which a line may miss the direction it shares."""


def _turn(here: Numbers, there: Numbers) -> Numbers:
    """(3, 3): the least rotation that brings one unit vector to another."""
    axis = np.cross(here, there)
    cosine = float(here @ there)
    skew = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + skew + skew @ skew / (1 + cosine), np.float64)


def unbent(pixels: Pixels, k: float) -> Pixels:
    """(H, W, C) uint8 with the bend of a lens taken out, at the same size, its corners filled: k > 0 for a barrel.

    By the division model, Fitzgibbon 2001: a point at radius r of half the diagonal lay at r / (1 - k r²) without the lens.
    """
    height, width = pixels.shape[:2]
    radius = math.hypot(width, height) / 2
    x, y = np.meshgrid((np.arange(width) + 0.5 - width / 2) / radius, (np.arange(height) + 0.5 - height / 2) / radius)
    wide, high = width / 2 / radius, height / 2 / radius
    # a barrel: the middles of the sides come to the frame; a pincushion: the corners; so that nothing is empty
    zoom = min(1 / (1 - k * wide**2), 1 / (1 - k * high**2)) if k > 0 else 1 / (1 - k)
    far = np.hypot(x, y) * zoom
    # r of the lens from R without it: k R r² + r - R = 0
    near = np.where(far > 1e-9, (np.sqrt(1 + 4 * k * far**2) - 1) / np.where(far > 1e-9, 2 * k * far, 1.0), 0.0)
    ratio = np.where(far > 1e-9, near / np.maximum(np.hypot(x, y), 1e-9), zoom)
    at_x = (x * ratio * radius + width / 2 - 0.5).astype(np.float32)
    at_y = (y * ratio * radius + height / 2 - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(pixels, at_x, at_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT), np.uint8)


def largest_inside(corners: Numbers, size: tuple[int, int]) -> tuple[float, float, float]:
    """(4, 2) corners of a convex shape in order → centre (x, y) and scale of the largest rectangle like `size` inside it."""
    after = np.roll(corners, -1, axis=0)
    along = after - corners
    normals = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    middle = corners.mean(axis=0)
    normals *= np.sign(((middle - corners) * normals).sum(axis=1))[:, None]
    reach = np.abs(normals[:, 0]) * size[0] / 2 + np.abs(normals[:, 1]) * size[1] / 2
    low, high = corners.min(axis=0), corners.max(axis=0)
    x, y = np.meshgrid(np.linspace(low[0], high[0], 61), np.linspace(low[1], high[1], 61))
    centres = np.stack([x.ravel(), y.ravel()], axis=1)
    room = (centres @ normals.T - (corners * normals).sum(axis=1)) / reach
    scale = room.min(axis=1)
    best = int(np.argmax(scale))
    return float(centres[best, 0]), float(centres[best, 1]), float(scale[best])


def seen_through(pixels: Pixels, homography: Numbers) -> Pixels | None:
    """(H, W, C) uint8 through a homography, cut to the largest part of its own aspect without empty corners.

    None where that is less than a third of it.
    """
    height, width = pixels.shape[:2]
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    moved = np.c_[frame, np.ones(4)] @ homography.T
    if (moved[:, 2] <= 0.05).any():
        return None
    corners = moved[:, :2] / moved[:, 2:]
    x, y, scale = largest_inside(corners, (width, height))
    area = abs(cv2.contourArea(corners.astype(np.float32)))
    if scale <= 0 or scale * scale * width * height < area / 3:
        return None
    wide, high = max(1, math.floor(scale * width)), max(1, math.floor(scale * height))
    fit = min(
        1.0, math.sqrt(width * height / (wide * high))
    )  # a turned picture may be larger than it was: no pixels are invented
    size = (max(1, round(wide * fit)), max(1, round(high * fit)))
    shift = np.array(
        [[size[0] / wide, 0, (wide / 2 - x) * size[0] / wide], [0, size[1] / high, (high / 2 - y) * size[1] / high], [0, 0, 1]]
    )
    warped = cv2.warpPerspective(pixels, shift @ homography, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)
