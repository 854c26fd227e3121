"""Restore an old photograph: dust, scratches and straight creases filled, yellow paper and faded tones put right, noise out.

In that order, each as far as it is found. What is torn off or lost is not invented, and no colours are put into black and white.
`imaging.old_photos` names the sources.

Limits: no lost parts, no faces and no colours are made up; broad tears stay.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="restore", neutral={"amount": 0.0})

_CRISPER = 0.3


class Params(Parameters):
    amount: float = parameter(0.6, "How far.", valid=(0, 1), useful=(0, 1), role="level", weak=0.3, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers is measured. Alpha stays."""
    from overpaint.imaging import detail, old_photos, sharpening, tone

    image, weight = inputs.image, inputs.mask.values
    if params.amount == 0:
        return image
    far = min(1.0, 1.5 * params.amount)
    rgb = old_photos.mended(image.rgb, params.amount)
    context.check()
    rgb = old_photos.unfaded(old_photos.without_yellow(rgb, weight, far), weight, far)
    context.check()
    rgb = sharpening.sharpened(detail.denoised(rgb, 0.45 * far), _CRISPER * far)
    return tone.repaint(image, inputs.mask, rgb)
