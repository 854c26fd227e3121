"""Cut the subject out: the background becomes transparent.

Soft edges get the subject's own colours (see `imaging.foreground`), so no rim of the old background shows on a new one. Alpha is
straight; alpha that the picture had is multiplied with it. Fully transparent pixels are black: nothing of the background stays in
the file.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters

FAMILY = "background_remove"
KIND: Kind = "composite"
VERSION = 1


class Params(Parameters):
    """None: the mask says what goes and how softly."""


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    """`mask`: 1 = background, to go. An RGBA picture; the same one where the mask is empty. Raises ValueError if sizes differ."""
    from overpaint.imaging.colour import to_srgb
    from overpaint.imaging.foreground import estimate_foreground

    if mask.is_empty:
        return image
    subject = np.float32(1.0) - mask.values
    colours = to_srgb(estimate_foreground(image, subject))
    context.check()
    own = np.float32(255.0) if image.alpha is None else image.alpha.astype(np.float32)
    alpha = np.rint(subject * own).astype(np.uint8)
    colours[(alpha == 0) & (mask.values > 0)] = 0
    return Image(np.dstack([colours, alpha]))
