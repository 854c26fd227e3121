"""Pictures as screens, prints and terminals show them: glitches, vaporwave, blueprints, letters."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.drawing import grey_of, inked, scale_of
from overpaint.imaging.values import Pixels


def glitched(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: channels apart, bands torn sideways, lines of a screen. `amount` in [0, 1]."""
    height, width = rgb.shape[:2]
    random = np.random.default_rng(seed)
    shift = np.zeros(height)
    for _ in range(round(5 + 16 * amount)):
        top, tall = int(random.integers(0, height)), max(1, round(height * float(random.uniform(0.004, 0.05))))
        shift[top : top + tall] += random.normal(0, 0.035 + 0.05 * amount) * width
    apart = (0.004 + 0.010 * amount) * width
    torn = np.abs(shift) > 0
    answer = np.empty_like(rgb)
    columns = np.arange(width)
    for channel, way in enumerate((1.0, 0.0, -1.0)):
        moved = np.rint(shift + way * apart * (1 + 1.5 * torn)).astype(int)
        answer[..., channel] = np.take_along_axis(rgb[..., channel], (columns[None, :] - moved[:, None]) % width, axis=1)
    for _ in range(round(2 + 7 * amount)):
        top, left = int(random.integers(0, height)), int(random.integers(0, width))
        box = np.s_[top : top + max(1, round(0.012 * height)), left : left + max(2, round(random.uniform(0.06, 0.22) * width))]
        answer[box] = answer[box][..., random.permutation(3)]
    every = max(2, round(3 * scale_of(rgb)))
    dark = np.where(np.arange(height) % (2 * every) < every, 1.0, 1.0 - 0.05 - 0.09 * amount)
    return np.asarray(np.clip(np.rint(answer * dark[:, None, None]), 0, 255), np.uint8)


_VAPOUR = np.array(
    [[22, 12, 54], [64, 24, 120], [170, 40, 160], [255, 92, 168], [255, 158, 170], [140, 232, 236], [232, 255, 250]], np.uint8
)
"""sRGB from dark to light: indigo, violet, magenta, pink, peach, cyan, nearly white."""


