"""Strengths as the eye means them: how far a change must go on this picture until it looks as changed as was asked.

"Brighter" is not one gain: a dark picture has far to go, a bright one hardly any room. Each target is a measure of the picture
(CIE L*, its spread, chroma, the shift of a colour), taken on a small copy where the mask lets the change in; the strength
that reaches it is found by halving. What would flatten lights, crush darks or colour skin like nobody's is stopped before.

A degree is signed, up to 1: 0.25 is "a bit", 0.5 what is meant without a word, 0.75 "much", 1 "as far as one would go".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Mask, Pixels

Change: TypeAlias = Callable[[Pixels, float], Pixels]
"""A picture, (H, W, 3) uint8 sRGB, changed by a strength; 0 leaves it as it is."""

_SIDE = 192
_FEWEST = 9.0
_HALVINGS = 10

_DEGREES = (0.0, 0.25, 0.5, 0.75, 1.0)
# Share of the way to white (or black) that mean lightness goes, and where these lie: nobody wants a picture that is all white.
_LIGHTER, _DARKER = (0.0, 0.11, 0.21, 0.34, 0.48), (0.0, 0.10, 0.20, 0.33, 0.48)
_LIGHTEST, _DARKEST = 96.0, 3.0
# What is nearly black is not what a picture's brightness is judged by: a backdrop, a suit.
_UNSEEN, _SEEN, _OF_BLACK = 3.0, 18.0, 0.3
# Share of the way to the widest spread of lightness there is in photographs; share of the spread that less contrast takes.
_WIDER, _NARROWER, _WIDEST = (0.0, 0.10, 0.20, 0.32, 0.46), (0.0, 0.12, 0.24, 0.38, 0.55), 40.0
# Mean chroma (CIE C*) gained, as a share, by a picture that has a middling one; and lost by any.
_RICHER, _POORER = (0.0, 0.14, 0.30, 0.52, 0.85), (0.0, 0.14, 0.28, 0.50, 0.78)
_MUTED, _VIVID = 5.0, 32.0
_COLOURLESS = 1.5
# Mean shift of colour, in CIE a*b*, of a picture in middling light.
_SHIFT = (0.0, 3.5, 7.0, 11.0, 17.0)
# Lights from here on are near white, darks up to here near black; at most so large a share of the picture may join them, of
# darks so much more at the highest degree: in lights it is noticed at once.
_NEAR_WHITE, _NEAR_BLACK, _MOST_LOST, _CRUSHED_MORE = 97.5, 1.5, 0.02, 0.08
# Skin of all complexions by its hue in CIE a*b* (degrees) and chroma; the most chroma that a change may give it, the least it may
# leave; how much of a picture must be of that colour to be heeded.
_SKIN_HUE, _SKIN_CHROMA, _SKIN_SHARE = (25.0, 75.0), (8.0, 45.0), 0.02
_SKIN_VIVID, _SKIN_KEEPS, _SKIN_GAINS = 42.0, 0.6, 0.3

Lab: TypeAlias = NDArray[np.float32]
"""(H, W, 3) CIE L*a*b* under D65."""


@dataclass(frozen=True)
class Sample:
    """A small copy of a picture: (H, W, 3) uint8, and (H, W) float32 weights in [0, 1]: where a change takes effect."""

    rgb: Pixels
    weight: NDArray[np.float32]

    @property
    def lab(self) -> Lab:
        return lab_of(self.rgb)


def sample(image: Image, mask: Mask) -> Sample | None:
    """What of a picture a change is measured on; None where the mask lets hardly a pixel in, or only transparent ones."""
    weight = mask.values if image.alpha is None else mask.values * (image.alpha.astype(np.float32) / np.float32(255))
    scale = min(1.0, _SIDE / max(image.size))
    size = (max(1, round(image.size[0] * scale)), max(1, round(image.size[1] * scale)))
    small = np.asarray(cv2.resize(image.rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    counts = np.asarray(cv2.resize(weight.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)
    return Sample(small.reshape(size[1], size[0], 3), counts.reshape(size[1], size[0])) if counts.sum() >= _FEWEST else None


def lab_of(rgb: Pixels) -> Lab:
    """(H, W, 3) uint8 sRGB → CIE L*a*b*, float32."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB), np.float32)


