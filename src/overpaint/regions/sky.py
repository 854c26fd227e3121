"""The sky: what is smooth, has a sky's colour, reaches the picture's top across much of its width, and ends above the ground.

Seeds are found by looks; a colour that changes with height is fitted to them and takes in the rest, up to the picture's edges.
A plain wall looks much the same: what reaches down to the picture's bottom beside somebody is none, nor is anything in a room.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="The sky, with its clouds, where it reaches the top of the picture.",
    weights=("yolox_nano",),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where no sky is. Raises EngineUnavailable when the weight file is missing."""
    from overpaint.imaging.values import Mask
    from overpaint.regions.detection import boxes
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.stuff.sky import sky

    rgb = on_grey(image)
    plane = sky(rgb, boxes(rgb, context.weights))
    context.check()
    return Found.of(Mask(plane), told_apart="never")
