"""Designed backgrounds: points of light out of focus, soft colour meshes, layered waves, facets. They pretend nothing.

Own work. All colours are mixes of two in OKLab (B. Ottosson, 2020), so they stay clean; facets are a Delaunay triangulation of
scattered points, shaded as if they were folded paper.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Light, Plane, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A designed background: lights out of focus, a colour mesh, waves or facets, in two colours."
VERSION = 1

Style = Literal["bokeh", "mesh", "waves", "geometric"]
Lab = NDArray[np.float32]
"""(..., 3) float32 OKLab."""

_LIGHTS = ((60, 0.014, 0.022, 0.55), (64, 0.026, 0.042, 0.42), (24, 0.05, 0.072, 0.22))
"""Layers of discs: how many, smallest and largest radius as shares of the mean side, brightness."""
_LAYERS = 7
_FOLD = 0.055


class Params(SceneParameters):
    """Two colours and what becomes of them; the seed draws the rest."""

    style: Style = Field("mesh", description="Lights out of focus, a soft mesh of colours, layered waves, or facets.")
    start: ColourCode = Field("#3a5bd9", description="One of the two colours, as #rrggbb.")
    end: ColourCode = Field("#f2a7c3", description="The other one, as #rrggbb.")


def rating(_: Params) -> Rating:
    return "exact"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A picture of (width, height), dithered, without light of its own: a subject keeps its colours before it."""
    from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb_float
    from overpaint.imaging.dither import dithered

    random = np.random.default_rng(context.seed % 2**63)
    ends = to_oklab(to_linear(np.concatenate([to_pixel(params.start), to_pixel(params.end)], axis=1)))[0]
    context.check()
    if params.style == "bokeh":
        linear = _bokeh(size, ends, random)
    else:
        paint = {"mesh": _mesh, "waves": _waves, "geometric": _facets}[params.style]
        linear = from_oklab(paint(size, ends, random))
    context.check()
    srgb = to_srgb_float(np.clip(linear, 0.0, 1.0)) * np.float32(255.0)
    return Backdrop(dithered(srgb, random), light=Light(strength=0.0))


def _between(ends: Lab, share: Plane, lift: Plane | float = 0.0) -> Lab:
    """Mixes of the two ends, made lighter by `lift`."""
    mixed = ends[0] + share[..., None] * (ends[1] - ends[0])
    mixed[..., 0] = np.clip(mixed[..., 0] + lift, 0.0, 1.0)
    return np.asarray(mixed, np.float32)


def _grid(size: Size) -> tuple[Plane, Plane]:
    """(H, W) x and y of each pixel, in mean sides of the picture."""
    width, height = size
    side = np.sqrt(width * height)
    x = np.broadcast_to((np.arange(width, dtype=np.float32) + 0.5) / np.float32(side), (height, width))
    y = np.broadcast_to(((np.arange(height, dtype=np.float32) + 0.5) / np.float32(side))[:, None], (height, width))
    return x, y


