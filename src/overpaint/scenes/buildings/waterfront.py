"""Paints a skyline over water: sky, towers, a quay with lamps, and their reflection, through a lens a little out of focus."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import disc
from overpaint.imaging.values import Backdrop, Light, Quality, Size
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.buildings.promenade import pave
from overpaint.scenes.buildings.skyline_hours import SkylineHour
from overpaint.scenes.buildings.towers import Lighting, paint_towers
from overpaint.scenes.foliage.brush import add_discs
from overpaint.scenes.heavens.outdoors import Outdoors, as_seen_in, describe_light, develop, paint_heavens, step_out, stream
from overpaint.scenes.kernels.texture import fractal_field

Array = NDArray[np.float32]
_SOFTNESS = 0.0021  # radius of the lens's disc over the picture's mean side
_GLOW = np.array((1.0, 0.62, 0.40), np.float32)
_LUMINANCE = np.array((0.2126, 0.7152, 0.0722), np.float32)
_NIGHT = np.array((0.20, 0.32, 0.66), np.float32)
_LAMPS_ON_QUAY = 0.8
_MURK = np.array((0.016, 0.030, 0.034), np.float32)  # share of the sky's light that river water sends back


def _lighting(view: Outdoors, hour: SkylineHour, passed: float, level: float) -> Lighting:
    """`level`: luminance of the sky low over the town."""
    sunlight, skylight = (as_seen_in(view, np.array([[part]], np.float32))[0, 0] for part in (view.sunlight, view.skylight))
    share = 0.25 + 0.75 * passed
    sun = np.array(view.towards_sun, np.float32)
    lamps = np.full(3, hour.lamps * level, np.float32)
    return Lighting(sun, sunlight * (0.0 if view.by_night else share), skylight, hour.lit, lamps)


def _glow(picture: Array, view: Outdoors, hour: SkylineHour, level: float) -> None:
    """Light of the town on the air above it, in place."""
    if hour.lamps < 2.0:
        return
    rise = np.clip((view.camera.horizon - np.arange(len(picture))) / view.camera.focal, 0.0, None)
    picture += (np.exp(-rise / 0.13) * 0.11 * hour.lamps * level)[:, None, None].astype(np.float32) * _GLOW


def _quay(picture: Array, view: Outdoors, light: Lighting, random: np.random.Generator, scale: float) -> Array:
    """The dark edge of the shore with trees and low roofs, in place; and (N, 6) discs of its lamps."""
    camera = view.camera
    rough = cv2.resize(random.random((1, 90)).astype(np.float32), (camera.width, 1), interpolation=cv2.INTER_CUBIC)[0]
    fine = cv2.GaussianBlur(random.random((1, camera.width)).astype(np.float32), (0, 0), 2.0 * scale)[0]
    top = camera.horizon - scale * (3.0 + 11.0 * np.clip(rough + 1.5 * (fine - 0.5), 0.0, 1.0))
    rows = np.arange(len(picture))[:, None]
    shore = (rows >= top[None]) & (rows < camera.horizon + 2.0 * scale)
    # Trees in leaf: dark against a bright sky, yet not black by day.
    leaves = np.array((0.045, 0.06, 0.03), np.float32) * (light.skylight + 0.45 * light.sunlight) / np.pi
    shade = np.repeat(0.7 + 0.6 * fine[None] ** 2, len(picture), 0)[shore][:, None]
    picture[shore] = np.maximum(leaves * shade, 0.05 * light.skylight / np.pi)
    count = int(random.integers(26, 60) * camera.width / math.sqrt(camera.width * camera.height)) if light.lit > 0.2 else 0
    lamps = np.zeros((count, 6), np.float32)
    lamps[:, 0] = random.uniform(0, camera.width, count)
    lamps[:, 1] = camera.horizon - scale * random.uniform(2.0, 9.0, count)
    lamps[:, 2] = scale * 2.6
    colour = np.where(random.random((count, 1)) < 0.75, (1.0, 0.66, 0.34), (1.0, 0.92, 0.8))
    lamps[:, 3:] = colour * random.uniform(12.0, 70.0, (count, 1)) * light.lamps * scale**2
    return lamps


def _mirror(picture: Array, view: Outdoors, random: np.random.Generator, scale: float) -> None:
    """Water from the horizon down, in place: what stands above it upside down, drawn out and broken up by waves."""
    camera = view.camera
    top = min(max(math.ceil(camera.horizon + 2.0 * scale), 1), camera.height - 1)
    rows = np.arange(top, camera.height, dtype=np.float32)
    below = np.maximum(rows - camera.horizon, 1.0)
    columns = np.arange(camera.width, dtype=np.float32)
    near = camera.eye * camera.focal / below
    field = fractal_field(random, 256, 0.4, 3.0, 2.5)
    waves = np.zeros((len(rows), camera.width), np.float32)
    for size, share in ((18.0, 0.45), (6.0, 0.35), (2.0, 0.3)):
        u = ((columns[None] - camera.centre) / camera.focal * near[:, None] / size * 40.0) % 255.0
        v = np.broadcast_to((near[:, None] / size * 40.0) % 255.0, u.shape)
        seen = cv2.remap(
            field, u.astype(np.float32), np.ascontiguousarray(v, np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )
        fade = np.clip(size * camera.focal / near / 40.0 * below / camera.focal * 6.0, 0.0, 1.0)
        waves += share * seen * fade[:, None]
    above = cv2.GaussianBlur(picture[: max(top, 2)], (0, 0), 0.8 * scale, sigmaY=11.0 * scale)
    source = 2.0 * camera.horizon - rows[:, None] * 1.0 - waves * (10.0 * scale + 0.14 * below[:, None])
    source = np.clip(source, 0, top - 1).astype(np.float32)
    across = np.clip(columns[None] + waves * 3.0 * scale, 0, camera.width - 1).astype(np.float32)
    reflected = cv2.remap(above, across, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    steep = np.clip(below / camera.focal, 0.0, 1.0)
    fresnel = np.clip(0.86 - 1.25 * steep, 0.25, 1.0)[:, None] * (1.0 + 0.10 * waves)
    deep = _MURK * np.asarray(view.skylight, np.float32)
    picture[top:] = reflected * fresnel[..., None] + as_seen_in(view, deep[None, None])


def paint_skyline(
    size: Size,
    when: tuple[Time, Weather],
    hour: SkylineHour,
    seed: int,
    quality: Quality,
    check: Callable[[], None],
    *,
    quay: bool = False,
) -> Backdrop:
    """The finished picture. `quay`: paving to stand on in front, with a rail. Raises Cancelled when `check` does."""
    time, weather = when
    random = stream(seed, "skyline")
    horizon = random.uniform(0.58, 0.68)
    view = step_out(
        size, time, weather, horizon=horizon, eye=7.0, seed=seed, check=check, zoom=random.uniform(1.5, 2.1), beside=hour.sun
    )
    camera, scale = view.camera, math.sqrt(size[0] * size[1]) / 1024
    picture = np.zeros((camera.height, camera.width, 3), np.float32)
    picture[: view.sky_rows], passed = paint_heavens(view, quality, check)
    if view.by_night:
        # Over a lit town no stars are seen, and what is seen of the sky is little more than the town's own glow.
        small = cv2.resize(picture[: view.sky_rows], None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        sky = cv2.resize(cv2.medianBlur(small, 5), (camera.width, view.sky_rows), interpolation=cv2.INTER_LINEAR)
        picture[: view.sky_rows] = _NIGHT * (sky @ _LUMINANCE)[..., None]
    check()
    low = picture[max(int(camera.horizon - 0.12 * camera.height), 0) : view.sky_rows]
    level = float(np.median(low @ _LUMINANCE))
    light = _lighting(view, hour, passed, level)
    _glow(picture[: view.sky_rows], view, hour, level)
    warnings = paint_towers(picture, view, light, random)
    check()
    lamps = _quay(picture, view, light, random, scale)
    add_discs(picture, lamps, 0.0, 0.0)
    _mirror(picture, view, random, scale)
    if quay:
        # By night the lamps along the quay light it: warm, and as bright as the sky over the town.
        falling = (
            light.skylight + max(float(light.sun[2]), 0.0) * light.sunlight + _LAMPS_ON_QUAY * light.lamps * (0.4 + 0.6 * _GLOW)
        )
        pave(picture, camera.horizon, camera.focal, np.asarray(falling, np.float32), random)
    check()
    picture = disc(picture, max(_SOFTNESS * 1024 * scale, 0.3))
    red = np.zeros((len(warnings), 6), np.float32)
    red[:, :2] = np.array(warnings, np.float32).reshape(-1, 2)
    red[:, 2:4] = 2.4 * scale, 90.0 * scale**2 * light.lamps[0]
    add_discs(picture, red, 0.0, 0.0)
    pixels = develop(view, picture, hour.key)
    about = describe_light(view, pixels)
    if view.by_night:  # by a lit town nothing is seen of the moon's light
        about = Light(illuminant=about.illuminant, strength=0.8)
    return Backdrop(pixels, light=about, horizon=horizon, ground="solid" if quay else "water", grain=view.hour.grain, defocus=0.8)
