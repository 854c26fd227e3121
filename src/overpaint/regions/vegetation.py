"""Plants, and of them the grass: stuff, told by its looks. Green things that are none (a bus, a dress, a ball) are left out."""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="Green plants all together; grass: what of them grows on the ground, straw-coloured too where it looks like blades.",
    weights=("u2netp", "yolox_nano"),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where hardly any is. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.imaging.values import Mask
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.standing import things_in
    from overpaint.regions.stuff.plants import grass, vegetation

    rgb = on_grey(image)
    things = things_in(rgb, context.weights)
    context.check()
    return Found.of(Mask((grass if context.kind == "grass" else vegetation)(rgb, things)), told_apart="never")
