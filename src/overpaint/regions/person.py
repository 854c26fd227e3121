"""Persons, each of them alone: detected boxes, MediaPipe's pose and selfie segmentation inside, U²-Net's edge."""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.plans import Named, Note
from overpaint.regions.base import OF_PERSONS, Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="People, each told from the others; men, women and children are not told apart.",
    weights=OF_PERSONS,
    nouns=NOUNS,
)


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where no box holds a person. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining.persons import find_persons

    alike = None if context.kind == "person" else Note("persons_alike", {"region": Named(kind=context.kind)})
    return find_persons(image, context, alike)
