"""The open sea at any hour and in most weathers.

Own work: a wind sea from a wave spectrum mirrors a sky of clear air and cloud slabs; `scenes/heavens` and `scenes/water` name the
sources.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "The open sea at dawn, by day, at sunset or by moonlight, in sun, cloud, fog or rain."
VERSION = 3


class Params(SceneParameters):
    """What can be chosen; clouds, waves and the place of the sun come from the seed."""

    time: Time = Field("sunset", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "cloudy", "overcast", "fog", "rain"] = Field("fair", description="What the sky is like.")
    horizon: float = Field(0.55, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """Moonlight shows more than a camera would see; rain is all of a kind; fog is plain."""
    return "acceptable" if params.time == "night" or params.weather in ("fog", "rain") else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A seascape of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.water.seascape import View, paint_seascape

    view = View(size, params.time, False, params.weather, params.horizon)
    return paint_seascape(view, context.seed_of("sea"), context.quality, context.check)
