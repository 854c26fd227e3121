"""A city street at eye level, as a fast lens throws it out of focus behind a subject.

Own work: houses, cars, trees and lamps as solids that rays are followed into, blurred by distance in linear HDR light;
`scenes/buildings` has the parts.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A street in town, out of focus, at noon, at dusk or by night."
VERSION = 1


class Params(SceneParameters):
    """What can be chosen; the street, its houses, traffic and the place of the sun come from the seed."""

    time: Literal["noon", "dusk", "night"] = Field("night", description="Hour of the day, and with it what light there is.")
    weather: Literal["clear", "rain"] = Field("clear", description="Dry under a clear sky, or wet with long reflections.")


def rating(params: Params) -> Rating:
    """By day house fronts are too plain for it to stand alone."""
    return "acceptable" if params.time == "noon" else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A street of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.buildings.hours import HOURS
    from overpaint.scenes.buildings.street_view import paint_street

    hour = HOURS[params.time, params.weather]
    return paint_street(size, hour, params.weather == "rain", context.seed, context.quality, context.check)
