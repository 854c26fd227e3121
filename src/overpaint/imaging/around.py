"""What lies round a cut-out: a shadow on what is behind it, an outline, the rim of a sticker, a glow."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Image, Pixels, Plane


def grown(matte: Plane, width: float) -> Plane:
    """(H, W) in [0, 1]: a matte grown by `width` pixels, round and with an even edge."""
    solid = (matte >= 0.5).astype(np.uint8)
    if not solid.any():
        return matte
    away = cv2.distanceTransform(1 - solid, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.maximum(np.clip(width + 0.5 - away, 0, 1), matte), np.float32)


def smoothed(matte: Plane, reach: float) -> Plane:
    """(H, W): a matte without the notches and spikes that are smaller than `reach` pixels."""
    soft = cv2.GaussianBlur((matte >= 0.5).astype(np.float32), (0, 0), max(0.8, reach))
    return np.asarray(np.clip((soft - 0.5) * max(2.0, 1.6 * reach) + 0.5, 0, 1), np.float32)


def on_top(image: Image, matte: Plane, under: Pixels, share: Plane) -> Image:
    """The picture where `matte` is, over a layer of colour `under` that has `share` there, over the picture's own ground.

    (H, W) planes in [0, 1]. RGBA if the picture is; what is clear in it is filled by the layer alone.
    """
    own: Plane = np.ones_like(matte) if image.alpha is None else np.asarray(image.alpha / np.float32(255), np.float32)
    front = np.asarray(np.minimum(matte, own), np.float32)
    layer = share * (1 - front)
    rest = np.clip(own - front, 0, None) * (1 - share)
    alpha = np.clip(front + layer + rest, 0, 1)
    light, below = to_linear(image.rgb), to_linear(under)
    mixed = light * (front + rest)[..., None] + below * layer[..., None]
    rgb = to_srgb((mixed / np.maximum(alpha, 1e-4)[..., None]).astype(np.float32))
    rgb[(layer <= 0)] = image.rgb[layer <= 0]
    if image.alpha is None:
        return Image(rgb)
    codes = np.rint(alpha * 255).astype(np.uint8)
    codes[layer <= 0] = image.alpha[layer <= 0]
    rgb[codes == 0] = 0
    return Image(np.dstack([rgb, codes]))


def shadow_of(matte: Plane, right: float, down: float, sigma: float) -> Plane:
    """(H, W) in [0, 1]: a matte moved by so many pixels and blurred."""
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    moved = cv2.warpAffine(matte, matrix, matte.shape[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), max(0.5, sigma)), np.float32)


def plain(image: Image, colour: tuple[int, int, int]) -> Pixels:
    """(H, W, 3) uint8 of one sRGB colour, of the picture's size."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    pixels[:] = colour
    return pixels
