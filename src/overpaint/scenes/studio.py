"""A photographer's studio: seamless paper, a pool of light, a painted canvas, or a sweep of paper with a floor to stand on.

The fall-off is that of a lamp at a distance, 1 / (1 + r²)², as a background light gives it; the paper is not perfectly even. The
canvas is washed in layers, light in the middle, as portrait painters' backdrops are. Pale paper is lit more evenly: whoever asks
for light grey wants light grey in the corners too, and photographers put two lamps on such paper.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "A studio: paper under a soft lamp, a pool of light, a painted canvas, or a sweep with a floor."
VERSION = 3

_PLACES = {"left": (0.30, 0.42), "centre": (0.50, 0.44), "right": (0.70, 0.42)}
_MOTTLE = 0.012  # unevenness of the paper, share of its brightness
_GRAIN = 0.008
_FLOOR = (0.66, 0.70)
_PALE, _EVENNESS = (0.42, 0.62), 0.85  # linear luminance from which on paper is lit evenly, and how evenly
_BEND = 0.085  # height of the bend between floor and wall, share of the picture's

Style = Literal["paper", "spotlight", "canvas", "floor"]


class Params(SceneParameters):
    """Paper and lamp."""

    style: Style = Field("paper", description="Even paper, a pool of light in the dark, painted canvas, or a sweep with a floor.")
    colour: ColourCode = Field("#a9abae", description="Colour of the paper where the lamp is brightest, as #rrggbb.")
    falloff: float = Field(
        0.6, ge=0.0, le=1.0, description="How dark the corners become: 0 = even, 1 = nearly black; less on pale paper."
    )
    lamp: Literal["left", "centre", "right"] = Field("centre", description="Where on the paper the lamp is brightest.")


def _falloff(params: Params) -> float:
    """The fall-off on paper of that colour."""
    from overpaint.imaging.colour import luminance, to_linear

    if params.style not in ("paper", "floor"):
        return params.falloff
    pale = (float(luminance(to_linear(to_pixel(params.colour)))[0, 0]) - _PALE[0]) / (_PALE[1] - _PALE[0])
    return params.falloff * (1.0 - _EVENNESS * min(max(pale, 0.0), 1.0))


def _away(size: Size, place: tuple[float, float], flatten: float) -> Plane:
    """(H, W) squared distance from `place` (shares of the picture), in sides; `flatten` counts the vertical less."""
    import numpy as np

    width, height = size
    side = np.sqrt(width * height)
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width - place[0]) * (width / side)
    y = ((np.arange(height, dtype=np.float32) + 0.5) / height - place[1]) * (height / side)
    return np.asarray(x[None, :] ** 2 + flatten * y[:, None] ** 2, np.float32)


def _lamp(size: Size, params: Params, seed: int) -> Plane:
    """(H, W) float32 in (0, 1]: light on the paper."""
    import cv2
    import numpy as np

    random = np.random.default_rng(seed % 2**63)
    centre_x, centre_y = np.asarray(_PLACES[params.lamp]) + random.uniform(-0.03, 0.03, 2)
    lamp = np.asarray(1.0 / (1.0 + (3.0 * _falloff(params)) * _away(size, (centre_x, centre_y), 0.9)) ** 2, np.float32)
    if params.style == "spotlight":
        radius = float(random.uniform(0.30, 0.38))
        away = _away(size, (centre_x, centre_y - 0.02), float(random.uniform(0.75, 1.0))) / np.float32(radius**2)
        pool = 0.85 / (1.0 + away**1.5) + 0.15 / (1.0 + 0.5 * away)
        lamp = np.asarray(pool * (1.0 - params.falloff) + pool**1.35 * params.falloff, np.float32)
    mottle = cv2.resize(random.standard_normal((7, 7), np.float32), size, interpolation=cv2.INTER_CUBIC)
    lamp *= 1.0 + np.float32(_MOTTLE * params.falloff) * (mottle - mottle.max())
    return lamp


def _canvas(size: Size, lamp: Plane, seed: int) -> LinearPixels:
    """(H, W, 3) factors of the colour, at most 1: washes over one another, thin where the cloth shows."""
    import numpy as np

    from overpaint.scenes.materials.patch import Noise
    from overpaint.scenes.materials.views import View

    random = np.random.default_rng(seed % 2**63 + 1)
    place = random.uniform(0.0, 8.0, 2)
    patch = View(size, 0, (float(place[0]), float(place[1])), perspective=False).patch(0, size[1])
    noise = Noise(random)
    bent = patch.moved(0.012 * noise.smooth(patch, 0.7, 0), 0.012 * noise.smooth(patch, 0.7, 1))
    wash = 0.55 * noise.smooth(bent, 1.3, 2) + 0.45 * noise.rough(bent.turned(0.7), 1.1, 3, 1.4)
    wash += 0.30 * noise.smooth(bent, 0.45, 4)
    dabs = noise.rough(bent.turned(-0.5), 0.5, 5, stretch=2.0)
    cloth = noise.rough(patch, 0.05, 6) * np.float32(0.010)
    shade = np.clip(0.70 + 0.115 * wash + 0.026 * dabs + cloth, 0.25, 1.0) * lamp**0.8
    warm = np.float32(0.022) * np.clip(noise.smooth(bent, 1.2, 7), -1.5, 1.5)
    tint = np.stack([1.0 + warm, np.ones_like(warm), 1.0 - warm], axis=-1)
    return np.asarray(np.minimum(shade[..., None] * tint, 1.0), np.float32)


def _sweep(size: Size, lamp: Plane, level: float, falloff: float) -> Plane:
    """(H, W) light on a sweep: the wall as the lamp lights it, a bend in a little shade, a floor lit from above."""
    import numpy as np

    y = ((np.arange(size[1], dtype=np.float32) + 0.5) / np.float32(size[1]))[:, None]
    t = np.clip((y - level + _BEND) / np.float32(2 * _BEND), 0.0, 1.0)
    on_floor = t * t * (3.0 - 2.0 * t)
    wall = lamp * (1.0 - 0.10 * np.exp(-(((y - level) / np.float32(1.6 * _BEND)) ** 2)))
    nearer = np.clip((y - level) / np.float32(1.0 - level), 0.0, 1.0)
    floor = (0.62 + 0.38 * lamp) * (0.97 - 0.30 * falloff * nearer**1.5)
    return np.asarray(wall + (floor - wall) * on_floor, np.float32)


def rating(_: Params) -> Rating:
    return "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A studio of (width, height). Paper runs on under a subject's feet without a line; canvas hangs behind it."""
    import numpy as np

    from overpaint.imaging.colour import to_linear

    context.check()
    colour = to_linear(to_pixel(params.colour))
    lamp = _lamp(size, params, context.seed)
    context.check()
    tint = colour[0, 0] + 0.15
    red, green, blue = (float(part) for part in tint / tint.mean())
    light = Light(illuminant=(red, green, blue), strength=0.3)
    if params.style == "canvas":
        return Backdrop(_canvas(size, lamp, context.seed) * colour, light=light, grain=_GRAIN)
    if params.style == "floor":
        level = float(np.random.default_rng(context.seed % 2**63).uniform(*_FLOOR))
        lit = _sweep(size, lamp, level, params.falloff)
        return Backdrop(lit[..., None] * colour, light=light, horizon=level, ground="solid", grain=_GRAIN)
    return Backdrop(lamp[..., None] * colour, light=light, ground="solid", grain=_GRAIN)
