"""Mountains as rivers and landslides leave them: land that rises, is cut by the water that it collects, and slides where too
steep.

Stream power erosion solved implicitly along the flow, in linear time: J. Braun and S. Willett, "A very efficient O(n), implicit
and parallel method to solve the stream power equation" (2013). Slopes beyond the angle of repose are cut back in the same
sweep. Land is a torus: what flows out on one side comes in on the other.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel

Heights = NDArray[np.float32]
_EXPONENT = 0.45  # of drained area in the law of erosion


@kernel
def _route(height: Heights, receiver: NDArray[np.int32], way: Heights) -> None:
    """Steepest of eight ways down from each cell: the cell it leads to (itself in a pit) and its length in cells."""
    side = height.shape[0]
    flat = height.ravel()
    for row in range(side):
        for column in range(side):
            here = row * side + column
            best = 0.0
            receiver[here] = here
            way[here] = 1.0
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    if dx == 0 and dy == 0:
                        continue
                    there = ((row + dy) & (side - 1)) * side + ((column + dx) & (side - 1))
                    length = 1.0 if dx == 0 or dy == 0 else 1.4142136
                    drop = (flat[here] - flat[there]) / length
                    if drop > best:
                        best = drop
                        receiver[here] = there
                        way[here] = length


@kernel
def _sort(receiver: NDArray[np.int32], order: NDArray[np.int32]) -> None:
    """Cells so ordered that each comes after the one it flows to."""
    count = receiver.shape[0]
    first = np.zeros(count + 1, np.int32)
    for here in range(count):
        first[receiver[here] + 1] += 1
    for here in range(count):
        first[here + 1] += first[here]
    donors = np.empty(count, np.int32)
    filled = first[:count].copy()
    for here in range(count):
        donors[filled[receiver[here]]] = here
        filled[receiver[here]] += 1
    last = 0
    for here in range(count):
        if receiver[here] == here:
            order[last] = here
            last += 1
    done = 0
    while done < last:
        here = order[done]
        done += 1
        for k in range(first[here], first[here + 1]):
            if donors[k] != here:
                order[last] = donors[k]
                last += 1


@kernel
def erode(height: Heights, uplift: Heights, repose: Heights, cell: float, strength: float, steps: int) -> Heights:
    """Let (N, N) `height` (metres, changed in place; N a power of two) rise and be cut for `steps`; the drained area in cells.

    `uplift`: metres a step; where it is not positive the land stays as it is, as base level. `repose`: steepest slope that
    holds. `cell`: metres. `strength`: of the water, over an area of one square kilometre and a step.
    """
    count = height.size
    flat = height.ravel()
    rising = uplift.ravel()
    steepest = repose.ravel()
    receiver = np.empty(count, np.int32)
    way = np.empty(count, np.float32)
    order = np.empty(count, np.int32)
    area = np.ones(count, np.float32)
    unit = cell * cell / 1e6
    for _ in range(steps):
        _route(height, receiver, way)
        _sort(receiver, order)
        area[:] = 1.0
        for k in range(count - 1, -1, -1):
            here = order[k]
            if receiver[here] != here:
                area[receiver[here]] += area[here]
        for k in range(count):
            here = order[k]
            if rising[here] <= 0.0:
                continue
            raised = flat[here] + rising[here]
            below = receiver[here]
            if below != here:
                length = way[here] * cell
                cut = strength * math.pow(area[here] * unit, _EXPONENT) / length * 1e3
                raised = (raised + cut * flat[below]) / (1.0 + cut)
                raised = min(raised, flat[below] + steepest[here] * length)
            flat[here] = raised
    return area.reshape(height.shape)
