"""A stage: a lone spotlight in the dark, beams over a concert, or a curtain in a theatre.

Own work: beams are cones of light in thin smoke, `scenes/buildings/stage_light` has them; the floor is boards in perspective that
mirror a little of what is above, the curtain a fall of folds.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A stage under a spotlight, with the beams of a concert, or before a theatre's curtain."
VERSION = 1


class Params(SceneParameters):
    """What can be chosen; the places of lamps, smoke and folds come from the seed."""

    show: Literal["spotlight", "concert", "theatre"] = Field(
        "spotlight", description="One lamp in the dark, many beams in smoke, or a curtain with a pool of light."
    )
    colour: ColourCode = Field("#5a7dff", description="Colour of a concert's beams, as #rrggbb; half of them are of another.")


def rating(params: Params) -> Rating:
    """Smoke and lamps out of focus hide what is painted; the folds of a curtain are too even to stand alone."""
    return "acceptable" if params.show == "theatre" else "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A stage of (width, height). Raises Cancelled when `context.check` does."""
    from overpaint.imaging.colour import to_linear
    from overpaint.scenes.buildings.stage_light import paint_stage

    red, green, blue = (float(part) for part in to_linear(to_pixel(params.colour))[0, 0])
    return paint_stage(size, params.show, (red, green, blue), context.seed_of("stage"), context.check)
