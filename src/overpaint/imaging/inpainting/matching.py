"""The kernels of `filling`: for each patch that touches the hole the most alike patch of the rest, and what they vote for.

Barnes et al. 2009, PatchMatch; Wexler, Shechtman and Irani 2007, Space-time completion of video; Newson et al. 2014, Video
inpainting of complex scenes (texture channels); Darabi et al. 2012, Image melding (bounded shifts of colour).

Pictures are (H, W, C) float32, three colour channels first (0 to 255), then texture. Targets are the pixels whose patch touches
the hole: `rows[k]`, `columns[k]`; `number[y, x]` is k, or -1. `at_row[k]`, `at_column[k]`: the centre of its match.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel

Plane = NDArray[np.float32]
Indices = NDArray[np.int32]

_FAR = 1e30
_COLOURS = 3
_SHRINK = 0.55
"""By how much the window of the random search shrinks each time."""

_DOWN, _ACROSS = 4.0, 0.3
"""How much a source's being higher or lower counts, and its being to the side: skies lie above fields."""


@kernel
def distance(
    picture: Plane,
    weight: Plane,
    y: int,
    x: int,
    v: int,
    u: int,
    half: int,
    least: float,
    prior: float,
    most: float,
    shift: Plane,
) -> float:
    """The unlikeness of the patch at (y, x) to that at (v, u), after the shift of colour that makes it least, at most `most` a
    channel, which is left in `shift`. `weight` (H, W): how sure each pixel is. Stops above `least`.
    """
    height, width, channels = picture.shape
    longest = float(max(height, width))
    down, across = (v - y) / longest, (u - x) / longest
    away = prior * (_DOWN * down * down + _ACROSS * across * across)
    if away >= least:
        return _FAR
    total, squares = 0.0, 0.0
    first, second, third = 0.0, 0.0, 0.0
    for row in range(-half, half + 1):
        a = y + row
        if a < 0 or a >= height:
            continue
        for column in range(-half, half + 1):
            b = x + column
            if b < 0 or b >= width:
                continue
            sure = weight[a, b]
            total += sure
            red = picture[a, b, 0] - picture[v + row, u + column, 0]
            green = picture[a, b, 1] - picture[v + row, u + column, 1]
            blue = picture[a, b, 2] - picture[v + row, u + column, 2]
            first += sure * red
            second += sure * green
            third += sure * blue
            squares += sure * (red * red + green * green + blue * blue)
            for channel in range(_COLOURS, channels):
                rest = picture[a, b, channel] - picture[v + row, u + column, channel]
                squares += sure * rest * rest
    total = max(total, 1e-6)
    shift[0] = min(max(first / total, -most), most)
    shift[1] = min(max(second / total, -most), most)
    shift[2] = min(max(third / total, -most), most)
    crossed = shift[0] * first + shift[1] * second + shift[2] * third
    lengths = shift[0] * shift[0] + shift[1] * shift[1] + shift[2] * shift[2]
    unlike: float = away + max(squares / total - 2.0 * crossed / total + lengths, 0.0) + 0.25 * lengths
    return unlike


@kernel
def search(
    picture: Plane,
    weight: Plane,
    source: NDArray[np.bool_],
    rows: Indices,
    columns: Indices,
    number: Indices,
    at_row: Indices,
    at_column: Indices,
    unlike: Plane,
    shifts: Plane,
    half: int,
    rounds: int,
    reach: float,
    seed: int,
    prior: float,
    most: float,
) -> None:
    """Better matches in place, by neighbours' offsets and by chance within `reach` pixels. `source` (H, W): centres allowed."""
    height, width = source.shape
    np.random.seed(seed)
    shift = np.zeros(_COLOURS, np.float32)
    for k in range(rows.size):
        unlike[k] = distance(picture, weight, rows[k], columns[k], at_row[k], at_column[k], half, _FAR, prior, most, shift)
        shifts[k] = shift
    for turn in range(rounds):
        for step in range(rows.size):
            k = step if turn % 2 == 0 else rows.size - 1 - step
            y, x = rows[k], columns[k]
            back = -1 if turn % 2 == 0 else 1
            for way in range(2):
                beside_y = y + (back if way == 0 else 0)
                beside_x = x + (back if way == 1 else 0)
                if beside_y < 0 or beside_y >= height or beside_x < 0 or beside_x >= width:
                    continue
                other = number[beside_y, beside_x]
                if other < 0:
                    continue
                v, u = at_row[other] - (beside_y - y), at_column[other] - (beside_x - x)
                if v < half or v >= height - half or u < half or u >= width - half or not source[v, u]:
                    continue
                found = distance(picture, weight, y, x, v, u, half, unlike[k], prior, most, shift)
                if found < unlike[k]:
                    unlike[k], at_row[k], at_column[k] = found, v, u
                    shifts[k] = shift
            window = reach
            while window >= 1.0:
                v = int(at_row[k] + (np.random.random() * 2.0 - 1.0) * window)
                u = int(at_column[k] + (np.random.random() * 2.0 - 1.0) * window)
                if v >= half and v < height - half and u >= half and u < width - half and source[v, u]:
                    found = distance(picture, weight, y, x, v, u, half, unlike[k], prior, most, shift)
                    if found < unlike[k]:
                        unlike[k], at_row[k], at_column[k] = found, v, u
                        shifts[k] = shift
                window *= _SHRINK


@kernel
def vote(
    picture: Plane,
    known: Plane,
    hole: NDArray[np.bool_],
    rows: Indices,
    columns: Indices,
    at_row: Indices,
    at_column: Indices,
    unlike: Plane,
    shifts: Plane,
    trust: Plane,
    half: int,
    scale: float,
    centred: float,
) -> None:
    """Each pixel of the hole in `picture` becomes the mean of what the matched patches of `known` say of it, in place.

    `trust[k]`: a target's own weight. `scale`: the unlikeness at which a vote counts 1/e. `centred`: pixels within which a patch
    speaks, for its middle alone, which keeps grain; 0 for all of it.
    """
    height, width, channels = picture.shape
    total = np.zeros((height, width, channels), np.float32)
    weights = np.zeros((height, width), np.float32)
    for k in range(rows.size):
        own = np.exp(-unlike[k] / scale) * trust[k] + 1e-8
        for row in range(-half, half + 1):
            a = rows[k] + row
            if a < 0 or a >= height:
                continue
            for column in range(-half, half + 1):
                b = columns[k] + column
                if b < 0 or b >= width or not hole[a, b]:
                    continue
                weight = own
                if centred > 0.0:
                    weight *= np.exp(-(row * row + column * column) / (centred * centred))
                weights[a, b] += weight
                for channel in range(channels):
                    value = known[at_row[k] + row, at_column[k] + column, channel]
                    if channel < _COLOURS:
                        value += shifts[k, channel]
                    total[a, b, channel] += weight * value
    for a in range(height):
        for b in range(width):
            if hole[a, b] and weights[a, b] > 0.0:
                for channel in range(channels):
                    picture[a, b, channel] = total[a, b, channel] / weights[a, b]
