"""Other hours on a photograph taken by day: night, as films shoot it by day, and the low sun of evening. In linear light."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import from_oklab, luminance, to_linear, to_oklab, to_srgb
from overpaint.imaging.outdoors.stage import Stage
from overpaint.imaging.values import LinearPixels, Pixels, Plane

_MOON = np.array([0.52, 0.74, 1.30], np.float32)
"""Colour of moonlight as eyes and films show it, of luminance about 0.74."""

_DARK = 0.115
_COLOURLESS = 0.72
_SHOULDER = 0.9
_LAMP = np.array([1.0, 0.62, 0.28], np.float32)
_LAMP_LIGHT, _LAMP_WARM, _LAMP_STANDS_OUT = 0.55, 1.18, 2.2
_MOST_LAMPS, _LARGEST_LAMP = 0.025, 0.004
_DIM = 0.13

_SUN = np.array([1.0, 0.66, 0.34], np.float32)
_SHADE = np.array([0.88, 0.95, 1.12], np.float32)


def by_night(linear: LinearPixels, stage: Stage, amount: float, seed: int) -> LinearPixels:
    """The picture under the moon; a sky that is clear has stars. `amount`: 1 is a clear night, less a late dusk."""
    grey = luminance(linear)
    middle = max(float(np.exp(np.log(np.maximum(grey, 1e-3)).mean())), 0.02)
    exposed = grey * np.float32(0.16 / middle)
    folded = exposed / (1 + exposed * np.float32(_SHOULDER))  # a white wall at noon is no white wall under the moon
    lit = np.asarray(linear * (folded / np.maximum(grey, 1e-4))[..., None], np.float32)
    level = luminance(lit)[..., None]
    pale = level + (lit - level) * np.float32(1 - _COLOURLESS)
    night = pale * _MOON * np.float32((_DARK + (1 - amount) * 0.25) * 2.1)
    night = night * np.power(np.clip(level * 2.2, 0.05, 1.4), np.float32(0.28))  # shadows sink further than light parts
    share = stage.sky[..., None]
    night = night * (1 - share) + _night_sky(linear, stage, seed) * np.float32(1 + 3 * (1 - amount)) * share
    lamps = _lamps(linear, stage)
    if lamps.max() > 0:
        side = max(linear.shape[:2])
        glow = sum(share * cv2.GaussianBlur(lamps, (0, 0), reach * side) * gain for share, reach, gain in _GLOW)
        light = np.asarray(glow, np.float32)[..., None] * _LAMP
        night = night + linear * light * np.float32(0.9) + light * np.float32(0.05)
        core = np.clip(lamps, 0, 1)[..., None]
        night = night * (1 - core) + np.maximum(linear * np.float32(0.9) * np.array([1.0, 0.86, 0.66], np.float32), night) * core
    return np.asarray(np.clip(night, 0, None), np.float32)


def _night_sky(linear: LinearPixels, stage: Stage, seed: int) -> LinearPixels:
    """(H, W, 3): the picture's own sky with its clouds, deep blue, a little lighter at the horizon; stars where it is clear."""
    height, width = stage.sky.shape
    grey = luminance(linear)
    inside = stage.sky > 0.5
    usual = float(np.median(grey[inside])) if inside.any() else 0.5
    structure = np.clip(grey / max(usual, 0.02), 0.35, 2.2) ** np.float32(0.7)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    up = np.clip(1 - rows / np.float32(max(stage.horizon, 0.05)), 0, 1)
    level = (0.0135 + 0.016 * (1 - up) ** 2) * structure
    sky = level[..., None] * np.array([0.62, 0.84, 1.45], np.float32)
    blue = np.clip((linear[..., 2] / np.maximum(linear[..., 0], 1e-3) - 1.25) * 2.0, 0, 1) * stage.sky
    clear = cv2.erode(np.asarray(blue, np.float32), np.ones((5, 5), np.uint8))
    return np.asarray(
        sky + (_stars((height, width), seed) * clear)[..., None] * np.array([0.95, 0.98, 1.05], np.float32), np.float32
    )


def _stars(shape: tuple[int, int], seed: int) -> Plane:
    """(H, W): points of light, most of them faint, none larger than the lens makes it."""
    random = np.random.default_rng(seed)
    height, width = shape
    number = round(_STARS * height / width)
    plane = np.zeros(shape, np.float32)
    light = 0.03 * random.pareto(1.3, number) + 0.012
    ys, xs = random.integers(0, height, number), random.integers(0, width, number)
    np.maximum.at(plane, (ys, xs), np.clip(light, 0, 1.6).astype(np.float32))
    sigma = max(0.5, max(shape) / 1900)
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma) * (2 * np.pi * sigma * sigma), np.float32)


