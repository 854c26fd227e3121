"""A subject's own colours at its soft edge, freed of the background that shone through it.

A pixel of the edge shows I = αF + (1-α)B. Smooth guesses of F and B are spread from the sure parts into the edge on a small
picture; what they leave unexplained of I goes back to F by the least change that explains it (the correction step of Forte,
"Approximate Fast Foreground Colour Estimation", 2021). Only the edge is touched. Done on sRGB values: in linear light bright
backgrounds leave streaks in dark hair, where an alpha is never exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.spread import spread
from overpaint.imaging.values import Image, Pixels, Plane

_SMALL = 512
_CORE = 0.8
_NONE, _FULL = 0.004, 0.996
_CHUNK = 1 << 17


def clean_edge(image: Image, alpha: Plane) -> Pixels:
    """The subject's colours: (H, W, 3) uint8 sRGB. Equal to the picture's where `alpha`, (H, W) in [0, 1], is 0 or 1.

    Raises ValueError when the sizes differ.
    """
    rgb = image.rgb.copy()
    codes = rgb.reshape(-1, 3)
    guesses = spread_colours(image, alpha, _CORE)
    for edge in edge_pixels(alpha, _NONE, _FULL):
        share = alpha.reshape(-1)[edge][:, None]
        colour, behind = guesses.at(edge)
        unexplained = codes[edge] * np.float32(1 / 255) - share * colour - (1 - share) * behind
        colour += share * unexplained / (share * share + (1 - share) ** 2)
        codes[edge] = np.rint(np.clip(colour, 0.0, 1.0) * np.float32(255))
    return rgb


@dataclass(frozen=True, eq=False)
class EdgeColours:
    """Smooth guesses of what subject and background look like near the edge: small (h, w, 3) pictures, float32 **sRGB**."""

    subject: NDArray[np.float32]
    background: NDArray[np.float32]
    shape: tuple[int, int]

    def at(self, pixels: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Both guesses, (N, 3) each in [0, 1], at flat indices of the full picture."""
        x, y = _places(pixels, self.shape, self.subject.shape)
        return _sample(self.subject, x, y, pixels.size), _sample(self.background, x, y, pixels.size)


def spread_colours(image: Image, alpha: Plane, core: float) -> EdgeColours:
    """Spread the subject's colours from where alpha is above `core`, the background's from where it is below 1 - `core`.

    Raises ValueError when the sizes of image and alpha differ.
    """
    if alpha.shape != image.pixels.shape[:2]:
        raise ValueError(f"sizes differ: image {image.size}, alpha {alpha.shape[::-1]}")
    factor = min(1.0, _SMALL / max(image.size))
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    small = cv2.resize(image.rgb, size, interpolation=cv2.INTER_AREA) * np.float32(1 / 255)
    inside = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    subject, background = _smooth_step(inside, core), _smooth_step(np.float32(1.0) - inside, core)
    return EdgeColours(spread(small, subject), spread(small, background), (image.height, image.width))


def edge_pixels(alpha: Plane, low: float, high: float) -> Iterator[NDArray[np.intp]]:
    """Flat indices of the pixels between two alphas, a bounded number at a time."""
    edge = np.flatnonzero((alpha > low) & (alpha < high))
    for start in range(0, edge.size, _CHUNK):
        yield edge[start : start + _CHUNK]


def _places(pixels: NDArray[np.intp], shape: tuple[int, int], small: tuple[int, ...]) -> tuple[Plane, Plane]:
    """Where flat indices of the full picture lie in the small one, folded into rows: remap takes no longer map than 32767."""
    row, column = np.divmod(pixels.astype(np.int32), np.int32(shape[1]))
    width = min(1024, pixels.size)
    x, y = np.zeros((2, -(-pixels.size // width), width), np.float32)
    for places, index, scale in ((x, column, small[1] / shape[1]), (y, row, small[0] / shape[0])):
        np.multiply(index, np.float32(scale), out=places.reshape(-1)[: pixels.size])
        places += np.float32(0.5 * scale - 0.5)
    return x, y


def _sample(small: NDArray[np.float32], x: Plane, y: Plane, count: int) -> NDArray[np.float32]:
    values = cv2.remap(small, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32).reshape(-1, 3)[:count]


def _smooth_step(values: Plane, start: float) -> Plane:
    t = np.clip((values - np.float32(start)) / np.float32(0.995 - start), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
