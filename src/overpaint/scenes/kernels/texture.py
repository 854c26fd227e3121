"""Periodic textures with mip levels, and the kernels that read them.

Random fields are made once by FFT and read many times: four reads of a texture replace some forty evaluations of gradient
noise, and the mip levels keep far detail from aliasing.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel


class MipMap(NamedTuple):
    """`texels`: (all levels' texels, channels) float32, finest level first, row-major. `offsets`: (levels,) int64, where each
    begins.

    `size`: side of the finest level in texels, a power of two. Kernels take it as it is.
    """

    texels: NDArray[np.float32]
    offsets: NDArray[np.int64]
    size: int


def build_mip_map(field: NDArray[np.float32]) -> MipMap:
    """Average (N, N, C) float32, periodic, N a power of two, down to 1 x 1."""
    levels: list[NDArray[np.float32]] = []
    offsets = []
    total = 0
    level = np.ascontiguousarray(field, np.float32)
    channels = level.shape[2]
    while True:
        offsets.append(total)
        levels.append(level.reshape(-1, channels))
        total += level.shape[0] ** 2
        if level.shape[0] == 1:
            break
        half = level.shape[0] // 2
        level = level.reshape(half, 2, half, 2, channels).mean((1, 3), dtype=np.float32)
    return MipMap(np.concatenate(levels), np.array(offsets, np.int64), int(field.shape[0]))


def fractal_field(
    random: np.random.Generator, size: int, roughness: float, lowest: float, stretch: float = 1.0
) -> NDArray[np.float32]:
    """(size, size) float32 periodic Gaussian field, mean 0, deviation 1, power falling as frequency to the `-(2 + 2 *
    roughness)`.

    `roughness`: Hurst exponent, 1 = smooth, 0.5 = rough. `lowest`: waves a tile of the largest features.
    `stretch`: how much longer than high they are.
    """
    rows = np.fft.fftfreq(size, 1 / size).astype(np.float32)[:, None]
    columns = np.fft.rfftfreq(size, 1 / size).astype(np.float32)[None, :]
    frequency = np.sqrt(rows**2 + (columns * np.float32(stretch)) ** 2)
    amplitude = np.exp(np.log(np.maximum(frequency, np.float32(lowest))) * np.float32(-1.0 - roughness))
    amplitude *= (
        np.minimum(frequency / np.float32(lowest), 1.0) ** 2
    )  # fewer features than `lowest` a tile would show as repetition
    beads = np.float32(0.3 * size)
    amplitude *= np.exp(-((rows / beads) ** 2)) * np.exp(-((columns / beads) ** 2))  # single texels would show when magnified
    amplitude[frequency < 0.5] = 0.0
    noise = scipy.fft.rfft2(random.standard_normal((size, size), np.float32))
    field = scipy.fft.irfft2(noise * amplitude, (size, size))
    field -= field.mean()
    return np.asarray(field / field.std(), np.float32)


@kernel
def tap_level(texture: MipMap, u: float, v: float, level: int, channel: int) -> float:
    """Bilinear read of one level at (u, v) in tiles; wraps round."""
    side = texture.size >> level
    x = u * side - 0.5
    y = v * side - 0.5
    left = math.floor(x)
    top = math.floor(y)
    fx = x - left
    fy = y - top
    x0 = int(left) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    y0 = texture.offsets[level] + (int(top) & (side - 1)) * side
    y1 = texture.offsets[level] + ((int(top) + 1) & (side - 1)) * side
    texels = texture.texels
    upper = texels[y0 + x0, channel] * (1.0 - fx) + texels[y0 + x1, channel] * fx
    lower = texels[y1 + x0, channel] * (1.0 - fx) + texels[y1 + x1, channel] * fx
    return upper * (1.0 - fy) + lower * fy  # type: ignore[no-any-return]


@kernel
def tap(texture: MipMap, u: float, v: float, lod: float, channel: int) -> float:
    """Trilinear read: `lod` 0 is the finest level, each step halves the detail."""
    finest = min(max(lod, 0.0), texture.offsets.shape[0] - 1.001)
    level = int(finest)
    share = finest - level
    value = tap_level(texture, u, v, level, channel)
    if share > 0.02:
        value += (tap_level(texture, u, v, level + 1, channel) - value) * share
    return value


@kernel
def smooth_step(low: float, high: float, value: float) -> float:
    """0 below `low`, 1 above `high`, an S between; `low > high` turns it round."""
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@kernel
def scatter_hash(x: int, y: int, z: int) -> float:
    """A number in [0, 1) that looks random in its three integers; the same on every machine."""
    n = (x * 73856093) ^ (y * 19349663) ^ (z * 83492791)
    n = ((n >> 13) ^ n) & 0x7FFFFFFF
    n = (n * (n * n * 15731 + 789221) + 1376312589) & 0x7FFFFFFF
    n = ((n >> 11) ^ n) * 1274126177 & 0x7FFFFFFF
    return n / 2147483648.0
