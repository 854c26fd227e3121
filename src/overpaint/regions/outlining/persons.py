"""The persons in a picture: those near enough to count, each of them alone."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask, Pixels
from overpaint.plans import Note
from overpaint.regions.base import FinderContext, Found, Instance
from overpaint.regions.outlining import by_person
from overpaint.regions.outlining.finding import boxes_of, instance_of, of_instances
from overpaint.regions.outlining.looking import on_grey
from overpaint.regions.outlining.matte import salient

_PERSON = ("person",)
_MOST = 12
_WORTH_A_LOOK = 0.1
"""Of the largest one's box: smaller ones are far away, and seldom counted."""
_COUNTS, _SAME = 0.25, 0.85


def find_persons(image: Image, context: FinderContext, note: Note | None = None) -> Found:
    """Nothing where no box holds a person. `note`: what to tell where there are several.

    Raises EngineUnavailable when a weight file is missing.
    """
    rgb = on_grey(image)
    detected = boxes_of(rgb, _PERSON, context)
    areas = [(one.box[2] - one.box[0]) * (one.box[3] - one.box[1]) for one in detected]
    meant = [one for one, area in zip(detected, areas, strict=True) if area >= _WORTH_A_LOOK * areas[0]][:_MOST]
    found = []
    for one in meant:
        others = tuple(other.box for other in meant if other is not one)
        found.append(instance_of(*by_person.outline(rgb, one.box, context.weights, others), rgb, one.score))
        context.check()
    shared = by_person.shared_out(found, meant)
    return of_instances(image, rgb, shared, "by box", 1.0, context, note if len(found) > 1 else None)


def large_persons(image: Image, rgb: Pixels, context: FinderContext) -> list[Instance]:
    """The largest person and who is not far smaller, largest first. Who is alone is cut out as the subject is, with more care for
    limbs and hair. `rgb`: the picture on grey. Raises EngineUnavailable when a weight file is missing.
    """
    found = sorted(find_persons(image, context).instances, key=lambda one: -one.area)
    large = [one for one in found if one.area > _COUNTS * found[0].area]
    if len(large) != 1:
        return large
    seen = salient(rgb, context.weights)
    if seen.fault is not None or large[0].within(seen.alpha).area < _SAME * large[0].area:
        return large
    alpha = seen.alpha if image.alpha is None else np.minimum(seen.alpha, image.alpha * np.float32(1 / 255))
    return [Instance.of(Mask(alpha), large[0].score)]
