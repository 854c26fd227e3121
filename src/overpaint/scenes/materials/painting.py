"""From a material to a picture: the relief in bands, then light on it; for a table also the room behind and its reflection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import to_linear
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane, Size
from overpaint.scenes.base import SceneContext
from overpaint.scenes.materials import brick, concrete, fabric, marble, plaster, wood
from overpaint.scenes.materials.lighting import Window, fall_off, light_on, surroundings, window_from
from overpaint.scenes.materials.patch import Noise, Patch, Relief
from overpaint.scenes.materials.room import far_wall
from overpaint.scenes.materials.views import View

_BAND = 64
_EDGE = (0.50, 0.58)
_GRAIN = 0.008
_WHITEST = 0.80  # whiter paint than that would clip where the window is near
Paint = Callable[[Patch, Noise, "NDArray[np.float32] | None"], Relief]


def _paint_of(material: str, table: bool) -> Paint:
    if material == "fabric":
        return lambda patch, noise, colour: fabric.paint(patch, noise, colour, hanging=not table)
    paints: dict[str, Paint] = {
        "brick": brick.paint,
        "concrete": concrete.paint,
        "wood": wood.paint,
        "marble": marble.paint,
        "plaster": plaster.paint,
    }
    return paints[material]


def paint_surface(
    size: Size, material: str, seen: Literal["wall", "table", "above"], colour: str | None, context: SceneContext
) -> Backdrop:
    """`seen`: a wall, a table from the side, or a table from above. `colour`: #rrggbb, or None for the material's own."""
    table = seen == "table"
    random = np.random.default_rng(context.seed % 2**63)
    noise = Noise(random)
    context.check()
    edge = round(size[1] * random.uniform(*_EDGE)) if table else 0
    place = random.uniform(0.0, 8.0, 2)
    view = View(size, edge, (float(place[0]), float(place[1])), table, turned=seen != "wall" and bool(random.random() < 0.5))
    window = window_from(-1 if random.random() < 0.5 else 1, table)
    linear = None if colour is None else np.minimum(to_linear(to_pixel(colour))[0, 0], np.float32(_WHITEST))
    pixels = np.empty((size[1], size[0], 3), np.float32)
    height, gloss = _relief(pixels, view, _paint_of(material, seen != "wall"), noise, linear, context)
    if table:
        far_wall(pixels, edge, window, random)
        context.check()
    _light_up(pixels, height, gloss, view, window, context)
    towards = (0.80 * window.side, -0.30, 0.52) if not table else (0.78 * window.side, 0.30, 0.55)
    light = Light(illuminant=(1.01, 1.0, 0.99), backlit=0.25 if table else 0.0, strength=0.5, towards=_unit(towards))
    if table:
        return Backdrop(pixels, light=light, horizon=edge / size[1], ground="solid", grain=_GRAIN, defocus=0.0)
    return Backdrop(
        pixels, light=light, ground="none" if seen == "wall" else "solid", grain=_GRAIN, defocus=0.0 if seen == "above" else 1.0
    )


def _unit(vector: tuple[float, float, float]) -> tuple[float, float, float]:
    length = float(np.linalg.norm(vector))
    return vector[0] / length, vector[1] / length, vector[2] / length


def _relief(
    pixels: LinearPixels, view: View, paint: Paint, noise: Noise, colour: NDArray[np.float32] | None, context: SceneContext
) -> tuple[Plane, Plane]:
    """Write the surface's own colour into the picture from the edge down; return its height and gloss, (rows, W)."""
    width, height = view.size
    rows = height - view.edge
    heights, gloss = np.empty((rows, width), np.float32), np.empty((rows, width), np.float32)
    for top in range(0, rows, _BAND):
        context.check()
        band = slice(top, min(top + _BAND, rows))
        relief = paint(view.patch(view.edge + band.start, view.edge + band.stop), noise, colour)
        pixels[view.edge + band.start : view.edge + band.stop] = relief.albedo
        heights[band], gloss[band] = relief.height, relief.gloss
    return heights, gloss