def vaporous(rgb: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8 in the violet, pink and cyan of vaporwave, with a bloom and fine lines. `amount` in [0, 1]: how far."""
    grey = grey_of(rgb)
    low, high = (float(level) for level in np.percentile(grey[::4, ::4], (1, 99)))
    even = np.clip((np.arange(256) / 255 - low) / max(high - low, 0.2), 0, 1)
    ramp = to_oklab(to_linear(_VAPOUR[None]))[0]
    knots = np.linspace(0, 1, len(ramp))
    table = np.stack([np.interp(even, knots, ramp[:, channel]) for channel in range(3)], axis=1).astype(np.float32)
    mapped = table[np.rint(grey * 255).astype(np.uint8)]
    own = to_oklab(to_linear(rgb))
    share = np.float32(0.45 + 0.5 * amount)
    mixed = own + share * (mapped - own)
    mixed[..., 0] = 0.5 * mapped[..., 0] + 0.5 * own[..., 0]
    light = np.clip(from_oklab(mixed), 0, 1)
    quarter = max(1, rgb.shape[1] // 4), max(1, rgb.shape[0] // 4)
    small = np.asarray(cv2.resize(light, quarter, interpolation=cv2.INTER_AREA), np.float32)
    bloom = cv2.GaussianBlur(small, (0, 0), max(0.6, 4 * scale_of(rgb)))
    wide = cv2.resize(bloom, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    lit = 1 - (1 - light) * (1 - np.float32(0.22 + 0.18 * amount) * np.clip(wide, 0, 1))
    every = max(1, round(2 * scale_of(rgb)))
    lines = np.where(np.arange(rgb.shape[0]) % (2 * every) < every, 1.0, 0.90).astype(np.float32)
    return to_srgb((lit * lines[:, None, None]).astype(np.float32))


_BLUE, _CHALK = np.array([16, 58, 128], np.float32), np.array([232, 242, 255], np.float32)


def blueprinted(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: pale lines on blue paper with a fine grid. `amount` in [0, 1]: from fine lines to heavy."""
    height, width = rgb.shape[:2]
    scale = scale_of(rgb)
    lines = 1 - inked(rgb, amount, filled=False)[..., 0].astype(np.float32) / 255
    tone = cv2.GaussianBlur(grey_of(rgb), (0, 0), max(0.8, 2 * scale))
    fine, coarse = max(6, round(20 * scale)), max(30, round(100 * scale))
    y, x = np.arange(height), np.arange(width)
    grid = np.zeros((height, width), np.float32)
    for step, share in ((fine, 0.07), (coarse, 0.16)):
        thick = max(1, round(scale))
        grid = np.maximum(grid, share * ((y % step < thick)[:, None] | (x % step < thick)[None, :]).astype(np.float32))
    noise = np.random.default_rng(seed).standard_normal((height, width), dtype=np.float32)
    paper = cv2.GaussianBlur(noise, (0, 0), max(0.6, 1.2 * scale))
    paper = 1 + 0.035 * paper / max(float(paper.std()), 1e-6)
    chalk = np.clip(np.maximum(0.93 * lines, grid) + 0.10 * np.clip(tone - 0.35, 0, 1), 0, 1)[..., None]
    return np.asarray(np.clip(np.rint((_BLUE + chalk * (_CHALK - _BLUE)) * paper[..., None]), 0, 255), np.uint8)


_LETTERS = " .,:;ilcoxkXO0N8#%@"


def lettered(rgb: Pixels, across: int, *, coloured: bool) -> Pixels:
    """(H, W, 3) uint8: letters whose ink tells how bright it is, on black, `across` of them along the width."""
    height, width = rgb.shape[:2]
    wide = max(6, round(width / across))
    tall = max(9, round(1.9 * wide))
    columns, rows = -(-width // wide), -(-height // tall)
    atlas = _atlas(wide, tall)
    ink = atlas.mean(axis=(1, 2))
    small = np.asarray(cv2.resize(rgb, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    grey = cv2.createCLAHE(1.6, (2, 2)).apply(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)).astype(np.float32) / 255
    wanted = np.clip((grey - 0.05) / 0.9, 0, 1) ** 1.5 * ink.max()
    chosen = np.abs(wanted[..., None] - ink[None, None]).argmin(axis=2)
    drawn = atlas[chosen].transpose(0, 2, 1, 3).reshape(rows * tall, columns * wide)[:height, :width]
    if not coloured:
        return np.asarray(np.clip(np.rint(drawn[..., None] * np.array([236, 240, 238], np.float32) + 8), 0, 255), np.uint8)
    lab = to_oklab(to_linear(small))
    lab[..., 0] = np.clip(0.30 + 0.75 * lab[..., 0], 0, 0.97)
    lab[..., 1:] *= 1.3
    shade = to_srgb(np.clip(from_oklab(lab.astype(np.float32)), 0, 1))
    full = np.repeat(np.repeat(shade, tall, axis=0), wide, axis=1)[:height, :width]
    return np.asarray(np.clip(np.rint(drawn[..., None] * full + 8), 0, 255), np.uint8)


def _atlas(wide: int, tall: int) -> NDArray[np.float32]:
    """(letters, tall, wide) in [0, 1]: each letter once, by how much ink it has."""
    fine = 4
    size = 0.027 * fine * tall
    drawn = []
    for letter in _LETTERS:
        canvas = np.zeros((fine * tall, fine * wide), np.uint8)
        thick = max(1, round(0.15 * fine * wide))
        (across, _), _ = cv2.getTextSize(letter, cv2.FONT_HERSHEY_SIMPLEX, size, thick)
        place = ((fine * wide - across) // 2, round(0.76 * fine * tall))
        cv2.putText(canvas, letter, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, thick, cv2.LINE_AA)
        drawn.append(cv2.resize(canvas, (wide, tall), interpolation=cv2.INTER_AREA).astype(np.float32) / 255)
    atlas: NDArray[np.float32] = np.stack(drawn).astype(np.float32)
    return atlas[np.argsort(atlas.mean(axis=(1, 2)), kind="stable")]
