"""Land of a climate with its textures and the sky over it, made side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from typing import TypeVar

from overpaint.errors import Cancelled
from overpaint.scenes.base import Time
from overpaint.scenes.heavens.outdoors import Outdoors, stream
from overpaint.scenes.kernels.texture import MipMap
from overpaint.scenes.terrain.carpet import Carpet, grain
from overpaint.scenes.terrain.landscape import Ground, View, sky_above
from overpaint.scenes.terrain.ranges import LENGTH, Climate, layers, mountains
from overpaint.scenes.terrain.relief import Heights

_First = TypeVar("_First")
_Second = TypeVar("_Second")
_PATIENCE = 0.05  # s between two checks

# Degrees between which the sun stands to a side: most of it behind the viewer, so that mountains are lit.
BESIDE: dict[Time, tuple[float, float]] = {
    "dawn": (95.0, 140.0),
    "morning": (85.0, 130.0),
    "noon": (70.0, 130.0),
    "golden_hour": (80.0, 125.0),
    "sunset": (60.0, 100.0),
    "dusk": (50.0, 100.0),
    "night": (50.0, 110.0),
}


def side_by_side(
    first: Callable[[Callable[[], None]], _First], second: Callable[[], _Second], check: Callable[[], None]
) -> tuple[_First, _Second]:
    """What two functions return that don't need each other. `first` runs in another thread and is given a check of its own;
    `second` runs in the caller's. What they or `check` raise ends both."""
    stop = Event()

    def stopped() -> None:
        if stop.is_set():
            raise Cancelled("the picture is no longer wanted")

    with ThreadPoolExecutor(1, "land") as threads:
        making = threads.submit(first, stopped)
        try:
            result = second()
            while not making.done():
                check()
                wait([making], _PATIENCE)
        except BaseException:
            stop.set()
            raise
        return making.result(), result


def highland(
    view: View, climate: Climate, carpet: Callable[[int], Carpet], seed: int, check: Callable[[], None]
) -> tuple[Ground, Outdoors]:
    """The mountains of a seed under a climate, and the sky over them. `carpet`: makes what lies underfoot, of that many texels.

    Raises Cancelled when `check` does.
    """
    check()
    size = view.fineness

    def rise(stopped: Callable[[], None]) -> tuple[Heights, tuple[Heights, Heights, Heights, Heights]]:
        random = stream(seed, "land")
        height, flow = mountains(random, climate, size, stopped)
        return height, layers(random, height, flow, climate)

    def textures() -> tuple[MipMap, Carpet, Outdoors]:
        outdoors = sky_above(replace(view, beside=BESIDE[view.time]), seed, check)
        check()
        rocks = grain(stream(seed, "grain"), size)
        check()
        return rocks, carpet(size), outdoors

    (height, covers), (rocks, underfoot, outdoors) = side_by_side(rise, textures, check)
    return Ground(height, LENGTH, covers, rocks, underfoot), outdoors
