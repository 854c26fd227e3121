"""What operations on light, weather and season begin with: the picture's stage, its plants, and what can't be believed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image, LinearPixels, Plane
from overpaint.operations.base import CannotDo, Inputs

if TYPE_CHECKING:
    from overpaint.imaging.outdoors.stage import Stage


def staged(inputs: Inputs, *, near: bool) -> tuple[LinearPixels, Stage]:
    """(the picture in linear light, its distances). `near`: whoever stands in front counts. Raises CannotDo indoors."""
    from overpaint.imaging.colour import to_linear
    from overpaint.imaging.outdoors.stage import is_outdoors, stage_of

    if not is_outdoors(inputs.seen):
        raise CannotDo("not_outdoors")
    return to_linear(inputs.image.rgb), stage_of(inputs.image.rgb, inputs.seen, near=near)


def under_cloud(inputs: Inputs, *, near: bool) -> tuple[LinearPixels, Stage]:
    """As `staged`, for a sky that is to be covered. Raises CannotDo for sunlight before which no cloud could be believed, too."""
    from overpaint.imaging.outdoors.stage import in_hard_sun

    linear, stage = staged(inputs, near=near)
    if in_hard_sun(linear, stage):
        raise CannotDo("hard_sun")
    return linear, stage


def by_day(inputs: Inputs) -> tuple[LinearPixels, Stage]:
    """As `staged`, for another hour. Raises CannotDo for a picture that is dark already, or has the sun in it, too."""
    from overpaint.imaging.outdoors.hours import is_dark, shows_sun

    linear, stage = staged(inputs, near=False)
    if is_dark(linear):
        raise CannotDo("dark_already")
    if shows_sun(linear, stage):
        raise CannotDo("sun_in_picture")
    return linear, stage


def plants_in(inputs: Inputs) -> tuple[Plane, Plane]:
    """(plants of every kind, lawns): (H, W) in [0, 1], 0 where none is seen."""
    import numpy as np

    nothing = np.zeros((inputs.image.height, inputs.image.width), np.float32)
    plants, lawn = (inputs.seen[kind].values if kind in inputs.seen else nothing for kind in ("vegetation", "grass"))
    return plants, lawn


def greenery_in(inputs: Inputs) -> tuple[Plane, Plane]:
    """As `plants_in`. Raises CannotDo where hardly any are seen."""
    plants, lawn = plants_in(inputs)
    if max(float(plants.mean()), float(lawn.mean())) < _LEAST:
        raise CannotDo("no_plants")
    return plants, lawn


_LEAST = 0.03
"""Share of the picture."""


def developed(inputs: Inputs, linear: LinearPixels) -> Image:
    """The picture as `linear` has it, inside the step's mask."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.colour import to_srgb

    return tone.repaint(inputs.image, inputs.mask, to_srgb(np.clip(linear, 0, 1)))
