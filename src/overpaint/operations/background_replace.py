"""Put the subject before another scene, in that scene's light.

Foreground colour first, then exposure, depth of field, grain, light wrap and tint: `overpaint.imaging.compositing`. The mask is
the background. Unlike other operations this one also changes pixels where the mask is 0: relighting the subject is the edit. A
plain colour asks for no relighting and leaves them as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from overpaint.imaging.values import Image, Mask, Plane
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "background_replace"
KIND: Kind = "composite"
VERSION = 1


class Params(Parameters):
    scene: str = parameter("solid", "Name of the scene to put behind the subject.")
    scene_params: dict[str, Any] = parameter({}, "Parameters of that scene; empty for its defaults.")


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    """The answer is opaque: transparent parts of the image count as background already.

    Raises ValueError without a backdrop in the context, or with one of another size.
    """
    from overpaint.imaging.compositing import compose
    from overpaint.imaging.foreground import estimate_foreground

    if context.backdrop is None:
        raise ValueError(f"background_replace needs scene {params.scene!r} rendered as the context's backdrop")
    if context.backdrop.size != image.size:
        raise ValueError(f"backdrop is {context.backdrop.size}, the image {image.size}")
    subject = np.float32(1.0) - mask.values
    foreground = estimate_foreground(Image(image.rgb), subject)
    context.check()
    alpha = subject if image.alpha is None else _with_own_alpha(subject, image)
    return Image(compose(foreground, alpha, context.backdrop, context.seed, context.quality, context.check))


def _with_own_alpha(subject: Plane, image: Image) -> Plane:
    """A cut-out's own colours are free of background: its alpha only weighs them, and is no part of the estimate."""
    return np.asarray(subject * (image.pixels[..., 3] / np.float32(255.0)), np.float32)
