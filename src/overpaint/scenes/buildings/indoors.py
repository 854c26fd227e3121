"""Paints a room: follows rays into it, lights what they meet by windows and lamps, and photographs it out of focus."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.hdr import bloom, key_exposure, tone_map
from overpaint.imaging.values import Backdrop, Light, Quality, Size
from overpaint.scenes.buildings import room as rooms
from overpaint.scenes.buildings.furnishing import ROOMS
from overpaint.scenes.buildings.lens import add_lights, photograph, small_view, trace
from overpaint.scenes.buildings.solids import Hits, shine
from overpaint.scenes.buildings.wares import books, bottles, outside, planks
from overpaint.scenes.foliage.lens import Lens
from overpaint.scenes.heavens.camera import Camera

Array = NDArray[np.float32]
_LONGEST: dict[Quality, int] = {"low": 280, "medium": 400, "high": 560}
_STEP = 2  # light is worked out for every second pixel and row: under the blur it shows no difference
_CORNER = 0.4  # metres over which a corner darkens
_GLOSS = {"planks": 0.5, "carpet": 0.0, "stone": 0.7}
_LEVEL = 4.0
_PANORAMA = 6.0  # metres away that `outside` is measured at


def _direct(room: rooms.Room, hits: Hits, small: Camera) -> Array:
    """(N, 3) irradiance by windows and lamps, with the furniture's shadows."""
    import cv2

    kinds = np.array(room.kinds)
    casters = room.solids[(kinds != rooms.METAL) & (kinds != rooms.SHADE) & (np.arange(len(kinds)) >= 5)]
    shape = (small.height, small.width, 3)
    points = np.ascontiguousarray(hits.points.reshape(shape)[::_STEP, ::_STEP])
    normals = np.ascontiguousarray(hits.normals.reshape(shape)[::_STEP, ::_STEP])
    light = shine(points.reshape(-1, 3), normals.reshape(-1, 3), room.lamp_rows, casters).reshape(points.shape)
    return np.asarray(cv2.resize(light, (small.width, small.height), interpolation=cv2.INTER_LINEAR), np.float32).reshape(-1, 3)


def _irradiance(room: rooms.Room, hits: Hits, small: Camera) -> Array:
    """(N, 3): straight from windows and lamps, and once more off the room."""
    direct = _direct(room, hits, small)
    corner = np.ones(len(direct), np.float32)
    for axis in range(3):
        for wall in (room.low[axis], room.high[axis]):
            away = np.abs(hits.points[:, axis] - wall)
            corner *= np.where(np.abs(hits.normals[:, axis]) > 0.5, 1.0, 1.0 - 0.4 * np.exp(-away / _CORNER))
    # Light that has been around the room once or twice: as much as falls on it, times what walls send back.
    mean = np.minimum(direct, 4.0 * direct.mean()).mean(axis=0)
    around = mean * np.array((0.85, 0.78, 0.70), np.float32) * (0.8 + 0.2 * hits.normals[:, 2:])
    return np.asarray(direct + around * corner[:, None], np.float32)


def _albedo(room: rooms.Room, hits: Hits, colours: Array, kinds: NDArray[np.int32], seed: int) -> tuple[Array, Array]:
    """(N, 3) albedo and (N, 3) glow."""
    kind, albedo = kinds[hits.which], colours[hits.which].copy()
    glow = np.zeros_like(albedo)
    along = np.where(np.abs(hits.normals[:, 0]) > 0.5, hits.points[:, 1], hits.points[:, 0])
    up = hits.points[:, 2]
    here = kind == rooms.BOOKS
    albedo[here] = books(along[here], up[here], hits.which[here].astype(np.int64), albedo[here], seed)
    here = kind == rooms.BOTTLES
    albedo[here], glow[here] = bottles(along[here], up[here], albedo[here], seed)
    here = kind == rooms.FLOOR
    if room.floor == "planks":
        albedo[here] = planks(hits.points[here, 0], hits.points[here, 1], albedo[here], seed)
    here = (kind == rooms.SHADE) | (kind == rooms.SCREEN)
    glow[here], albedo[here] = albedo[here], 0.1
    here = kind == rooms.LEAVES
    cell = np.floor(hits.points[here] / 0.07).astype(np.int64) @ np.array([7919, 613, 104729])
    albedo[here] *= (0.3 + 1.5 * np.random.default_rng(5).random(4096, np.float32)[cell % 4096])[:, None]
    return albedo, glow


