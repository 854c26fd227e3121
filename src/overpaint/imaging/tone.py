"""Kernels that the tone operations share: tables, matrices in linear light, grey, chroma, gains.

Everything is worked out in float and touches the pixels once or twice, as OpenCV tables and matrices: 1 to 5 ms a megapixel for
most, without the interpreter lock.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blend import blend
from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.curves import Curve, decode, encode, shoulder
from overpaint.imaging.values import Image, Mask, Pixels, Plane, Size

Table: TypeAlias = NDArray[np.uint8]
"""(256,) one curve for every channel, or (256, 3) one a channel: sRGB code → sRGB code."""

_CODES = np.linspace(0, 1, 256)
_DEEP = np.linspace(0, 1, 65536)
_LINEAR_OF_CODE = np.rint(decode(_CODES) * 65535).astype(np.uint16).reshape(1, 256)
_CODE_OF_LINEAR = np.rint(encode(_DEEP) * 255).astype(np.uint8).reshape(1, 65536)
_LUMINANCE = np.array([[0.2126, 0.7152, 0.0722]])
# Where light that a matrix lifts above white begins to bend over.
_KNEE = 0.8

_LIVELIEST = 1.5
_MUTED = ((1 - _CODES) ** 2).astype(np.float32)
# Skin of every complexion lies within about 30 degrees of hue 25 (HSV).
_FROM_SKIN = np.abs((np.arange(256) * 360 / 256 - 25 + 180) % 360 - 180)
_NOT_SKIN = (1 - 2 / 3 * np.cos(np.clip(_FROM_SKIN / 35, 0, 1) * np.pi / 2) ** 2).astype(np.float32)

# Codes between the strongest and the weakest channel from which a surface is no longer as good as grey, and is coloured.
_GREYISH, _COLOURED_FROM, _AROUND = 4, 18, 9
_COLOURED = np.clip((np.arange(256) - _GREYISH) / (_COLOURED_FROM - _GREYISH), 0, 1).astype(np.float32).reshape(1, 256)


def code_table(curve: Curve) -> Table:
    """Table of a curve that acts on sRGB values, which are spaced about as the eye sees."""
    return np.rint(np.clip(curve(_CODES), 0, 1) * 255).astype(np.uint8)


def light_table(curve: Curve) -> Table:
    """Table of a curve that acts on linear light."""
    return code_table(lambda codes: encode(np.clip(curve(decode(codes)), 0, 1)))


def through_table(rgb: Pixels, table: Table) -> Pixels:
    """(H, W, 3) uint8 through a table, a new array."""
    return np.asarray(cv2.LUT(rgb, table.reshape(1, 256, -1)), np.uint8)


def through_matrix(rgb: Pixels, matrix: NDArray[np.float64]) -> Pixels:
    """(H, W, 3) uint8 through a 3x3 matrix that acts on linear light.

    What the matrix lifts above white bends over instead of clipping, so tinted highlights keep their drawing.
    """
    top = max(1.0, float(np.clip(matrix, 0, None).sum(axis=1).max()))
    deep = cv2.transform(cv2.LUT(rgb, _LINEAR_OF_CODE), matrix / top)
    if top == 1.0:
        return np.asarray(cv2.LUT(deep, _CODE_OF_LINEAR), np.uint8)
    back = np.take(_CODE_OF_LINEAR, np.rint(shoulder(_DEEP * top, _KNEE, top) * 65535).astype(np.uint16))
    return np.asarray(cv2.LUT(deep, back.reshape(1, 65536)), np.uint8)


def grey(rgb: Pixels) -> Pixels:
    """(H, W, 3) uint8 → (H, W) uint8: the grey of the same luminance, measured in linear light (Rec. 709 weights)."""
    deep = cv2.transform(cv2.LUT(rgb, _LINEAR_OF_CODE), _LUMINANCE)
    return np.asarray(cv2.LUT(deep, _CODE_OF_LINEAR), np.uint8).reshape(rgb.shape[:2])


def grey_rgb(rgb: Pixels) -> Pixels:
    """`grey` in three equal channels."""
    return np.asarray(cv2.cvtColor(grey(rgb), cv2.COLOR_GRAY2RGB), np.uint8)


def scale_chroma(rgb: Pixels, factor: float) -> Pixels:
    """Move every pixel away from (`factor` > 1) or towards (< 1) the grey of its luminance; 0 gives that grey.

    The distance is taken in sRGB values: hue stays as in HSV, and unlike in linear light orange and skin don't drift to yellow.
    """
    return mix(grey_rgb(rgb), rgb, factor)


def enliven(rgb: Pixels, amount: float) -> Pixels:
    """`scale_chroma` by up to 1 + 1.5 `amount`: less the more colour a pixel has, and a third of it for hues of skin."""
    hue, saturation, _ = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV_FULL))
    gain = _LIVELIEST * amount * cv2.LUT(saturation, _MUTED) * cv2.LUT(hue, _NOT_SKIN)
    return np.asarray(cv2.blendLinear(rgb, grey_rgb(rgb), 1 + gain, -gain), np.uint8)


def sparing_greys(before: Pixels, after: Pixels, mask: Mask) -> Pixels:
    """`after`, (H, W, 3) uint8 made richer in colour, with what was as good as grey in `before` as it was there.

    What colour a grey surface shows in a JPEG is blotches, which more of it would only bring out. Judged on a small
    neighbourhood inside the mask: of a blotch and its complement little is left there.
    """
    around = cv2.blur(before, (_AROUND, _AROUND), borderType=cv2.BORDER_REFLECT)
    if not mask.is_whole:  # near its edge each pixel speaks for itself
        inside = cv2.erode((mask.values > 0).astype(np.uint8), np.ones((_AROUND, _AROUND), np.uint8))
        around = np.where(inside[..., None] > 0, around, before)
    red, green, blue = cv2.split(around)
    colour = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    share = np.asarray(cv2.LUT(colour, _COLOURED), np.float32)
    return np.asarray(cv2.blendLinear(after, before, share, 1 - share), np.uint8)


def through_light(rgb: Pixels, table: Table) -> Pixels:
    """(H, W, 3) uint8, each pixel shifted evenly as far as the table, (256,), moves its grey: no hue turns, and what colour
    a grey has gets no stronger."""
    shift = np.asarray(cv2.LUT(grey(rgb), (table.astype(np.int16) - np.arange(256, dtype=np.int16)).reshape(1, 256)), np.int16)
    return np.asarray(cv2.add(rgb, cv2.merge([shift, shift, shift]), dtype=cv2.CV_8U), np.uint8)


def toned(rgb: Pixels, hue: float, chroma: float) -> Pixels:
    """A print in one colour: the grey of each pixel with OKLab `hue` (degrees) and, in the middle tones, `chroma`."""
    greys = np.arange(256, dtype=np.uint8).repeat(3).reshape(256, 1, 3)
    lightness = to_oklab(to_linear(greys))[..., 0]
    strength = chroma * 4 * lightness * (1 - lightness) + chroma * 0.35 * lightness**4
    angle = np.deg2rad(hue)
    lab = np.dstack([lightness, strength * np.cos(angle), strength * np.sin(angle)]).astype(np.float32)
    return through_table(grey_rgb(rgb), to_srgb(from_oklab(lab)).reshape(256, 3))


def mix(before: Pixels, after: Pixels, amount: float) -> Pixels:
    """`before` at 0, `after` at 1, beyond both outside that; in sRGB values, rounded and clipped."""
    if amount == 1:
        return after
    return np.asarray(cv2.addWeighted(after, amount, before, 1 - amount, 0), np.uint8)


def fade_to_white(rgb: Pixels, share: Plane) -> Pixels:
    """(H, W, 3) uint8 mixed with `share`, (H, W) float32 in [0, 1], of white, in sRGB values."""
    return np.asarray(cv2.blendLinear(rgb, np.full_like(rgb, 255), 1 - share, share), np.uint8)


def scale_light(rgb: Pixels, gain: Plane) -> Pixels:
    """(H, W, 3) uint8 with the linear light of each pixel times its `gain`, (H, W) float32; clipped."""
    light = to_linear(rgb)
    cv2.multiply(light, cv2.merge([gain, gain, gain]), dst=light)
    return to_srgb(light)


def through_curve(plane: Plane, curve: Curve) -> Plane:
    """(H, W) float32 in [0, 1] through a curve whose values may lie anywhere; read from a table of 65,536 steps."""
    steps = cv2.addWeighted(plane, 65535.0, plane, 0.0, 0.0, dtype=cv2.CV_16U)
    knots = np.linspace(0, 1, 4096)
    table = np.interp(_DEEP, knots, curve(knots)).astype(np.float32)
    return np.asarray(cv2.LUT(steps, table.reshape(1, 65536)), np.float32).reshape(plane.shape)


def corners(size: Size, start: float, curve: Curve) -> Plane:
    """(H, W) float32: `curve` of 0 up to `start` times the way from the centre to the corners, then smoothly to that of 1."""
    x, y = (_half_square(side) for side in size)

    def of_square(square: NDArray[np.float64]) -> NDArray[np.float64]:
        way = np.clip((np.sqrt(square) - start) / (1 - start), 0, 1)
        return curve(way * way * (3 - 2 * way))

    return through_curve(x[None, :] + y[:, None], of_square)


def _half_square(side: int) -> Plane:
    """Half the square of the way from the middle, 1 at the ends: (side,) float32. A single pixel is all middle."""
    way = np.linspace(-1, 1, side) if side > 1 else np.zeros(1)
    return (way * way / 2).astype(np.float32)


def repaint(image: Image, mask: Mask, rgb: Pixels) -> Image:
    """The picture with new colours inside the mask; its alpha and every pixel outside stay as they are."""
    after = image.with_rgb(rgb)
    return after if mask.is_whole else blend(image, after, mask)
