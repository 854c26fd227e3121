"""Where the places of a plan are in a picture: found as an edit would find them, and nothing painted.

The picture is looked at as it was sent, upright, before geometry or fitting; a large one is looked at smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from overpaint.canvas import EditRequest
from overpaint.engines.base import Looked, Measured, SeenPlace, SeenThing
from overpaint.engines.local.execution import step_mask
from overpaint.errors import Box, Refusal
from overpaint.imaging.codec import decode, decode_mask
from overpaint.imaging.cutout import is_cut_out
from overpaint.imaging.outlines import outlines, scaled
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Image, Mask, Size
from overpaint.instructions import refusal_of_place
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs
from overpaint.plans import Plan, Sent, Where, Whole
from overpaint.regions import Unresolved
from overpaint.regions.resolve.resolver import Resolver
from overpaint.weights import WeightStore

# The longer side of what is looked at: finders look at less, and outlines need no more.
_LONGEST = 1536
# Things of one place that are listed, the surest first.
_MOST_THINGS = 64


def look(request: EditRequest, plan: Plan, weights: WeightStore, check: Callable[[], None]) -> Looked:
    """Raises InvalidImage, EngineUnavailable, Cancelled by `check`."""
    image = decode(request.images[0])
    mask = decode_mask(request.mask) if request.mask else None
    size = image.size
    small = looked_at(size)
    if small != size:
        image = resize(image, small)
        mask = None if mask is None else Mask(resize_plane(mask.values, small))
    regions = Resolver(image, weights, mask, is_cut_out(image), {}, request.quality, check)
    places: list[SeenPlace] = []
    refusals: list[Refusal] = []
    tones = _Tones(image, request, plan)
    for where in plan.keep:
        with suppress(Unresolved):  # the first step meets it again, and says whose wish it was
            places.append(_seen(where, regions.resolve(where), regions, (), size))
    for number, step in enumerate(plan.steps):
        check()
        try:
            touched = step_mask(plan, step, regions)
        except Unresolved as error:
            refusals.append(_moved(refusal_of_place(error, step.clause, plan.language), small, size))
            continue
        if mask is not None:
            touched = Mask(np.minimum(touched.values, mask.values))
        places.append(_seen(step.where, touched, regions, (number,), size))
        tones.step(number, touched)
    return Looked(size, _merged(places), refusals[0] if refusals else None, tuple(tones.measured))


class _Tones:
    """What steps that go by eye come to: each is measured on the picture as the steps before it leave it."""

    def __init__(self, image: Image, request: EditRequest, plan: Plan) -> None:
        self.measured: list[Measured] = []
        self._image: Image | None = image
        self._plan = plan
        self._context = Context(seed=request.seed, quality=request.quality)

    def step(self, number: int, touched: Mask) -> None:
        """Measure a step, and take it where another one is to be measured after it."""
        step = self._plan.steps[number]
        operation = find_operation(step.operation)
        if self._image is None or not any("degree" in later.params for later in self._plan.steps[number:]):
            return
        params = operation.params.model_validate(step.params)
        inputs = Inputs(self._image, touched)
        if told := operation.measured(params, inputs):
            self.measured.append(Measured(number, told[0], round(told[1], 3)))
        is_tone = operation.family == "tone" and operation.kind in ("point", "area") and not operation.weights
        self._image = operation.apply(inputs, params, self._context) if is_tone else None


def looked_at(size: Size) -> Size:
    """The size at which a picture of this size is looked at: never larger."""
    factor = min(1.0, _LONGEST / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _seen(where: Where, mask: Mask, regions: Resolver, steps: tuple[int, ...], size: Size) -> SeenPlace:
    """`mask`: what would be touched of the place, in the picture that is looked at; `size`: of the picture itself."""
    x, y = size[0] / mask.size[0], size[1] / mask.size[1]
    share = float(mask.values.mean(dtype=np.float64))
    if isinstance(where, Whole):
        return SeenPlace(where, steps, share, "whole", 1.0, (), scaled(outlines(mask.values), x, y) if share < 1 else ())
    found = regions.place(where)
    things = sorted(found.instances, key=lambda one: -one.score)[:_MOST_THINGS]
    seen = tuple(SeenThing(_box(one.box, x, y), round(one.score, 3), one.words) for one in things)
    route = "mask" if isinstance(where, Sent) else found.route.removeprefix("by ")
    sure = found.confidence * max((one.score for one in things), default=1.0)
    return SeenPlace(where, steps, share, route, round(sure, 3), seen, scaled(outlines(mask.values), x, y))


def _merged(places: list[SeenPlace]) -> tuple[SeenPlace, ...]:
    """Steps that touch the same pixels of the same place share one."""
    merged: list[SeenPlace] = []
    for place in places:
        same = next((one for one in merged if one.steps and replace(one, steps=place.steps) == place), None)
        if same is None:
            merged.append(place)
        else:
            merged[merged.index(same)] = replace(same, steps=(*same.steps, *place.steps))
    return tuple(merged)


def _moved(refusal: Refusal, small: Size, size: Size) -> Refusal:
    x, y = size[0] / small[0], size[1] / small[1]
    boxes = tuple(_box(box, x, y) for box in refusal.boxes)
    return Refusal(refusal.message, code=refusal.code, param=refusal.param, boxes=boxes)


def _box(box: Box, x: float, y: float) -> Box:
    top, left, bottom, right = box
    return round(top * y), round(left * x), round(bottom * y), round(right * x)
