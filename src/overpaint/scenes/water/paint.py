"""Paints the part of the picture that is water or shore: each column of pixels is walked from the viewer's feet to the horizon.

Walking front to back finds what hides what without searching along every ray. A stretch of a column is shaded as soon as a
good part of a pixel of it has come into view, and laid down over exactly the rows that it covers, so edges are smooth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.imaging.values import Quality
from overpaint.scenes.heavens.atmosphere import Air, sky_radiance
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.bands import in_bands
from overpaint.scenes.kernels.texture import MipMap, scatter_hash
from overpaint.scenes.water.places import place_height, place_light
from overpaint.scenes.water.reflection import Light, Triple
from overpaint.scenes.water.shoreline import Shore
from overpaint.scenes.water.waves import Waves, WindSea

Hdr = NDArray[np.float32]
_COLUMNS = 32  # painted between two checks
_LAST_ROW = 0.3  # rows under the horizon where the walk ends: some kilometres away


class Sampling(NamedTuple):
    """`columns`: walks a pixel. `step`: rows of level water between two heights. `patch`: rows that one shade may stand for."""

    columns: int
    step: float
    patch: float


_SAMPLING: dict[Quality, Sampling] = {
    "low": Sampling(1, 0.8, 0.9),
    "medium": Sampling(2, 0.5, 0.7),
    "high": Sampling(4, 0.35, 0.4),
}


@inlined_kernel
def _deposit(column: NDArray[np.float64], upper: float, lower: float, share: float, colour: Triple) -> None:
    """Add a colour to the rows that [upper, lower) covers, in proportion to how much of each it covers."""
    for row in range(max(math.floor(upper), 0), min(math.ceil(lower), column.shape[0])):
        covered = (min(lower, row + 1.0) - max(upper, float(row))) * share
        column[row, 0] += colour[0] * covered
        column[row, 1] += colour[1] * covered
        column[row, 2] += colour[2] * covered
        column[row, 3] += covered


@inlined_kernel
def _colour(
    camera: Camera,
    waves: Waves,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    place: Triple,
    sky: Triple,
    lod: float,
    dither: float,
) -> Triple:
    """RGB radiance of a place (x, y, height in metres) as the camera sees it, through the haze in front of it."""
    x, y, height = place
    down = camera.eye - height
    distance = math.sqrt(x * x + y * y + down * down)
    eye = (-x / distance, -y / distance, down / distance)
    colour = place_light(waves, air, light, shore, texture, place, eye, lod, dither)
    kept = math.exp(-distance / light.visibility)
    return (
        sky[0] + (colour[0] - sky[0]) * kept,
        sky[1] + (colour[1] - sky[1]) * kept,
        sky[2] + (colour[2] - sky[2]) * kept,
    )


@kernel
def _paint(
    first: int,
    painted: Hdr,
    top_row: int,
    camera: Camera,
    waves: Waves,
    crest: float,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    sampling: Sampling,
) -> None:
    """Fill (columns, H - top_row, 4) `painted`, from column `first` of the picture, with radiance times coverage, and
    coverage."""
    rows = painted.shape[1]
    lift = camera.eye * camera.focal
    start = (camera.height - camera.horizon) * camera.eye / max(camera.eye - crest, 0.3)
    for pixel in range(painted.shape[0]):
        column = np.zeros((rows, 4))
        for sample in range(sampling.columns):
            across = first + pixel + (sample + scatter_hash(first + pixel, sample, 1)) / sampling.columns
            slant = (across - camera.centre) / camera.focal
            flat = 1.0 / math.sqrt(1.0 + slant * slant)
            sky = sky_radiance(air, slant * flat, flat, 0.004)
            seen = float(camera.height)
            below = start
            near = lift / below
            count = 0
            while below > _LAST_ROW:
                below = max(below - sampling.step, _LAST_ROW)
                y = lift / below
                narrow = math.log2(y / camera.focal)
                height = place_height(waves, shore, slant * y, y, narrow)
                row = camera.horizon + (camera.eye - height) * camera.focal / y
                if row <= seen - sampling.patch or below <= _LAST_ROW:
                    pieces = max(1, math.ceil((seen - row) / (1.5 * sampling.patch)))
                    depth = max(y - near, 1e-6)
                    lod = narrow + 0.5 * min(max(math.log2(depth) - narrow, 0.0), 3.2)
                    for piece in range(pieces):
                        away = near + (y - near) * (piece + 0.5) / pieces
                        count += 1
                        dither = scatter_hash(first + pixel, count, sample)
                        place = (slant * away, away, height)
                        colour = _colour(camera, waves, air, light, shore, texture, place, sky, lod, dither)
                        lower = seen + (row - seen) * piece / pieces - top_row
                        upper = seen + (row - seen) * (piece + 1.0) / pieces - top_row
                        _deposit(column, upper, lower, 1.0 / sampling.columns, colour)
                    seen = min(seen, row)
                near = y
        painted[pixel] = column


def paint_water(
    painted: Hdr,
    top_row: int,
    camera: Camera,
    sea: WindSea,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    quality: Quality,
    check: Callable[[], None],
) -> None:
    """Fill (H - top_row, W, 4) float32 `painted` with the picture's rows from `top_row` down: HDR radiance times coverage,
    coverage.

    Coverage falls from 1 to 0 over the row that the horizon runs through. `texture`: see `heavens.slabs.cloud_texture`.
    """

    def paint(first: int, last: int) -> None:
        columns = np.empty((last - first, painted.shape[0], 4), np.float32)
        _paint(first, columns, top_row, camera, sea.waves, sea.crest, air, light, shore, texture, _SAMPLING[quality])
        painted[:, first:last] = columns.transpose(1, 0, 2)

    in_bands(paint, camera.width, _COLUMNS, check)
