"""Take coloured stains off a print that has only one colour itself: what is coloured otherwise can only be the stain.

What a stain darkened stays darker. On a photograph in colours a stain can't be told from them: refused.

Limits: prints in one colour only; what the stain darkened stays darker.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="area", family="restore", may_refuse=True)


class Params(Parameters):
    pass


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for a picture of several colours. Alpha stays."""
    from overpaint.imaging import old_photos, tone

    if not old_photos.is_toned(inputs.image.rgb):
        raise CannotDo("stain_on_colours")
    return tone.repaint(inputs.image, inputs.mask, tone.grey_rgb(inputs.image.rgb))
