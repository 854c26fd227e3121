"""Under the surface of a clear sea: shafts of sunlight, specks adrift, the surface from below; with a floor of sand or without.

Colour by what water absorbs, caustics by counting rays; see `undersea/`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Light, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "Under water: shafts of sunlight, drifting specks, and a sandy floor if wished."
VERSION = 1

_GRAIN = 0.011
_FLOOR = (0.64, 0.70)
_OPEN = (0.86, 1.0)


class Params(SceneParameters):
    """What there is to see."""

    view: Literal["open", "floor"] = Field("open", description="Open water, or a floor of sand below.")


def rating(_: Params) -> Rating:
    return "acceptable"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """Water of (width, height). On the floor a subject may stand; in open water it swims."""
    import numpy as np

    from overpaint.scenes.materials.patch import Noise
    from overpaint.scenes.undersea.drift import add_specks
    from overpaint.scenes.undersea.floor import add_floor
    from overpaint.scenes.undersea.light import Sea, add_ceiling, add_shafts, open_water

    random = np.random.default_rng(context.seed % 2**63)
    noise = Noise(random)
    context.check()
    floor = params.view == "floor"
    level = size[1] * float(random.uniform(*(_FLOOR if floor else _OPEN)))
    sun = (size[0] * float(random.uniform(0.25, 0.75)), -0.12 * size[1])
    green = float(random.uniform(0.92, 1.10))
    sea = Sea(size, sun, level, np.array([1.0, green, 2.0 - green], np.float32))
    picture = open_water(sea)
    context.check()
    add_ceiling(picture, sea, noise)
    context.check()
    if floor:
        add_floor(picture, sea, noise, random)
        context.check()
    add_shafts(picture, sea, noise)
    context.check()
    add_specks(picture, sea, random)
    np.clip(picture, 0.0, 1.0, out=picture)
    light = Light(
        illuminant=(0.64, 1.06, 1.30), sun_colour=(0.75, 1.08, 1.17), backlit=0.35, strength=0.8, towards=(0.0, 0.28, 0.96)
    )
    if floor:
        return Backdrop(picture, light=light, horizon=level / size[1], ground="solid", grain=_GRAIN, defocus=0.3)
    return Backdrop(picture, light=light, grain=_GRAIN)
