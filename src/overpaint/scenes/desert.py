"""A desert of sand dunes.

Own work: dunes from a warped periodic profile, walked column by column; `scenes/terrain` has the parts. Wind ripples are a
texture with mip levels, so that they fade into plain sand where they are too fine to see.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "Sand dunes at any hour."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; the dunes, the view, clouds and the side of the sun come from the seed."""

    time: Time = Field("golden_hour", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "cloudy"] = Field("clear", description="How much of the sky is clouded.")
    horizon: float = Field(0.48, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """Moonlight is bluer than a camera would see it; at dusk sand is dull, at dawn redder than most."""
    if params.time == "night":
        return "stylised"
    return "acceptable" if params.time in {"dawn", "dusk"} else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A desert of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.terrain.dunes import BESIDE, paint_desert
    from overpaint.scenes.terrain.landscape import View

    view = View(size, params.time, params.weather, params.horizon, BESIDE[params.time])
    return paint_desert(view, params.weather, context.seed_of("desert"), context.quality, context.check)