def apart(seen: Sample, after: Pixels) -> float:
    """Mean CIE L*a*b* distance between the sample and what became of it."""
    return _mean(np.asarray(np.linalg.norm(lab_of(after) - seen.lab, axis=2), np.float32), seen.weight)


def lightness(seen: Sample, degree: float, change: Change, most: float) -> float:
    """Strength, up to ±`most`, by which `change` makes the sample lighter (`degree` above 0) or darker as far as is meant.

    Of two pictures the darker one gains more. Measured: mean L*, in which near-black counts little.
    """
    before = seen.lab
    weight = seen.weight * _visible(before[..., 0])
    middle = _mean(before[..., 0], weight)
    if degree > 0:
        target = middle + _at(_LIGHTER, degree) * max(0.0, _LIGHTEST - middle)
        return _reached(seen, change, most, lambda lab: _mean(lab[..., 0], weight) >= target or _blown(before, lab, seen.weight))
    target = middle - _at(_DARKER, degree) * max(0.0, middle - _DARKEST)
    return -_reached(seen, _turned(change), most, lambda lab: _mean(lab[..., 0], weight) <= target)


def contrast(seen: Sample, degree: float, change: Change, most: float) -> float:
    """Strength by which `change` spreads the sample's lightness, or draws it together, as far as is meant.

    Of two pictures the flatter one gains more. Measured: standard deviation of L*.
    """
    before = seen.lab
    spread = _spread(before[..., 0], seen.weight)
    if degree > 0:
        target = spread + _at(_WIDER, degree) * max(0.0, _WIDEST - spread)

        def enough(lab: Lab) -> bool:
            lost = _blown(before, lab, seen.weight) or _crushed(before, lab, seen.weight, degree)
            return lost or _spread(lab[..., 0], seen.weight) >= target

        return _reached(seen, change, most, enough)
    target = spread * (1 - _at(_NARROWER, degree))
    return -_reached(seen, _turned(change), most, lambda lab: _spread(lab[..., 0], seen.weight) <= target)


def middle_of(seen: Sample) -> float:
    """The middle of the sample's greys as an sRGB value in [0, 1]: what more contrast shall leave where it is."""
    grey = cv2.cvtColor(seen.rgb, cv2.COLOR_RGB2GRAY)
    return _mean(grey.astype(np.float32) / np.float32(255), seen.weight * _visible(seen.lab[..., 0]))


def colourfulness(seen: Sample, degree: float, change: Change, most: float, part: float = 1.0) -> float:
    """Strength by which `change` makes the sample's colours stronger, or weaker, as far as is meant; 0 where there are none.

    Muted pictures gain more than vivid ones. Measured: mean C*, and that of skin, which never gets glaring nor grey: only what
    is asked for "extremely" takes its colour too. `part`: of the way, for changes that leave some colours out.
    """
    before = seen.lab
    chroma = _chroma(before)
    mean = _mean(chroma, seen.weight)
    if mean < _COLOURLESS:
        return 0.0
    skin = seen.weight * _is_skin(before)
    heeded = float(skin.sum()) >= _SKIN_SHARE * float(seen.weight.sum())
    own = _mean(chroma, skin) if heeded else 0.0
    if degree > 0:
        room = min(max(1.5 - mean / _VIVID, 0.5), 1.4)
        target = max(mean, _MUTED) * (part * _at(_RICHER, degree) * room) + mean
        glaring = max(own * (1 + _SKIN_GAINS * degree), _SKIN_VIVID)

        def enough(lab: Lab) -> bool:
            reached = _chroma(lab)
            return _mean(reached, seen.weight) >= target or (heeded and _mean(reached, skin) >= glaring)

        return _reached(seen, change, most, enough)
    target = mean * (1 - part * _at(_POORER, degree))
    least = own * _SKIN_KEEPS if abs(degree) < 1 else 0.0

    def drained(lab: Lab) -> bool:
        reached = _chroma(lab)
        return _mean(reached, seen.weight) <= target or (heeded and _mean(reached, skin) <= least)

    return -_reached(seen, _turned(change), most, drained)


