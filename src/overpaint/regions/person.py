"""Persons, each of them alone: detected boxes, MediaPipe's pose and selfie segmentation inside, U²-Net's edge."""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.plans import Named, Note
from overpaint.regions.base import Finder, FinderContext, Found
from overpaint.regions.naming import read_nouns

NOUNS = read_nouns(__file__)

FINDER = Finder(
    __name__,
    kinds={kind: noun.called for kind, noun in NOUNS.items()},
    summary="People, each told from the others; men, women and children are not told apart.",
    weights=("u2netp", "yolox_nano", "face_detection", "selfie_segmentation", "pose_landmark"),
    nouns=NOUNS,
)

_MOST = 12
_WORTH_A_LOOK = 0.1
"""Of the largest one's box: smaller ones are far away, and seldom counted."""


def find(image: Image, context: FinderContext) -> Found:
    """Nothing where no box holds a person. Raises EngineUnavailable when a weight file is missing."""
    from overpaint.regions.outlining import by_person
    from overpaint.regions.outlining.finding import boxes_of, instance_of, of_instances
    from overpaint.regions.outlining.looking import on_grey

    rgb = on_grey(image)
    detected = boxes_of(rgb, NOUNS["person"].boxes, context)
    areas = [(one.box[2] - one.box[0]) * (one.box[3] - one.box[1]) for one in detected]
    meant = [one for one, area in zip(detected, areas, strict=True) if area >= _WORTH_A_LOOK * areas[0]][:_MOST]
    found = []
    for one in meant:
        others = tuple(other.box for other in meant if other is not one)
        found.append(instance_of(*by_person.outline(rgb, one.box, context.weights, others), rgb, one.score))
        context.check()
    note = Note("persons_alike", {"region": Named(kind=context.kind)}) if len(found) > 1 and context.kind != "person" else None
    return of_instances(image, rgb, by_person.shared_out(found, meant), "by box", 1.0, context, note)
