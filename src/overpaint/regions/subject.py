"""The main subject: the person, animal or thing that stands out. See `salience` for the network and `matting` for the edge."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.regions.base import FinderContext, Found

SUMMARY = "The person, animal or thing that the picture is about; several if they stand out together."


def find(image: Image, context: FinderContext) -> Found:
    """Empty, with confidence 0, when nothing stands out; a cut-out's own alpha.

    Raises EngineUnavailable when the weight file is missing.
    """
    from overpaint.imaging.cutout import own_matte
    from overpaint.regions.salience import find_salient

    if context.cut_out:
        return Found(Mask(own_matte(image)))
    found = find_salient(image, context.weights, context.check)
    return Found(Mask(found.alpha), found.confidence, found.note)
