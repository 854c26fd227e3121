"""The sky: what is smooth, has a sky's colour, reaches the picture's top across much of its width, and ends above the ground.

Seeds are found by looks; a colour that changes with height is fitted to them, and the segmenter outlines the whole, with all its
clouds. Where nothing looks like sky, what it outlines across the top may be one, in the evening's colours or the night's.
A plain wall looks much the same: what reaches down to the picture's bottom beside somebody is none, nor is anything in a room.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import SEGMENTER, Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="The sky, with its clouds, where it reaches the top of the picture.",
    weights=("yolox_nano", *SEGMENTER),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where no sky is. Raises EngineUnavailable when the weight file is missing."""
    from overpaint.imaging.values import Mask
    from overpaint.regions.detection import boxes
    from overpaint.regions.outlining.by_sky import outliner
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.stuff.sky import SIDE, sky

    rgb = on_grey(image)
    detected = boxes(rgb, context.weights)
    context.check()
    plane = sky(rgb, detected, outliner(rgb, context.weights, SIDE))
    context.check()
    return Found.of(Mask(plane), told_apart="never")
