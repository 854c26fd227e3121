"""A lake that mirrors mountains, seen from its shore.

Own work: the mountains of `scenes/terrain` over a flooded valley, mirrored at the far shore and drawn out by small waves of
`scenes/water`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "A calm lake among mountains at any hour."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; the mountains, the view, ripples, clouds and the side of the sun come from the seed."""

    time: Time = Field("morning", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "cloudy", "overcast", "fog"] = Field("fair", description="Sky and air.")
    cover: Literal["rock", "snow", "green"] = Field("rock", description="Bare rock over woods, deep winter, or green alps.")
    horizon: float = Field(0.5, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """Moonlight is bluer than a camera would see it; a closed sky leaves slopes flat, and turf is too even."""
    if params.time == "night":
        return "stylised"
    plain = params.weather in {"overcast", "fog"} or params.time == "dusk" or params.cover == "green"
    return "acceptable" if plain else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A lake of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.terrain.lakeside import paint_lake
    from overpaint.scenes.terrain.landscape import View

    view = View(size, params.time, params.weather, params.horizon, None)
    return paint_lake(view, params.cover, context.seed_of("lake"), context.quality, context.check)
