"""Nothing but sky, looked up into: clouds at any hour, stars at night.

Own work: clear air and cloud slabs of `scenes/heavens`, which names the sources.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

SUMMARY = "The sky and its clouds at dawn, by day, at sunset or by night, without any ground."
VERSION = 3
_STEEPEST = 1.35  # tangent of the highest elevation in the picture: higher up, clouds on a flat film are drawn out


class Params(SceneParameters):
    """What can be chosen; clouds and the place of the sun come from the seed."""

    time: Time = Field("noon", description="Hour of the day: where the sun or moon stands, and with it all colours.")
    weather: Literal["clear", "fair", "cloudy", "overcast"] = Field("fair", description="How much of the sky is clouded.")
    skyline: float = Field(
        0.0,
        ge=0,
        le=1.5,
        description="Where the horizon lies, as a share of the height from the top; 0 leaves it below the picture.",
    )


def rating(params: Params) -> Rating:
    """Overcast lacks the fine relief of a real cloud base; dusk is more purple, and moonlit clouds brighter, than in life."""
    return "acceptable" if params.time in ("dusk", "night") or params.weather == "overcast" else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A sky of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.heavens.outdoors import describe_light, develop, paint_heavens, step_out, stream

    seed = context.seed_of("sky")
    layout = stream(seed, "layout")
    if params.skyline > 0:
        return _over_land(size, params, params.skyline, context)
    low_sun = params.time not in ("morning", "noon")
    below = layout.uniform(1.03, 1.12) if low_sun else layout.uniform(1.12, 1.4)  # where the horizon would be
    width, height = size
    least = below * (height / width) ** 0.5 / _STEEPEST
    zoom, check = max(layout.uniform(1.0, 1.35), least), context.check
    view = step_out(size, params.time, params.weather, horizon=below, eye=2.0, seed=seed, check=check, zoom=zoom)
    radiance, _ = paint_heavens(view, context.quality, check)
    check()
    pixels = develop(view, radiance, (1.5 if view.covered else 1.0) * view.hour.key)  # no dark ground to balance a white sky
    return Backdrop(pixels, describe_light(view, pixels), horizon=None, ground="none", grain=view.hour.grain)


def _over_land(size: Size, params: Params, skyline: float, context: SceneContext) -> Backdrop:
    """The sky down to a horizon within the picture, and below that what is seen at the horizon."""
    from overpaint.scenes.heavens.outdoors import describe_light, develop, paint_heavens, step_out, stream

    seed = context.seed_of("sky")
    zoom = stream(seed, "layout").uniform(1.0, 1.35)
    view = step_out(size, params.time, params.weather, horizon=skyline, eye=2.0, seed=seed, check=context.check, zoom=zoom)
    radiance, _ = paint_heavens(view, context.quality, context.check)
    below = np.repeat(radiance[-1:], max(0, size[1] - len(radiance)), axis=0)
    pixels = develop(view, np.concatenate([radiance, below]), (1.5 if view.covered else 1.0) * view.hour.key)
    return Backdrop(
        pixels, describe_light(view, pixels), horizon=skyline if skyline < 1 else None, ground="none", grain=view.hour.grain
    )
