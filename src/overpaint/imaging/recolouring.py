"""Another colour for a thing, with its light and shade, its highlights and its other colours kept.

In OKLab (Björn Ottosson, 2020). The thing's own colour is the largest of a few clusters; what is of another hue (glass, skin)
or has lost it to a highlight stays. Lightness moves as a whole and keeps its relief.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.values import Pixels, Plane

_CLUSTERS = 4
_SAMPLES = 6000
_LEAST_SHARE = 0.55
"""Of a thing: what has no colour of this much of it has no one colour that could be changed."""

_BLACK = 0.4
"""OKLab lightness of greys from which on a black thing can't be told from its shadows, its tyres, its windows."""

_GREY = 0.045
"""OKLab chroma below which a colour is a grey."""

_HUE = (28.0, 50.0)
_STRENGTH = (0.15, 0.4)
_GREY_CHROMA = (0.05, 0.09)
_LIGHTNESS = (0.3, 0.5)
"""From the first bound to the second a pixel is less and less of the thing's own colour: degrees of hue, share of its chroma
(rising), a grey's chroma, a grey's lightness.
"""

_SAME = (0.3, 0.015, 0.12)
"""The very same colour, not only the same hue: how far apart it may be in hue and strength (a share of its own, and OKLab units)
and in lightness."""

_DARKEST, _LIGHTEST = 0.2, 0.95
"""Lightness of black and white things in photographs: pure ones have no relief."""


class NoOneColour(ValueError):
    """The thing has no one colour that most of it has."""


class GoesOn(ValueError):
    """The thing's colour goes on beyond the mask: more is of it than was found, or its neighbour looks the same."""


def recoloured(rgb: Pixels, mask: Plane, colour: str, beyond: float = 1.0) -> Pixels:
    """(H, W, 3) uint8 sRGB with what `mask` (H, W) in [0, 1] marks in `colour`, `#rrggbb`.

    `beyond`: how much of what lies just around it may have its colour too. Raises NoOneColour, GoesOn.
    """
    rows, columns = np.nonzero(mask > 0)
    if rows.size == 0:
        return rgb
    box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    part, inside = np.ascontiguousarray(rgb[box]), mask[box]
    lab = np.asarray(to_oklab(to_linear(part)), np.float32)
    own = _own_colour(lab, inside)
    if beyond < 1 and _around(rgb, mask, own) > beyond:
        raise GoesOn
    wanted = np.asarray(to_oklab(to_linear(to_pixel(colour))), np.float32)[0, 0]
    share = (inside * cv2.GaussianBlur(_likeness(lab, own), (0, 0), max(0.8, max(rgb.shape[:2]) / 1200)))[..., None]
    made = to_srgb(np.maximum(from_oklab(_painted(lab, own, wanted)), 0.0))
    answer = rgb.copy()
    answer[box] = np.clip(np.rint(part + share * (made.astype(np.float32) - part)), 0, 255).astype(np.uint8)
    return answer


def _own_colour(lab: NDArray[np.float32], mask: Plane) -> NDArray[np.float32]:
    """The middle of the largest cluster of the thing's pixels. The same picture gives the same."""
    sure = lab[mask > 0.6 * mask.max()].reshape(-1, 3)
    every = np.random.default_rng(0).permutation(len(sure))[:_SAMPLES]
    sample = np.ascontiguousarray(sure[every] * np.array([0.4, 1.0, 1.0], np.float32))
    count = _CLUSTERS
    if len(sample) < 2 * count:
        raise NoOneColour
    cv2.setRNGSeed(0)
    _, labels, _ = cv2.kmeans(
        sample, count, np.zeros((len(sample), 1), np.int32), (cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-4), 3, cv2.KMEANS_PP_CENTERS
    )
    shares = np.bincount(labels.ravel(), minlength=count) / len(sample)
    best = max(range(count), key=lambda at: float(shares[at]))
    own = np.asarray(np.median(sure[every][labels.ravel() == best], axis=0), np.float32)
    alike = float((_likeness(sure[every][None], own) > 0.5).mean())
    if alike < _LEAST_SHARE or (np.hypot(own[1], own[2]) < _GREY and own[0] < _BLACK):
        raise NoOneColour
    return own


def _around(rgb: Pixels, mask: Plane, own: NDArray[np.float32]) -> float:
    """The share of what lies just around a mask that has the thing's own colour."""
    reach = max(2, round(max(rgb.shape[:2]) / 250))
    solid = (mask > 0.1).astype(np.uint8)
    near = cv2.dilate(solid, np.ones((3, 3)), iterations=1 + reach)
    ring = (near > cv2.dilate(solid, np.ones((3, 3)))) if near.any() else near > 0
    if not ring.any():
        return 0.0
    lab = np.asarray(to_oklab(to_linear(np.ascontiguousarray(rgb[ring][None]))), np.float32)[0]
    apart = np.hypot(lab[:, 1] - own[1], lab[:, 2] - own[2])
    same = (apart < _SAME[0] * float(np.hypot(own[1], own[2])) + _SAME[1]) & (np.abs(lab[:, 0] - own[0]) < _SAME[2])
    return float(same.mean())


def _likeness(lab: NDArray[np.float32], own: NDArray[np.float32]) -> Plane:
    """(H, W) in [0, 1]: how far each pixel has the thing's own colour, whatever the light makes of its strength."""
    chroma, strength = np.hypot(lab[..., 1], lab[..., 2]), float(np.hypot(own[1], own[2]))
    if strength < _GREY:
        return np.asarray(_falling(chroma, _GREY_CHROMA) * _falling(np.abs(lab[..., 0] - own[0]), _LIGHTNESS), np.float32)
    turn = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(own[2], own[1]))
    hue = np.abs((turn + 180) % 360 - 180)
    return np.asarray(_falling(hue, _HUE) * (1.0 - _falling(chroma / strength, _STRENGTH)), np.float32)


def _painted(lab: NDArray[np.float32], own: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same relief around another lightness, in another hue: less of it in deep shade and in bright light, as paint has it."""
    middle = float(np.clip(wanted[0], _DARKEST, _LIGHTEST))
    above, below = lab[..., 0] > own[0], lab[..., 0] <= own[0]
    up = (1.0 - middle) / max(1.0 - float(own[0]), 0.05)
    down = middle / max(float(own[0]), 0.05)
    relief = lab[..., 0] - own[0]
    light = middle + np.where(above, relief * min(max(up, 0.35), 1.3), 0) + np.where(below, relief * min(max(down, 0.5), 1.3), 0)
    light = np.clip(light, 0.0, 1.0)
    strong = np.clip(light / max(middle, 0.05), 0.0, 1.15) * np.clip((1.02 - light) / max(1.02 - middle, 0.05), 0.0, 1.0) ** 0.5
    return np.dstack([light, wanted[1] * strong, wanted[2] * strong]).astype(np.float32)


def _falling(distance: NDArray[np.floating], bounds: tuple[float, float]) -> Plane:
    """1 up to the first bound, 0 from the second on."""
    return np.asarray(np.clip((bounds[1] - distance) / (bounds[1] - bounds[0]), 0.0, 1.0), np.float32)
