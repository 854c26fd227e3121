"""A wall or a table's top of brick, concrete, wood, marble, fabric or plaster, by the light of a window.

Colour, height and gloss of the material come from `materials/`; light, shadows and reflections are worked out from them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.colour_code import ColourCode
from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A wall or a table of one material, by the light of a window."
VERSION = 1

Material = Literal["brick", "concrete", "wood", "marble", "fabric", "plaster"]
View = Literal["wall", "table", "above"]


class Params(SceneParameters):
    """Material, view and colour."""

    material: Material = Field("brick", description="What it is made of.")
    view: View = Field(
        "wall", description="A wall seen straight on, a table's top before a wall out of focus, or a table seen from above."
    )
    colour: ColourCode | None = Field(None, description="Colour of the material, as #rrggbb; none: its natural one.")


def rating(params: Params) -> Rating:
    return "photographic" if params.material in ("wood", "concrete", "fabric") else "acceptable"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A surface of (width, height). On a table a subject may stand; before a wall nothing is to stand on."""
    from overpaint.scenes.materials.painting import paint_surface

    return paint_surface(size, params.material, params.view, params.colour, context)
