"""Things by their names: the detector's eighty classes by box, some hundred more of ImageNet's thousand by class heat.

YOLOX-nano and EfficientNetB0 say where (`detection`), U²-Net and GrabCut which pixels (`outlining`). `thing.toml` has the words.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import OF_THINGS, Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="A thing by its name; several of a kind are told apart.",
    weights=OF_THINGS,
    nouns=NOUNS,
    else_by_colour="something",
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where neither a box nor class heat shows it. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.finding import find_noun

    return find_noun(image, NOUNS[context.kind], context)
