"""The ground under trees, seen in perspective: what it is of, the light that falls on it through leaves, a path.

Textures are read from one random field at three sizes; fine ones fade with distance, where a pixel would skip their detail.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.values import Plane
from overpaint.scenes.foliage.leaves import Illumination
from overpaint.scenes.foliage.light import Colour
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.texture import fractal_field

Floats = NDArray[np.floating[Any]]
Hdr = NDArray[np.float32]
_TILE = 512


@dataclass(frozen=True)
class Path:
    """A way through, metres: its middle is at x = `start` + `slope` * y + `bend` * y², it is `width` wide on either side."""

    start: float
    slope: float
    bend: float
    width: float

    def middle(self, ahead: Any) -> Any:
        return self.start + self.slope * ahead + self.bend * ahead * ahead


@dataclass(frozen=True)
class Cover:
    """What the ground is of: reflectances of its patches, and of the path or None. `patchiness`: metres a patch.

    `flecks`: share of the ground the sun reaches; `fleck_size`: metres; `penumbra`: softness of their edges; `open_sky`: share of
    the sky it sees.
    `upright`: how far it is lit as standing blades are, which a low sun shines on as well, 0 = as flat ground.
    `blades`: contrast of mown grass near by. `rough`: contrast of crumbs, leaves and stones.
    """

    patches: tuple[Colour, ...]
    earth: Colour | None
    patchiness: float
    flecks: float
    fleck_size: float
    penumbra: float
    open_sky: float
    upright: float = 0.0
    blades: float = 0.0
    rough: float = 1.0


class Ground:
    """The plane z = 0 below the horizon of a camera."""

    def __init__(self, camera: Camera, cover: Cover, path: Path, light: Illumination, random: np.random.Generator) -> None:
        self.camera, self.cover, self.path, self.light = camera, cover, path, light
        self.field = fractal_field(random, _TILE, 0.35, 4.0)
        # Flecks of sun are pictures of the sun: rounder than anything on the ground.
        self.rounded = gaussian(np.tile(self.field, (2, 2)), 14.0)[_TILE // 2 : -_TILE // 2, _TILE // 2 : -_TILE // 2]
        self.rounded = np.ascontiguousarray(self.rounded / self.rounded.std())
        self.offsets = random.uniform(0.0, _TILE, (6, 2))

    def noise(self, across: Floats, ahead: Floats, metres: float, which: int, rounded: bool = False) -> Plane:
        """The random field with features of about `metres`; mean 0, deviation 1."""
        scale = _TILE / (4.0 * metres)
        x = np.mod(across * scale + self.offsets[which, 0], _TILE).astype(np.float32)
        y = np.mod(ahead * scale + self.offsets[which, 1], _TILE).astype(np.float32)
        return np.asarray(
            cv2.remap(self.rounded if rounded else self.field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32
        )

    def sunlit(self, across: Plane, ahead: Plane) -> Plane:
        """Share of the sun that reaches the ground, [0, 1]: flecks, longer along the sun's direction when it is low."""
        right, front, up = self.light.towards
        stretch = float(np.clip(0.6 / max(up, 0.15), 1.0, 3.0))
        along, off = across * right + ahead * front, across * front - ahead * right
        level = math.hypot(right, front) or 1.0
        size = self.cover.fleck_size
        large = self.noise(off / level, along / level / stretch, 3.5 * size, 0, True)
        small = self.noise(off / level, along / level / stretch, size, 1, True)
        edge = np.float32(_quantile(self.cover.flecks))
        return np.asarray(np.clip((0.8 * large + 0.6 * small - edge) / self.cover.penumbra, 0.0, 1.0), np.float32)

    def paint(self, top: int) -> Hdr:
        """(rows from `top` down, W, 3) radiance."""
        camera = self.camera
        rows = np.maximum(np.arange(top, camera.height, dtype=np.float32) + 0.5 - camera.horizon, 0.25)
        ahead = np.broadcast_to((camera.focal * camera.eye / rows)[:, None], (rows.size, camera.width))
        across = (np.arange(camera.width, dtype=np.float32) + 0.5 - camera.centre)[None, :] * ahead / camera.focal
        ahead = np.ascontiguousarray(ahead, np.float32)
        colour = self._reflectance(across, ahead)
        day = self.light.day
        sun = self.sunlit(across, ahead)[..., None] * np.float32(self._facing())
        openness = self.cover.open_sky * (1.0 + 0.3 * self.noise(across, ahead, 5.0, 5))[..., None]
        light = sun * np.asarray(day.sun, np.float32) + np.clip(openness, 0.1, 1.5) * np.asarray(day.shade, np.float32)
        colour *= light
        colour += (self.light.veil - colour) * self.light.haze(ahead)[..., None]
        return colour

    def _facing(self) -> float:
        """Share of the sun's irradiance on a sheet that faces it."""
        up = max(self.light.towards[2], 0.0)
        return (up + 0.1) + (0.45 - 0.45 * up) * self.cover.upright

    def _reflectance(self, across: Plane, ahead: Plane) -> Hdr:
        patches = np.asarray(self.cover.patches, np.float32)
        fine_weight = np.exp(-ahead / np.float32(14.0))
        fine = self.noise(across, ahead, 0.07, 2) * fine_weight + self.noise(across, ahead, 0.3, 3) * np.exp(-ahead / 40.0)
        coarse = self.noise(across, ahead, self.cover.patchiness, 4)
        place = np.clip((0.5 + 0.3 * coarse + 0.12 * fine) * (len(patches) - 1), 0.0, len(patches) - 1.001)
        index = place.astype(np.intp)
        share = (place - index)[..., None].astype(np.float32)
        colour = patches[index] * (1.0 - share) + patches[np.minimum(index + 1, len(patches) - 1)] * share
        if self.cover.earth is not None:
            ragged = 0.25 * self.noise(across, ahead, 0.9, 5) + 0.1 * fine
            inside = self.path.width * (1.0 + ragged) - np.abs(across - self.path.middle(ahead))
            on_path = np.clip(inside / (0.3 * self.path.width) + 0.5, 0.0, 1.0)[..., None]
            earth = np.asarray(self.cover.earth, np.float32) * np.exp(self.cover.rough * (0.2 * fine + 0.12 * coarse))[..., None]
            colour += (earth - colour) * on_path
        shade = 0.22 * self.cover.rough * fine
        if self.cover.blades > 0.0:
            # Blades stand up: seen from above at a slant, each covers a strip of ground several times longer than it is wide.
            strokes = self.noise(11.0 * across, ahead, 0.11, 1) + 0.7 * self.noise(7.0 * across, 0.6 * ahead, 0.11, 3)
            shade = shade + self.cover.blades * strokes * np.exp(-ahead / np.float32(9.0))
        return np.asarray(colour * np.exp(shade)[..., None], np.float32)


def _quantile(share: float) -> float:
    """Level that a sum of two fields of deviations 0.8 and 0.6 exceeds over `share` of a plane."""
    return float(np.interp(share, [0.0, 0.02, 0.07, 0.16, 0.31, 0.5, 0.69, 0.84, 1.0], [4.0, 2.0, 1.5, 1, 0.5, 0, -0.5, -1, -4]))
