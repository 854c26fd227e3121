"""A meadow of standing grass, with trees and hills far off.

Own work: blades drawn one by one in perspective under the sky of `scenes/heavens`; `scenes/foliage` says how.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A meadow of tall grass and flowers before trees and hazy hills."
VERSION = 2


class Params(SceneParameters):
    """What can be chosen; grass, flowers, trees, hills, clouds and the side of the sun come from the seed."""

    time: Literal["dawn", "morning", "noon", "golden_hour", "sunset", "dusk"] = Field(
        "noon", description="Hour of the day: where the sun stands, and with it all colours."
    )
    weather: Literal["clear", "fair", "cloudy", "overcast", "fog"] = Field("fair", description="Sky and air.")
    season: Literal["spring", "summer", "autumn"] = Field("spring", description="Fresh grass, ripe grass, or dry gold.")
    horizon: float = Field(0.5, ge=0.2, le=0.8, description="Height of the horizon, as a fraction of the picture from the top.")


def rating(params: Params) -> Rating:
    """In fog and without the sun the land is too even a tone."""
    dull = params.weather == "fog" or params.time in ("dawn", "dusk")
    return "acceptable" if dull else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A meadow of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.foliage.grassland import View, paint_grassland

    view = View(size, params.time, params.weather, params.season, params.horizon)
    return paint_grassland(view, context.seed_of("meadow"), context.quality, context.check)
