"""A floor of sand in the light that ripples of the surface bundle on it.

The caustics are counted, not drawn: rays through a random wavy surface, each to where the slope sends it (the method of M.
Shah et al., "Caustics Mapping", 2007, on the plane).
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import LinearPixels, Plane
from overpaint.scenes.materials.patch import Noise, Patch, fractal, levels_of, read_levels, rgb, step
from overpaint.scenes.undersea.light import Sea

_SIDE = 512
_EYE = 0.34
_LENS = 1.2
_SAND = (0.50, 0.43, 0.31)
_ABSORBED = (0.95, 0.26, 0.20)  # each unit of distance, red first


def caustics(random: np.random.Generator) -> Plane:
    """(512, 512) periodic light on the floor, mean 1."""
    surface = fractal(random, 2.2, 7.0)
    places = np.arange(_SIDE, dtype=np.float32)
    total = np.zeros(_SIDE * _SIDE)
    for focus in (62.0, 95.0):
        right = focus * (np.roll(surface, -1, 1) - np.roll(surface, 1, 1))
        down = focus * (np.roll(surface, -1, 0) - np.roll(surface, 1, 0))
        for shift in (0.0, 0.5):
            x = np.mod(places[None, :] + shift + right, _SIDE).astype(np.int64) % _SIDE
            y = np.mod(places[:, None] + shift + down, _SIDE).astype(np.int64) % _SIDE
            total += np.bincount((y * _SIDE + x).ravel(), minlength=_SIDE * _SIDE)
    light = total.reshape(_SIDE, _SIDE) / total.mean()
    padded = np.pad(light, 8, mode="wrap").astype(np.float32)
    return np.asarray(cv2.GaussianBlur(padded, (0, 0), 1.1)[8:-8, 8:-8], np.float32)


def add_floor(picture: LinearPixels, sea: Sea, noise: Noise, random: np.random.Generator) -> None:
    """Paint the floor below eye level, in place; it fades into the water with distance."""
    width, height = sea.size
    first = min(height - 1, int(sea.level) + 1)
    rows = np.arange(first, height, dtype=np.float32) + 0.5
    below = (rows - sea.level)[:, None]
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :]
    u = np.ascontiguousarray(x * np.float32(_EYE) / below, np.float32)
    v = np.ascontiguousarray(np.broadcast_to(np.float32(-_EYE * _LENS * sea.side) / below, u.shape), np.float32)
    sand = Patch(u, v, np.asarray(1.3 * _EYE / below[:, 0], np.float32))
    web = read_levels(levels_of(caustics(random)), sand, 0.9, (0.0, 0.0))
    shadow = _ripples(sand, noise, below, sea)
    grain = 1.0 + 0.05 * noise.rough(sand, 0.11, 20) + 0.07 * noise.smooth(sand, 1.1, 21)
    light = (0.30 + 0.52 * web + 0.55 * np.clip(web - 1.3, 0.0, 3.0)) * shadow * grain
    distance = (_EYE * _LENS * sea.side / below) * np.ones_like(u)
    left = np.exp(-distance[..., None] * rgb(_ABSORBED) - rgb([0.75, 0.10, 0.08]))
    colour = light[..., None] * rgb(_SAND) * rgb([0.9, 1.0, 1.05]) * left * sea.tint
    clear = np.exp(-0.55 * distance)[..., None]
    veil = picture[first - 1] * 1.05
    picture[first:] = colour * clear * 1.25 + (1.0 - clear) * (0.6 * veil[None] + 0.4 * picture[first:])


def _ripples(sand: Patch, noise: Noise, below: Plane, sea: Sea) -> Plane:
    """Light and shade of ripples that the swell has raised; too far away they are too fine to see."""
    bent = 2.2 * noise.silk(sand, 1.6, 22) + 0.5 * noise.smooth(sand, 0.7, 23)
    phase = sand.v * np.float32(2 * np.pi / 0.075) + 0.35 * sand.u * np.float32(2 * np.pi / 0.075) + bent
    visible = step(0.45, 0.12, np.asarray(_EYE * _LENS * sea.side / below**2 / 0.075, np.float32))
    crest = np.sin(phase + 0.5 * np.sin(phase))
    mounds = 0.10 * noise.silk(sand, 0.55, 24)
    return np.asarray(1.0 + visible * 0.16 * crest * step(-1.5, 1.0, noise.silk(sand, 0.9, 25)) + mounds, np.float32)
