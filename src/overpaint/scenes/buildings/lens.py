"""A portrait lens wide open before a town or a room: everything behind the subject out of focus, by its distance.

The picture is traced small, for the blur hides what is left out. Light is blurred by the lens's disc before exposure and film,
and the brightest points are drawn as single discs at full size.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import disc, gaussian
from overpaint.imaging.values import Plane
from overpaint.scenes.buildings.solids import Hits, cast, reaches
from overpaint.scenes.foliage.brush import add_discs
from overpaint.scenes.foliage.lens import Lens, enlarge, shrink_for, small_camera, take_points
from overpaint.scenes.heavens.camera import Camera

Array = NDArray[np.float32]
_SWIRL = 0.6
_RIM = 0.5
_LAYERS = 3
_SMOOTH = 0.5
_STREAK = 40
_BRIGHTEST = 7.0  # radiance that a disc reaches: what film and eye take for a lamp


def trace(camera: Camera, solids: Array) -> tuple[Hits, Array]:
    """What each pixel of `camera` sees, row by row, and the (N, 3) unit ways of its rays."""
    x = (np.arange(camera.width, dtype=np.float32) - camera.centre) / camera.focal
    z = (camera.horizon - np.arange(camera.height, dtype=np.float32)) / camera.focal
    ways = np.ones((camera.height, camera.width, 3), np.float32)
    ways[..., 0] = x[None, :]
    ways[..., 2] = z[:, None]
    ways = (ways / np.linalg.norm(ways, axis=2, keepdims=True)).reshape(-1, 3)
    origins = np.zeros_like(ways)
    origins[:, 2] = camera.eye
    return cast(origins, ways, solids), ways


def small_view(camera: Camera, lens: Lens, longest: int) -> tuple[Camera, float]:
    """The camera a defocused picture is traced with, at most `longest` pixels of mean side, and its scale."""
    scale = min(shrink_for(0.55 * lens.widest), longest / math.sqrt(camera.width * camera.height))
    return small_camera(camera, scale), scale


def photograph(
    small: Array, distance: Plane, camera: Camera, scale: float, lens: Lens, level: float, check: Callable[[], None]
) -> Array:
    """(H, W, 3) radiance at full size of the (h, w, 3) small one, each part out of focus by its (h, w) `distance`.

    Light above `level` becomes single discs. Raises Cancelled when `check` does.
    """
    radii = lens.widest * np.abs(1.0 - lens.focus / np.maximum(distance, 0.1))
    points = take_points(small, level)
    steps = np.linspace(float(radii.min()), float(radii.max()) + 1e-3, _LAYERS)
    share = gaussian(np.asarray(radii, np.float32), 1.5)
    picture = np.zeros_like(small)
    for step in steps:
        check()
        weight = np.clip(1.0 - np.abs(share - step) / (steps[1] - steps[0]), 0.0, 1.0)
        picture += disc(small, max(float(step) * scale, 0.3)) * weight[..., None]
    full = gaussian(enlarge(picture, camera, scale), _SMOOTH / scale)  # else the small picture's grid shows
    if len(points):
        columns, rows = points[:, 0].astype(int), points[:, 1].astype(int)
        discs = np.empty((len(points), 6), np.float32)
        discs[:, :2] = (points[:, :2] + 0.5) / scale - 0.5
        discs[:, 2] = np.maximum(radii[rows, columns], 1.0)
        discs[:, 3:] = points[:, 2:] / scale**2
        add_discs(full, discs, _SWIRL, _RIM)
    return full


def add_lights(picture: Array, lights: Array, camera: Camera, lens: Lens, solids: Array, gloss: float) -> None:
    """Points of light as discs, in place, where nothing stands before them. `lights`: (N, 7) place, intensity in RGB,
    radius in m.

    `gloss`: share of them that a wet street mirrors, drawn out towards the viewer by its roughness; 0 for none.
    """
    ahead = lights[lights[:, 1] > 1.0]
    seen = ahead[reaches((0.0, 0.0, camera.eye), np.ascontiguousarray(ahead[:, :3]), solids)]
    if not len(seen):
        return
    add_discs(picture, _discs(seen[:, :3], seen[:, 3:6], seen[:, 6], camera, lens), _SWIRL, _RIM)
    if gloss > 0:
        _mirror(picture, seen[seen[:, 1] > 4.0], camera, lens, gloss)


def _mirror(picture: Array, lights: Array, camera: Camera, lens: Lens, gloss: float) -> None:
    """Lights on a wet street: drawn out towards the viewer by its roughness, broken up by its unevenness."""
    random = np.random.default_rng(len(lights))
    for step in np.linspace(-0.8, 1.6, _STREAK):
        places = lights[:, :3] * np.array([1.0, 1.0, -1.0], np.float32)
        below = camera.eye - places[:, 2]
        places[:, 2] -= below * (step * 0.55 + random.uniform(-0.03, 0.03, len(lights)).astype(np.float32))
        places[:, 0] += places[:, 1] * random.normal(0.0, 0.0025, len(lights)).astype(np.float32)
        discs = _discs(places, lights[:, 3:6], lights[:, 6], camera, lens)
        discs[:, 3:] *= gloss / _STREAK * math.exp(-1.8 * step * step) * random.uniform(0.3, 1.7, (len(lights), 1))
        add_discs(picture, discs, 0.0, 0.0)


def _discs(places: Array, intensity: Array, size: Array, camera: Camera, lens: Lens) -> Array:
    """(N, 6) for `add_discs`: the flux of each light over the pixels of its disc."""
    ahead = places[:, 1]
    distance = np.linalg.norm(places, axis=1)
    discs = np.empty((len(places), 6), np.float32)
    discs[:, 0] = camera.centre + camera.focal * places[:, 0] / ahead
    discs[:, 1] = camera.horizon - camera.focal * (places[:, 2] - camera.eye) / ahead
    discs[:, 2] = np.hypot(lens.widest * np.abs(1.0 - lens.focus / distance), camera.focal * size / distance) + 0.7
    radiance = intensity * (camera.focal / distance[:, None]) ** 2 / (math.pi * discs[:, 2:3] ** 2)
    radiance /= 1.0 + radiance.max(axis=1, keepdims=True) / _BRIGHTEST
    discs[:, 3:] = radiance * math.pi * discs[:, 2:3] ** 2
    return discs
