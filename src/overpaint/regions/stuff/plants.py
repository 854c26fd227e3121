"""Which pixels are plants, and which of them are grass: what grows on the ground, not what stands above it.

Plants are told by hue, which leaves keep in sun and shade; what of them is pale is taken where green ones are all round it. Grass
is what looks, at its height in the picture, as the lowest plants do.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.stuff.looks import Flags, fits_at_height, hue_and_chroma, roughness_of_detail, within

SIDE = 256

_YELLOW, _GREEN, _TEAL, _CYAN = 98.0, 108.0, 158.0, 170.0
"""Degrees of OKLab hue: plants between the middle two, none beyond the outer ones."""
_PALE, _PALER_IN_LIGHT, _CERTAINLY = 0.02, 0.03, 1.6
_DRY, _DRY_LIGHT = (68.0, 78.0), (0.78, 0.84)
_DRY_CHROMA, _DRY_DETAIL, _LOW = 0.034, 0.014, 0.4
"""Dry grass: straw-coloured, with as much fine detail (in OKLab lightness) as blades have and sand, wood or skin have not."""
_AROUND, _ALL_ROUND = 12.0, 0.42
_FLAT = 0.004
_LEAST, _SPECK = 0.006, 0.0006
_LOWEST, _REACHES, _WIDE = 0.3, 0.62, 0.12
"""Grass: its lowest rows are the pattern for the rest; it reaches down so far in the picture, over so much of its width."""
_NEAR, _TOLERANCE = 12.0, (0.06, 0.016, 0.02, 0.9)
"""Squared distance in which a pixel still looks like the pattern; least spreads of lightness, a, b and detail (log)."""
_DRY_LEAST, _GREEN_BESIDE, _GREENISH, _UNEVEN, _DETAILED = 0.06, 0.03, 81.0, 0.75, 0.6
"""Dry grass covers so much, has so much green about it or is greenish itself (sand and floors are not), and its detail is all
of a kind: a wall has none here and a cornice there."""


def vegetation(rgb: Pixels, things: Flags) -> Plane:
    """(H, W) float32 in [0, 1], empty where there is none. `rgb`: (H, W, 3) uint8 sRGB. `things`: (H, W), what is none."""
    return within(rgb, _plants(rgb, things), _greenness(rgb), ~things)


def grass(rgb: Pixels, things: Flags) -> Plane:
    """As `vegetation`, of what grows on the ground: green, or dry where it has the texture of grass."""
    flags = _on_the_ground(rgb, _plants(rgb, things), things)
    return within(rgb, flags, np.maximum(_greenness(rgb), _dryness(rgb)), ~things)


def _greenness(rgb: Pixels) -> Plane:
    """(H, W) float32 in [0, 1]: how surely a pixel has a plant's colour."""
    lab = to_oklab(to_linear(np.ascontiguousarray(rgb)))
    hue, chroma = hue_and_chroma(lab)
    least = _PALE + _PALER_IN_LIGHT * np.clip(lab[..., 0], 0, 1)
    green = _ramp(hue, _YELLOW, _GREEN) * (1 - _ramp(hue, _TEAL, _CYAN))
    return np.asarray(green * np.clip((chroma / least - 1) / (_CERTAINLY - 1), 0, 1), np.float32)


def _dryness(rgb: Pixels) -> Plane:
    """(H, W) float32 in [0, 1]: how surely a pixel has the colour of straw."""
    lab = to_oklab(to_linear(np.ascontiguousarray(rgb)))
    hue, chroma = hue_and_chroma(np.asarray(cv2.GaussianBlur(lab, (0, 0), max(rgb.shape[:2]) / 400), np.float32))
    straw = _ramp(hue, *_DRY) * (1 - _ramp(hue, _TEAL, _CYAN)) * (1 - _ramp(lab[..., 0], *_DRY_LIGHT))
    return np.asarray(straw * _ramp(chroma, _DRY_CHROMA * 0.7, _DRY_CHROMA), np.float32)


def _plants(rgb: Pixels, things: Flags) -> Flags:
    """(SIDE, SIDE): green, and what is nearly green with green all round."""
    small, taken = _small(rgb), _small_flags(things)
    sure = (_greenness(small) > 0.5) & ~taken
    lab = to_oklab(to_linear(small))
    hue, _ = hue_and_chroma(lab)
    nearly = (hue > _DRY[1]) & (hue < _CYAN) & ~taken
    round_it = cv2.blur(sure.astype(np.float32), (int(_AROUND), int(_AROUND)))
    return _substantial(sure | (nearly & (round_it > _ALL_ROUND)))


def _on_the_ground(rgb: Pixels, plants: Flags, things: Flags) -> Flags:
    """(SIDE, SIDE): the grass; empty where none reaches down."""
    small, taken = _small(rgb), _small_flags(things)
    lab, detail = to_oklab(to_linear(small)), roughness_of_detail(rgb, SIDE)
    dry = (_dryness(small) > 0.5) & ~taken & (np.arange(SIDE)[:, None] > _LOW * SIDE)
    both = plants | (dry & (detail > _DRY_DETAIL)) if _is_grass(dry, plants, lab, detail) else plants
    both = _reaching_down(_substantial(both))
    if not both.any():
        return both
    rows = np.flatnonzero(both.any(axis=1))
    lowest = both & (np.arange(SIDE)[:, None] >= rows[-1] - _LOWEST * (rows[-1] - rows[0]))
    looks = np.dstack([lab, np.log(detail + _FLAT)])
    return _reaching_down(_substantial(both & fits_at_height(looks, lowest, _TOLERANCE, _NEAR, degree=1)))


def _is_grass(dry: Flags, plants: Flags, lab: Plane, detail: Plane) -> bool:
    """Whether what has the colour of straw is grass."""
    rough = dry & (detail > _DRY_DETAIL)
    if rough.mean() < max(_DRY_LEAST, _DETAILED * float(dry.mean())) or np.log(detail[dry] + _FLAT).std() > _UNEVEN:
        return False
    hue, _ = hue_and_chroma(lab)
    return bool(plants[int(_LOW * SIDE) :].mean() > _GREEN_BESIDE or np.median(hue[rough]) > _GREENISH)


def _reaching_down(flags: Flags) -> Flags:
    """The parts that lie low and wide enough to be ground."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(cv2.dilate(flags.astype(np.uint8), np.ones((5, 5), np.uint8)))
    kept = [
        at
        for at in range(1, count)
        if facts[at, cv2.CC_STAT_TOP] + facts[at, cv2.CC_STAT_HEIGHT] > _REACHES * SIDE
        and facts[at, cv2.CC_STAT_WIDTH] > _WIDE * SIDE
    ]
    return np.asarray(np.isin(labels, kept) & flags)


def _substantial(flags: Flags) -> Flags:
    """Without specks; nothing at all where little is left."""
    tidy = cv2.morphologyEx(flags.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, facts, _ = cv2.connectedComponentsWithStats(tidy)
    large = facts[:, cv2.CC_STAT_AREA] > _SPECK * flags.size
    large[0] = False
    kept = large[labels] & flags
    return np.asarray(kept if kept.mean() > _LEAST else np.zeros_like(flags))


def _small(rgb: Pixels) -> Pixels:
    return np.ascontiguousarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _small_flags(flags: Flags) -> Flags:
    return np.asarray(cv2.resize(flags.astype(np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0)


def _ramp(values: Plane, low: float, high: float) -> Plane:
    return np.asarray(np.clip((values - low) / (high - low), 0, 1), np.float32)
