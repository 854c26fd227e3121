"""Image + place → mask. One module is one finder; `FINDERS` lists their declarations, nothing is found by magic.

`resolve` composes what they find into the places that words name. `salience` is no finder: it is what finds the subject. A finder
imports its kernels (and with them OpenCV) inside `find`: the web process reads declarations when it compiles prompts.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from overpaint.regions import (
    animal,
    background,
    face,
    ground,
    person,
    sky,
    something,
    subject,
    text,
    thing,
    vegetation,
    water,
    worn,
)
from overpaint.regions.base import Finder, FinderContext, Found, Instance, Unresolved

__all__ = [
    "FACE_WEIGHTS",
    "FINDERS",
    "KINDS",
    "WRITINGS",
    "Finder",
    "FinderContext",
    "Found",
    "Instance",
    "Unresolved",
    "find_finder",
    "weights_for",
]

FINDERS: tuple[Finder, ...] = (
    subject.FINDER,
    background.FINDER,
    person.FINDER,
    animal.FINDER,
    face.FINDER,
    sky.FINDER,
    vegetation.FINDER,
    water.FINDER,
    ground.FINDER,
    text.FINDER,
    thing.FINDER,
    worn.FINDER,
    something.FINDER,
)

_BY_KIND = {kind: finder for finder in FINDERS for kind in finder.kinds}

FACE_WEIGHTS = face.FINDER.weights
"""Weight files without which the parts of faces can't be told."""

KINDS = frozenset(_BY_KIND)
"""Every kind of region that can be found."""

WRITINGS = frozenset(text.FINDER.kinds)
"""Those that are written words."""


def find_finder(kind: str) -> Finder:
    """The finder of that kind of region. Raises ValueError naming the nearest one."""
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    near = get_close_matches(kind, _BY_KIND, n=1, cutoff=0.0)
    raise ValueError(f"there is no region {kind!r}; the nearest is {near[0]!r}")


def weights_for(kinds: Iterable[str]) -> tuple[str, ...]:
    """Weight files without which these kinds can't be found. Raises ValueError for a kind that no finder finds."""
    needed: dict[str, None] = {}
    for finder in map(find_finder, kinds):
        needed |= dict.fromkeys((*finder.weights, *weights_for([finder.complement_of] if finder.complement_of else ())))
    return tuple(needed)
