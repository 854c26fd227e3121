"""Take noise and grain out, fine and in blotches, colour noise first; edges stay.

As much as is measured in the picture, by brightness and by size of its grains: `imaging.denoising` tells how, with a network.
Where its file is missing a plainer way is taken (`imaging.detail`), which leaves blotches, and the answer says so.

Limits: the finest texture goes with the noise when there is a lot of it; a clean picture stays as it is.
"""

from __future__ import annotations

from overpaint.errors import EngineUnavailable
from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="restore", neutral={"amount": 0.0}, shown={"amount": 0.5})


class Params(Parameters):
    amount: float = parameter(
        0.5,
        "How much of the noise that is measured goes; above a half it takes fine texture too.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.8,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0, or where there is no noise. Alpha stays."""
    from overpaint.imaging import denoising, detail, noise_network, tone

    image = inputs.image
    if params.amount == 0:
        return image
    try:
        network = noise_network.network_in(context.network(noise_network.WEIGHT, noise_network.graph_of), context.check)
    except EngineUnavailable:
        context.tell("plainly_denoised")
        return tone.repaint(image, inputs.mask, detail.denoised(image.rgb, params.amount))
    clean = denoising.denoised(image.rgb, params.amount, network)
    if clean is not image.rgb:
        context.tell("noise", before=denoising.noise_of(image.rgb), after=denoising.noise_of(clean))
    return tone.repaint(image, inputs.mask, clean)
