"""Put the subject before another scene, in that scene's light.

Foreground colour first, then exposure, depth of field, grain, light wrap and tint: `overpaint.imaging.compositing`. The mask is
the background. Unlike other operations this one also changes pixels where the mask is 0: relighting the subject is the edit. A
plain colour asks for no relighting and leaves them as they are.

Limits: hair before a busy ground and glass keep flaws at their edges; a subject lit hard from one side is not lit anew. Scenes
are painted, not photographed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from overpaint.imaging.values import Backdrop, Image, Mask
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=2,
    kind="composite",
    family="background_replace",
    needs_backdrop=True,
    changes_background=True,
    seeded=True,
    relights=True,
)


class Params(Parameters):
    """What is painted behind the subject, unless the step brings a picture for it."""

    scene: str = parameter("solid", "Name of the scene to put behind the subject; a picture that the step brings goes before it.")
    scene_params: dict[str, Any] = parameter({}, "Parameters of that scene; empty for its defaults.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The answer is opaque: transparent parts of the image count as background already.

    Raises ValueError without a backdrop in the context, or with one of another size.
    """
    from overpaint.imaging.blend import blend
    from overpaint.imaging.colour import to_linear, to_srgb
    from overpaint.imaging.compositing import compose
    from overpaint.imaging.cutout import count_once
    from overpaint.imaging.foreground import clean_edge

    image, mask = inputs.image, inputs.mask
    if inputs.backdrop is None:
        raise ValueError(f"background_replace needs {params.scene!r}, or a picture, as the context's backdrop")
    if inputs.backdrop.size != image.size:
        raise ValueError(f"backdrop is {inputs.backdrop.size}, the image {image.size}")
    alpha, matte = count_once(image, np.float32(1.0) - mask.values)
    colours = clean_edge(Image(image.rgb), matte)
    context.check()
    if image.has_alpha and _is_plain(inputs.backdrop):
        # Every program lays a file's alpha over a plain colour on sRGB values: this must look no different.
        return blend(Image(to_srgb(inputs.backdrop.pixels)), Image(colours), Mask(alpha))
    return Image(compose(to_linear(colours), alpha, inputs.backdrop, context.seed, context.quality, context.check))


def _is_plain(backdrop: Backdrop) -> bool:
    """Nothing in it that a subject would have to be fitted to: no light, no grain, no depth."""
    return backdrop.light.strength == 0 and backdrop.grain == 0 and backdrop.horizon is None
