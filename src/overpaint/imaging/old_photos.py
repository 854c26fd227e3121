"""What time does to photographs, undone: dust, scratches and creases filled, faded tones and yellow paper put right.

Defects are thin: they differ from what a median that is wider than they are leaves, and a picture's own fine detail is told from
them by its company. Dust lies alone on an even ground, a scratch is long and straight. Fill: Telea 2004, fast marching.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging import curves, tone
from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.detail import noise_of
from overpaint.imaging.values import Pixels, Plane

Flags = NDArray[np.bool_]

_DUST, _SCRATCH, _CREASE = 0.012, 0.005, 0.012
"""Widest dust, scratch and crease, as shares of the longer side."""
_FAINTEST = 14.0
"""Levels by which a defect differs at least; more where the picture has noise or texture."""
_EVEN = 2.2
"""How many times the local unrest a speck must differ: in hair and leaves nothing is taken for dust."""
_LONG = 0.14
"""Length of a scratch, at least, as a share of the shorter side."""
_STRAIGHT = 6.0
"""How many times longer than wide a scratch is, at least."""
_MOST_SEGMENTS = 400


def mended(rgb: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8 without dust, scratches and straight creases; the same where none are found.

    `amount` in [0, 1]: how faint they may be.
    """
    holes = defects(rgb, amount)
    if not holes.any():
        return rgb
    wide = cv2.dilate(holes.astype(np.uint8), np.ones((3, 3), np.uint8))
    filled = np.asarray(cv2.inpaint(rgb, wide, max(2, round(max(rgb.shape[:2]) / 400)), cv2.INPAINT_TELEA), np.uint8)
    soft = cv2.GaussianBlur(wide.astype(np.float32), (0, 0), 0.8)[..., None]
    soft = np.where(wide[..., None] > 0, np.maximum(soft, 0.85), soft * 0.6)
    return np.asarray(np.rint(rgb + (filled.astype(np.float32) - rgb) * soft), np.uint8)


