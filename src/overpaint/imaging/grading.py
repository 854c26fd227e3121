"""Looks as a colourist makes them: a curve, colour in the shadows and the highlights, hues held back, local contrast.

Worked out in OKLab, whose hues stay put when their lightness and chroma move. Skin takes half of every tint, so that a teal
shadow under a chin is no bruise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.curves import s_curve
from overpaint.imaging.local_tone import edge_aware_base, relight
from overpaint.imaging.tone import grey, grey_rgb
from overpaint.imaging.values import Pixels, Plane


@dataclass(frozen=True)
class Hue:
    """Colours about `at` (degrees in OKLab), `wide` to either side: their chroma times `chroma`, their hue turned by `turn`."""

    at: float
    wide: float
    chroma: float = 1.0
    turn: float = 0.0


@dataclass(frozen=True)
class Look:
    """`contrast`: slope at mid-grey. `middle`: what lightness 0.5 becomes. `black`, `white`: where the ends of the scale lie.

    `chroma`: of every colour. `shadows`, `highlights`: (hue in degrees, chroma) of what is laid over them. `open_shadows`,
    `tame_highlights`: local light, as `local_tone.relight`. `clarity`: local contrast. `grey`: without colour of its own.
    """

    contrast: float = 1.0
    middle: float = 0.5
    black: float = 0.0
    white: float = 1.0
    chroma: float = 1.0
    shadows: tuple[float, float] = (0.0, 0.0)
    highlights: tuple[float, float] = (0.0, 0.0)
    hues: tuple[Hue, ...] = ()
    open_shadows: float = 0.0
    tame_highlights: float = 0.0
    clarity: float = 0.0
    grey: bool = False


_TEAL, _ORANGE, _AMBER, _BLUE, _MAGENTA, _CYAN, _GREEN = 215.0, 62.0, 78.0, 255.0, 340.0, 200.0, 140.0

LOOKS: Mapping[str, Look] = {
    "cinematic": Look(
        contrast=1.28,
        middle=0.462,
        black=0.035,
        white=0.975,
        chroma=0.90,
        shadows=(_TEAL, 0.036),
        highlights=(_ORANGE, 0.026),
        hues=(Hue(_GREEN, 45, 0.70, 8), Hue(250, 40, 0.90, -14)),
    ),
    "teal and orange": Look(
        contrast=1.25,
        middle=0.49,
        black=0.02,
        chroma=1.05,
        shadows=(_TEAL, 0.050),
        highlights=(_ORANGE, 0.040),
        hues=(Hue(_GREEN, 50, 0.60, 22), Hue(245, 45, 1.0, -20)),
    ),
    "moody": Look(
        contrast=1.20,
        middle=0.42,
        black=0.055,
        white=0.93,
        chroma=0.72,
        shadows=(225.0, 0.018),
        highlights=(70.0, 0.012),
        hues=(Hue(_GREEN, 50, 0.60, -10),),
        clarity=0.15,
    ),
    "dramatic": Look(contrast=1.40, middle=0.46, chroma=0.90, clarity=0.55, open_shadows=0.12, tame_highlights=-0.25),
    "vintage": Look(
        contrast=0.95,
        middle=0.50,
        black=0.13,
        white=0.945,
        chroma=0.72,
        shadows=(20.0, 0.030),
        highlights=(95.0, 0.062),
        hues=(Hue(250, 45, 0.60, -22), Hue(_GREEN, 40, 0.75, -14)),
    ),
    "film": Look(
        contrast=1.16,
        middle=0.50,
        black=0.075,
        white=0.965,
        chroma=0.88,
        shadows=(185.0, 0.026),
        highlights=(72.0, 0.036),
        hues=(Hue(_GREEN, 45, 0.70, -12), Hue(250, 40, 0.80, -12)),
    ),
    "faded": Look(contrast=0.88, middle=0.52, black=0.14, white=0.96, chroma=0.80, shadows=(260.0, 0.010)),
    "airy": Look(contrast=0.95, middle=0.585, black=0.05, chroma=0.88, highlights=(80.0, 0.006), open_shadows=0.35),
    "bleach bypass": Look(contrast=1.50, middle=0.48, chroma=0.38, clarity=0.30),
    "noir": Look(contrast=1.65, middle=0.43, clarity=0.30, grey=True),
    "hdr": Look(contrast=1.06, chroma=1.16, clarity=0.60, open_shadows=0.55, tame_highlights=-0.55),
    "neon": Look(
        contrast=1.25,
        middle=0.44,
        black=0.02,
        chroma=1.10,
        shadows=(285.0, 0.060),
        highlights=(_MAGENTA, 0.035),
        hues=(Hue(_GREEN, 45, 0.8, 45), Hue(80, 40, 0.85, -35), Hue(250, 40, 1.15, -20)),
    ),
    "golden": Look(contrast=1.08, middle=0.51, chroma=1.04, shadows=(40.0, 0.018), highlights=(_AMBER, 0.055)),
    "cold": Look(contrast=1.10, middle=0.49, chroma=0.85, shadows=(_BLUE, 0.030), highlights=(_CYAN, 0.016)),
}

# Skin of all complexions: OKLab hue and chroma about which tints count half.
_SKIN_HUE, _SKIN_WIDE, _SKIN_CHROMA = 55.0, 28.0, (0.02, 0.16)
_SKIN_KEEPS = 0.5
# A hue means something from this chroma on; below, turning it would only stir noise.
_COLOURED = 0.02


def graded(rgb: Pixels, look: Look) -> Pixels:
    """(H, W, 3) uint8 sRGB in a look, as strong as it is meant to be."""
    if look.open_shadows or look.tame_highlights:
        rgb = relight(rgb, look.open_shadows, look.tame_highlights)
    lab = to_oklab(to_linear(grey_rgb(rgb) if look.grey else rgb))
    lightness = lab[..., 0]
    if look.clarity:
        codes = grey(rgb)
        base = edge_aware_base(codes)
        texture = codes.astype(np.float32) / np.float32(255) - base
        lightness = lightness + np.float32(look.clarity) * _middle(base) * texture
    lab[..., 0] = _through(np.clip(lightness, 0, 1), look)
    if not look.grey:
        _turn_hues(lab, look)
    _tint(lab, look)
    return to_srgb(np.clip(from_oklab(lab), 0, 1))


def _middle(base: Plane) -> Plane:
    """Weight of local contrast: whole in the middle tones, none at black and white, where it would clip."""
    return np.asarray(4 * base * (1 - base), np.float32)


def _through(lightness: Plane, look: Look) -> Plane:
    knots = np.linspace(0, 1, 1024)
    lifted = knots ** (np.log(look.middle) / np.log(0.5))
    curve = look.black + (look.white - look.black) * s_curve(lifted, look.contrast)
    return np.interp(lightness.ravel(), knots, curve).astype(np.float32).reshape(lightness.shape)


def _turn_hues(lab: NDArray[np.float32], look: Look) -> None:
    """Chroma and hue, in place."""
    a, b = lab[..., 1].copy(), lab[..., 2].copy()
    chroma, angle = _polar(a, b)
    gain = np.full_like(chroma, look.chroma)
    turn = np.zeros_like(chroma)
    coloured = np.clip(chroma / _COLOURED, 0, 1)
    for hue in look.hues:
        weight = _near(angle, hue.at, hue.wide) * coloured
        gain *= 1 + (hue.chroma - 1) * weight
        turn += hue.turn * weight
    lab[..., 1], lab[..., 2] = cv2.polarToCart(chroma * gain, angle + turn, angleInDegrees=True)


def _tint(lab: NDArray[np.float32], look: Look) -> None:
    """Colour over shadows and highlights, in place; black stays black and white white."""
    lightness = lab[..., 0]
    chroma, angle = _polar(lab[..., 1].copy(), lab[..., 2].copy())
    low, high = _SKIN_CHROMA
    skin = _near(angle, _SKIN_HUE, _SKIN_WIDE) * ((chroma > low) & (chroma < high))
    share = 1 - np.float32(1 - _SKIN_KEEPS) * skin
    dark = np.clip(lightness / 0.12, 0, 1) * (1 - lightness) ** 2 * share
    bright = np.clip((1 - lightness) / 0.10, 0, 1) * lightness**2 * share
    for weight, (hue, amount) in ((dark, look.shadows), (bright, look.highlights)):
        if amount:
            lab[..., 1] += weight * np.float32(amount * np.cos(np.deg2rad(hue)))
            lab[..., 2] += weight * np.float32(amount * np.sin(np.deg2rad(hue)))


def _polar(a: Plane, b: Plane) -> tuple[Plane, Plane]:
    """(H, W) chroma and hue in degrees."""
    chroma, angle = cv2.cartToPolar(a, b, angleInDegrees=True)
    return np.asarray(chroma, np.float32), np.asarray(angle, np.float32)


def _near(angle: Plane, at: float, wide: float) -> Plane:
    """(H, W) in [0, 1]: 1 at a hue, falling to 0 at `wide` degrees from it."""
    apart = np.abs((angle - np.float32(at) + 180) % 360 - 180)
    return np.asarray(np.cos(np.clip(apart / wide, 0, 1) * (np.pi / 2)) ** 2, np.float32)
