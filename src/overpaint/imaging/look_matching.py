"""One picture's light and colour given to another: its tones, its tint in shadows, middle tones and highlights, its grain.

In OKLab. Lightness goes through a monotone curve that brings quantile to quantile, its slope held within bounds so that nothing
breaks apart or goes flat (histogram matching with a regularised map, after Pouli & Reinhard 2011). Colour moves by the shift
between the two pictures' mean a and b in each of three tones, and spreads or narrows about it (Reinhard et al. 2001), in bounds:
more would turn things into other things. Skin takes half of the shift.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.compositing.grain import noise_of
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image, Pixels, Plane

_SIDE = 384
_QUANTILES = np.linspace(0.02, 0.98, 25)
_TONES = 0.75
"""How far the curve goes to the other picture's tones: all the way, a night would come out black."""

_FLATTEST, _STEEPEST = 0.55, 1.6
_NARROWEST, _WIDEST = 0.45, 1.5
_GREY = 0.012
"""Mean chroma below which the other picture is black and white, and so becomes this one."""

_FARTHEST = 0.07
"""OKLab distance by which a tone's colour shifts at most."""

_CENTRES, _BREADTH = (0.2, 0.5, 0.8), 0.2
_SKIN_HUE, _SKIN_WIDE, _SKIN_KEEPS = np.radians(50.0), np.radians(26.0), 0.55
_MOST_GRAIN = 0.035
_EVERY = np.float32(1.0)


