"""What surrounds a picture: a plain rim, a paper frame, round corners."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.geometry import flatten
from overpaint.imaging.values import Edges, Image, Plane

_PAPER = (250, 248, 243)
_LIP, _LIP_DEPTH = 0.006, 0.30
"""A paper frame: its sRGB colour; how wide the shade that its inner rim throws on the picture is (share of the shorter side), and
how dark it is at most."""


def framed(image: Image, edges: Edges, colour: tuple[int, int, int]) -> Image:
    """The picture with opaque edges of an sRGB colour; its own pixels and its alpha stay byte for byte."""
    width, height = edges.around(image.size)
    pixels = np.empty((height, width, image.pixels.shape[2]), np.uint8)
    pixels[:] = (*colour, 255)[: pixels.shape[2]]
    pixels[edges.top : edges.top + image.height, edges.left : edges.left + image.width] = image.pixels
    return Image(pixels)


def in_paper(image: Image, edges: Edges) -> Image:
    """The picture in the white paper of an instant photograph, whose inner rim throws a thin shade on it."""
    lip = max(1.0, _LIP * min(image.size))
    rows = np.minimum(np.arange(image.height), np.arange(image.height)[::-1] * 3)
    columns = np.minimum(np.arange(image.width), np.arange(image.width)[::-1] * 3)
    inwards = np.minimum(rows[:, None] * 1.0, columns[None, :] * 1.5).astype(np.float32)
    light = 1 - np.float32(_LIP_DEPTH) * np.exp(-inwards / np.float32(lip))
    flat = flatten(image, _PAPER)
    shaded = cv2.multiply(flat.rgb, cv2.merge([light, light, light]), dtype=cv2.CV_8U)
    return framed(Image(np.asarray(shaded, np.uint8)), edges, _PAPER)


def coverage(size: tuple[int, int], radius: float) -> Plane:
    """(H, W) float32: how much of each pixel lies inside a rectangle of `size` (width, height) with round corners."""
    width, height = size
    radius = min(radius, min(size) / 2)
    x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    beyond = np.hypot(np.maximum(x, 0)[None, :], np.maximum(y, 0)[:, None])
    return np.asarray(np.clip(radius + 0.5 - beyond, 0, 1), np.float32)


def rounded(image: Image, radius: float) -> Image:
    """RGBA: corners of `radius` pixels are clear (and black), with an even edge; elsewhere the picture's own alpha is kept."""
    share = coverage(image.size, radius)
    alpha = np.rint(share * (np.float32(255) if image.alpha is None else image.alpha)).astype(np.uint8)
    pixels = np.dstack([image.rgb, alpha])
    pixels[(alpha == 0) & (share == 0)] = 0
    return Image(pixels)


def reflected(image: Image, edges: Edges, colour: tuple[int, int, int], strength: float) -> Image:
    """The picture over its mirror image, which fades into an sRGB `colour` downwards; `strength` in [0, 1] of it at the top.

    The room below is `edges.bottom`, with a gap of a twentieth of it; where the picture is clear, so is what mirrors it.
    """
    room = edges.bottom
    gap = max(1, room // 20)
    mirrored = Image(np.ascontiguousarray(image.pixels[::-1][: max(0, room - gap)]))
    share = np.float32(strength) * np.linspace(1, 0, max(mirrored.height, 1), dtype=np.float32)[:, None] ** 1.4
    if image.alpha is not None:
        share = share * mirrored.pixels[..., 3] / np.float32(255)
    share = np.ascontiguousarray(np.broadcast_to(share, (mirrored.height, image.width)), np.float32)
    ground = np.empty(mirrored.rgb.shape, np.uint8)
    ground[:] = colour
    faded = np.asarray(cv2.blendLinear(mirrored.rgb, ground, share, 1 - share), np.uint8)
    top = flatten(image, colour)
    return Image(np.vstack([top.rgb, np.full((gap, image.width, 3), colour, np.uint8), faded[: room - gap]]))
