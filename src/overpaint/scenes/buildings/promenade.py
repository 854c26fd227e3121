"""A paved quay in front of a waterfront, to stand on: slabs in perspective up to a kerb, and a rail along it."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.texture import fractal_field

Array = NDArray[np.float32]

_EDGE = 0.075
"""How far below the horizon the paving ends, as a share of the picture's height."""
_EYE = 1.5
"""Metres of the camera over the paving."""
_SLAB = (0.9, 0.6)
"""Metres across and along."""
_STONE = (0.225, 0.214, 0.198)
_KERB = 0.5
_RAIL, _POSTS, _THICK = 1.05, 2.4, 0.055
"""Height of the rail, way between its posts, and how thick both are; metres."""
_IRON = 0.018


def pave(picture: Array, horizon: float, focal: float, light: Array, random: np.random.Generator) -> None:
    """Paving and rail drawn over (H, W, 3) linear light, in place. `horizon`: its row. `light`: (3,) what falls on the ground."""
    height, width = picture.shape[:2]
    first = horizon + _EDGE * height
    top = min(max(math.ceil(first), 1), height - 1)
    rows = np.arange(top, height, dtype=np.float32) + 0.5
    away = (_EYE * focal / (rows - np.float32(horizon)))[:, None]
    across = np.asarray((np.arange(width, dtype=np.float32)[None] + 0.5 - width / 2) * away / focal, np.float32)
    far = np.asarray(np.broadcast_to(away, across.shape), np.float32)
    shade = _slabs(across, far, random)
    kerb = far > float(_EYE * focal / (first - horizon)) - _KERB
    shade = np.where(kerb, 1.22, shade).astype(np.float32)
    picture[top:] = shade[..., None] * np.array(_STONE, np.float32) * light / np.pi
    _rail(picture, first, focal * (first - horizon) / (_EYE * focal), light)


def _slabs(across: Array, away: Array, random: np.random.Generator) -> Array:
    """(h, w) about 1: each slab of its own tone, worn, dark at the joints as far as these are seen."""
    line = np.floor(away / _SLAB[1]).astype(np.intp)
    shifted = across / _SLAB[0] + 0.5 * (line % 2)
    column = np.floor(shifted).astype(np.intp)
    tone = random.uniform(0.88, 1.10, 4096).astype(np.float32)[(line * 71 + column * 13) % 4096]
    field = fractal_field(random, 256, 0.35, 3.0)
    worn = cv2.remap(
        field,
        np.mod(across * 14, 255).astype(np.float32),
        np.mod(away * 14, 255).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    speck = cv2.remap(
        field,
        np.mod(across * 160, 255).astype(np.float32),
        np.mod(away * 160, 255).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    near = np.clip(5.0 / away, 0, 1)
    along, side = np.abs(away / _SLAB[1] - line - 0.5), np.abs(shifted - column - 0.5)
    joint = np.maximum(np.clip((along - 0.482) / 0.012, 0, 1), np.clip((side - 0.488) / 0.008, 0, 1))
    return np.asarray((tone * (1 + 0.06 * worn) + 0.05 * speck * near) * (1 - 0.45 * joint * near), np.float32)


def _rail(picture: Array, base: float, metre: float, light: Array) -> None:
    """An iron rail on the kerb, in place. `base`: the row it stands on. `metre`: pixels of a metre there."""
    height, width = picture.shape[:2]
    thick = max(_THICK * metre, 0.8)
    rows, columns = np.arange(height, dtype=np.float32) + 0.5, np.arange(width, dtype=np.float32) + 0.5
    cover = np.zeros((height, width), np.float32)
    for up in (_RAIL, 0.55 * _RAIL):
        line = np.clip(0.5 + thick / 2 - np.abs(rows - (base - up * metre)), 0, 1) * min(1.0, thick)
        cover = np.maximum(cover, line[:, None])
    gap = _POSTS * metre
    beside = np.abs((columns - width / 2 + gap / 2) % gap - gap / 2)
    post = np.clip(0.5 + 0.6 * thick - beside, 0, 1)
    standing = ((rows <= base) & (rows >= base - _RAIL * metre)).astype(np.float32)
    cover = np.maximum(cover, standing[:, None] * post[None])
    picture += cover[..., None] * (np.float32(_IRON) * light - picture)
