"""Continue a picture beyond its borders: mirrored, and more and more out of focus with the distance.

At the border the continuation is the sharp mirror image, so no seam shows. The mirror reaches only a few percent into the picture
and the defocus grows fast, so nothing is left that could be recognised as a double. In linear light, as a lens would.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Box, Image, Pixels, Size

# All chosen by eye on photographs, as parts of the picture's shorter edge: deeper mirrors show doubles, slower defocus shows
# chevrons in wood and cloth, faster defocus shows where the sharp part ends.
_MIRROR_DEPTH = 0.04
_DEFOCUS_START = 0.04
# Far from the border, sigma grows by this much of the distance.
_SPREAD = 0.7
_FIRST_LEVEL = 1.5


def extend(image: Image, size: Size, placed: Box) -> Image:
    """`image`, which has the size of `placed`, at that box of a canvas of `size`; the rest continues it."""
    top, left, bottom, right = placed
    edge = min(image.size)
    tall = _extend_rows(image.pixels, top, size[1] - bottom, edge)
    wide = _extend_rows(tall.swapaxes(0, 1), left, size[0] - right, edge)
    return Image(wide.swapaxes(0, 1))


def _extend_rows(pixels: Pixels, above: int, below: int, edge: int) -> Pixels:
    """(H, W, C) → (above + H + below, W, C)."""
    parts = [pixels]
    if above:
        parts.insert(0, _continuation(pixels, above, edge)[::-1])
    if below:
        parts.append(_continuation(pixels[::-1], below, edge))
    return np.concatenate(parts)


def _continuation(pixels: Pixels, length: int, edge: int) -> Pixels:
    """`length` rows that continue (H, W, C) before its first row, in the order of their distance from it."""
    reach = max(1.0, _MIRROR_DEPTH * edge)
    distance = np.arange(length, dtype=np.float32) + np.float32(0.5)
    rows = np.clip(reach * np.tanh(distance / reach) - 0.5, 0, pixels.shape[0] - 1)
    band = _light(np.ascontiguousarray(pixels[: int(rows.max()) + 2]))
    lower = rows.astype(np.intp)
    upper = np.minimum(lower + 1, band.shape[0] - 1)
    share = (rows - lower).astype(np.float32)[:, None, None]
    mirrored = band[lower] * (1 - share) + band[upper] * share
    sigma = _SPREAD * distance**2 / (distance + _DEFOCUS_START * edge)
    return _picture(_defocus(mirrored, sigma[:, None, None]))


def _defocus(layer: NDArray[np.float32], sigma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blur (H, W, C) by a sigma of its own in each row, (H, 1, 1), between levels that double."""
    result = layer
    lower, below = 0.0, layer
    upper = _FIRST_LEVEL
    while lower < sigma.max():
        above = gaussian(layer, upper)
        share = np.clip((sigma - lower) / (upper - lower), 0, 1).astype(np.float32)
        result = np.where(share > 0, below + (above - below) * share, result)
        lower, below, upper = upper, above, upper * 2
    return result


def _light(pixels: Pixels) -> NDArray[np.float32]:
    """sRGB → linear light, alpha premultiplied."""
    linear = to_linear(np.ascontiguousarray(pixels[..., :3]))
    if pixels.shape[2] == 3:
        return linear
    alpha = pixels[..., 3:].astype(np.float32) / np.float32(255)
    return np.dstack([linear * alpha, alpha])


def _picture(layer: NDArray[np.float32]) -> Pixels:
    if layer.shape[2] == 3:
        return to_srgb(layer)
    alpha = layer[..., 3:]
    colours = to_srgb(np.ascontiguousarray(layer[..., :3] / np.maximum(alpha, np.float32(1e-4))))
    return np.dstack([colours, np.rint(alpha * 255).astype(np.uint8)])
