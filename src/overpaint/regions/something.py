"""A thing that only its colour tells: “the blue newspaper box”, where nothing here knows what a newspaper box looks like.

Where the picture has the colour the segmenter says what is there (`outlining.by_colour`). The resolver tells of it, for
the noun played no part.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import SEGMENTER, Finder, FinderContext, Found

KIND = "something"

FINDER = Finder(
    __name__,
    kinds={KIND: {"en": "the thing", "zh": "物体", "zh-Hant": "物體"}},
    summary="A thing that nothing here knows by its name, told by its colour alone; several are told apart.",
    weights=("yolox_nano", *SEGMENTER),
    by_colour=True,
)

_CONFIDENCE = 0.4


def find(image: Image, context: FinderContext) -> Found:
    """Nothing without a colour, or where no thing of its own has it. Raises EngineUnavailable when a weight file is missing."""
    for name in FINDER.weights:  # a missing file is told even where there is nothing to look for
        context.weights.path(name)
    if not context.colour:
        return Found(image.size, told_apart="by finder")
    from overpaint.regions.outlining.by_colour import things_of_colour
    from overpaint.regions.outlining.looking import on_grey

    things = things_of_colour(on_grey(image), context.colour, context.weights, context.check)
    return Found(image.size, things, _CONFIDENCE, told_apart="by finder", route="by colour")