_STARS = 900

_GLOW = ((1.0, 0.006, 1.2), (1.0, 0.025, 3.0), (1.0, 0.09, 6.0))
"""Share, reach (of the longer side) and gain of the light round lamps."""


def is_dark(linear: LinearPixels) -> bool:
    """Whether a picture was taken at night or in the last of dusk: hardly anything in it is as light as grey paper."""
    return float(np.percentile(luminance(linear), 85)) < _NIGHTLY


_NIGHTLY = 0.035


def shows_sun(linear: LinearPixels, stage: Stage) -> bool:
    """Whether the sun itself, or the glow right about it, stands in the sky that is seen."""
    grey = luminance(linear)
    height = grey.shape[0]
    above = np.zeros(grey.shape, np.bool_)
    above[: round(min(1.0, stage.horizon + 0.08) * height)] = True
    warm = (grey > _SUNNY) & (linear[..., 0] > 1.35 * linear[..., 2]) & above
    reach = max(3, round(0.04 * max(grey.shape)))
    beside = cv2.boxFilter(stage.sky, -1, (2 * reach + 1, 2 * reach + 1)) > _BESIDE_SKY
    return float((warm & beside).mean()) > _SUN_SHARE


_SUNNY, _BESIDE_SKY, _SUN_SHARE = 0.72, 0.15, 0.0006


def lit_from(linear: LinearPixels) -> float:
    """Where the light comes from along the width, 0 left and 1 right: the brighter side of the picture."""
    columns = luminance(linear).mean(axis=0)
    third = max(1, columns.size // 3)
    return _SIDES[int(columns[-third:].mean() >= columns[:third].mean())]


_SIDES = (0.12, 0.88)


def _lamps(linear: LinearPixels, stage: Stage) -> Plane:
    """(H, W) in [0, 1]: small, warm lights that stand out from what is round them; empty where there are many, as in the sun."""
    grey = luminance(linear)
    if float(np.percentile(grey[stage.sky < 0.5], 60) if (stage.sky < 0.5).any() else 1.0) > _DIM:
        return np.zeros_like(grey)  # in full daylight what is bright is lit by the sun
    side = max(linear.shape[:2])
    around = cv2.GaussianBlur(grey, (0, 0), side / 50)
    warm = linear[..., 0] > linear[..., 2] * np.float32(_LAMP_WARM)
    found = ((grey > _LAMP_LIGHT) & warm & (grey > around * _LAMP_STANDS_OUT) & (stage.sky < 0.1)).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(found)
    most = _LARGEST_LAMP * grey.size
    keep = np.array([False, *(8 <= boxes[number][cv2.CC_STAT_AREA] <= most for number in range(1, count))])
    lamps = keep[labels].astype(np.float32)
    if lamps.mean() > _MOST_LAMPS:
        return np.zeros_like(grey)
    return np.asarray(cv2.GaussianBlur(lamps, (0, 0), max(0.6, side / 1200)), np.float32)


def in_low_sun(linear: LinearPixels, stage: Stage, side: float, amount: float, *, set_: bool) -> LinearPixels:
    """The picture in the light of a low sun, or `set_`, of one at the horizon. `side`: where it stands, 0 left, 1 right."""
    lit = low_sun_on_land(linear, stage, side, amount, set_=set_)
    share = stage.sky[..., None] * np.float32(amount)
    lit = lit * (1 - share) + _evening_sky(linear, stage, _away(linear, stage, side), set_=set_) * share
    return np.asarray(np.clip(lit, 0, None), np.float32)


def _away(linear: LinearPixels, stage: Stage, side: float) -> Plane:
    """(H, W): how far each pixel is from a sun at the horizon, in heights of the picture."""
    height, width = linear.shape[:2]
    x, y = np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32)
    across, down = (x[None, :] - side) * (width / height) * 0.75, y[:, None] - np.float32(stage.horizon * 0.9)
    return np.asarray(np.hypot(across, down), np.float32)


