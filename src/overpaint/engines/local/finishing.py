"""The last word on an answer: pixels outside the mask are the input's own, and `background` is what was asked for."""

from __future__ import annotations

import numpy as np

from overpaint.engines.base import EditRequest
from overpaint.engines.local.canvas import Canvas
from overpaint.imaging.blend import blend
from overpaint.imaging.geometry import flatten
from overpaint.imaging.values import Image


def finish(image: Image, canvas: Canvas, request: EditRequest) -> tuple[Image, tuple[str, ...]]:
    """The answer's pixels, and what to add to the words that describe it."""
    if canvas.mask is not None:
        image = blend(_as_layered(canvas.image, image), _as_layered(image, canvas.image), canvas.mask)
    keeps_alpha = request.background != "opaque" and request.output.format != "jpeg"
    if not image.has_alpha or keeps_alpha:
        return image, ()
    reason = "JPEG holds no transparency" if request.output.format == "jpeg" else "background=opaque"
    return flatten(image), (f"Transparent parts are white: {reason}.",)


def _as_layered(image: Image, other: Image) -> Image:
    """`image` with an opaque alpha channel where `other` has one, so that both can be blended."""
    if image.has_alpha or not other.has_alpha:
        return image
    return Image(np.dstack([image.pixels, np.full(image.pixels.shape[:2], 255, np.uint8)]))
