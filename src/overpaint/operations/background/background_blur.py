"""Throw the background out of focus, as a wide lens aperture does; the subject keeps its pixels.

The background is blurred by a disc in linear light, without the subject's colours in it (`imaging.bokeh`); then the subject,
with its own colours at its edge (`imaging.foreground`), is laid over it (Porter & Duff 1984). Wide blurs are done on a smaller
picture. Where the subject stands the ground is as far away as it is, so there the blur begins.

Limits: depth is not measured: all that is no subject counts as far, and what stands beside it in focus is blurred too.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask, Plane
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="background_blur", neutral={"radius": 0}, changes_background=True)

# Radius on the picture that is really blurred: more would show nothing more.
_WIDEST = 12.0
_STRIP = 128
# A subject stands if its lowest point lies below this share of the height but is not cut by the frame.
_STANDS_BELOW = 0.55
# The blur is whole at this share of the subject's height above and below its feet.
_RISE = 0.4


class Params(Parameters):
    radius: float = parameter(
        1.6,
        "Radius of the disc that a point of light becomes: 0.8 is light, 1.6 medium, 3 strong.",
        valid=(0, 10),
        useful=(0.4, 3.2),
        unit="% of the longer side",
        role="level",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = background. Raises ValueError when the sizes differ."""
    from overpaint.imaging.blend import blend
    from overpaint.imaging.bokeh import LAYERS
    from overpaint.imaging.cutout import count_once
    from overpaint.imaging.foreground import clean_edge

    image, mask = inputs.image, inputs.mask
    radius = params.radius / 100 * max(image.size)
    kept, matte = count_once(image, np.float32(1.0) - mask.values)
    mask = _seen(image, Mask(np.float32(1.0) - matte))
    if radius < 0.5 or mask.is_empty:
        return image
    colours = Image(clean_edge(image, matte))
    context.check()
    shares = _blur_of_rows(kept)
    behind = _background(image, mask, radius, shares)
    context.check()
    # On sRGB values, as the colours were taken apart: over the old background the edge would look as it did.
    result = blend(colours, behind, mask)
    if shares.min() * LAYERS < 1:
        begun = np.repeat(np.clip(shares * LAYERS, 0.0, 1.0)[:, None], image.width, axis=1)
        result = blend(Image(image.rgb), result, Mask(begun))
    return image.with_rgb(result.pixels)


def _seen(image: Image, background: Mask) -> Mask:
    """The background that there is to see: what is fully transparent is none, and a cut-out has none at all."""
    return background if image.alpha is None else Mask(background.values * (image.alpha > 0).astype(np.float32))


def _blur_of_rows(subject: Plane) -> Plane:
    """(H,) share of the full blur in each row: 0 where the subject, (H, W) alpha, stands on the ground; all 1 if it doesn't."""
    height = subject.shape[0]
    filled = np.flatnonzero(subject.max(axis=1) > 0.5)
    if not filled.size or filled[-1] < _STANDS_BELOW * height or filled[-1] >= 0.99 * height:
        return np.ones(height, np.float32)
    feet, tall = int(filled[-1]), int(filled[-1] - filled[0]) + 1
    away = np.abs(np.arange(height, dtype=np.float32) - feet) / np.float32(_RISE * tall)
    return np.asarray(np.clip(away, 0.0, 1.0), np.float32)


def _background(image: Image, mask: Mask, radius: float, shares: Plane) -> Image:
    """The blurred background alone. Where the radius is wide it is made on a smaller picture."""
    from overpaint.imaging.bokeh import bokeh_by_row
    from overpaint.imaging.colour import to_linear, to_srgb
    from overpaint.imaging.compositing.field import Field
    from overpaint.imaging.resize import resize, resize_plane

    factor = min(1.0, _WIDEST / radius)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    weight = np.clip((resize_plane(mask.values, size) - np.float32(0.9)) * 10, 0.0, 1.0)
    if image.alpha is not None:
        weight *= resize_plane(image.alpha * np.float32(1 / 255), size)
    small = to_linear(resize(Image(image.rgb), size).pixels)
    rows = np.interp(np.linspace(0, image.height - 1, size[1]), np.arange(image.height), shares)
    blurred = Field(bokeh_by_row(small, weight, radius * factor, rows.astype(np.float32)), image.size)
    result = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, _STRIP):
        bottom = min(top + _STRIP, image.height)
        result[top:bottom] = to_srgb(blurred.rows(top, bottom))
    return Image(result)