def shift(seen: Sample, degree: float, change: Change, most: float) -> float:
    """Strength by which `change` shifts the sample's colours as far as is meant; less where they lean that way already.

    Measured: mean distance in a*b* between before and after; b* says which way they lean.
    """
    before = seen.lab
    side = 1.0 if degree > 0 else -1.0
    leaning = side * _mean(before[..., 2], seen.weight)
    bright = _mean(before[..., 0], seen.weight) / 60
    target = _at(_SHIFT, degree) * min(max(1.15 - leaning / 60, 0.7), 1.4) * min(max(bright, 0.4), 1.15)

    def enough(lab: Lab) -> bool:
        moved = np.hypot(lab[..., 1] - before[..., 1], lab[..., 2] - before[..., 2])
        return _mean(np.asarray(moved, np.float32), seen.weight) >= target

    return side * _reached(seen, change if side > 0 else _turned(change), most, enough)


def _reached(seen: Sample, change: Change, most: float, enough: Callable[[Lab], bool]) -> float:
    """The least strength up to `most` that is `enough`; `most` where none is."""
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if enough(lab_of(change(seen.rgb, middle))):
            high = middle
        else:
            low = middle
    return high


def _turned(change: Change) -> Change:
    return lambda rgb, strength: change(rgb, -strength)


def _at(shares: tuple[float, ...], degree: float) -> float:
    return float(np.interp(abs(degree), _DEGREES, shares))


def _mean(values: NDArray[np.float32], weight: NDArray[np.float32]) -> float:
    return float((values * weight).sum(dtype=np.float64) / max(float(weight.sum(dtype=np.float64)), 1e-6))


def _spread(values: NDArray[np.float32], weight: NDArray[np.float32]) -> float:
    around = values - np.float32(_mean(values, weight))
    return float(_mean(around * around, weight) ** 0.5)


def _visible(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W) weights by L*: near-black counts little."""
    share = np.clip((light - _UNSEEN) / (_SEEN - _UNSEEN), 0, 1)
    return np.asarray(_OF_BLACK + (1 - _OF_BLACK) * share, np.float32)


def _blown(before: Lab, after: Lab, weight: NDArray[np.float32]) -> bool:
    """Whether more of the picture has become near white than a picture may lose."""
    lost = (after[..., 0] > _NEAR_WHITE) & (before[..., 0] <= _NEAR_WHITE)
    return _mean(lost.astype(np.float32), weight) > _MOST_LOST


def _crushed(before: Lab, after: Lab, weight: NDArray[np.float32], degree: float) -> bool:
    lost = (after[..., 0] < _NEAR_BLACK) & (before[..., 0] >= _NEAR_BLACK)
    return _mean(lost.astype(np.float32), weight) > _MOST_LOST + _CRUSHED_MORE * degree


def _chroma(lab: Lab) -> NDArray[np.float32]:
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]), np.float32)


def _is_skin(lab: Lab) -> NDArray[np.float32]:
    """(H, W): 1 where a colour is one that skin has."""
    hue = np.rad2deg(np.arctan2(lab[..., 2], lab[..., 1]))
    chroma = _chroma(lab)
    inside = (hue > _SKIN_HUE[0]) & (hue < _SKIN_HUE[1]) & (chroma > _SKIN_CHROMA[0]) & (chroma < _SKIN_CHROMA[1])
    return np.asarray(inside & (lab[..., 0] > 20), np.float32)
