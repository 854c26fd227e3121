"""Outer space as long exposures show it: stars, a nebula, a spiral galaxy, a planet. `scenes/cosmos` names the sources."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "Outer space: stars, a nebula, a galaxy or a planet."
VERSION = 1

Show = Literal["stars", "nebula", "galaxy", "planet"]


class Params(SceneParameters):
    """What is seen; the seed draws its shape, colours and place."""

    show: Show = Field("nebula", description="Stars with the Milky Way, a glowing nebula, a spiral galaxy, or a planet.")


def rating(_: Params) -> Rating:
    return "acceptable"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """Space of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.cosmos.vista import paint_space

    return paint_space(size, params.show, context.seed, context.check)
