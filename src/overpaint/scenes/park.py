"""A park or garden as a fast lens shows it behind somebody in focus.

Own work: leaves, trunks and ground are placed in depth, lit by sun and sky, and blurred by their circles of confusion in linear
light; `scenes/foliage` says how.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A park or garden out of focus: a lawn before hedges, flowers and trees."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; trees, hedges, flowers and the side of the sun come from the seed."""

    time: Literal["dawn", "morning", "noon", "golden_hour", "sunset", "dusk"] = Field(
        "morning", description="Hour of the day: where the sun stands, and with it all colours."
    )
    weather: Literal["clear", "overcast", "fog", "snow"] = Field(
        "clear", description="Sun through leaves, an even sky, mist, or snow falling: then it is winter whatever the season."
    )
    season: Literal["spring", "summer", "autumn", "winter"] = Field(
        "summer", description="What the leaves and the ground look like."
    )


def rating(params: Params) -> Rating:
    """Mist has its layers, but no shafts of light in it."""
    return "acceptable" if params.weather in {"fog", "snow"} else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A park of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.foliage.layouts import garden
    from overpaint.scenes.foliage.light import daylight, over_snow
    from overpaint.scenes.foliage.palette import PALETTES, Season
    from overpaint.scenes.foliage.woodland import illuminate, paint_planting
    from overpaint.scenes.heavens.outdoors import stream

    season: Season = "winter" if params.weather == "snow" else params.season
    palette = PALETTES[season]
    seed = context.seed_of("park")
    planting = garden(size, palette, season, stream(seed, "layout"))
    day = daylight(params.time, params.weather)
    light = illuminate(over_snow(day) if season == "winter" else day, seed)
    return paint_planting(planting, palette, light, params.weather, seed, context.check)
