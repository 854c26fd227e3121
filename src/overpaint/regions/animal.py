"""Animals of any kind: by the detector's boxes, else by ImageNet's animals, as `thing` finds things."""

from __future__ import annotations

from dataclasses import replace

from overpaint.imaging.values import Image
from overpaint.regions.base import OF_THINGS, Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

_OF_IMAGENET = 398
"""The first so many of its classes are animals."""

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="Any animal; several are told apart.",
    weights=OF_THINGS,
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where neither a box nor class heat shows one. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.finding import find_noun

    return find_noun(image, replace(NOUNS[context.kind], heat=tuple(range(_OF_IMAGENET))), context)
