"""Paints a street: follows rays into it and off its wet ground, lights what they meet, and photographs it out of focus."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.hdr import bloom, key_exposure, tone_map
from overpaint.imaging.values import Backdrop, Light, Quality, Size
from overpaint.scenes.buildings import street as layout
from overpaint.scenes.buildings.facade import face
from overpaint.scenes.buildings.hours import StreetHour
from overpaint.scenes.buildings.lens import add_lights, photograph, small_view, trace
from overpaint.scenes.buildings.solids import NOTHING, Hits, cast, shine
from overpaint.scenes.foliage.lens import Lens
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.texture import fractal_field

Array = NDArray[np.float32]
_LONGEST: dict[Quality, int] = {"low": 280, "medium": 400, "high": 560}
_NO_SOLIDS = np.empty((0, 7), np.float32)
_LAMPS_COUNTED = 36
_BOUNCE = 0.16
_POOL = 13.0  # lamps shine down rather than at the camera
_LEVEL = 6.0
_NO_PAINT = 7.0  # m: a stroke right before the subject's feet catches the eye
_GLOSS = 2.2  # of a lamp's light, over the whole of its streak


@dataclass(frozen=True, eq=False)
class Evening:
    """All that shading needs: the street, its solids as arrays, the hour, where the sun stands and what lamps there are."""

    street: layout.Street
    solids: Array
    kinds: NDArray[np.int32]
    colours: Array
    hour: StreetHour
    sun: Array
    lamps: Array
    wet: bool
    seed: int


def _sky(ways: Array, hour: StreetHour, sun: Array) -> Array:
    """(N, 3) radiance of the sky."""
    rise = np.clip(ways[:, 2:], 0.0, 1.0)
    share = np.exp(-rise * 4.5)
    light = np.asarray(hour.zenith, np.float32) * (1.0 - share) + np.asarray(hour.horizon, np.float32) * share
    return np.asarray(light * (1.0 + 0.5 * np.clip(ways @ sun, 0.0, 1.0)[:, None] ** 8), np.float32)


def _irradiance(evening: Evening, hits: Hits) -> Array:
    """(N, 3) light on what the rays met: sun with shadows, sky as far as the street lets it in, lamps and shop windows."""
    hour, street = evening.hour, evening.street
    normals, points = hits.normals, hits.points
    mean_sky = 0.5 * (np.asarray(hour.zenith) + np.asarray(hour.horizon)) * math.pi
    height = np.clip(points[:, 2] / 18.0, 0.0, 1.0)
    open_share = (0.28 + 0.5 * height) * (0.55 + 0.45 * normals[:, 2])
    light = open_share[:, None] * mean_sky.astype(np.float32)
    if max(hour.sun) > 0:
        away = 3000.0
        lamp = np.array([[*(evening.sun * away), 0, 0, 0, *(np.asarray(hour.sun) * away**2), 0]], np.float32)
        light += shine(points, normals, lamp, evening.solids)
        light += _BOUNCE * np.asarray(hour.sun, np.float32) * (0.6 - 0.4 * height)[:, None]
    if len(evening.lamps):
        light += shine(points, normals, evening.lamps, _NO_SOLIDS)
        edge = np.minimum(np.abs(points[:, 0] - street.left), np.abs(points[:, 0] - street.right))
        spill = hour.shops * 0.5 * np.exp(-edge / 3.5) * np.exp(-np.maximum(points[:, 2] - 3.0, 0.0) / 4.0)
        light += spill[:, None] * np.array([1.0, 0.74, 0.48], np.float32)
    return np.asarray(light, np.float32)


def _shade(evening: Evening, hits: Hits, ways: Array) -> Array:
    """(N, 3) radiance that comes back along the rays, without what wet ground mirrors."""
    hour = evening.hour
    kind = np.where(hits.which == NOTHING, -1, evening.kinds[hits.which])
    sky = _sky(ways, hour, evening.sun)
    albedo = evening.colours[hits.which].copy()
    light = _irradiance(evening, hits)
    glow = np.zeros_like(albedo)
    leaves = kind == layout.TREE
    albedo[leaves] *= _clumps(hits.points[leaves])
    mirror = np.zeros(len(kind), np.float32)
    fronts = kind == layout.FRONT
    sideways = np.abs(hits.normals[fronts, 0]) > 0.5
    along = np.where(sideways, hits.points[fronts, 1], hits.points[fronts, 0])
    front = face(along, hits.points[fronts, 2], hits.which[fronts], albedo[fronts], evening.seed, hour.lit, hour.shops)
    albedo[fronts], glow[fronts], mirror[fronts] = front.albedo, front.glow, front.glass
    shiny = (kind == layout.CAR) | (kind == layout.GLASS)
    mirror[shiny] = 0.35
    ground = kind == layout.ROAD
    albedo[ground] *= _markings(evening.street, hits.points[ground])
    if evening.wet:
        albedo[ground | (kind == layout.PAVEMENT)] *= 0.55
    slant = 1.0 - np.abs((ways * hits.normals).sum(axis=1))
    mirrored = ways - 2.0 * (ways * hits.normals).sum(axis=1, keepdims=True) * hits.normals
    fresnel = (0.05 + 0.95 * slant**5) * mirror
    radiance = albedo * light / np.float32(math.pi) + glow
    radiance += fresnel[:, None] * _sky(mirrored, hour, evening.sun) * np.clip(mirrored[:, 2:] + 0.6, 0.2, 1.0)
    haze = np.exp(-hits.distance / hour.haze)[:, None]
    radiance = _airlight(evening) + (radiance - _airlight(evening)) * haze
    return np.asarray(np.where(kind[:, None] == -1, sky, radiance), np.float32)


def _clumps(points: Array) -> Array:
    """(N, 1) factor of a crown's colour: clumps of leaves, half of them turned away from the light."""
    cell = np.floor(points / 0.28).astype(np.int64) @ np.array([7919, 613, 104729])
    return np.asarray(0.25 + 1.7 * np.random.default_rng(5).random(4096, np.float32)[cell % 4096] ** 1.5, np.float32)[:, None]


