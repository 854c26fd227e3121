"""Image + region name → mask. One module is one finder; `FINDERS` lists them, nothing is found by magic.

`salience`, `doubt` and `matting` are no finders: they are what `subject` and `background` share. Finders import them, and
with them OpenCV, when they are called.
"""

from __future__ import annotations

from difflib import get_close_matches

from overpaint.regions import background, mask, subject, whole
from overpaint.regions.base import Finder, FinderContext, Found, name_of

__all__ = ["FINDERS", "Finder", "FinderContext", "Found", "find_finder", "name_of"]

FINDERS: tuple[Finder, ...] = (whole, mask, subject, background)

_BY_NAME = {name_of(finder): finder for finder in FINDERS}


def find_finder(name: str) -> Finder:
    """The finder of that region. Raises ValueError naming the nearest one."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, n=1, cutoff=0.0)
    raise ValueError(f"there is no region {name!r}; the nearest is {near[0]!r}")
