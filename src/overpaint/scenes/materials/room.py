"""What stands behind a table, far out of focus: a wall, the window's light on it, and something dark or bright to the side."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.values import LinearPixels
from overpaint.scenes.materials.lighting import Window
from overpaint.scenes.materials.patch import rgb

_WALLS = ((0.62, 0.585, 0.54), (0.36, 0.365, 0.33), (0.50, 0.44, 0.36), (0.68, 0.655, 0.62), (0.30, 0.295, 0.28))
_SMALL = 96


def far_wall(pixels: LinearPixels, edge: int, window: Window, random: np.random.Generator) -> None:
    """Fill the rows above `edge`."""
    import cv2

    height, width = max(1, edge), pixels.shape[1]
    side = max(height, width)
    small = (max(8, round(_SMALL * width / side)), max(8, round(_SMALL * height / side)))
    x = (np.arange(small[0], dtype=np.float32)[None, :] + 0.5) / small[0]
    y = (np.arange(small[1], dtype=np.float32)[:, None] + 0.5) / small[1]
    near = x if window.side > 0 else 1.0 - x
    wall = np.full((small[1], small[0], 3), 1.0, np.float32) * rgb(_WALLS[int(random.integers(len(_WALLS)))])
    wall *= (0.55 + 0.55 * near**1.5)[..., None]
    lean, start = random.uniform(0.15, 0.35), random.uniform(0.25, 0.45)
    for pane in range(3):
        centre = start + 0.17 * pane + window.side * lean * (y - 0.5)
        patch = np.clip(1.0 - np.abs(x - centre) / 0.065, 0.0, 1.0) * np.clip(1.3 - y, 0.0, 1.0)
        wall += patch[..., None] * rgb([0.30, 0.265, 0.21])
    for _ in range(3):
        left, broad, top = random.uniform(-0.1, 1.0), random.uniform(0.06, 0.2), random.uniform(0.35, 0.8)
        thing = (np.abs(x - left) < broad / 2) & (y > top)
        wall[thing] *= np.float32(random.uniform(0.35, 1.12)) * np.asarray(random.uniform(0.93, 1.05, 3), np.float32)
    wall = gaussian(wall, 0.045 * _SMALL)
    pixels[:height] = cv2.resize(wall, (width, height), interpolation=cv2.INTER_CUBIC)
    np.clip(pixels[:height], 0.0, 1.0, out=pixels[:height])
