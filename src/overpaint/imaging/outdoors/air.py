"""Air between things and the camera: mist and fog, and the even light of a covered sky.

Koschmieder's law: of what is at distance d a share exp(-βd) of its light comes through, and the air's own light fills up the
rest. In linear light.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import luminance
from overpaint.imaging.outdoors.stage import SKY, Stage
from overpaint.imaging.values import LinearPixels, Plane

_PATCHES = ((3, 0.5), (7, 0.3), (15, 0.2))
"""Clouds in a fog bank: cells across the picture, and their share."""

_UNEVEN = 0.28
_AIR_LIGHT = (0.62, 0.645, 0.67)
"""Light of fog by day, linear, when nothing in the picture says otherwise."""


def patchy(shape: tuple[int, int], seed: int) -> Plane:
    """(H, W), mean about 1: where a bank is thicker and thinner, soft and wide as banks are."""
    random = np.random.default_rng(seed)
    height, width = shape
    total = np.zeros(shape, np.float32)
    for cells, share in _PATCHES:
        rows = max(2, round(cells * height / width * 1.8))
        coarse = random.uniform(-1, 1, (rows + 2, cells + 2)).astype(np.float32)
        total += np.float32(share) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(1 + _UNEVEN * total, np.float32)


def air_light(linear: LinearPixels, stage: Stage, dim: float = 1.0) -> tuple[float, float, float]:
    """The colour of fog in this picture's light: that of its sky, nearly grey; by its brightness where there is no sky."""
    if stage.sky.mean() > 0.02:
        weights = stage.sky[..., None]
        sky = (linear * weights).sum(axis=(0, 1)) / max(float(weights.sum()), 1e-6)
        light = float(sky @ (0.2126, 0.7152, 0.0722))
        tint = sky / max(light, 1e-4)
    else:
        light, tint = float(np.percentile(luminance(linear), 90)), np.array(_AIR_LIGHT) / _AIR_LIGHT[1]
    floor = 0.30 if stage.sky.mean() > 0.02 else 0.10  # in a wood there is no sky to light the air
    level = float(np.clip(floor + 0.65 * light, 0.08, 0.72)) * dim if light > 0.04 else 0.6 * light * dim
    colour = level * (0.75 * np.array(_AIR_LIGHT) / _AIR_LIGHT[1] + 0.25 * np.clip(tint, 0.6, 1.5))
    return float(colour[0]), float(colour[1]), float(colour[2])


def in_fog(linear: LinearPixels, stage: Stage, density: float, light: tuple[float, float, float], seed: int) -> LinearPixels:
    """The picture in fog. `density`: β, per height of the camera above the ground: 0.02 is haze, 0.08 mist, 0.25 dense fog."""
    thickness = np.float32(density) * stage.distance * patchy(stage.distance.shape, seed)
    far = np.exp(-np.float32(density * SKY * 0.6))
    through = np.maximum(np.exp(-thickness), np.float32(0.0))
    through = through * (1 - stage.sky) + np.minimum(through, far) * stage.sky
    side = max(linear.shape[:2])
    soft = cv2.GaussianBlur(linear, (0, 0), max(0.6, side / 450))  # drops scatter forwards too: far things lose their edge
    blurred = np.clip((0.9 - through) * 1.1, 0, 1)[..., None]
    seen = linear * (1 - blurred) + soft * blurred
    air = np.array(light, np.float32)
    return np.asarray(seen * through[..., None] + air * (1 - through[..., None]), np.float32)


def evened(linear: LinearPixels, amount: float) -> LinearPixels:
    """Light from a covered sky: shadows opened, sunlit parts brought down, colours a little paler and cooler."""
    grey = luminance(linear)
    side = max(linear.shape[:2])
    base = cv2.GaussianBlur(np.log(np.maximum(grey, 1e-3)), (0, 0), side / 40)
    base = cv2.ximgproc.guidedFilter(np.sqrt(np.clip(grey, 0, 1)), np.asarray(base, np.float32), max(4, side // 30), 2e-3)
    middle = float(np.median(base))
    gain = np.exp(-(base - middle) * np.float32(0.33 * amount)) * np.float32(1 - 0.12 * amount)
    lit = linear * np.clip(gain, 0.45, 1.9)[..., None]
    level = luminance(lit)[..., None]
    pale = level + (lit - level) * np.float32(1 - 0.30 * amount)
    cool = 1 + np.float32(amount) * np.array([-0.045, 0.0, 0.06], np.float32)
    return np.asarray(np.clip(pale * cool, 0, None), np.float32)


def clouded(linear: LinearPixels, stage: Stage, amount: float) -> LinearPixels:
    """The sky grey, as if a layer of cloud lay before it: nearly without colour, lighter than the blue was; its clouds stay."""
    level = luminance(linear)
    inside = stage.sky > 0.5
    if not inside.any():
        return linear
    usual = float(np.median(level[inside]))
    structure = np.clip(level / max(usual, 0.02), 0.5, 1.7) ** np.float32(0.6)
    middle = np.float32(np.clip(0.42 + 0.35 * usual, 0.3, 0.75))
    grey = (structure * middle)[..., None] * np.array([0.97, 1.0, 1.045], np.float32)
    share = (stage.sky * np.float32(0.92 * amount))[..., None]
    return np.asarray(linear * (1 - share) + np.clip(grey, 0, 0.95) * share, np.float32)
