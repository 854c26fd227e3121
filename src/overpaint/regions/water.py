"""Lakes, rivers and the sea, where their far shore or the horizon is a level line: stuff, told by its looks and by what a
classifier of scenes sees there. Brooks between stones and water seen from straight above are not found.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="A lake, a river or the sea, where it begins at a level line.",
    weights=("u2netp", "yolox_nano", "efficientnet_b0"),
    nouns=NOUNS,
)

_BOATS, _SURE = ("boat", "surfboard"), 0.5


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where none is seen. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.imaging.values import Mask
    from overpaint.regions.detection import boxes, class_heat
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.standing import things_in
    from overpaint.regions.stuff.low import HEIGHTS, SHORES, water

    rgb = on_grey(image)
    seen = class_heat(rgb, context.weights)
    boats = any(one.name in _BOATS and one.score > _SURE for one in boxes(rgb, context.weights))
    things = things_in(rgb, context.weights)
    context.check()
    plane = water(rgb, things, seen.of(SHORES), float(seen.odds[list(HEIGHTS)].sum()), boats)
    return Found.of(Mask(plane), told_apart="never")
