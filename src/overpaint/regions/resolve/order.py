"""Which of several things is meant by an order: the largest, the one on the far left, the second from the left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from overpaint.imaging.values import Size
from overpaint.plans import Order
from overpaint.regions.base import Instance

_AS_PROMINENT: Mapping[Order | int, float] = {"main": 0.7, "only": 0.25}
"""Of the most prominent thing: with this much another is as likely to be meant."""

_FIRST: Mapping[Order, Callable[[Instance], float]] = {
    "largest": lambda thing: -thing.area,
    "smallest": lambda thing: thing.area,
    "leftmost": lambda thing: thing.centre[0],
    "rightmost": lambda thing: -thing.centre[0],
    "topmost": lambda thing: thing.centre[1],
    "bottommost": lambda thing: -thing.centre[1],
    "most central": lambda thing: _off_centre(thing, thing.size),
    "main": lambda thing: -prominence(thing),
    "only": lambda thing: -prominence(thing),
}
"""The thing with the smallest number is meant; of two alike the one whose box comes first."""


def pick(things: tuple[Instance, ...], which: Order | int) -> Instance | None:
    """The one meant; None where there are fewer. Numbers count from the left: 1 is the first, -1 the last."""
    if isinstance(which, str):
        return min(things, key=lambda thing: (_FIRST[which](thing), thing.box), default=None)
    row = sorted(things, key=lambda thing: (thing.centre[0], thing.box))
    at = which - 1 if which > 0 else which
    return row[at] if -len(row) <= at < len(row) else None


def prominence(thing: Instance) -> float:
    """How much a thing stands out from others of its kind: by how sure it is one, and its size."""
    return float(thing.score * thing.area**0.5)


def alike(things: tuple[Instance, ...], which: Order | int) -> tuple[Instance, ...]:
    """The things that may be meant as well as the most prominent one, by an order that chooses without saying which; it alone
    for every other order.
    """
    most = max((prominence(thing) for thing in things), default=0.0)
    return tuple(thing for thing in things if prominence(thing) >= _AS_PROMINENT.get(which, 1.0) * most)


def _off_centre(thing: Instance, size: Size) -> float:
    """Distance of its centre from the picture's, in halves of the picture's sides."""
    x, y = thing.centre
    return float((2 * x / size[0] - 1) ** 2 + (2 * y / size[1] - 1) ** 2)
