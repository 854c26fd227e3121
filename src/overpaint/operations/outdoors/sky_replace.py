"""Put another sky over the land: its horizon where the land ends, its light on the land, its colour in the far air.

What stands against the old sky keeps its fine outline, freed of the old sky's colour: `imaging.outdoors.other_sky` tells how.
Under a low sun what is lit turns amber and what lies in shade a little blue, by night all is dark and blue.

Limits: shadows stay where they lay, water shows the new sky's light but not its clouds, and what glass reflects stays.
"""

from __future__ import annotations

from typing import Any

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="composite",
    family="background_replace",
    needs_backdrop=True,
    changes_background=True,
    seeded=True,
    relights=True,
    under_sky=True,
    may_refuse=True,
    sees=("water",),
)

_LEAST = 0.01
"""Share of the picture."""


class Params(Parameters):
    scene: str = parameter("sky", "Name of the scene that paints the sky.")
    scene_params: dict[str, Any] = parameter({}, "Parameters of that scene; empty for its defaults.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: the old sky. Alpha stays. Raises CannotDo where hardly any sky is, where it was not found
    whole, and where the land is too dark, or lies in too low a sun, for a sky by day.

    Raises ValueError without a backdrop of the image's size.
    """
    from overpaint.imaging.outdoors.other_sky import LowSun, NotWhole, TooDark, under_another_sky

    image, backdrop = inputs.image, inputs.backdrop
    if backdrop is None or backdrop.size != image.size:
        raise ValueError(f"sky_replace needs a backdrop of {image.size}")
    if inputs.mask.coverage < _LEAST:
        raise CannotDo("little_sky")
    water = inputs.seen["water"].values if "water" in inputs.seen else None
    hour = str(params.scene_params.get("time", "noon"))
    try:
        return image.with_rgb(
            under_another_sky(image.rgb, inputs.mask.values, water, backdrop, hour, context.seed, context.check)
        )
    except TooDark:
        raise CannotDo("dark_already") from None
    except LowSun:
        raise CannotDo("low_sun_light") from None
    except NotWhole:
        raise CannotDo("sky_not_whole") from None