def defects(rgb: Pixels, amount: float) -> Flags:
    """(H, W): where dust, scratches and creases lie."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, _LOOKED_AT_SIDE / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    if min(size) < 32:
        return np.zeros(grey.shape, bool)
    luma = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    side = max(luma.shape)
    least = max(_FAINTEST * (1.6 - 1.2 * amount), 5 * noise_of(luma))
    dust = _specks(luma, _odd(_DUST * side), least)
    lines = _lines(luma, _odd(_SCRATCH * side), least * 0.75) | _lines(luma, _odd(_CREASE * side), least * 0.75, crossing=True)
    found = (dust | lines).astype(np.float32)
    if scale == 1.0:
        return np.asarray(found > 0, bool)
    return np.asarray(cv2.resize(found, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR) > 0.3, bool)


_LOOKED_AT_SIDE = 1400
"""Longer side, in pixels, at which defects are looked for: finer ones nobody sees."""


def _odd(length: float) -> int:
    return max(3, round(length)) | 1


def _specks(luma: Plane, width: int, least: float) -> Flags:
    """Small islands that are lighter or darker than an even ground around them."""
    codes = np.clip(np.rint(luma), 0, 255).astype(np.uint8)
    ground = cv2.medianBlur(codes, 2 * width + 1).astype(np.float32)
    apart = luma - ground
    level = cv2.blur(ground, (4 * width + 1,) * 2)
    unrest = np.sqrt(np.maximum(cv2.blur(ground**2, (4 * width + 1,) * 2) - level**2, 0))
    calm = cv2.blur(np.minimum(np.abs(apart), 2 * least), (6 * width + 1,) * 2)
    found = np.zeros(luma.shape, bool)
    for sign in (1.0, -1.0):
        marked = ((sign * apart > least) & (sign * apart > _EVEN * (unrest + 3 * calm))).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
        small = (stats[:, cv2.CC_STAT_WIDTH] <= 1.6 * width) & (stats[:, cv2.CC_STAT_HEIGHT] <= 1.6 * width)
        small &= stats[:, cv2.CC_STAT_AREA] >= 2
        small[0] = False
        found |= small[labels]
    return found


def _lines(luma: Plane, width: int, least: float, *, crossing: bool = False) -> Flags:
    """Straight thin marks, long for their width; with `crossing` only those that go through half of the picture."""
    found = np.zeros(luma.shape, bool)
    shorter = min(luma.shape)
    length = (0.5 if crossing else _LONG) * shorter
    codes = np.clip(np.rint(luma), 0, 255).astype(np.uint8)
    square = np.ones((2 * width + 1,) * 2, np.uint8)
    for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        thin = cv2.morphologyEx(codes, operation, square).astype(np.float32)
        unrest = cv2.blur(np.minimum(thin, 4 * least), (12 * width + 1,) * 2)
        marked = ((thin > least) & (thin > 1.8 * unrest)).astype(np.uint8)
        whole = cv2.morphologyEx(marked, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
        extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
        extent[0] = 0
        whole = (extent > 0.12 * length)[labels].astype(np.uint8)  # specks are no parts of a line, and cost time
        segments = cv2.HoughLinesP(
            whole, 1, math.pi / 180, max(20, int(0.35 * length)), minLineLength=length, maxLineGap=0.12 * length
        )
        if segments is None:
            continue
        band = np.zeros(luma.shape, np.uint8)
        for segment in np.asarray(segments).reshape(-1, 4)[:_MOST_SEGMENTS]:
            x0, y0, x1, y1 = (int(edge) for edge in segment)
            if _is_scratch(luma, (x0, y0, x1, y1), width):
                cv2.line(band, (x0, y0), (x1, y1), 1, max(3, width))
        found |= (band > 0) & (whole > 0)
    return found


def _is_scratch(luma: Plane, segment: tuple[int, int, int, int], width: int) -> bool:
    """Whether a line, (x, y, x, y) of its ends, is a scratch and no edge, stem or whisker.

    A scratch bares the paper or blackens it, evenly from end to end, whatever it crosses; on both sides of it things go on.
    """
    x0, y0, x1, y1 = segment
    length = math.hypot(x1 - x0, y1 - y0)
    if length < _STRAIGHT * width:
        return False
    columns, rows = np.linspace(x0, x1, round(length)), np.linspace(y0, y1, round(length))
    step = np.array([x0 - x1, y1 - y0]) / length

    def beside(distance: float) -> Plane:
        at_row = np.clip(np.rint(rows + distance * step[0]), 0, luma.shape[0] - 1).astype(int)
        at_column = np.clip(np.rint(columns + distance * step[1]), 0, luma.shape[1] - 1).astype(int)
        return np.asarray(luma[at_row, at_column], np.float32)

    reach = 1.3 * width + 1
    left, right = beside(reach), beside(-reach)
    ground = (left + right) / 2
    near = np.stack([beside(offset) for offset in (-1.0, 0.0, 1.0)])
    light = float(np.median(near[1] - ground)) > 0
    here = near.max(axis=0) if light else near.min(axis=0)
    contrast = (here - ground) if light else (ground - here)
    whole = float((contrast > _FAINTEST).mean())
    alike = float((np.abs(left - right) < 0.5 * np.abs(contrast)).mean())
    extreme = float(np.median(here)) > _BARE if light else float(np.median(here)) < _BLACKENED
    even = float(np.std(here)) < 0.5 * max(float(np.median(contrast)), 1.0)
    return whole > 0.8 and alike > 0.65 and extreme and even


_LOOKED_AT = 200_000
"""Pixels, about, that quantiles are taken of."""
_BARE, _BLACKENED = 185.0, 70.0
"""Levels of bared paper and of ink or dirt, at least and at most."""


def unfaded(rgb: Pixels, weight: Plane, amount: float) -> Pixels:
    """(H, W, 3) uint8 with the tones stretched to black and white again, channel by channel as dyes fade, and its colour back.

    Measured where `weight`, (H, W) in [0, 1], counts. A print in one colour keeps that colour: see `without_yellow`.
    """
    counted = rgb[weight > 0.5]
    if len(counted) < 64:
        return rgb
    counted = counted[:: max(1, len(counted) // _LOOKED_AT)]
    low, high = np.quantile(counted, [0.004, 0.996], axis=0)
    mean_low, mean_high = float(low.mean()), float(high.mean())
    if is_toned(rgb):
        low, high = np.full(3, float(low.min())), np.full(3, float(high.max()))
    else:  # each dye on its own, but only most of the way: an evening is not faded
        low, high = 0.3 * mean_low + 0.7 * low, 0.3 * mean_high + 0.7 * high
    low, high = np.minimum(0.92 * low, 110.0), np.maximum(255 - 0.92 * (255 - high), 140.0)
    span = np.maximum(high - low, 60.0)
    tables = np.stack([_stretch(low[at], span[at], amount) for at in range(3)], axis=-1)
    stretched = tone.through_table(rgb, tables)
    lost = min(1.0, float(1 - (mean_high - mean_low) / 235))
    if is_toned(rgb) or lost <= 0.05:
        return stretched
    return tone.enliven(stretched, min(0.6, 0.9 * lost) * amount)


def _stretch(low: float, span: float, amount: float) -> Pixels:
    def curve(codes: curves.Numbers) -> curves.Numbers:
        return codes + amount * (np.clip((255 * codes - low) / span, 0, 1) - codes)

    return tone.code_table(curve)


def without_yellow(rgb: Pixels, weight: Plane, amount: float) -> Pixels:
    """(H, W, 3) uint8 without the yellow of old paper and varnish.

    A print in one colour becomes black and white, stains of colour included; of one with several colours, the colour of its
    lightest parts is taken for that of the paper.
    """
    if is_toned(rgb):
        return tone.mix(rgb, tone.grey_rgb(rgb), amount)
    lab = to_oklab(to_linear(rgb))
    light = lab[..., 0]
    counted = weight > 0.5
    if counted.sum() < 64:
        return rgb
    paper = counted & (light > np.quantile(light[counted], 0.85)) & (light < 0.995)
    if paper.sum() < 32:
        return rgb
    a, b = (float(np.median(lab[..., at][paper])) for at in (1, 2))
    if b < 0.008 or abs(a) > b:  # not the yellow of paper
        return rgb
    share = (0.35 + 0.65 * light)[..., None] * amount
    lab[..., 1:] -= share * np.array([a, b], np.float32)
    return to_srgb(np.clip(from_oklab(lab), 0, 1))


def is_toned(rgb: Pixels) -> bool:
    """Whether a picture is black and white, or of one colour throughout, as old prints are; stains may differ."""
    scale = min(1.0, 256 / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = to_oklab(to_linear(small)).reshape(-1, 3)
    steps = np.asarray(lab[:, 0] * 12, int)
    away = [lab[steps == step, 1:] for step in np.unique(steps)]
    apart = np.concatenate([np.linalg.norm(row - np.median(row, axis=0), axis=1) for row in away])
    return bool(np.quantile(apart, 0.75) < _ONE_COLOUR)


_ONE_COLOUR = 0.0045
"""OKLab chroma by which pixels of one brightness differ in a print of one colour; the palest colour prints have 0.007."""
