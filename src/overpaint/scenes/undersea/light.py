"""Water lit from above: its colour by direction, shafts of light, and the moving surface seen from below.

Water takes red within metres and leaves blue-green, then blue (N. Jerlov's ocean types, 1976); looking up there is more light
than looking down. Shafts are sunlight that ripples bundle: straight, parallel, so they spread from where the sun stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.values import LinearPixels, Size
from overpaint.scenes.materials.patch import Noise, Patch, rgb, step

_UP, _LEVEL, _DOWN = (0.075, 0.50, 0.66), (0.0035, 0.105, 0.225), (0.0012, 0.022, 0.068)
_SUNLIT = (0.42, 0.92, 0.95)
_CEILING_EYE = 1.45  # height of the surface over eye level, in ways from eye level to the frame's top
_CEILING = 0.30  # rows it covers at most, share of the height


@dataclass(frozen=True)
class Sea:
    """`size`: (width, height). `sun`: where the light comes in, (x, y) in pixels, above the picture. `level`: row at eye level.
    `tint`: (3,) of this water, about 1."""

    size: Size
    sun: tuple[float, float]
    level: float
    tint: NDArray[np.float32]

    @property
    def side(self) -> float:
        return float(np.sqrt(self.size[0] * self.size[1]))


def open_water(sea: Sea) -> LinearPixels:
    """(H, W, 3) the water itself: bright towards the surface and the sun, dark below."""
    width, height = sea.size
    y = (sea.level - np.arange(height, dtype=np.float32)[:, None] - 0.5) / np.float32(sea.side)
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - sea.sun[0]) / np.float32(sea.side)
    near = np.exp(-((x / (0.42 + 0.25 * np.clip(y, 0, None))) ** 2))
    up = np.clip(y, 0.0, None) * (0.75 + 0.40 * near)
    rise = 1.0 - np.exp(-((up / np.float32(0.62)) ** 1.7))
    sink = 1.0 - np.exp(-np.clip(-y, 0.0, None) / np.float32(0.30)) * np.ones_like(x)
    colours = [np.asarray(c, np.float32) * sea.tint for c in (_LEVEL, _UP, _DOWN)]
    water = colours[0] + (colours[1] - colours[0]) * rise[..., None]
    water += (colours[2] - water) * sink[..., None]
    return np.asarray(water * (0.86 + 0.22 * near)[..., None], np.float32)


def add_shafts(picture: LinearPixels, sea: Sea, noise: Noise) -> None:
    """Add shafts of light, in place: broad soft ones and narrow ones, dying away with depth."""
    width, height = sea.size
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - sea.sun[0]) / np.float32(sea.side)
    y = (np.arange(height, dtype=np.float32)[:, None] + 0.5 - sea.sun[1]) / np.float32(sea.side)
    angle = np.arctan2(x, y + np.float32(0.15)).astype(np.float32)
    away = np.hypot(x, y).astype(np.float32)
    rays = Patch(angle, away, np.full(height, 0.4 / sea.side, np.float32))
    shafts = np.zeros_like(angle)
    for tile, low, high, share, use in ((2.6, 0.0, 2.4, 0.70, 40), (1.0, 0.1, 2.4, 0.62, 42), (0.40, 0.2, 2.6, 0.42, 44)):
        beam = noise.smooth(rays, tile, use, stretch=26.0)
        shafts += np.float32(share) * step(low, high, beam) * step(-1.2, 1.2, noise.silk(rays, tile, use + 1, stretch=2.5))
    depth = np.clip(np.arange(height, dtype=np.float32)[:, None] / np.float32(height), 0.0, 1.0)
    fade = np.exp(-2.3 * depth) * np.exp(-((angle / 0.62) ** 2)) * step(0.0, 0.22, away - np.float32(abs(sea.sun[1]) / sea.side))
    shafts = gaussian(np.asarray(shafts * fade, np.float32), 0.0016 * sea.side)
    glow = np.asarray(_SUNLIT, np.float32) * sea.tint
    cooled = glow * np.exp(-depth[..., None] * rgb([2.2, 0.45, 0.2]))
    picture += shafts[..., None] * cooled * np.float32(0.80)


def add_ceiling(picture: LinearPixels, sea: Sea, noise: Noise) -> None:
    """The surface from below, in place: facets that mirror the deep or let the sky through, blazing under the sun."""
    width = sea.size[0]
    last = int(np.clip(sea.level - 0.30 * sea.side, 0, _CEILING * picture.shape[0]))
    if last < 2:
        return
    rows = np.arange(last, dtype=np.float32) + 0.5
    above = (sea.level - rows)[:, None]
    eye = np.float32(_CEILING_EYE * sea.level / sea.side)
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :]
    u = np.ascontiguousarray(x * eye / above, np.float32)
    v = np.ascontiguousarray(np.broadcast_to(eye * 0.9 * sea.side / above, u.shape), np.float32)
    ripples = Patch(u, v, np.asarray(1.3 * eye / above[:, 0], np.float32))
    bent = ripples.moved(0.02 * noise.silk(ripples, 0.6, 50), 0.02 * noise.silk(ripples, 0.6, 51))
    slope = (
        0.60 * noise.silk(bent, 0.9, 52, 0.3) + 0.5 * noise.smooth(bent, 0.36, 53, 0.3) + 0.4 * noise.smooth(bent, 0.15, 54, 0.35)
    )
    from_sun = np.hypot((x - (sea.sun[0] - width / 2)) / sea.side, 0.55 * (rows[:, None] / sea.side))
    blaze = np.exp(-((from_sun / 0.30) ** 2))
    sky = step(-0.2, 1.9, slope + 0.9 * blaze - 0.25)
    glint = step(1.0, 2.6, slope + 0.70 * blaze) ** 2 * blaze
    near = step(0.0, 1.0, (last - rows[:, None]) / np.float32(max(last, 1)) * 1.15) * np.ones_like(u)
    window = np.asarray([0.20, 0.72, 0.82], np.float32) * sea.tint
    share = (0.55 * sky * near)[..., None]
    picture[:last] += (window * (0.55 + 0.75 * blaze[..., None]) - picture[:last]) * share
    picture[:last] += (1.1 * glint * near)[..., None] * rgb([0.9, 1.0, 0.97])
    # Metres of water lie between: what is seen through them has no edges.
    picture[:last] = gaussian(np.ascontiguousarray(picture[:last]), 0.0028 * sea.side)
