"""Kernels that draw what plants are made of: leaves, tapering stems, and the discs a lens makes of points of light.

All of them paint over what is there, in the order of their arrays, in linear HDR light. Columns of the arrays are named at each
kernel; positions are in pixels, x to the right, y down.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel

Layer = NDArray[np.float32]
"""(H, W, 4) float32: linear HDR RGB premultiplied by coverage, and coverage in [0, 1]."""
Marks = NDArray[np.float32]


@kernel
def paint_leaves(layer: Layer, leaves: Marks) -> None:
    """Opaque pointed ovals. `leaves`: (N, 8) x, y, half length, half width, angle in radians, red, green, blue."""
    height, width = layer.shape[0], layer.shape[1]
    for i in range(leaves.shape[0]):
        x, y, long, wide = leaves[i, 0], leaves[i, 1], leaves[i, 2], leaves[i, 3]
        along, across = math.cos(leaves[i, 4]), math.sin(leaves[i, 4])
        reach = max(long, wide) + 0.7
        for row in range(max(0, int(y - reach)), min(height, int(y + reach) + 2)):
            for column in range(max(0, int(x - reach)), min(width, int(x + reach) + 2)):
                dx, dy = column - x, row - y
                u = (dx * along + dy * across) / long
                v = abs(dy * along - dx * across)
                cover = min(1.0, wide * (1.0 - u * u) - v + 0.5)
                if cover > 0.0 and abs(u) < 1.0 + 0.5 / long:
                    for channel in range(3):
                        layer[row, column, channel] += cover * (leaves[i, 5 + channel] - layer[row, column, channel])
                    layer[row, column, 3] += cover * (1.0 - layer[row, column, 3])


@kernel
def paint_stems(layer: Layer, stems: Marks) -> None:
    """Tapering strokes, drawn row by row: trunks, twigs, blades of grass. `stems`: (N, 14)

    x, y of the foot; x, y of the tip (above the foot); bend: pixels by which the middle is off the straight line; half width at
    foot and tip; red, green, blue at the foot; the same at the tip; side: how much lighter the right edge is than the left.
    """
    height, width = layer.shape[0], layer.shape[1]
    for i in range(stems.shape[0]):
        x0, y0, x1, y1 = stems[i, 0], stems[i, 1], stems[i, 2], stems[i, 3]
        rise = max(y0 - y1, 0.5)
        for row in range(max(0, int(y1)), min(height, int(y0) + 1)):
            t = min(max((y0 - row) / rise, 0.0), 1.0)
            middle = x0 + (x1 - x0) * t + 4.0 * stems[i, 4] * t * (1.0 - t)
            half = stems[i, 5] + (stems[i, 6] - stems[i, 5]) * t
            for column in range(max(0, int(middle - half - 0.5)), min(width, int(middle + half + 1.5))):
                off = column - middle
                cover = min(1.0, min(half - abs(off) + 0.5, 2.0 * half))
                if cover > 0.0:
                    shade = 1.0 + stems[i, 13] * min(max(off / max(half, 0.5), -1.0), 1.0)
                    for channel in range(3):
                        colour = (stems[i, 7 + channel] * (1.0 - t) + stems[i, 10 + channel] * t) * shade
                        layer[row, column, channel] += cover * (colour - layer[row, column, channel])
                    layer[row, column, 3] += cover * (1.0 - layer[row, column, 3])


@kernel
def add_discs(picture: NDArray[np.float32], discs: Marks, swirl: float, rim: float) -> None:
    """Add points of light out of focus to (H, W, 3). `discs`: (N, 6) x, y, radius, red, green, blue summed over the disc.

    Off the middle the barrel of the lens cuts a disc from the far side, which leaves the shape of a cat's eye. `swirl`: how far,
    in radii, the cutting disc is displaced at a corner; `rim`: how much brighter the edge is than the middle.
    """
    height, width = picture.shape[0], picture.shape[1]
    corner = 0.5 * math.sqrt(1.0 * height * height + 1.0 * width * width)
    for i in range(discs.shape[0]):
        x, y, radius = discs[i, 0], discs[i, 1], discs[i, 2]
        cut_x = x - swirl * radius * (x - 0.5 * width) / corner
        cut_y = y - swirl * radius * (y - 0.5 * height) / corner
        scale = 1.0 / (math.pi * radius * radius * (1.0 + 0.4 * rim))
        reach = radius + 1.0
        for row in range(max(0, int(y - reach)), min(height, int(y + reach) + 2)):
            for column in range(max(0, int(x - reach)), min(width, int(x + reach) + 2)):
                own = math.sqrt((column - x) ** 2 + (row - y) ** 2)
                barrel = math.sqrt((column - cut_x) ** 2 + (row - cut_y) ** 2)
                cover = min(1.0, radius + 0.5 - own) * min(1.0, 1.08 * radius + 0.5 - barrel)
                if radius + 0.5 > own and 1.08 * radius + 0.5 > barrel:
                    edge = own / radius
                    weight = cover * scale * (1.0 + rim * edge**6)
                    for channel in range(3):
                        picture[row, column, channel] += weight * discs[i, 3 + channel]
