"""The request's own mask."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask
from overpaint.plans import Note
from overpaint.regions.base import FinderContext, Found

SUMMARY = "What the mask sent with the request marks as editable."


def find(image: Image, context: FinderContext) -> Found:
    """The mask as it was sent; an empty one when there is none. Raises ValueError when it is not of the image's size."""
    if context.mask is None:
        return Found(Mask(np.zeros((image.height, image.width), np.float32)), 0.0, Note("no_mask"))
    if context.mask.size != image.size:
        raise ValueError(f"sizes differ: image {image.size}, mask {context.mask.size}")
    return Found(context.mask)
