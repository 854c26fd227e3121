"""The last word on an answer: pixels outside the mask are the input's own, and `background` is what was asked for."""

from __future__ import annotations

from overpaint.engines.base import EditRequest
from overpaint.engines.local.canvas import Canvas
from overpaint.imaging.blend import blend
from overpaint.imaging.geometry import flatten
from overpaint.imaging.values import Image
from overpaint.plans import Note


def finish(image: Image, canvas: Canvas, request: EditRequest) -> tuple[Image, tuple[Note, ...]]:
    """The answer's pixels, and what to add to the words that describe it."""
    if canvas.mask is not None:
        image = blend(canvas.image, image, canvas.mask)
    keeps_alpha = request.background != "opaque" and request.output.format != "jpeg"
    if not image.has_alpha or keeps_alpha:
        return image, ()
    return flatten(image), (Note("flattened_jpeg" if request.output.format == "jpeg" else "flattened_opaque"),)