def _light_up(pixels: LinearPixels, height: Plane, gloss: Plane, view: View, window: Window, context: SceneContext) -> None:
    """Let the window shine on the surface, in place, from the edge down."""
    means = surroundings(height, view)
    for top in range(0, height.shape[0], _BAND):
        context.check()
        band = slice(top, min(top + _BAND, height.shape[0]))
        rows = slice(view.edge + band.start, view.edge + band.stop)
        light, along, towards = light_on(height, means, band, view, window)
        lit = pixels[rows] * light[..., None] * fall_off(view, window, rows)
        gleam = _mirrored if view.perspective else _sheen
        pixels[rows] = np.clip(lit + gleam(pixels, view, window, (along, towards), gloss[band], rows), 0.0, 1.0)
    if view.perspective:
        _soften_far(pixels, view)


def _sheen(_: LinearPixels, view: View, window: Window, slopes: tuple[Plane, Plane], gloss: Plane, rows: slice) -> LinearPixels:
    """The window's own reflection, broad on dull things: Blinn and Phong, with the eye two sides away."""
    width, height = view.size
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - width / 2) / np.float32(2.0 * view.side)
    y = (np.arange(height, dtype=np.float32)[rows, None] + 0.5 - height / 2) / np.float32(2.0 * view.side)
    half_x, half_y = window.towards[0] - x, window.towards[1] - y
    half_z = np.float32(window.towards[2] + 1.0)
    cosine = (half_z - slopes[0] * half_x - slopes[1] * half_y) / np.sqrt(
        (half_x**2 + half_y**2 + half_z**2) * (1.0 + slopes[0] ** 2 + slopes[1] ** 2)
    )
    shine = np.maximum(cosine, 0.0) ** (6.0 + 30.0 * gloss) * gloss * np.float32(0.10)
    return np.repeat(shine[..., None], 3, axis=2).astype(np.float32)


def _mirrored(
    pixels: LinearPixels, view: View, _: Window, slopes: tuple[Plane, Plane], gloss: Plane, rows: slice
) -> LinearPixels:
    """The room behind in the table's top: softly, and the more the flatter one looks at it (Schlick 1994)."""
    wall = pixels[: view.edge : max(1, view.edge // 24)]
    behind = cv2.resize(
        np.ascontiguousarray(wall[::-1]), (view.size[0], view.size[1] - view.edge), interpolation=cv2.INTER_LINEAR
    )
    behind = behind[rows.start - view.edge : rows.stop - view.edge]
    below = ((np.arange(view.size[1])[rows] + 0.5) / view.size[1] - 0.10)[:, None] * view.size[1] / (1.5 * view.side)
    facing = below / np.sqrt(1.0 + below**2)
    fresnel = 0.04 + 0.96 * (1.0 - facing) ** 5
    amount = gloss**1.5 * fresnel * np.clip(1.0 - 2.0 * slopes[1], 0.3, 1.8)
    return np.asarray(behind * amount[..., None], np.float32)


def _soften_far(pixels: LinearPixels, view: View) -> None:
    """The table's far part and its edge lie behind the focus: blurred the more the nearer to the edge."""
    reach = max(4, round(0.20 * (view.size[1] - view.edge)))
    margin = max(4, round(0.02 * view.side))
    rows = slice(max(0, view.edge - 3 * margin), min(view.size[1], view.edge + 2 * reach))
    strip = np.ascontiguousarray(pixels[rows])
    depth = (np.arange(rows.start, rows.stop, dtype=np.float32) - view.edge) / np.float32(2 * reach)
    for sigma, last in ((0.0016, 1.0), (0.0035, 0.55), (0.0060, 0.22)):
        share = np.clip((np.float32(last) - depth) / np.float32(0.4), 0.0, 1.0)[:, None, None]
        pixels[rows] += (gaussian(strip, sigma * view.side) - pixels[rows]) * share
