"""What sides, order, colour, words and sets make of what was found. Nothing found: an empty answer; the resolver says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from overpaint.imaging.lettering.wording import PART, how_well, squeezed
from overpaint.imaging.values import Image, Mask, Plane
from overpaint.plans import Order, Sides
from overpaint.regions.base import Found, Instance
from overpaint.regions.resolve.colour import is_of_colour, soft_likeness
from overpaint.regions.resolve.gaps import by_gaps
from overpaint.regions.resolve.order import pick
from overpaint.regions.resolve.sides import side_of, things_on

A_RIM = 0.5
"""What two masks of things side by side have in common is a rim that is half both's: no more than this is nothing."""

_SPECKS = 0.002
"""Of a region's area: no more of a colour than this is noise."""


def things_of(found: Found) -> tuple[Instance, ...]:
    """The things in a region that can be told apart; none for stuff."""
    if found.told_apart == "by gaps":
        return tuple(part for instance in found.instances for part in by_gaps(instance))
    return found.instances if found.told_apart == "by finder" else ()


def things_or_all(found: Found) -> Found:
    """A region as the things it has, or all of it as one where it has none."""
    return _things(found, things_of(found)) if found.told_apart != "never" else found


def on_side(found: Found, side: Sides) -> Found:
    """The things on one side of the picture; of stuff, and of a single thing that is on both sides, the part there."""
    things = things_of(found)
    if there := things_on(things, side):
        return _things(found, there)
    return replace(found, instances=()) if len(things) > 1 else _limited(found, side_of(found.size, side))


def picked(found: Found, which: Order | int) -> Found:
    """One of its instances."""
    one = pick(found.instances, which)
    return replace(found, instances=() if one is None else (one,))


def of_colour(found: Found, image: Image, code: str) -> Found:
    """The things of that colour; of stuff the pixels of it."""
    if found.told_apart != "never":
        return _things(found, tuple(thing for thing in things_of(found) if is_of_colour(thing, image.rgb, code)))
    part = _limited(found, soft_likeness(image.rgb, code))
    enough = sum(one.area for one in part.instances) > _SPECKS * sum(one.area for one in found.instances)
    return part if enough else replace(found, instances=())


def saying(found: Found, content: str) -> Found:
    """The lines that say these words, those that say nothing else before those that say more; case and spaces don't count.

    Where no line holds them, those beside and below each other that do together.
    """
    matches = [(one, how_well(one.words, content)) for one in found.instances]
    best = max((match for _, match in matches), default=0.0)
    if best < PART and (several := _in_several(found.instances, squeezed(content))):
        return replace(found, instances=several)
    return replace(found, instances=tuple(one for one, match in matches if match == best > 0))


def _in_several(lines: Sequence[Instance], wanted: str) -> tuple[Instance, ...]:
    """Lines that, read one after the other, say just what is wanted: each the nearest that goes on with it; empty for none."""
    for first in lines:
        row, rest = [first], wanted.removeprefix(squeezed(first.words))
        while rest and rest != wanted:
            go_on = [line for line in lines if line not in row and squeezed(line.words) and rest.startswith(squeezed(line.words))]
            if not go_on:
                break
            (x, y) = row[-1].centre
            row.append(min(go_on, key=lambda line: abs(line.centre[0] - x) + abs(line.centre[1] - y)))
            rest = rest.removeprefix(squeezed(row[-1].words))
        if not rest:
            return tuple(row)
    return ()


def together(parts: Sequence[Found]) -> Found:
    """All of these."""
    whole = [things_or_all(part) for part in parts]
    told_apart = all(part.told_apart == "by finder" for part in whole)
    instances = tuple(instance for part in whole for instance in part.instances)
    return Found(whole[0].size, instances, told_apart="by finder" if told_apart else "never")


def shared(found: Found, masks: Sequence[Mask]) -> Found:
    """What a region has in common with all of these."""
    return _limited(found, np.minimum.reduce([mask.values for mask in masks])) if masks else found


def _limited(found: Found, plane: Plane) -> Found:
    parts = (instance.within(plane) for instance in found.instances)
    return replace(found, instances=tuple(part for part in parts if part.values.max() > A_RIM))


def _things(found: Found, things: tuple[Instance, ...]) -> Found:
    return replace(found, instances=things, told_apart="by finder")
