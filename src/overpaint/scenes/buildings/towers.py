"""A skyline: towers with set-backs in rows that fade into haze, painted from the farthest to the nearest.

Seen from so far away that a tower is a few upright faces without perspective; each has its own windows and light.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.heavens.outdoors import Outdoors, horizon_light

Array = NDArray[np.float32]
_ROWS = ((4600.0, 0.7), (3400.0, 0.9), (2500.0, 1.0), (1850.0, 1.0), (1350.0, 0.6), (1020.0, 0.26), (860.0, 0.06))
_TINTS = np.array([(1.0, 0.66, 0.36), (1.0, 0.8, 0.55), (1.0, 0.9, 0.75), (0.8, 0.92, 1.0), (1.0, 0.58, 0.26)], np.float32)
_SKINS = (
    (0.40, 0.37, 0.34),
    (0.52, 0.48, 0.43),
    (0.22, 0.25, 0.28),
    (0.30, 0.33, 0.36),
    (0.40, 0.31, 0.26),
    (0.62, 0.60, 0.57),
    (0.48, 0.45, 0.42),
)
_HAZE = 9e3  # metres after which air lets 1/e through: towns are hazy
_PANES = ((0.68, 0.62), (0.55, 0.95), (0.96, 0.55), (0.9, 0.85), (0.6, 0.5))
_GREY = 0.6  # share of grey in what distance fades into: a town's haze, not the horizon's
_LUMINANCE = np.array((0.2126, 0.7152, 0.0722), np.float32)


@dataclass(frozen=True, eq=False)
class Lighting:
    """`sun`: unit vector to it; `sunlight`, `skylight`: irradiance in RGB. `lit`: share of windows with light,
    `lamps`: their radiance."""

    sun: Array
    sunlight: Array
    skylight: Array
    lit: float
    lamps: Array


def paint_towers(picture: Array, view: Outdoors, light: Lighting, random: np.random.Generator) -> list[tuple[float, float]]:
    """Over the sky of (H, W, 3) `picture`, in place. Returns (x, y) in pixels of the warning lights on the highest."""
    camera = view.camera
    far = horizon_light(view)
    far += _GREY * ((0.55 * far @ _LUMINANCE)[:, None] - far)
    centres = random.uniform(0.1, 0.9, 2) * camera.width
    warnings: list[tuple[float, float]] = []
    for distance, tall in _ROWS:
        scale = camera.focal / distance
        x = -random.uniform(0.0, 60.0) * scale
        while x < camera.width:
            wide = random.uniform(17.0, 50.0)
            crowd = max(float(np.exp(-(((x - c) / (0.22 * camera.width)) ** 2))) for c in centres)
            high = (26.0 + 260.0 * tall * crowd * random.uniform(0.15, 1.0) ** 1.7 + 30.0 * random.random()) * (0.8 + 0.2 * tall)
            tower = _Tower(x, wide * scale, high, distance, _SKINS[random.integers(len(_SKINS))])
            top = _paint_tower(picture, camera, tower, light, far, random)
            if high > 170 and light.lit > 0.2:
                warnings.append(top)
            x += wide * scale * random.uniform(0.75, 1.5)
    return warnings


@dataclass(frozen=True)
class _Tower:
    """`left`, `wide`: pixels; `high`, `distance`: metres."""

    left: float
    wide: float
    high: float
    distance: float
    skin: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class _Face:
    """`box`: top, bottom, left, right in pixels. `skin`: radiance of its wall. `cell`: width and height of a window's share
    of it. `lit`: share of windows with light, `tint`: its colour. `pane`: share of a cell's width and height that is
    glass: bands, ribs or holes."""

    box: tuple[float, float, float, float]
    skin: Array
    cell: tuple[float, float]
    lit: float
    tint: Array
    distance: float
    pane: tuple[float, float]


def _paint_tower(
    picture: Array, camera: Camera, tower: _Tower, light: Lighting, far: Array, random: np.random.Generator
) -> tuple[float, float]:
    """Returns the (x, y) of its top."""
    scale = camera.focal / tower.distance
    turn = random.uniform(0.15, 1.4)
    corner = random.uniform(0.25, 0.75)
    glassy = random.random() < 0.45
    cell = (random.uniform(2.4, 4.2) * scale, random.uniform(3.3, 4.0) * scale)
    lit = light.lit * random.uniform(0.35, 1.5)
    tint = _TINTS[random.integers(len(_TINTS))]
    pane = _PANES[random.integers(len(_PANES))]
    steps = 1 if random.random() < 0.5 else int(random.integers(2, 4))
    foot, inset = 0.0, 0.0
    middle = tower.left + 0.5 * tower.wide
    for step in range(steps):
        head = tower.high * (1.0 if step == steps - 1 else (0.62 + 0.3 * step / steps))
        half = 0.5 * tower.wide * (1.0 - inset)
        edge = middle - half + 2.0 * half * corner
        rows = _row(camera, head, tower.distance), _row(camera, foot, tower.distance)
        for begin, end, angle in ((middle - half, edge, -turn), (edge, middle + half, np.pi / 2 - turn)):
            skin = _skin(light, tower, float(angle), glassy)
            face = _Face((*rows, begin, end), skin, cell, lit, tint, tower.distance, pane)
            _paint_face(picture, face, light, far, random)
        foot, inset = head, inset + random.uniform(0.15, 0.35)
    _paint_roof(picture, camera, tower, light, far, (middle, inset, cell), random)
    if random.random() < 0.3 and tower.high > 90:
        mast = tower.high * random.uniform(1.06, 1.2)
        thin = max(0.5, 0.02 * tower.wide)
        rows = _row(camera, mast, tower.distance), _row(camera, tower.high, tower.distance)
        skin = _skin(light, tower, 0.0, False)
        face = _Face((*rows, middle - thin, middle + thin), skin, cell, 0.0, tint, tower.distance, pane)
        _paint_face(picture, face, light, far, random)
        return middle, rows[0]
    return middle, _row(camera, tower.high, tower.distance)


def _paint_roof(
    picture: Array,
    camera: Camera,
    tower: _Tower,
    light: Lighting,
    far: Array,
    place: tuple[float, float, tuple[float, float]],
    random: np.random.Generator,
) -> None:
    """Plant rooms and lift heads: no roof is a bare edge. `place`: the tower's middle in pixels, how far its top is set back, and
    the size of its windows."""
    middle, inset, cell = place
    half = 0.5 * tower.wide * max(1.0 - inset, 0.2)
    for _ in range(int(random.integers(1, 4))):
        wide = half * random.uniform(0.2, 0.55)
        centre = middle + random.uniform(-1.0, 1.0) * (half - wide)
        rise = random.uniform(2.5, 7.0)
        rows = _row(camera, tower.high + rise, tower.distance), _row(camera, tower.high, tower.distance)
        skin = 0.85 * _skin(light, tower, float(random.uniform(-0.6, 0.9)), False)
        face = _Face((*rows, centre - wide, centre + wide), skin, cell, 0.0, _TINTS[0], tower.distance, (1.0, 1.0))
        _paint_face(picture, face, light, far, random)


def _row(camera: Camera, high: float, distance: float) -> float:
    return camera.horizon - camera.focal * (high - camera.eye) / distance


def _skin(light: Lighting, tower: _Tower, angle: float, glassy: bool) -> Array:
    """(3,) radiance of a face whose normal is turned by `angle` radians from the viewer."""
    normal = np.array([np.sin(angle), -np.cos(angle), 0.0])
    direct = max(float(normal @ light.sun), 0.0)
    albedo = np.asarray(tower.skin) * (0.5 if glassy else 1.0)
    shine = 0.22 * np.asarray(light.skylight) / np.pi if glassy else 0.0
    glint = 0.5 * max(direct, 0.0) ** 4 * np.asarray(light.sunlight) / np.pi if glassy else 0.0
    return np.asarray(albedo * (light.sunlight * direct + 0.75 * light.skylight) / np.pi + shine + glint, np.float32)


def _paint_face(picture: Array, face: _Face, light: Lighting, far: Array, random: np.random.Generator) -> None:
    """One upright rectangle of wall and windows, veiled by the haze before it: `far`, (W, 3)."""
    height, width = picture.shape[:2]
    top, bottom, left, right = (round(part) for part in face.box)
    first, last = max(left, 0), min(right, width)
    upper, lower = max(top, 0), min(bottom, height)
    if last <= first or lower <= upper:
        return
    x, y = (
        (np.arange(first, last) - face.box[2]) / max(face.cell[0], 1.0),
        (np.arange(upper, lower) - face.box[0]) / max(face.cell[1], 1.6),
    )
    column, row = (np.maximum(np.floor(part), 0).astype(int) for part in (x, y))
    grid = random.random((row[-1] + 1, column[-1] + 1, 3), np.float32)
    story = random.random((row[-1] + 1, 1), np.float32) < 0.08
    burning = (grid[..., 0] < face.lit) | (story & (grid[..., 0] < 0.85) & (face.lit > 0.1))
    strength = np.where(burning, 0.12 + 1.6 * grid[..., 1] ** 3, 0.0)
    (wide, high) = (0.5 * (1.0 - share) for share in face.pane)
    pane = (np.abs(x - column - 0.5) < 0.5 - wide)[None, :] & (np.abs(y - row - 0.5) < 0.5 - high)[:, None]
    dark, varied = random.uniform(0.3, 0.75), random.uniform(0.05, 0.35)
    tone = np.where(pane, dark + varied * grid[row][:, column, 2], 1.0) * np.where(np.mod(row, 12) == 0, 1.15, 1.0)[:, None]
    # Streets lie in shade and smoke: a tower is lighter the higher up.
    tone = (tone * (1.0 - 0.35 * np.exp(-(face.box[1] - np.arange(upper, lower)) / (0.05 * height)))[:, None])[..., None]
    colour = face.tint * (0.8 + 0.4 * grid[row][:, column, :1])
    glow = colour * (strength[row][:, column] * pane)[..., None] * light.lamps
    haze = np.float32(np.exp(-face.distance / _HAZE))
    veil = far[first:last][None]
    picture[upper:lower, first:last] = veil + (face.skin * tone + glow - veil) * haze