def _mesh(size: Size, ends: Lab, random: np.random.Generator) -> Lab:
    """Colours at a handful of points, flowing into each other along slow bends."""
    import cv2

    small = (max(2, size[0] // 4), max(2, size[1] // 4))  # nothing in it is finer than that
    x, y = _grid(small)
    wide, high = float(x.max()), float(y.max())
    phases = random.uniform(0.0, 2 * np.pi, 4).astype(np.float32)
    bent_x = x + 0.09 * np.sin(4.1 * y + phases[0]) + 0.05 * np.sin(7.3 * y + 3.0 * x + phases[1])
    bent_y = y + 0.09 * np.sin(3.7 * x + phases[2]) + 0.05 * np.sin(6.9 * x - 2.6 * y + phases[3])
    count = 7
    shares = random.permutation(np.linspace(0.0, 1.0, count)).astype(np.float32)
    colours = _between(ends, shares, random.uniform(-0.07, 0.12, count).astype(np.float32))
    total = np.zeros((*x.shape, 1), np.float32)
    mixed = np.zeros((*x.shape, 3), np.float32)
    for colour, turn in zip(colours, random.permutation(count), strict=True):
        # spread evenly over the picture: one point in each cell of a sheared 7 x 7 grid
        at_x = wide * (int(np.argmax(shares == shares[turn])) + random.random()) / count
        at_y = high * (turn * 3 % count + random.random()) / count
        weight = np.exp(-((bent_x - at_x) ** 2 + (bent_y - at_y) ** 2) / random.uniform(0.05, 0.11))[..., None] + 1e-5
        mixed += weight * colour
        total += weight
    return np.asarray(cv2.resize(mixed / total, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _waves(size: Size, ends: Lab, random: np.random.Generator) -> Lab:
    """Sheets behind one another, each with a curved upper edge that shades the one behind it."""
    x, y = _grid(size)
    wide, high = float(x[0, -1]), float(y[-1, 0])
    tilt = random.uniform(-0.25, 0.25)
    picture = _between(ends, np.asarray(0.25 * y / high, np.float32), 0.06)
    for layer in range(_LAYERS):
        depth = (layer + 1) / _LAYERS
        line = high * (0.16 + 0.74 * layer / (_LAYERS - 1)) + tilt * (x[0] - 0.5 * wide)
        for waves, tall in ((0.8, 0.075), (1.7, 0.030), (3.1, 0.010)):
            line = line + high * tall * np.sin(
                2 * np.pi * waves * x[0] / wide * random.uniform(0.8, 1.25) + random.uniform(0, 6.3)
            )
        over = y - line[None, :]
        shade = 0.14 * np.exp(np.minimum(over, 0.0) / np.float32(_FOLD)) * (over < 0)
        picture[..., 0] -= shade
        along = np.clip(over / np.float32(0.5 * high), 0.0, 1.0)
        sheet = _between(ends, np.asarray(np.clip(depth + 0.15 * along, 0, 1), np.float32), 0.10 - 0.16 * along)
        cover = np.clip(over * np.float32(size[1] / high) + 0.5, 0.0, 1.0)[..., None]
        picture += (sheet - picture) * cover
    return picture


def _facets(size: Size, ends: Lab, random: np.random.Generator) -> Lab:
    """Triangles in the colours of a mesh, each as light as its tilt to a lamp at the upper left makes it."""
    import cv2
    from scipy.spatial import Delaunay

    from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb

    width, height = size
    cell = np.sqrt(width * height) / 9.0
    columns, rows = int(np.ceil(width / cell)) + 3, int(np.ceil(height / cell)) + 3
    points = np.stack(np.meshgrid(np.arange(columns) - 1.0, np.arange(rows) - 1.0), -1).reshape(-1, 2)
    points = (points + random.uniform(-0.38, 0.38, points.shape)) * cell
    tops = random.normal(0.0, 0.22 * cell, len(points))
    corners = Delaunay(points).simplices
    first, second = (points[corners[:, i]] - points[corners[:, 0]] for i in (1, 2))
    rise_1, rise_2 = (tops[corners[:, i]] - tops[corners[:, 0]] for i in (1, 2))
    turn = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    tilt_x = (rise_1 * second[:, 1] - rise_2 * first[:, 1]) / turn
    tilt_y = (rise_2 * first[:, 0] - rise_1 * second[:, 0]) / turn
    lift = 0.14 * np.clip((-0.7 * tilt_x - 0.7 * tilt_y) / 0.4, -1.0, 1.0)
    middle = points[corners].mean(1)
    mesh = _mesh((max(8, width // 8), max(8, height // 8)), ends, random)
    at = np.clip((middle / (width, height) * mesh.shape[1::-1]).astype(int), 0, np.array(mesh.shape[1::-1]) - 1)
    colours = mesh[at[:, 1], at[:, 0]].copy()
    colours[:, 0] = np.clip(colours[:, 0] + lift, 0.03, 0.99)
    bytes_ = to_srgb(np.clip(from_oklab(colours[None]), 0, 1))[0]
    drawn = np.empty((2 * height, 2 * width, 3), np.uint8)  # at double size: where triangles meet, cv2 can't smooth them
    for triangle, colour in zip(points[corners], bytes_, strict=True):
        cv2.fillConvexPoly(drawn, np.rint(triangle * 2 * 16).astype(np.int32), [int(c) for c in colour], cv2.LINE_8, 4)
    return to_oklab(to_linear(np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_AREA), np.uint8)))


def _bokeh(size: Size, ends: Lab, random: np.random.Generator) -> NDArray[np.float32]:
    """(H, W, 3) linear: discs of light, large ones faint and near, over a dark ground that glows in their colours."""
    import cv2

    from overpaint.imaging.colour import from_oklab

    width, height = size
    side = float(np.sqrt(width * height))
    ground = _mesh(size, ends, random)
    ground[..., 0] = 0.10 + 0.28 * ground[..., 0]
    ground[..., 1:] *= 0.5  # a colour this dark can't be as strong
    picture = np.clip(from_oklab(ground), 0.0, 1.0)
    heart = random.uniform(0.25, 0.75, 2) * size
    for count, least, most, brightness in _LIGHTS:
        for _ in range(count):
            radius = side * random.uniform(least, most)
            gathered = heart + random.normal(0.0, 0.33, 2) * size
            centre = gathered if random.random() < 0.7 else random.uniform(-0.05, 1.05, 2) * size
            colour = _between(ends, np.array([random.random()], np.float32), random.uniform(0.0, 0.18))
            light = np.clip(from_oklab(colour[None])[0, 0], 0.0, 1.0) * np.float32(brightness * random.lognormal(0.0, 0.45))
            _add_disc(picture, centre, radius, light)
    small = cv2.resize(picture, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
    glow = cv2.GaussianBlur(small, (0, 0), max(side / 160, 0.3))
    picture += 0.25 * cv2.resize(glow, size, interpolation=cv2.INTER_LINEAR)
    return picture


def _add_disc(picture: NDArray[np.float32], centre: NDArray[np.float64], radius: float, light: NDArray[np.float32]) -> None:
    """Add one disc, in place: a little brighter towards its rim, as lenses draw it, with an edge of a pixel or two."""
    height, width = picture.shape[:2]
    left, right = (int(np.clip(centre[0] + sign * (radius + 2), 0, width)) for sign in (-1, 1))
    top, bottom = (int(np.clip(centre[1] + sign * (radius + 2), 0, height)) for sign in (-1, 1))
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right, dtype=np.float32) + np.float32(0.5 - centre[0])
    y = np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - centre[1])
    away = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2)
    soft = max(1.0, 0.035 * radius)
    shape = np.clip((radius - away) / np.float32(soft) + 0.5, 0.0, 1.0) * (0.72 + 0.28 * np.minimum(away / radius, 1.0) ** 4)
    picture[top:bottom, left:right] += shape[..., None] * light
