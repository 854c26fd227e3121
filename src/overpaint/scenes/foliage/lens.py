"""A fast lens: circles of confusion, and layers at different distances put together as it blurs them.

A layer is drawn small, for its blur hides what is left out, blurred by its disc in linear HDR light, and laid over what is
behind it. Points of light far above the rest are taken out first and drawn as single discs, with the rim and the cat's eyes that
make a lens.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import disc
from overpaint.imaging.values import Plane
from overpaint.scenes.foliage.brush import Layer, add_discs
from overpaint.scenes.heavens.camera import Camera

Hdr = NDArray[np.float32]

_SMALL_RADIUS = 6.0  # pixels of the small layer that a disc's radius is drawn at, at least
_SWIRL = 0.75
_RIM = 0.45
_MOST_POINTS = 3500


@dataclass(frozen=True)
class Lens:
    """`focus`: metres at which it is sharp. `widest`: radius in pixels of the disc of a point at infinity."""

    focus: float
    widest: float

    def radius(self, distance: float) -> float:
        """Radius in pixels of the disc of a point at `distance` metres."""
        return self.widest * abs(1.0 - self.focus / max(distance, 1e-3))


def portrait_lens(camera: Camera, softness: float, below: float = 0.1) -> Lens:
    """Sharp on level ground a little below the picture's bottom edge (by `below` of what is seen of the ground).

    `softness`: the widest disc's radius over the picture's mean side.
    """
    ground = (camera.height - camera.horizon) * (1.0 + below)
    return Lens(camera.focal * camera.eye / max(ground, 1.0), softness * math.sqrt(camera.width * camera.height))


def shrink_for(radius: float) -> float:
    """Scale, at most 1, at which a layer that will be blurred by `radius` pixels may be drawn."""
    return min(1.0, _SMALL_RADIUS / max(radius, 1e-3))


def small_camera(camera: Camera, scale: float) -> Camera:
    """The same view on ceil(scale) as many pixels, with pixel centres at whole numbers."""
    return Camera(
        math.ceil(camera.width * scale),
        math.ceil(camera.height * scale),
        camera.focal * scale,
        camera.centre * scale - 0.5,
        camera.horizon * scale - 0.5,
        camera.eye,
    )


def enlarge(small: NDArray[np.float32], camera: Camera, scale: float) -> NDArray[np.float32]:
    """A layer of `small_camera` at full size."""
    if scale == 1.0:
        return small
    to_small = np.array([[scale, 0.0, 0.5 * scale - 0.5], [0.0, scale, 0.5 * scale - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (camera.width, camera.height)
    return np.asarray(cv2.warpAffine(small, to_small, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32)


def take_points(small: Layer, level: float) -> NDArray[np.float32]:
    """Take light above `level` (of the mean of red, green, blue) out of a layer, in place: (N, 5) x, y, red, green, blue."""
    mean = small[..., :3].mean(axis=2)
    if np.count_nonzero(mean > level) > _MOST_POINTS:
        level = float(np.partition(mean.ravel(), -_MOST_POINTS)[-_MOST_POINTS])
    rows, columns = np.nonzero(mean > level)
    share = (1.0 - level / mean[rows, columns])[:, None]
    taken = small[rows, columns, :3] * share
    small[rows, columns, :3] -= taken
    return np.concatenate([columns[:, None], rows[:, None], taken], axis=1).astype(np.float32)


def lay_over(picture: Hdr, small: Layer, camera: Camera, scale: float, radius: float, level: float) -> None:
    """Blur a small layer and lay it over (H, W, 3) `picture`, in place. Light above `level` becomes single discs."""
    points = take_points(small, level)
    soft = enlarge(disc(small, max(radius * scale, 0.3)), camera, scale)
    np.clip(soft[..., 3], 0.0, 1.0, out=soft[..., 3])
    picture *= 1.0 - soft[..., 3:]
    picture += soft[..., :3]
    discs = np.empty((points.shape[0], 6), np.float32)
    discs[:, :2] = (points[:, :2] + 0.5) / scale - 0.5
    discs[:, 2] = max(radius, 1.0)
    discs[:, 3:] = points[:, 2:] / (scale * scale)
    add_discs(picture, discs, _SWIRL, _RIM)


def blur_by_row(picture: Hdr, radii: Plane) -> Hdr:
    """Each row of (H, W, C) blurred by its own radius, (H,), which grows or falls evenly; between four pictures of one blur."""
    result = np.empty_like(picture)
    low, high = float(radii.min()), float(radii.max())
    steps = low + (high - low) * np.linspace(0.0, 1.0, 5) ** 1.5
    for lesser, greater in itertools.pairwise(steps):
        rows = np.flatnonzero((radii >= lesser - 1e-6) & (radii <= greater + 1e-6))
        if not rows.size:
            continue
        margin = math.ceil(greater) + 1
        near = slice(max(0, int(rows[0]) - margin), int(rows[-1]) + 1 + margin)
        inner = rows - near.start
        first = disc(picture[near], float(lesser))[inner]
        second = disc(picture[near], float(greater))[inner]
        share = ((radii[rows] - lesser) / max(greater - lesser, 1e-6))[:, None, None].astype(np.float32)
        result[rows] = first + (second - first) * share
    return result