def _see_through(evening: Evening, hits: Hits, ways: Array, eye: float) -> Hits:
    """The same rays, some of which now pass between the leaves of the crowns they met."""
    leaves = np.flatnonzero((hits.which != NOTHING) & (evening.kinds[hits.which] == layout.TREE))
    slant = np.abs((ways[leaves] * hits.normals[leaves]).sum(axis=1))
    cell = np.floor(hits.points[leaves] / 0.34).astype(np.int64) @ np.array([104729, 7919, 613])
    gaps = leaves[np.random.default_rng(6).random(4096, np.float32)[cell % 4096] > 0.25 + 1.1 * slant]
    if not len(gaps):
        return hits
    solids = evening.solids.copy()
    solids[evening.kinds == layout.TREE, 2:6:3] -= 1000.0
    start = np.tile(np.array([0.0, 0.0, eye], np.float32), (len(gaps), 1))
    beyond = cast(start, np.ascontiguousarray(ways[gaps]), solids)
    for part in ("points", "normals", "which", "distance"):
        getattr(hits, part)[gaps] = getattr(beyond, part)
    return hits


def _airlight(evening: Evening) -> Array:
    return np.asarray(evening.hour.horizon, np.float32) * 0.55


def _markings(street: layout.Street, points: Array) -> Array:
    """(N, 1) factor of the asphalt's albedo: lines of paint, worn tracks, patches."""
    middle = 0.5 * (street.kerbs[0] + street.kerbs[1])
    dashed = (np.abs(points[:, 0] - middle) < 0.08) & (np.mod(points[:, 1], 9.0) < 4.0) & (points[:, 1] > _NO_PAINT)
    edge = np.minimum(np.abs(points[:, 0] - street.kerbs[0]), np.abs(points[:, 0] - street.kerbs[1]))
    worn = 1.0 + 0.12 * np.sin(points[:, 0] * 2.6) + 0.1 * np.sin(points[:, 1] * 0.31 + 2.0 * np.sin(points[:, 0]))
    # Where cars stop and wheels roll asphalt is polished and stained; it was mended in places.
    field = fractal_field(np.random.default_rng(9), 256, 0.25, 5.0)
    row, column = (np.floor(points[:, axis] * metres).astype(np.int64) % 256 for axis, metres in ((1, 24.0), (0, 30.0)))
    stained = np.exp(0.08 * field[row, column] + 0.03 * field[(row // 7) % 256, (column // 5) % 256])
    mended = np.where(field[(row // 90) % 256, (column // 60 * 37) % 256] > 1.3, 0.72, 1.0)
    return np.asarray(np.where(dashed, 5.0, worn * stained * mended * np.where(edge < 0.25, 0.7, 1.0)), np.float32)[:, None]


def _mirrored(evening: Evening, hits: Hits, ways: Array, camera: Camera) -> Array:
    """(h, w, 3) light that wet ground sends up towards the camera; drawn out upright by the road's roughness."""
    random = np.random.default_rng((evening.seed % 2**63, 77))
    low = np.isin(np.where(hits.which == NOTHING, -1, evening.kinds[hits.which]), (layout.ROAD, layout.PAVEMENT))
    result = np.zeros((len(low), 3), np.float32)
    if low.any():
        points = hits.points[low]
        normals = random.standard_normal((len(points), 3)).astype(np.float32) * np.array([0.012, 0.05, 0.0], np.float32)
        normals[:, 2] = 1.0
        inward = ways[low]
        turned = inward - 2.0 * (inward * normals).sum(axis=1, keepdims=True) * normals
        turned[:, 2] = np.maximum(turned[:, 2], 0.002)
        turned /= np.linalg.norm(turned, axis=1, keepdims=True)
        lifted = points + np.array([0, 0, 0.02], np.float32)
        seen = cast(np.ascontiguousarray(lifted), np.ascontiguousarray(turned), evening.solids)
        light = np.minimum(_shade(evening, seen, turned), 8.0)
        fresnel = 0.02 + 0.98 * (1.0 - np.clip(-inward[:, 2:], 0.0, 1.0)) ** 5
        puddles = 0.6 + 0.4 * np.sin(points[:, :1] * 0.9 + 1.7 * np.sin(points[:, 1:2] * 0.23)) * np.sin(points[:, 1:2] * 0.37)
        result[low] = light * fresnel * puddles
    upright = result.reshape(camera.height, camera.width, 3)
    return np.asarray(gaussian(upright, 1.0), np.float32)


def _evening(street: layout.Street, hour: StreetHour, wet: bool, seed: int, random: np.random.Generator) -> Evening:
    side, ahead, up = random.choice((-1.0, 1.0)) * random.uniform(0.6, 0.9), random.uniform(-0.7, 0.5), random.uniform(0.65, 1.1)
    sun = np.array([side, ahead, up], np.float32)
    lights = street.points
    lights[:, 3:6] *= hour.lamps
    high = lights[(lights[:, 2] > 6.0)][:_LAMPS_COUNTED]
    lamps = np.zeros((len(high), 10), np.float32)
    lamps[:, :3], lamps[:, 6:9], lamps[:, 9] = high[:, :3], high[:, 3:6] * _POOL, 1.0
    street.lights[:] = [tuple(row) for row in lights]
    kinds, colours = np.array(street.kinds, np.int32), np.array(street.colours, np.float32)
    return Evening(street, street.solids, kinds, colours, hour, sun / np.linalg.norm(sun), lamps, wet, seed)


def paint_street(size: Size, hour: StreetHour, wet: bool, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture of a street. Raises Cancelled when `check` does."""
    random = np.random.default_rng((seed % 2**63, *b"street"))
    side = math.sqrt(size[0] * size[1])
    horizon = random.uniform(0.42, 0.52)
    camera = Camera(*size, random.uniform(1.15, 1.5) * side, size[0] * random.uniform(0.33, 0.67), size[1] * horizon, 1.55)
    lens = Lens(random.uniform(1.9, 2.4), random.uniform(0.017, 0.024) * side)
    evening = _evening(layout.lay_street(random, hour.lamps > 0), hour, wet, seed, random)
    check()
    small, scale = small_view(camera, lens, _LONGEST[quality])
    hits, ways = trace(small, evening.solids)
    hits = _see_through(evening, hits, ways, camera.eye)
    check()
    radiance = _shade(evening, hits, ways).reshape(small.height, small.width, 3)
    check()
    if wet:
        radiance = radiance + _mirrored(evening, hits, ways, small)
    distance = hits.distance.reshape(small.height, small.width)
    picture = photograph(radiance, distance, camera, scale, lens, _LEVEL, check)
    if hour.lamps > 0:
        add_lights(picture, evening.street.points, camera, lens, evening.solids, _GLOSS if wet else 0.0)
    check()
    picture = bloom(picture, hour.bloom)
    pixels = tone_map(
        picture, key_exposure(picture, hour.key), white=hour.white, saturation=hour.saturation, contrast=hour.contrast
    )
    return Backdrop(pixels, light=_describe(pixels, evening), horizon=horizon, ground="solid", grain=hour.grain, defocus=0.0)


def _describe(pixels: Array, evening: Evening) -> Light:
    ambient = pixels.mean((0, 1), dtype=np.float64) + 0.02
    red, green, blue = (float(part) for part in ambient / ambient.mean())
    sun = evening.sun
    if max(evening.hour.sun) <= 0:
        return Light(illuminant=(red, green, blue), strength=0.8)
    warm = np.asarray(evening.hour.sun) / max(evening.hour.sun)
    return Light(
        illuminant=(red, green, blue),
        sun_colour=(float(warm[0]), float(warm[1]), float(warm[2])),
        backlit=float(np.clip(sun[1], 0.0, 1.0)) * 0.5,
        strength=0.9,
        towards=(float(sun[0]), float(sun[1]), float(sun[2])),
    )
