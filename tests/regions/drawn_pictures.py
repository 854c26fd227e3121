"""Pictures with a subject whose outline is known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Plane


def ball(size: int = 512, radius: float = 110.0, centre: tuple[float, float] = (0.5, 0.55)) -> tuple[Image, Plane]:
    """A shaded ball on a table before a wall, and its antialiased outline."""
    y, x = np.mgrid[:size, :size].astype(np.float32)
    cx, cy = centre[0] * size, centre[1] * size
    distance = np.hypot(x - cx, y - cy)
    outline = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    wall = np.dstack([205 - 40 * y / size, 200 - 40 * y / size, 190 - 30 * y / size])
    wall[int(0.7 * size) :] = (120, 95, 75)
    light = np.clip(1.1 - np.hypot(x - cx + 0.4 * radius, y - cy + 0.4 * radius) / (1.9 * radius), 0.15, 1)
    paint = light[..., None] * np.float32([210, 40, 30])
    noise = np.random.default_rng(0).normal(0, 2, (size, size, 3))
    pixels = outline[..., None] * paint + (1 - outline[..., None]) * wall + noise
    return Image(np.clip(pixels, 0, 255).astype(np.uint8)), outline


def texture(size: int = 256, seed: int = 1) -> Image:
    """Soft noise: nothing stands out."""
    noise = cv2.GaussianBlur(np.random.default_rng(seed).standard_normal((size, size, 3)), (0, 0), 8)
    return Image((128 + 127 * noise / np.abs(noise).max()).astype(np.uint8))


def fur(size: int = 400) -> tuple[Image, Plane, Plane]:
    """A dark disc with hairs a pixel wide on a light ground: the picture, its true alpha, what a coarse network makes of it."""
    alpha: NDArray[np.float32] = np.zeros((size, size), np.float32)
    centre = size // 2
    cv2.circle(alpha, (centre, centre), size // 4, 1.0, -1, cv2.LINE_AA)
    for angle in np.linspace(0, 2 * np.pi, 60, endpoint=False):
        end = centre + 0.32 * size * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(alpha, (centre, centre), tuple(int(v) for v in end), 1.0, 1, cv2.LINE_AA)
    alpha = np.clip(alpha, 0, 1)
    pixels = alpha[..., None] * np.float32([40, 30, 25]) + (1 - alpha[..., None]) * np.float32([200, 205, 215])
    return Image(np.rint(pixels).astype(np.uint8)), alpha, cv2.GaussianBlur(alpha, (0, 0), size / 80)
