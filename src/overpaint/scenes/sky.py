"""Nothing but sky, looked up into: clouds at any hour, stars at night.

Own work: clear air and cloud slabs of `scenes/heavens`, which names the sources.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters, Time

if TYPE_CHECKING:
    from overpaint.scenes.heavens.outdoors import Outdoors

SUMMARY = "The sky and its clouds at dawn, by day, at sunset or by night, without any ground."
VERSION = 4
_STEEPEST = 1.35  # tangent of the highest elevation in the picture: higher up, clouds on a flat film are drawn out
_EVENING = ("sunset", "dawn")
_GRAIN = 0.004  # little: a smooth sky shows it most


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
    hue: Literal["mixed", "orange", "pink", "golden"] = Field(
        "mixed", description="Main colour of a sunset or dawn that is not overcast; other skies have none to choose."
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
    if params.time in _EVENING and not view.covered:
        return _evening(size, params, below, view, context)
    radiance, _ = paint_heavens(view, context.quality, check)
    check()
    pixels = develop(view, radiance, (1.5 if view.covered else 1.0) * view.hour.key)  # no dark ground to balance a white sky
    return Backdrop(pixels, describe_light(view, pixels), horizon=None, ground="none", grain=view.hour.grain)


def _over_land(size: Size, params: Params, skyline: float, context: SceneContext) -> Backdrop:
    """The sky down to a horizon within the picture, and below that what is seen at the horizon."""
    from overpaint.scenes.heavens.dome import without_clouds
    from overpaint.scenes.heavens.outdoors import describe_light, develop, paint_heavens, step_out, stream

    seed = context.seed_of("sky")
    zoom = stream(seed, "layout").uniform(1.0, 1.35)
    view = step_out(size, params.time, params.weather, horizon=skyline, eye=2.0, seed=seed, check=context.check, zoom=zoom)
    if params.weather == "clear":
        view = replace(view, sky=without_clouds(view.sky))  # it is told to be cloudless
    if params.time in _EVENING and not view.covered:
        return _evening(size, params, skyline, view, context)
    radiance, _ = paint_heavens(view, context.quality, context.check)
    below = np.repeat(radiance[-1:], max(0, size[1] - len(radiance)), axis=0)
    pixels = develop(view, np.concatenate([radiance, below]), (1.5 if view.covered else 1.0) * view.hour.key)
    return Backdrop(
        pixels, describe_light(view, pixels), horizon=skyline if skyline < 1 else None, ground="none", grain=view.hour.grain
    )


def _evening(size: Size, params: Params, skyline: float, view: Outdoors, context: SceneContext) -> Backdrop:
    """The colours of `heavens/evening` over the clouds of the hour, and below the horizon what is seen there."""
    from overpaint.imaging.values import Light
    from overpaint.scenes.heavens.camera import project
    from overpaint.scenes.heavens.dome import paint_sky, without_clouds
    from overpaint.scenes.heavens.evening import evening

    painted = paint_sky(view.sky, view.camera, view.sky_rows, context.quality, context.check)
    context.check()
    passed = np.ascontiguousarray(painted[..., 3])
    air = paint_sky(without_clouds(view.sky), view.camera, view.sky_rows, context.quality, context.check)[..., :3]
    cloud = painted[..., :3] - air * passed[..., None]
    atmosphere = view.sky.atmosphere
    sun = project(view.camera, atmosphere.azimuth, atmosphere.elevation) or (size[0] / 2, skyline * size[1])
    seen = evening(passed, np.maximum(cloud, 0), view.camera.horizon, sun[0], params.hue)
    pixels = np.concatenate([seen, np.repeat(seen[-1:], max(0, size[1] - len(seen)), axis=0)])
    ambient = pixels.mean((0, 1), dtype=np.float64)
    red, green, blue = (float(value) for value in ambient / ambient.mean())
    light = Light(illuminant=(red, green, blue), sun=sun, sun_colour=(1.0, 0.72, 0.42), backlit=1.0, towards=view.towards_sun)
    return Backdrop(pixels, light, horizon=skyline if skyline < 1 else None, ground="none", grain=_GRAIN)
