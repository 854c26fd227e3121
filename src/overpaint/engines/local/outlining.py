"""The outline of what somebody points at in a picture, and the mask that an edit would take for it.

As for a look at a plan, a large picture is looked at smaller; the mask has the picture's own size.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from overpaint.canvas import EditRequest
from overpaint.engines.base import Outlined, Pointing
from overpaint.engines.local.looking import looked_at
from overpaint.imaging.codec import OutputFormat, decode, encode
from overpaint.imaging.outlines import outlines, scaled
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Box, Image, Mask
from overpaint.imaging.wire import mask_to_alpha
from overpaint.regions.base import Instance
from overpaint.regions.outlining.by_points import at_points
from overpaint.weights import WeightStore


def outline(request: EditRequest, pointing: Pointing, weights: WeightStore, check: Callable[[], None]) -> Outlined | None:
    """None where nothing can be told apart there. Raises InvalidImage, EngineUnavailable, Cancelled by `check`."""
    image = decode(request.images[0])
    size = image.size
    small = looked_at(size)
    if small != size:
        image = resize(image, small)
    x, y = size[0] / small[0], size[1] / small[1]
    on, off = (tuple((row / y, column / x) for column, row in points) for points in (pointing.on, pointing.off))
    found = at_points(image.rgb, on, off, _smaller(pointing.box, x, y), weights, check)
    if found is None:
        return None
    check()
    values = found.values if small == size else np.clip(resize_plane(found.values, size), 0, 1)
    mask = Mask(np.asarray(values, np.float32))
    if mask.is_empty:
        return None
    return Outlined(
        size=size,
        box=Instance.of(mask).box,
        share=float(mask.values.mean(dtype=np.float64)),
        confidence=round(found.sureness, 3),
        outline=scaled(outlines(found.values), x, y),
        mask=_file(mask),
    )


def _smaller(box: Box | None, x: float, y: float) -> Box | None:
    """The box in the picture that is looked at: at least a pixel each way."""
    if box is None:
        return None
    top, left = int(box[0] / y), int(box[1] / x)
    return top, left, max(top + 1, round(box[2] / y)), max(left + 1, round(box[3] / x))


def _file(mask: Mask) -> bytes:
    pixels = np.zeros((*mask.values.shape, 4), np.uint8)
    pixels[..., 3] = mask_to_alpha(mask)
    return encode(Image(pixels), OutputFormat("png"))
