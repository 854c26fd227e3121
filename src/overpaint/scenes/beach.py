"""A sandy beach at any hour, the sea beyond it.

Own work: `sea`'s water and sky; breakers, foam, wet sand and trodden dry sand in the foreground; `scenes/heavens` and
`scenes/water` name the sources.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "A sandy beach with surf, at dawn, by day, at sunset or by moonlight."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; clouds, waves, footprints and the place of the sun come from the seed."""

    time: Time = Field("noon", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "cloudy", "overcast", "fog", "rain"] = Field("fair", description="What the sky is like.")
    horizon: float = Field(0.45, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """As the sea; and at dusk sand is brighter than its sky allows, for the sake of who stands on it."""
    return "acceptable" if params.time in ("dusk", "night") or params.weather in ("fog", "rain") else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A beach of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.water.seascape import View, paint_seascape

    view = View(size, params.time, True, params.weather, params.horizon)
    return paint_seascape(view, context.seed_of("beach"), context.quality, context.check)
