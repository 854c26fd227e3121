"""A wind sea as three periodic height fields, each adding finer waves: spectrum, inverse FFT, and mip levels of slope and its
square.

The spectrum is JONSWAP (K. Hasselmann et al., 1973) with a directional spread that widens with frequency; the choppy displacement
follows J. Tessendorf, "Simulating Ocean Water" (2001), and is undone on the grid so that height stays a function of place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from overpaint.scenes.kernels.texture import build_mip_map

GRAVITY = 9.81  # m/s²
_SIZE = 256
_LENGTHS = (311.0, 47.0, 7.3)  # m, side of each field; their ratios are far from whole numbers so that tiles never line up
_TURNS = (0.0, 0.55, -0.4)  # radians, each field lies turned, for the same reason
_FETCH = 80e3  # m over which the wind has blown
_CHOP = 0.9

Field = NDArray[np.float32]


class Waves(NamedTuple):
    """For kernels. `texels`: (3, all levels, 5) float32: height (m), slopes along x and y, and their squares.

    `lengths`: m, sides of the fields. `finest`: log2 of their texels a metre. `cosines`, `sines`: how they lie turned.
    """

    texels: NDArray[np.float32]
    offsets: NDArray[np.int64]
    size: int
    lengths: NDArray[np.float64]
    finest: NDArray[np.float64]
    cosines: NDArray[np.float64]
    sines: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WindSea:
    """`waves` for kernels; `crest`: height in metres that hardly any wave passes."""

    waves: Waves
    crest: float


def _amplitudes(length: float, lowest: float, highest: float, wind: float, heading: float) -> tuple[Field, Field, Field]:
    """Amplitude of every wave of a field, and its unit direction. `lowest`, `highest`: wave numbers in rad/m; `heading`:
    radians."""
    numbers = np.fft.fftfreq(_SIZE, 1 / _SIZE) * 2 * np.pi / length
    kx, ky = np.meshgrid(numbers, numbers)
    k = np.hypot(kx, ky)
    k[0, 0] = 1.0
    surface_tension = (k / 370.0) ** 2
    omega = np.sqrt(GRAVITY * k * (1.0 + surface_tension))
    group = GRAVITY * (1.0 + 3.0 * surface_tension) / (2.0 * omega)
    peak = 22.0 * (GRAVITY**2 / (wind * _FETCH)) ** (1 / 3)
    alpha = 0.076 * (wind**2 / (_FETCH * GRAVITY)) ** 0.22
    width = np.where(omega < peak, 0.07, 0.09)
    bump = np.exp(-((omega - peak) ** 2) / (2.0 * width**2 * peak**2))
    power = alpha * GRAVITY**2 / omega**5 * np.exp(-1.25 * (peak / omega) ** 4) * 3.3**bump
    narrow = np.where(omega < peak, 8.0, np.maximum(1.2, 8.0 * (omega / peak) ** -1.6))
    spread = np.abs(np.cos((np.arctan2(kx, ky) - heading) / 2.0)) ** (2.0 * narrow)
    spread *= np.sqrt(narrow + 0.25) / (2.0 * math.sqrt(np.pi))  # norm of cos^2s, to within 1 %
    amplitude = np.sqrt(2.0 * power * spread * group / k) * 2.0 * np.pi / length
    amplitude[(k < lowest) | (k >= highest)] = 0.0
    amplitude[0, 0] = 0.0
    return amplitude.astype(np.float32), (kx / k).astype(np.float32), (ky / k).astype(np.float32)


def _height_field(
    random: np.random.Generator, length: float, lowest: float, highest: float, wind: float, heading: float
) -> Field:
    """(256, 256) float32 heights in metres of one field, sharp-crested."""
    amplitude, along_x, along_y = _amplitudes(length, lowest, highest, wind, heading)
    noise = random.standard_normal((2, _SIZE, _SIZE), np.float32)
    waves = (noise[0] + 1j * noise[1]) * amplitude * np.float32(_SIZE * _SIZE / math.sqrt(2.0))
    flat, push_x, push_y = (
        np.ascontiguousarray(scipy.fft.ifft2(part).real, np.float32)
        for part in (waves, -1j * along_x * waves, -1j * along_y * waves)
    )
    y, x = np.mgrid[0:_SIZE, 0:_SIZE].astype(np.float32)
    chop = np.float32(_CHOP * _SIZE / length)

    def read(field: Field, at_x: Field, at_y: Field) -> Field:
        return np.asarray(cv2.remap(field, at_x, at_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP), np.float32)

    from_x, from_y = x, y
    for _ in range(4):
        from_x, from_y = x + chop * read(push_x, from_x, from_y), y + chop * read(push_y, from_x, from_y)
    return read(flat, from_x, from_y)


def wind_sea(random: np.random.Generator, wind: float, heading: float) -> WindSea:
    """A sea under `wind` m/s (3 = light, 8 = fresh) whose waves run towards `heading` (radians, 0 = away from the viewer)."""
    starts = [0.0, *(2 * np.pi / length * 5 for length in _LENGTHS[1:]), 1e9]
    fields = []
    crest = 0.0
    for index, length in enumerate(_LENGTHS):
        height = _height_field(random, length, starts[index], starts[index + 1], wind, heading + _TURNS[index])
        texels = _SIZE / length / 2.0
        slope_x = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * np.float32(texels)
        slope_y = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * np.float32(texels)
        fields.append(build_mip_map(np.stack([height, slope_x, slope_y, slope_x**2, slope_y**2], -1)))
        crest += float(np.abs(height).max())
    turns = np.array(_TURNS)
    waves = Waves(
        np.stack([field.texels for field in fields]),
        fields[0].offsets,
        _SIZE,
        np.array(_LENGTHS),
        np.log2(_SIZE / np.array(_LENGTHS)),
        np.cos(turns),
        np.sin(turns),
    )
    return WindSea(waves, 0.7 * crest)