def low_sun_on_land(
    linear: LinearPixels, stage: Stage, side: float, amount: float, *, set_: bool, glow: float = 1.0
) -> LinearPixels:
    """The same, with the sky left as it is. `glow`: how much of its light the air scatters before the land."""
    height, width = linear.shape[:2]
    grey = luminance(linear)
    base = cv2.GaussianBlur(grey, (0, 0), max(height, width) / 60)
    middle = max(float(np.median(base)), 0.02)
    sunlit = np.clip(base / (1.6 * middle), 0, 1)[..., None]
    tint = _SHADE * (1 - sunlit) + _SUN / _SUN[1] * np.float32(0.82) * sunlit
    warm = 1 + (tint - 1) * np.float32(amount)
    lit = linear * warm * np.float32(1 - (0.34 if set_ else 0.12) * amount)
    flare = np.exp(-((_away(linear, stage, side) / 0.55) ** 2)) * np.float32(0.15 * amount)
    air = np.clip(np.log(stage.distance) / np.log(np.float32(45)), 0, 1) ** 1.5 * np.float32(0.10 * amount)
    veil = np.clip(flare + air, 0, 0.4)[..., None] * np.float32(glow)
    bright = np.float32(np.clip(2.2 * middle + 0.25, 0.3, 0.8))
    return np.asarray(np.clip(lit * (1 - veil * 0.6) + _SUN * bright * veil, 0, None), np.float32)


_LOW = np.array([[1.0, 0.52, 0.20], [0.98, 0.55, 0.38], [0.58, 0.46, 0.58], [0.24, 0.30, 0.52]], np.float32)
_GOLDEN = np.array([[1.0, 0.74, 0.42], [0.98, 0.78, 0.56], [0.72, 0.72, 0.74], [0.42, 0.54, 0.72]], np.float32)
_HEIGHTS = np.array([0.0, 0.25, 0.6, 1.0], np.float32)
"""Colours of an evening sky, linear, from the horizon up, at shares of the height of what is seen of it."""


def _evening_sky(linear: LinearPixels, stage: Stage, away: Plane, *, set_: bool) -> LinearPixels:
    """(H, W, 3): the picture's own sky and clouds in the colours of evening, brightest where the sun stands."""
    height = stage.sky.shape[0]
    grey = luminance(linear)
    inside = stage.sky > 0.5
    usual = float(np.median(grey[inside])) if inside.any() else 0.5
    rows = np.linspace(0, 1, height, dtype=np.float32)
    up = np.clip(1 - rows / np.float32(max(stage.horizon, 0.05)), 0, 1)
    colours = _LOW if set_ else _GOLDEN
    gradient = np.stack([np.interp(up, _HEIGHTS, colours[:, channel]) for channel in range(3)], axis=1).astype(np.float32)
    structure = np.clip(grey / max(usual, 0.02), 0.3, 1.8) ** np.float32(0.75)
    near = np.exp(-((away / 0.75) ** 2))[..., None]
    glow = 1 + np.float32(0.35) * near
    sky = gradient[:, None, :] * np.float32(0.50 if set_ else 0.62) * structure[..., None] * glow
    cloud = np.clip(structure - 1.05, 0, 1)[..., None] * np.float32(0.5)
    return np.asarray(sky + cloud * np.array([1.0, 0.55, 0.42], np.float32) * np.float32(0.5), np.float32)


_SKY_CHROMA = 0.115
_PALE_HORIZON = 0.45
_CLOUD_TINT = 0.35


def coloured_sky(rgb: Pixels, sky: Plane, colour: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8: what `sky`, (H, W) in [0, 1], shows in a `colour`, (1, 1, 3) uint8, paler towards its lower end."""
    lab, wanted = to_oklab(to_linear(rgb)), to_oklab(to_linear(colour))[0, 0]
    rows = np.flatnonzero((sky > 0.5).any(axis=1))
    if not rows.size:
        return rgb
    up = np.clip((rows[-1] - np.arange(rgb.shape[0])) / max(1, rows[-1] - rows[0]), 0, 1).astype(np.float32)[:, None]
    inside = sky > 0.5
    usual = np.median(lab[inside], axis=0)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    blue = float(np.hypot(usual[1], usual[2])) > 0.04
    cloud = np.clip((lab[..., 0] - usual[0]) / 0.12, 0, 1) * np.clip(1 - chroma / 0.05, 0, 1) if blue else np.zeros_like(chroma)
    tint = (_PALE_HORIZON + (1 - _PALE_HORIZON) * up) * (1 - (1 - _CLOUD_TINT) * cloud)
    length = float(np.hypot(wanted[1], wanted[2]))
    scale = min(1.0, _SKY_CHROMA / max(length, 1e-6))
    deviation = lab - usual.astype(np.float32)
    light = lab[..., 0] + np.float32(np.clip(0.5 * (wanted[0] - usual[0]), -0.16, 0.12)) * (1 - cloud) * (0.35 + 0.65 * up)
    moved = np.dstack([light, *(wanted[axis] * scale * tint + 0.25 * deviation[..., axis] for axis in (1, 2))]).astype(np.float32)
    mixed = lab + (moved - lab) * np.float32(amount)
    return to_srgb(np.clip(from_oklab(mixed), 0, 1))
