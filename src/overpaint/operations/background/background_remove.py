"""Cut the subject out: the background becomes transparent.

Soft edges get the subject's own colours (see `imaging.foreground`), so no rim of the old background shows on a new one. Alpha is
straight and never more than the picture had: what was cut out before is not cut again. Fully transparent pixels are black:
nothing of the background stays in the file.

Limits: one clear subject is wanted: in crowds, scenes without a subject, or smoke and glass the cut is wrong or refused.
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
    from overpaint.imaging.cutout import cut_out

    if inputs.mask.is_empty:
        return inputs.image
    return cut_out(inputs.image, np.float32(1.0) - inputs.mask.values, context.check)
