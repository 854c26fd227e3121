"""Boxes and ellipsoids, and the rays that meet them: what is seen, and what a lamp reaches.

Ray against box: A. Kay and J. Kajiya's slabs (1986). A few dozen solids need no hierarchy. Metres; x right, y ahead, z up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel

Array = NDArray[np.float32]

BOX, ELLIPSOID = 0.0, 1.0
NOTHING = -1
_FAR = 1e6
_NEAR = 1e-3


@inlined_kernel
def _meet(px: float, py: float, pz: float, dx: float, dy: float, dz: float, ix: float, iy: float, iz: float, s: Array) -> float:
    """Way along (dx, dy, dz) at which a ray from (px, py, pz) enters the solid `s` (7,); _FAR if it doesn't.

    (ix, iy, iz): one over the way.
    """
    if s[6] > 0.5:
        ax, ay, az = 2.0 / (s[3] - s[0]), 2.0 / (s[4] - s[1]), 2.0 / (s[5] - s[2])
        ox, oy, oz = (px - 0.5 * (s[0] + s[3])) * ax, (py - 0.5 * (s[1] + s[4])) * ay, (pz - 0.5 * (s[2] + s[5])) * az
        vx, vy, vz = dx * ax, dy * ay, dz * az
        a = vx * vx + vy * vy + vz * vz
        b = ox * vx + oy * vy + oz * vz
        inside = b * b - a * (ox * ox + oy * oy + oz * oz - 1.0)
        if inside <= 0.0:
            return _FAR
        way = (-b - math.sqrt(inside)) / a
        return way if way > _NEAR else _FAR
    x0, x1 = (s[0] - px) * ix, (s[3] - px) * ix
    y0, y1 = (s[1] - py) * iy, (s[4] - py) * iy
    z0, z1 = (s[2] - pz) * iz, (s[5] - pz) * iz
    enter = max(min(x0, x1), min(y0, y1), min(z0, z1))
    leave = min(max(x0, x1), max(y0, y1), max(z0, z1))
    return enter if enter < leave and enter > _NEAR else _FAR


@kernel
def _inverse(way: float) -> float:
    return 1.0 / (way if abs(way) > 1e-9 else 1e-9)


@kernel
def _cast(origins: Array, ways: Array, solids: Array, far: Array, which: NDArray[np.int32]) -> None:
    """`solids` in order of their nearest y: a ray that goes ahead need not look further than what it has met."""
    for i in range(ways.shape[0]):
        nearest, found = _FAR, NOTHING
        px, py, pz = origins[i, 0], origins[i, 1], origins[i, 2]
        dx, dy, dz = ways[i, 0], ways[i, 1], ways[i, 2]
        ix, iy, iz = _inverse(dx), _inverse(dy), _inverse(dz)
        for j in range(solids.shape[0]):
            if dy > 0.0 and solids[j, 1] > py + dy * nearest:
                break
            way = _meet(px, py, pz, dx, dy, dz, ix, iy, iz, solids[j])
            if way < nearest:
                nearest, found = way, j
        far[i] = nearest
        which[i] = found


@kernel
def _shine(points: Array, normals: Array, lamps: Array, solids: Array, light: Array) -> None:
    for i in range(points.shape[0]):
        px = points[i, 0] + 0.004 * normals[i, 0]
        py = points[i, 1] + 0.004 * normals[i, 1]
        pz = points[i, 2] + 0.004 * normals[i, 2]
        for k in range(lamps.shape[0]):
            dx, dy, dz = lamps[k, 0] - px, lamps[k, 1] - py, lamps[k, 2] - pz
            far = math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6
            gain = (dx * normals[i, 0] + dy * normals[i, 1] + dz * normals[i, 2]) / far
            aimed = lamps[k, 3] ** 2 + lamps[k, 4] ** 2 + lamps[k, 5] ** 2
            if aimed > 0.5:
                gain *= max(-(dx * lamps[k, 3] + dy * lamps[k, 4] + dz * lamps[k, 5]) / far, 0.0)
            if gain <= 0.0:
                continue
            gain /= far * far + lamps[k, 9]
            shaded = False
            ix, iy, iz = _inverse(dx), _inverse(dy), _inverse(dz)
            for j in range(solids.shape[0]):
                if _meet(px, py, pz, dx, dy, dz, ix, iy, iz, solids[j]) < 0.995:
                    shaded = True
                    break
            if not shaded:
                for channel in range(3):
                    light[i, channel] += gain * lamps[k, 6 + channel]


@dataclass(frozen=True, eq=False)
class Hits:
    """Where N rays end. `points`: (N, 3). `normals`: (N, 3). `which`: (N,) index of the solid, NOTHING for the sky.
    `distance`: (N,) metres; very far for the sky."""

    points: Array
    normals: Array
    which: NDArray[np.int32]
    distance: Array


def cast(origins: Array, ways: Array, solids: Array) -> Hits:
    """Follow rays from (N, 3) `origins` along (N, 3) unit `ways`. `solids`: (S, 7) low corner, high corner, BOX or ELLIPSOID."""
    far = np.empty(len(ways), np.float32)
    which = np.empty(len(ways), np.int32)
    order = np.argsort(solids[:, 1], kind="stable").astype(np.int32)
    _cast(origins, ways, solids[order], far, which)
    which = np.where(which == NOTHING, np.int32(NOTHING), order[which])
    points = origins + ways * far[:, None]
    return Hits(points, _normals(points, ways, solids[which], which), which, far)


def _normals(points: Array, ways: Array, hit: Array, which: NDArray[np.int32]) -> Array:
    """(N, 3) outward unit normals; towards the viewer where nothing was met."""
    half = 0.5 * (hit[:, 3:6] - hit[:, :3])
    inner = (points - hit[:, :3] - half) / half
    axis = np.abs(inner).argmax(axis=1)[:, None] == np.arange(3)
    box = np.where(axis, np.sign(inner), 0.0)
    smooth = inner / half
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True) + 1e-9
    normals = np.where(hit[:, 6:] > 0.5, smooth, box)
    return np.asarray(np.where(which[:, None] == NOTHING, -ways, normals), np.float32)


def shine(points: Array, normals: Array, lamps: Array, solids: Array) -> Array:
    """(N, 3) irradiance by (L, 10) `lamps`: place, direction they face (zero: all round), intensity in RGB, size² in m².

    `solids` cast shadows; pass none of them (0, 7) for light without shadows.
    """
    light = np.zeros((len(points), 3), np.float32)
    _shine(points, normals, lamps, solids, light)
    return light


def reaches(origin: tuple[float, float, float], places: Array, solids: Array) -> NDArray[np.bool_]:
    """(N,): whether each of (N, 3) `places` is seen from `origin`."""
    start = np.broadcast_to(np.array(origin, np.float32), places.shape)
    ways = places - start
    length = np.linalg.norm(ways, axis=1)
    hits = cast(np.ascontiguousarray(start), np.ascontiguousarray(ways / length[:, None]), solids)
    return np.asarray(hits.distance > length - 0.3)
