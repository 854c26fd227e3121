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
    coloured_parts=True,
)

_BY_COLOUR = 0.5
"""How sure it is of what only boxes and a colour tell."""


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where neither a box nor class heat shows it; with a colour, what of several has it. Raises EngineUnavailable when a
    weight file is missing.
    """
    from overpaint.regions.outlining.finding import find_noun
    from overpaint.regions.outlining.looking import on_grey
    from overpaint.regions.outlining.patches import patches_of_colour

    if context.colour:
        parts = patches_of_colour(on_grey(image), NOUNS[context.kind].boxes, context.colour, context.weights)
        return Found(image.size, parts, _BY_COLOUR, told_apart="by finder", route="by colour")
    return find_noun(image, NOUNS[context.kind], context)
