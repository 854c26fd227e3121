"""Everything but the main subject."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.regions.base import FinderContext, Found

SUMMARY = "Everything but the subject."


def find(image: Image, context: FinderContext) -> Found:
    """Empty, with confidence 0, when no subject stands out: then nothing tells what the background is.

    Of a cut-out it is what its alpha leaves. Raises EngineUnavailable when the weight file is missing.
    """
    from overpaint.imaging.cutout import own_matte
    from overpaint.regions.salience import find_salient

    if context.cut_out:
        return Found(Mask(own_matte(image)).inverted())
    found = find_salient(image, context.weights, context.check)
    mask = Mask(found.alpha)
    return Found(mask if mask.is_empty else mask.inverted(), found.confidence, found.note)
