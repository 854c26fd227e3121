"""Cut the subject out: the background becomes transparent.

Soft edges get the subject's own colours (see `imaging.foreground`), so no rim of the old background shows on a new one. Alpha is
straight and never more than the picture had: what was cut out before is not cut again. Fully transparent pixels are black:
nothing of the background stays in the file.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters

OPERATION = Operation(
    __name__, version=1, kind="composite", family="background_remove", makes_alpha=True, changes_background=True
)


class Params(Parameters):
    """None: the mask says what goes and how softly."""


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = background, to go. An RGBA picture; the same one where the mask is empty. Raises ValueError if sizes differ."""
    import cv2

    from overpaint.imaging.cutout import count_once
    from overpaint.imaging.foreground import clean_edge

    image, mask = inputs.image, inputs.mask
    if mask.is_empty:
        return image
    kept, matte = count_once(image, np.float32(1.0) - mask.values)
    cut = cv2.cvtColor(clean_edge(image, matte), cv2.COLOR_RGB2RGBA)
    context.check()
    cut[..., 3] = cv2.convertScaleAbs(kept, alpha=255)
    cut.view(np.uint32)[(cut[..., 3] == 0) & (mask.values > 0)] = 0
    return Image(np.asarray(cut, np.uint8))
