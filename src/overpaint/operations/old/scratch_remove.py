"""Take dust, scratches and straight creases off a photograph; each is filled from what lies beside it.

Only what is thin and stands out is taken: specks on an even ground, and lines that are bared or black from end to end.
`imaging.old_photos` names the sources.

Limits: thin marks only. On eight photographs damaged on purpose nearly all of the straight scratches were taken, six to nine of
ten specks, and half of what is curved or short. Tears, folds with torn paper and mould stay.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0})


class Params(Parameters):
    amount: float = parameter(
        0.5, "How faint what is taken may be.", valid=(0, 1), useful=(0, 1), role="level", weak=0.25, strong=0.9
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture where nothing is found. Alpha stays."""
    from overpaint.imaging import old_photos, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, old_photos.mended(inputs.image.rgb, params.amount))