def _windows(room: rooms.Room, hits: Hits, night: bool, seed: int) -> tuple[NDArray[np.bool_], Array]:
    """(N,): where a wall is open; and (N, 3) what is seen there."""
    opened, view = np.zeros(len(hits.distance), bool), np.zeros_like(hits.points)
    for axis, wall, begin, end, low, high in room.windows:
        along = hits.points[:, 0 if axis == 1 else 1]
        here = (np.abs(hits.points[:, axis] - wall) < 0.01) & (along > begin) & (along < end)
        here &= (hits.points[:, 2] > low) & (hits.points[:, 2] < high) & (hits.which < 5)
        # What stands outside is far away: it is shown by the direction one looks in.
        flat = np.hypot(hits.points[here, 0], hits.points[here, 1])
        turn = np.arctan2(hits.points[here, 0], hits.points[here, 1])
        rise = 1.4 + _PANORAMA * (hits.points[here, 2] - 1.4) / flat
        view[here] = outside(_PANORAMA * turn, rise, night, seed)
        opened |= here
    return opened, view


def _shade(room: rooms.Room, hits: Hits, small: Camera, night: bool, seed: int) -> Array:
    """(h, w, 3) radiance."""
    kinds, colours = np.array(room.kinds, np.int32), np.array(room.colours, np.float32)
    albedo, glow = _albedo(room, hits, colours, kinds, seed)
    light = _irradiance(room, hits, small)
    radiance = albedo * light / np.float32(math.pi) + glow
    opened, view = _windows(room, hits, night, seed)
    radiance[opened] = view[opened]
    picture = radiance.reshape(small.height, small.width, 3)
    floor = (kinds[hits.which] == rooms.FLOOR).reshape(small.height, small.width)
    return _polish(picture, floor, small, _GLOSS[room.floor])


def _polish(picture: Array, floor: NDArray[np.bool_], small: Camera, gloss: float) -> Array:
    """A polished floor mirrors the far end of the room, the more the flatter one looks on it."""
    if gloss <= 0:
        return picture
    import cv2

    rows = np.arange(small.height, dtype=np.float32)
    source = np.clip(2.0 * small.horizon - rows, 0, small.height - 1).astype(int)
    mirrored = cv2.GaussianBlur(picture[source], (0, 0), 2.5, sigmaY=0.03 * small.height)
    below = np.clip((rows - small.horizon) / small.focal, 1e-3, 1.0)
    fresnel = gloss * (0.04 + 0.6 * (1.0 - np.sin(np.arctan(below))) ** 5)
    fresnel *= np.clip((2.0 * small.horizon - rows) / (0.15 * small.height), 0.0, 1.0)  # above the picture nothing is known
    return np.asarray(picture + mirrored * (fresnel[:, None] * floor)[..., None].astype(np.float32), np.float32)


def paint_room(size: Size, place: str, night: bool, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture of a room. Raises Cancelled when `check` does."""
    random = np.random.default_rng((seed % 2**63, *b"room"))
    side = math.sqrt(size[0] * size[1])
    horizon = random.uniform(0.42, 0.5)
    camera = Camera(*size, random.uniform(1.0, 1.25) * side, size[0] * random.uniform(0.38, 0.62), size[1] * horizon, 1.4)
    lens = Lens(random.uniform(0.9, 1.1), random.uniform(0.022, 0.029) * side)
    room = ROOMS[place](random, night)
    check()
    small, scale = small_view(camera, lens, _LONGEST[quality])
    hits, _ = trace(small, room.solids)
    check()
    radiance = _shade(room, hits, small, night, seed)
    check()
    picture = photograph(radiance, hits.distance.reshape(small.height, small.width), camera, scale, lens, _LEVEL, check)
    add_lights(picture, room.points, camera, lens, room.solids, 0.0)
    check()
    picture = bloom(picture, 0.07)
    key = 0.15 if night else 0.27
    white = (0.84, 1.0, 1.3) if night and place != "office" else (1.0, 1.0, 1.0)
    pixels = tone_map(picture, key_exposure(picture, key), white=white, saturation=1.05, contrast=1.3)
    return Backdrop(
        pixels, light=_describe(pixels, room, night), horizon=horizon, ground="solid", grain=0.013 if night else 0.01, defocus=0.0
    )


def _describe(pixels: Array, room: rooms.Room, night: bool) -> Light:
    """The ambient light is the picture's mean; what lights most is the main lamp."""
    ambient = pixels.mean((0, 1), dtype=np.float64) + 0.03
    red, green, blue = (float(part) for part in ambient / ambient.mean())
    lamps = room.lamp_rows
    towards = (lamps[:, :3] - np.array([0.0, 1.5, 1.4])) * lamps[:, 6:9].sum(axis=1, keepdims=True)
    aim = towards.sum(axis=0) / max(float(np.linalg.norm(towards.sum(axis=0))), 1e-6)
    warm = lamps[:, 6:9].sum(axis=0) / lamps[:, 6:9].sum(axis=0).max()
    return Light(
        illuminant=(red, green, blue),
        sun_colour=(1.0, float(0.5 + 0.5 * warm[1]), float(0.5 + 0.5 * warm[2])) if night else (1.0, 1.0, 1.0),
        backlit=float(np.clip(aim[1], 0.0, 1.0)) * 0.4,
        strength=0.75,
        towards=(float(aim[0]), float(aim[1]), float(aim[2])),
    )
