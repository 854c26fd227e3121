"""A city's skyline over water, a little out of focus.

Own work: towers in rows that fade into haze, under a computed sky, mirrored by a river; `scenes/buildings` and `scenes/heavens`
have the parts.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "The towers of a city over water, at noon, at sunset, at dusk or by night."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; the towers, the sky and the place of the sun come from the seed."""

    time: Literal["noon", "sunset", "dusk", "night"] = Field(
        "dusk", description="Hour of the day: the sky, and which windows are lit."
    )
    weather: Literal["clear", "fair", "cloudy"] = Field("clear", description="How much of the sky is clouded.")
    front: Literal["water", "quay"] = Field("water", description="Open water, or a paved quay with a rail, to stand on.")


def rating(_: Params) -> Rating:
    return "acceptable"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A skyline of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.buildings.skyline_hours import SKYLINES
    from overpaint.scenes.buildings.waterfront import paint_skyline

    hour = SKYLINES[params.time]
    when, quay = (params.time, params.weather), params.front == "quay"
    return paint_skyline(size, when, hour, context.seed_of("skyline"), context.quality, context.check, quay=quay)
