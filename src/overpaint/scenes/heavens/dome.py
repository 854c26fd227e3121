"""Paints the sky: the part of it that the camera sees, and the whole of it as a panorama for reflections."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel
from overpaint.imaging.values import Quality
from overpaint.scenes.heavens.atmosphere import Air, Atmosphere, sky_radiance
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.heavens.clouds import cloud_light
from overpaint.scenes.heavens.slabs import Slabs
from overpaint.scenes.kernels.bands import in_bands
from overpaint.scenes.kernels.texture import MipMap
from overpaint.scenes.kernels.volume import Volume, billows

Hdr = NDArray[np.float32]
_NO_BILLOWS: Volume = np.zeros((1, 1, 1), np.float32)
_WEAVE_SIGMA = 0.8  # of the pixels walked
_HEAP_SCALE: dict[Quality, float] = {"low": 0.5, "medium": 0.65, "high": 1.0}
_BOUNCE = 0.14  # share of sunlight that clouds get back from below
_BAND = 32  # rows painted between two checks
PANORAMA_SIZE = (512, 128)
_PANORAMA_BLUR = (0.0, 1.5, 4.0, 9.0, 18.0)


@dataclass(frozen=True, eq=False)
class Sky:
    """Clear air with a cloudscape in it."""

    atmosphere: Atmosphere
    slabs: Slabs
    texture: MipMap


@kernel
def _paint(
    painted: Hdr,
    directions: Hdr,
    pixel: float,
    air: Air,
    skylight: tuple[float, float, float],
    slabs: Slabs,
    texture: MipMap,
    volume: Volume,
    even: bool,
) -> None:
    """Fill (H, W, 4) with the radiance from unit (H, W, 3) `directions` and the share of the light of stars that passes the
    clouds."""
    for row in range(directions.shape[0]):
        for column in range(directions.shape[1]):
            x = float(directions[row, column, 0])
            y = float(directions[row, column, 1])
            z = max(float(directions[row, column, 2]), 1e-4)
            weave = 52.9829189 * ((0.06711056 * column + 0.00583715 * row) % 1.0)  # J. Jimenez's interleaved gradient noise
            jitter = 0.5 if even else weave - math.floor(weave)
            red = 0.0
            green = 0.0
            blue = 0.0
            left = 1.0
            for i in range(slabs.shape[0]):
                r, g, b, passed = cloud_light(slabs[i], texture, volume, air, skylight, pixel, (x, y, z), jitter)
                red += left * r
                green += left * g
                blue += left * b
                left *= passed
                if left < 0.004:
                    break
            r, g, b = sky_radiance(air, x, y, z)
            painted[row, column, 0] = red + left * r
            painted[row, column, 1] = green + left * g
            painted[row, column, 2] = blue + left * b
            painted[row, column, 3] = left


def _radiance(sky: Sky, painted: Hdr, directions: Hdr, pixel: float, even: bool) -> None:
    """`_paint` with what it needs of `sky`. `pixel`: radians between neighbours; `even`: no jitter."""
    atmosphere = sky.atmosphere
    volume = billows() if sky.slabs["heaped"].any() else _NO_BILLOWS  # the first call for them takes more than half a second
    up = _BOUNCE * max(atmosphere.air.sun_z, 0.0)  # undersides are grey, not blue: they see sunlit ground and sea
    red, green, blue = (sky + up * sun for sky, sun in zip(atmosphere.skylight, atmosphere.sunlight, strict=True))
    _paint(painted, directions, pixel, atmosphere.air, (red, green, blue), sky.slabs, sky.texture, volume, even)


def paint_sky(sky: Sky, camera: Camera, rows: int, quality: Quality, check: Callable[[], None]) -> Hdr:
    """The top `rows` rows of the picture: (rows, W, 4) float32 HDR radiance and star visibility in [0, 1]."""
    if not (sky.slabs["heaped"] | (sky.slabs["gain"] == 0.0)).any():
        return _paint_rows(sky, camera, rows, check)
    # Heaps cost the most, and they and sunless clouds are soft: they are walked on fewer pixels. The blur takes the weave of
    # jittered starts out of them.
    scale = _HEAP_SCALE[quality]
    small_camera = camera._replace(
        width=math.ceil(camera.width * scale) + 1,
        focal=camera.focal * scale,
        centre=camera.centre * scale,
        horizon=camera.horizon * scale,
    )
    small = _paint_rows(sky, small_camera, math.ceil(rows * scale) + 1, check)
    soft = cv2.GaussianBlur(small, (0, 0), _WEAVE_SIGMA, borderType=cv2.BORDER_REPLICATE)
    to_small = np.array([[scale, 0.0, 0.5 * scale - 0.5], [0.0, scale, 0.5 * scale - 0.5]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    painted = cv2.warpAffine(soft, to_small, (camera.width, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.maximum(painted, 0.0, out=painted), np.float32)


def without_clouds(sky: Sky) -> Sky:
    """The same air with nothing in it."""
    return replace(sky, slabs=sky.slabs[:0])


def _paint_rows(sky: Sky, camera: Camera, rows: int, check: Callable[[], None]) -> Hdr:
    painted = np.empty((rows, camera.width, 4), np.float32)
    across = (np.arange(camera.width, dtype=np.float32) + 0.5 - camera.centre) / camera.focal

    def paint(top: int, bottom: int) -> None:
        up = (camera.horizon - np.arange(top, bottom, dtype=np.float32) - 0.5) / camera.focal
        directions = np.empty((bottom - top, camera.width, 3), np.float32)
        directions[..., 0] = across
        directions[..., 1] = 1.0
        directions[..., 2] = up[:, None]
        directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
        _radiance(sky, painted[top:bottom], directions, 1.0 / camera.focal, even=False)

    in_bands(paint, rows, _BAND, check)
    return painted


def paint_panorama(sky: Sky, check: Callable[[], None]) -> Hdr:
    """(levels, 128, 512, 3) float32: the upper half of the world, sharp first, then ever blurrier, for glossy reflections.

    Row r looks up at (r / 127)^2 * 90 degrees; column c at azimuth ((c + 0.5) / 512 - 0.5) * 360 degrees.
    """
    width, height = PANORAMA_SIZE
    elevation = ((np.arange(height) / (height - 1)) ** 2 * np.pi / 2)[:, None]
    azimuth = (((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi)[None, :]
    flat = np.cos(elevation)
    directions = np.stack(np.broadcast_arrays(flat * np.sin(azimuth), flat * np.cos(azimuth), np.sin(elevation)), -1)
    directions = directions.astype(np.float32)
    painted = np.empty((height, width, 4), np.float32)
    in_bands(
        lambda top, bottom: _radiance(sky, painted[top:bottom], directions[top:bottom], 2 * np.pi / width, True),
        height,
        16,
        check,
    )
    sharp = np.ascontiguousarray(painted[..., :3])
    levels: list[NDArray[Any]] = [sharp]
    for sigma in _PANORAMA_BLUR[1:]:
        wrapped = np.pad(sharp, ((0, 0), (64, 64), (0, 0)), mode="wrap")
        levels.append(cv2.GaussianBlur(wrapped, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)[:, 64:-64])
    return np.stack(levels).astype(np.float32, copy=False)
