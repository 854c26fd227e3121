"""A room seen from inside, as a fast lens throws it out of focus behind a subject.

Own work: walls and furniture as solids that rays are followed into, lit by windows or lamps with soft shadows, blurred by
distance in linear HDR light; `scenes/buildings` has the parts.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.values import Backdrop, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A living room, an office, a café or a library, out of focus, by daylight or lamplight."
VERSION = 1


class Params(SceneParameters):
    """What can be chosen; the room, its furniture, windows and colours come from the seed."""

    place: Literal["room", "office", "cafe", "library"] = Field("room", description="What kind of room; room = a living room.")
    time: Literal["noon", "night"] = Field("noon", description="Daylight from the windows, or lamps.")


def rating(_: Params) -> Rating:
    return "acceptable"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A room of (width, height). Raises Cancelled when `context.check` does."""
    # Imported here: it loads numba, which takes half a second that a process without scenes should not spend.
    from overpaint.scenes.buildings.indoors import paint_room

    return paint_room(size, params.place, params.time == "night", context.seed, context.quality, context.check)