def matched(rgb: Pixels, other: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8 sRGB with the light and colour of `other`, of any size; `amount` in [0, 1]. `seed`: its grain."""
    lab, wanted = to_oklab(to_linear(rgb)), _small(other)
    own = _small(rgb)
    tone = _through(lab[..., 0], _curve(own[..., 0], wanted[..., 0]))
    colour = lab[..., 1:] if wanted.size == 0 else _recoloured(lab, own, wanted)
    made = np.dstack([tone, colour]).astype(np.float32)
    skin = _skin(lab)[..., None] * np.float32(_SKIN_KEEPS)
    made[..., 1:] += (lab[..., 1:] - made[..., 1:]) * (skin if _chroma(wanted) >= _GREY else np.float32(0))
    made = lab + (made - lab) * np.float32(amount)
    result = to_srgb(np.clip(_within(made), 0, 1))
    return _grained(result, _extra_noise(rgb, other) * amount, seed)


def _small(rgb: Pixels) -> NDArray[np.float32]:
    scale = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return to_oklab(to_linear(resize(Image(rgb), size).rgb))


def _chroma(lab: NDArray[np.float32]) -> float:
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def _curve(own: Plane, wanted: Plane) -> NDArray[np.float64]:
    """(257,) lightness for lightness: monotone, 0 stays 0, slopes within bounds."""
    knots = np.linspace(0, 1, 257)
    sources = np.concatenate([[0.0], np.quantile(own, _QUANTILES), [1.0]])
    top = max(float(np.quantile(wanted, 0.995)), float(wanted.max()) * 0.9)
    targets = np.concatenate([[0.0], np.quantile(wanted, _QUANTILES), [max(top, 0.6)]])
    sources += np.arange(sources.size) * 1e-6
    raw = np.interp(knots, sources, targets)
    mixed = knots + (raw - knots) * _TONES
    smooth = cv2.GaussianBlur(mixed.reshape(1, -1), (0, 0), 10, borderType=cv2.BORDER_REPLICATE).reshape(-1)
    slopes = np.clip(np.diff(smooth) * 256, _FLATTEST, _STEEPEST)
    curve = np.concatenate([[0.0], np.cumsum(slopes) / 256])
    at = float(np.median(own))
    curve += np.interp(at, knots, smooth) - np.interp(at, knots, curve)
    ends = np.minimum(knots / 0.12, 1.0)
    return np.asarray(np.clip(curve * ends + knots * (1 - ends), 0, 1), np.float64)


def _through(lightness: Plane, curve: NDArray[np.float64]) -> Plane:
    return np.asarray(np.interp(lightness, np.linspace(0, 1, curve.size), curve), np.float32)


def _weights(lightness: Plane) -> NDArray[np.float32]:
    """(H, W, 3): how much a pixel belongs to shadows, middle tones, highlights; sums to 1."""
    near = np.dstack([np.exp(-(((lightness - centre) / _BREADTH) ** 2) / 2) for centre in _CENTRES]).astype(np.float32)
    return np.asarray(near / near.sum(axis=2, keepdims=True), np.float32)


def _recoloured(lab: NDArray[np.float32], own: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, 2): a and b, about the other picture's means in each tone."""
    grey = _chroma(wanted) < _GREY
    here, there = _weights(own[..., 0]), _weights(wanted[..., 0])
    before = np.stack([_mean(own, here[..., at]) for at in range(3)])
    after = np.stack([_mean(wanted, there[..., at]) for at in range(3)])
    shift = after - before
    far = np.linalg.norm(shift, axis=1, keepdims=True)
    shift *= np.minimum(1.0, _FARTHEST / np.maximum(far, 1e-6))
    spread = [
        float(np.sqrt((_away(row, weights, mean)).mean())) for row, weights, mean in ((own, here, before), (wanted, there, after))
    ]
    gain = 0.0 if grey else float(np.clip(spread[1] / max(spread[0], 1e-4), _NARROWEST, _WIDEST))
    weights = _weights(lab[..., 0])
    centre = np.tensordot(weights, before.astype(np.float32), axes=(2, 0))
    moved = np.tensordot(weights, (before + shift).astype(np.float32), axes=(2, 0))
    if grey:
        return np.zeros_like(lab[..., 1:])
    return np.asarray(moved + (lab[..., 1:] - centre) * np.float32(gain), np.float32)


def _mean(lab: NDArray[np.float32], weights: Plane) -> NDArray[np.float64]:
    return np.asarray((lab[..., 1:] * weights[..., None]).sum(axis=(0, 1)) / max(float(weights.sum()), 1e-6), np.float64)


def _away(lab: NDArray[np.float32], weights: NDArray[np.float32], means: NDArray[np.float64]) -> Plane:
    """(H, W): squared distance of a and b from the mean of their tone."""
    centre = np.tensordot(weights, means.astype(np.float32), axes=(2, 0))
    return np.asarray(((lab[..., 1:] - centre) ** 2).sum(axis=2), np.float32)


def _skin(lab: NDArray[np.float32]) -> Plane:
    """(H, W) in [0, 1]: how much a colour is one that skin has."""
    hue = np.arctan2(lab[..., 2], lab[..., 1])
    near = np.clip(1.6 - np.abs(hue - _SKIN_HUE) / _SKIN_WIDE, 0, 1)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return np.asarray(near * np.clip((chroma - 0.02) / 0.02, 0, 1) * np.clip((0.17 - chroma) / 0.04, 0, 1), np.float32)


def _within(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light; colours that sRGB has not lose chroma until it has them, as far as that goes."""
    linear = from_oklab(lab)
    beyond = np.maximum(linear.max(axis=2) - 1, -linear.min(axis=2))
    if float(beyond.max()) <= 0:
        return linear
    less = lab.copy()
    less[..., 1:] *= (1 - np.clip(beyond * 2.5, 0, 0.6))[..., None]
    return np.where((beyond > 0)[..., None], from_oklab(less), linear)


def _extra_noise(rgb: Pixels, other: Pixels) -> float:
    """The grain that the other picture has more, in sRGB units."""
    first, second = (noise_of(to_linear(one), np.ones(one.shape[:2], np.float32)) for one in (rgb, other))
    return float(np.sqrt(max(0.0, min(second, _MOST_GRAIN) ** 2 - first**2))) if second > 1.5 * first else 0.0


def _grained(rgb: Pixels, sigma: float, seed: int) -> Pixels:
    if sigma <= 0:
        return rgb
    noise = np.random.default_rng(seed).standard_normal(rgb.shape[:2], dtype=np.float32)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.6), np.float32)
    noise *= np.float32(255 * sigma / max(float(noise.std()), 1e-6))
    return np.asarray(np.clip(np.rint(rgb + noise[..., None]), 0, 255), np.uint8)
