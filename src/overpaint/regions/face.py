"""Faces, by MediaPipe's detector; each an oval along its landmarks, or one that its eyes turn and its box measures.

Bread, knots and headlights look like faces too, so that one counts only where its parts are seen as well, a person was detected
around it, or it is very sure.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="Faces, from the forehead to the chin; several are told apart.",
    weights=("face_detection", "face_landmark", "yolox_nano"),
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where there is none. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.by_face import ovals
    from overpaint.regions.outlining.looking import on_grey

    found = ovals(on_grey(image), context.weights)
    context.check()
    return Found(image.size, found, told_apart="by finder", route="by box")
