"""Another sky over a landscape, and the landscape in its light. In linear light."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from overpaint.imaging.colour import luminance, to_linear, to_srgb_float
from overpaint.imaging.outdoors.hours import by_night, is_dark, low_sun_on_land
from overpaint.imaging.outdoors.sky_edge import land_before
from overpaint.imaging.outdoors.sky_whole import has_low_sun, has_sun, is_whole
from overpaint.imaging.outdoors.stage import SKY, Stage, stage_of
from overpaint.imaging.values import Backdrop, LinearPixels, Mask, Pixels, Plane

_LOW_SUN = {"golden_hour": 0.8, "sunset": 1.0, "dawn": 0.9, "dusk": 0.75}
"""How strongly each hour's sun colours the land; the others have a high one."""

_BY_DAY = ("morning", "noon")

_GLOW = 0.4

_EXPOSURE, _GAINS = 0.4, (0.42, 1.15)
_TINT, _TINTS = 0.4, (0.78, 1.28)
"""Powers of how much brighter and otherwise coloured the new sky is than the old: land takes it in so far, within bounds."""

_AIR, _FAR = 0.28, 12.0
"""How much of the new horizon's light lies before what is farthest, and the distance, in heights of the camera, of half of it."""

_WATER, _WATER_TINT = 0.7, 0.5
"""How much of the new sky's light water throws back, and of its colour."""
_GRAIN = (0.002, 0.006)
"""Deviations of the noise that the new sky gets, as the picture has it in [0, 1] sRGB: the least hides bands."""


class TooDark(ValueError):
    """The land lies in the dark: no sky by day can stand over it."""


class LowSun(ValueError):
    """The land lies in the light of a low sun: no sky by day can stand over it."""


class NotWhole(ValueError):
    """The old sky was not found whole: remnants would stay in the new one."""


def under_another_sky(
    rgb: Pixels, sky: Plane, water: Plane | None, backdrop: Backdrop, hour: str, seed: int, check: Callable[[], None]
) -> Pixels:
    """(H, W, 3) uint8 sRGB with the backdrop for its sky. `sky`, `water`: (H, W) in [0, 1], where they are. `hour`: that of the
    new sky.

    Raises TooDark, LowSun, NotWhole. `check` is called between passes.
    """
    linear = to_linear(rgb)
    ground = linear[sky < 0.5][None]
    if hour != "night" and hour not in _LOW_SUN and ground.size and is_dark(ground):
        raise TooDark
    if hour in _BY_DAY and has_low_sun(linear, sky):
        raise LowSun
    alpha, land, old = land_before(linear, sky)
    check()
    if not is_whole(linear, alpha, old):
        raise NotWhole
    stage = stage_of(rgb, {"sky": Mask(np.asarray(1 - alpha, np.float32))}, near=False)
    if hour in _BY_DAY and has_sun(linear, stage):
        raise LowSun
    lit = _lit(land, alpha, old, stage, backdrop, hour, seed)
    check()
    if water is not None:
        lit = _with_water(lit, land, old, np.asarray(water * alpha, np.float32), backdrop)
    new = np.asarray(backdrop.pixels, np.float32)
    result = new + (lit - new) * alpha[..., None]
    return _grained(result, rgb, alpha, sky, seed)


def _lit(
    land: LinearPixels, alpha: Plane, old: LinearPixels, stage: Stage, backdrop: Backdrop, hour: str, seed: int
) -> LinearPixels:
    """The land in the light of the hour, with the new horizon's air before what is far."""
    if hour == "night":
        dark = Stage(stage.distance, np.zeros_like(alpha), stage.horizon)
        return by_night(land, dark, 1.0, seed)
    whole = np.asarray(alpha < 0.5) if alpha.min() < 0.5 else np.ones(alpha.shape, np.bool_)
    was, now = (np.maximum(part[whole].mean(axis=0), 1e-3) for part in (old, backdrop.pixels))
    levels = [float(luminance(np.asarray(colour, np.float32)[None, None])[0, 0]) for colour in (was, now)]
    gain = float(np.clip((levels[1] / levels[0]) ** _EXPOSURE, *_GAINS))
    if hour in _LOW_SUN:
        side = 0.5 if backdrop.light.sun is None else float(np.clip(backdrop.light.sun[0] / alpha.shape[1], 0, 1))
        lit = low_sun_on_land(land, stage, side, _LOW_SUN[hour], set_=hour != "golden_hour", glow=_GLOW) * np.float32(
            max(gain, 0.62)
        )
    else:
        tint = np.clip(((now / levels[1]) / (was / levels[0])) ** _TINT, *_TINTS)
        tint = tint / float(luminance(np.asarray(tint, np.float32)[None, None])[0, 0])
        lit = land * np.asarray(tint * gain, np.float32)
    far = np.clip(stage.distance, 0, SKY * 0.6)
    share = np.float32(_AIR * (0.5 if hour in _LOW_SUN else 1.0)) * (far / (far + np.float32(_FAR))) ** 2
    air = _horizon_light(backdrop, stage.horizon)
    return np.asarray(lit + (air * np.float32(min(gain, 1.0) * 0.8) - lit) * share[..., None], np.float32)


def _horizon_light(backdrop: Backdrop, horizon: float) -> LinearPixels:
    """(1, W, 3): what the new sky shows low over the land, smooth along the width."""
    height, width = backdrop.pixels.shape[:2]
    row = int(np.clip(backdrop.horizon or horizon, 0.05, 1.0) * height)
    band = backdrop.pixels[max(0, row - max(2, height // 25)) : max(1, row)].mean(axis=0, keepdims=True)
    return np.asarray(np.minimum(cv2.GaussianBlur(band, (0, 0), width / 12), 0.7), np.float32)


def _with_water(lit: LinearPixels, land: LinearPixels, old: LinearPixels, water: Plane, backdrop: Backdrop) -> LinearPixels:
    """Water throws back the sky above it: where it did so with the old one it shows the new one's light, its waves kept."""
    height = water.shape[0]
    rows = np.flatnonzero((water > 0.5).any(axis=1))
    if not rows.size:
        return lit
    mirror = np.clip(2 * rows[0] - np.arange(height), 0, height - 1)
    sigma = max(water.shape) / 40
    was, now = (cv2.GaussianBlur(part[mirror], (0, 0), sigma) for part in (old, backdrop.pixels))
    level = ((luminance(now) + 0.01) / (luminance(was) + 0.01))[..., None]
    ratio = np.clip(level * ((now + 0.01) / (was + 0.01) / level) ** _WATER_TINT, 0.05, 2.0)
    thrown = land * np.asarray(ratio, np.float32)
    share = np.float32(_WATER) * water[..., None]
    return np.asarray(lit + (thrown - lit) * share, np.float32)


def _grained(result: LinearPixels, rgb: Pixels, alpha: Plane, sky: Plane, seed: int) -> Pixels:
    """8 bits, with noise in the new sky as the photograph has it: without, a gradient shows bands."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    rough = np.abs(cv2.filter2D(grey, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)))
    inside = (sky > 0.9) & (grey < 0.97)
    found = float(np.median(rough[inside])) / 0.6745 / 6 if inside.sum() > 500 else 0.0
    sigma = np.float32(np.clip(found, *_GRAIN))
    noise = np.random.default_rng(seed).standard_normal((*alpha.shape, 1), dtype=np.float32)
    shown = to_srgb_float(np.clip(result, 0, 1)) + noise * sigma * (1 - alpha[..., None])
    return np.asarray(np.clip(np.rint(shown * 255), 0, 255), np.uint8)
