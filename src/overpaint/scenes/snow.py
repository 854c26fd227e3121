"""An open field of snow, with conifers and mountains far off.

Own work, from the parts in `scenes/terrain`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "A field of deep snow before woods and mountains, at any hour."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; hills, drifts, the view, clouds and the side of the sun come from the seed."""

    time: Time = Field("morning", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "overcast", "fog", "snow"] = Field("fair", description="Sky and air.")
    horizon: float = Field(0.5, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """Moonlight is bluer than a camera would see it; high and even light leave the field without a shape."""
    if params.time == "night":
        return "stylised"
    plain = params.weather in {"overcast", "fog", "snow"} or params.time in {"dawn", "noon", "dusk"}
    return "acceptable" if plain else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A snow field of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.terrain.landscape import View
    from overpaint.scenes.terrain.snowfield import paint_snowfield

    view = View(size, params.time, params.weather, params.horizon, None)
    return paint_snowfield(view, context.seed_of("snow"), context.quality, context.check)
