"""The ground that things stand on: floor, street, grass, sand, snow. Stuff, told by looks from the picture's bottom up."""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.plans import Named, Note
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="The floor, street, grass, sand or snow at the picture's bottom, as far up as it looks the same.",
    weights=("u2netp", "yolox_nano"),
    nouns=NOUNS,
)

_CONFIDENCE = 0.5
"""A wall or a table that reaches the picture's bottom looks no different."""


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where nothing even reaches the picture's bottom. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.imaging.values import Mask
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.standing import things_in
    from overpaint.regions.stuff.low import ground

    rgb = on_grey(image)
    things = things_in(rgb, context.weights)
    context.check()
    note = Note("found_by_heat", {"region": Named(kind=context.kind)})
    return Found.of(Mask(ground(rgb, things)), _CONFIDENCE, note, told_apart="never")
