"""What models do to a picture that they redraw, made by hand, so that it is known which pixels are the edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from skimage import data

from overpaint.imaging.values import Image


@dataclass(frozen=True, eq=False)
class Redrawn:
    """`before` and the model's `after`; `edited`: (H, W) bool, where another object stands in it, in the original's place."""

    name: str
    before: Image
    after: Image
    edited: np.ndarray


def photographs(side: int) -> dict[str, np.ndarray]:
    """Four photographs, (H, W, 3), with a shorter side of `side`."""
    found = {}
    for name in ("astronaut", "coffee", "chelsea", "rocket"):
        pixels = getattr(data, name)()
        scale = side / min(pixels.shape[:2])
        found[name] = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return found


def redrawn(side: int) -> Iterator[Redrawn]:
    """24 edits: shift, zoom, gain, vignette, blur, noise, alone and together, each with an object swapped on 5 %."""
    photos = photographs(side)
    scale = side / 1024
    drifts = {
        "still": {},
        "aside": {"shift": (12, -9)},
        "nearer": {"zoom": 1.03, "gain": (1.03, 1.0, 0.97)},
        "paler": {"gain": (0.96, 0.97, 1.0), "lift": 5, "blur": 0.8},
        "softer": {"zoom": 1.01, "shift": (-6, 5), "blur": 0.8, "noise": 2},
        "all of it": {"zoom": 1.02, "shift": (7, 12), "gain": (1.04, 1.02, 1.0), "vignette": 0.08, "blur": 0.8, "noise": 2},
    }
    for number, (photo, before) in enumerate(photos.items()):
        other = photos[list(photos)[(number + 1) % 4]]
        for drift, how in drifts.items():
            random = np.random.default_rng(number * 10 + len(how))
            swapped, edited = _swapped(before, other, random)
            after = _drifted(swapped, random, scale, **how)
            yield Redrawn(f"{photo}, {drift}", Image(before), Image(after), edited)


def _swapped(photo: np.ndarray, other: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """An ellipse of 5 % of the picture, with a piece of another picture in it, in other colours."""
    height, width = photo.shape[:2]
    axes = (round(width * 0.126 * 1.1), round(height * 0.126 / 1.1))
    middle = tuple(int(random.integers(round(0.3 * side), round(0.7 * side))) for side in (width, height))
    edited = np.zeros((height, width), np.uint8)
    cv2.ellipse(edited, middle, axes, 0, 0, 360, 1, -1)
    piece = 255 - cv2.resize(other, (width, height))
    return np.where(edited[..., None] > 0, piece, photo), edited > 0


def _drifted(
    photo: np.ndarray,
    random: np.random.Generator,
    scale: float,
    *,
    shift: tuple[float, float] = (0, 0),
    zoom: float = 1.0,
    gain: tuple[float, float, float] = (1, 1, 1),
    lift: float = 0,
    vignette: float = 0,
    blur: float = 0,
    noise: float = 0,
) -> np.ndarray:
    height, width = photo.shape[:2]
    warp = np.float32(
        [[zoom, 0, (1 - zoom) * width / 2 + shift[0] * scale], [0, zoom, (1 - zoom) * height / 2 + shift[1] * scale]]
    )
    moved = cv2.warpAffine(photo, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    if blur:
        moved = cv2.GaussianBlur(moved, (0, 0), blur)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    moved = moved * gain * (1 - vignette * (rows**2 + columns**2) / 2)[..., None] + lift
    moved += random.normal(0, noise, moved.shape) if noise else 0
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)
