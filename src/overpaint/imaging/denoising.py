"""Noise taken out scale after scale, each as much as is measured at it: most of a camera's noise is in its blotches.

A network that knows white noise (`noise_network`) leaves what demosaicing and JPEG have smeared over several pixels. On the
picture at half its size the same blotches are fine noise again, and so on; what goes at a smaller size is taken off the larger
one. White noise halves from size to size: only what a smaller one has beyond that, and still has once the larger is clean, is
blotches; the rest is texture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.noise_level import NoiseLevel, noise_level
from overpaint.imaging.noise_network import Colours, Network
from overpaint.imaging.values import Pixels, Plane

_OF_LIGHT, _OF_COLOUR = 1.1, 1.4
"""Noise that the network is told of, as a multiple of what is measured, at half the strength. Colour goes farther: its noise is
seen first and its detail last."""

_LIGHT_SCALES, _SCALES = 3, 4
"""How often the picture is halved for its brightness and for its colours: beyond, texture can't be told from noise."""

_WHITE = 0.6
"""What is left at half the size of noise that is white, with room for what is nearly so."""

_TO_RGB = 1.5
"""Deviation of each of three channels that makes a deviation of 1 in their Y, or Cr or Cb, if they are alike."""

_SMEARED = 2.0
"""Most times what is measured on single pixels that smeared noise is taken for."""

_NONE = 0.5
"""Codes of noise that nobody sees: the network is not asked."""

_SMALLEST = 60
"""Shorter side of the smallest picture that is looked at: on smaller ones everything is texture."""


@dataclass(frozen=True, eq=False)
class _Noise:
    """Of a picture at one size: of Y, and of Cr and Cb, by brightness."""

    light: NoiseLevel
    red: NoiseLevel
    blue: NoiseLevel

    def of_light(self, brightness: Plane) -> Plane:
        return self.light.at(brightness)

    def of_colour(self, brightness: Plane) -> Plane:
        return np.maximum(self.red.at(brightness), self.blue.at(brightness))


def denoised(rgb: Pixels, strength: float, network: Network) -> Pixels:
    """(H, W, 3) uint8 sRGB without the noise that is measured in it; the same where there is none. `strength`: 0 to 1."""
    picture = rgb.astype(np.float32)
    clean = _scale(picture, 2 * strength, network, _by_scale(picture), 0)
    return rgb if clean is picture else np.asarray(np.clip(np.rint(clean), 0, 255), np.uint8)


def noise_of(rgb: Pixels) -> float:
    """Deviation of the noise in a picture, (H, W, 3) uint8 sRGB, in codes of a channel; fine or in blotches: the larger."""
    picture = rgb.astype(np.float32)
    rows = _by_scale(picture)[:_LIGHT_SCALES]
    most = 0.0
    for at in range(len(rows)):
        light, *_ = _parts(picture)
        most = max(most, *(float(np.median(_beyond_white(rows, at, light, colour=colour))) for colour in (False, True)))
        picture = _halved(picture)
    return _TO_RGB * most


def _scale(picture: Colours, strength: float, network: Network, rows: Sequence[_Noise], at: int) -> Colours:
    """The picture without its noise at this size and the smaller ones; itself where there is none. `rows`: of the original."""
    clean = picture
    light, *_ = _parts(picture)
    left = _noise(picture) if at else rows[0]
    of_light = _OF_LIGHT * strength * _TO_RGB * _told(left.of_light(light), rows, at, light, colour=False)
    if at < _LIGHT_SCALES and _is_seen(of_light):
        clean = network(picture, of_light)
    if at:
        of_colour = _OF_COLOUR * strength * _TO_RGB * _told(left.of_colour(light), rows, at, light, colour=True)
        if _is_seen(of_colour):
            _, red, blue = _parts(network(picture, np.maximum(of_colour, of_light)))
            clean = _joined(_parts(clean)[0], red, blue)
    if at + 1 < len(rows):
        small = _halved(clean)
        better = _scale(small, strength, network, rows, at + 1)
        if better is not small:
            clean = np.asarray(clean + cv2.resize(better - small, clean.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.float32)
    return clean


def _by_scale(picture: Colours) -> tuple[_Noise, ...]:
    rows = [_noise(picture)]
    while len(rows) < _SCALES and min(picture.shape[:2]) >= 2 * _SMALLEST:
        picture = _halved(picture)
        rows.append(_noise(picture))
    return tuple(rows)


def _noise(picture: Colours) -> _Noise:
    light, red, blue = _parts(picture)
    return _Noise(noise_level(light, light), noise_level(red, light), noise_level(blue, light))


def _told(left: Plane, rows: Sequence[_Noise], at: int, light: Plane, *, colour: bool) -> Plane:
    """(H, W): noise to take out at this size, of what is `left` of it. Where the next smaller size has more than white noise
    leaves there, this one's is smeared, of which single pixels show only a part."""
    noise = np.minimum(left, _beyond_white(rows, at, light, colour=colour))
    if at + 1 == len(rows):
        return noise
    return np.maximum(noise, np.minimum(_beyond_white(rows, at + 1, light, colour=colour), _SMEARED * noise))


def _beyond_white(rows: Sequence[_Noise], at: int, light: Plane, *, colour: bool) -> Plane:
    """(H, W): what noise a size has beyond what the larger one's would leave if it were white."""

    def of(row: _Noise) -> Plane:
        return row.of_colour(light) if colour else row.of_light(light)

    here = of(rows[at])
    return here if at == 0 else np.sqrt(np.maximum(here**2 - (_WHITE * of(rows[at - 1])) ** 2, 0))


def _is_seen(deviation: Plane) -> bool:
    return float(np.quantile(deviation, 0.9)) > _NONE


def _halved(picture: Colours) -> Colours:
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(picture, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA), np.float32)


def _parts(picture: Colours) -> tuple[Plane, Plane, Plane]:
    """Y, Cr and Cb."""
    light, red, blue = cv2.split(cv2.cvtColor(picture / np.float32(255), cv2.COLOR_RGB2YCrCb) * np.float32(255))
    return np.asarray(light, np.float32), np.asarray(red, np.float32), np.asarray(blue, np.float32)


def _joined(light: Plane, red: Plane, blue: Plane) -> Colours:
    together = cv2.merge([light, red, blue]) / np.float32(255)
    return np.asarray(cv2.cvtColor(together, cv2.COLOR_YCrCb2RGB) * np.float32(255), np.float32)
