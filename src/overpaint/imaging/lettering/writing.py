"""Text on a picture: set in lines that fit, placed, and set off from its ground until it can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np

from overpaint.imaging.colour import luminance, to_linear, to_srgb
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.lettering.faces import FindFile, Style, runs_of
from overpaint.imaging.lettering.ground import READABLE, black_or_white, contrast_on, opposite
from overpaint.imaging.lettering.ink import Setting, drawn, set_lines
from overpaint.imaging.lettering.lines import cleaned, wrapped
from overpaint.imaging.lettering.room import Place, inside_margins, placed, roomiest, shares_of
from overpaint.imaging.values import Box, Image, LinearPixels, Mask, Plane

_SMALLEST = 10.0
"""Pixels of the em: smaller letters can't be read."""

_SHRINK = 0.94
_MEASURED_AT = 64.0
"""Pixels at which words are measured once; widths grow with the size."""

_OUTLINE = 0.05
_BESIDE = 0.1
"""Of the size: an outline's width, and how far beside letters the ground counts."""

_HALO, _HALO_SOFT = 0.05, 0.11
_HALO_STRENGTHS = (0.4, 0.6, 0.8)
"""A soft ground behind letters: how much wider than they are, its blur, and how strongly it is tried, until they can be read."""

_SHADOW_AT, _SHADOW_SOFT, _SHADOW_STRENGTH = (0.05, 0.06), 0.05, 0.7
"""A shadow's distance to the right and down, its blur, and its strength."""

_PADDING, _CORNER = 0.4, 0.22
"""Of the size: from letters to the rim of their box, and its corners' radius."""

_REACH = 0.5
"""Of the size: as far from letters as anything of the above is drawn."""

_INK = 0.02
"""Coverage from which a pixel belongs to a letter's extent."""


class NoRoom(Exception):
    """The text does not fit where it should stand, at a size that can be read."""


@dataclass(frozen=True)
class Look:
    """How text is written. `size`: the em, as a share of the picture's height, or in pixels where above 1.

    Colours are `#rrggbb`; none: `colour` black or white, whichever is read better, no `outline`, no `box`. `readable`: set off
    from the ground where the contrast alone is too little.
    """

    place: Place
    style: Style
    size: float
    colour: str = ""
    opacity: float = 1.0
    outline: str = ""
    shadow: bool = False
    box: str = ""
    readable: bool = True


def write(image: Image, mask: Mask, text: str, look: Look, find: FindFile) -> Image:
    """The picture with the text on it, inside `mask` (1 = may be written on); an empty text changes nothing.

    Raises NoRoom, NoLetter, and what `find` raises for a font that is not there.
    """
    text = cleaned(text)
    if not text:
        return image
    block = _fitted(image, mask, text, look, find)
    return _on(image, mask, block, look)


@dataclass(frozen=True)
class _Block:
    """Set text and where its letters' extent lies in the picture. `ink`: the extent inside the drawn coverage."""

    setting: Setting
    box: Box
    ink: Box
    margin: int


def _fitted(image: Image, mask: Mask, text: str, look: Look, find: FindFile) -> _Block:
    """Where the place is free as a whole, there; else in the roomiest part of the mask."""
    whole = (0, 0, image.height, image.width)
    wanted = look.size * image.height if look.size <= 1 else look.size
    if block := _in_frame(whole, text, look, wanted, find):
        top, left, bottom, right = block.box
        if mask.is_whole or mask.values[top:bottom, left:right].min() > 0.99:
            return block
    frame = None if mask.is_whole else roomiest(mask.values)
    block = _in_frame(frame, text, look, wanted, find) if frame else None
    if block is None:
        raise NoRoom
    return block


def _in_frame(frame: Box, text: str, look: Look, wanted: float, find: FindFile) -> _Block | None:
    """The largest setting up to the wanted size that fits; None where letters would get too small."""
    top, left, bottom, right = inside_margins(frame)
    align = shares_of(look.place)[0]

    @cache
    def measure(piece: str) -> float:
        return sum(run.width(_MEASURED_AT) for run in runs_of(piece, look.style, find)) / _MEASURED_AT

    size = wanted
    while size >= min(_SMALLEST, wanted):
        padding = round(_PADDING * size) if look.box else round(_OUTLINE * size) if look.outline else 0
        room = bottom - top - 2 * padding, right - left - 2 * padding
        lines = wrapped(text, room[1] / size, measure) if min(room) > 0 else None
        if lines and len(lines) * size < room[0]:
            setting = set_lines(lines, look.style, size, align, find)
            margin = int(np.ceil(_REACH * size))
            ink = _extent(drawn(setting, 0.0, margin))
            height, width = ink[2] - ink[0], ink[3] - ink[1]
            if ink[2] > ink[0] and height <= room[0] and width <= room[1]:
                inner = top + padding, left + padding, bottom - padding, right - padding
                return _Block(setting, placed(inner, height, width, look.place), ink, margin)
        size *= _SHRINK
    return None


def _extent(coverage: Plane) -> Box:
    rows, columns = (np.flatnonzero((coverage > _INK).any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return 0, 0, 0, 0
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


@dataclass
class _Layer:
    """Paint on a ground: premultiplied linear colours, and how much of each pixel they cover."""

    ground: LinearPixels
    alpha: Plane
    colour: LinearPixels = field(init=False)
    cover: Plane = field(init=False)

    def __post_init__(self) -> None:
        self.colour, self.cover = np.zeros_like(self.ground), np.zeros_like(self.alpha)

    def paint(self, colour: LinearPixels, coverage: Plane) -> None:
        """`colour`: (1, 1, 3) linear."""
        left = 1 - coverage
        self.colour = (colour * coverage[..., None] + self.colour * left[..., None]).astype(np.float32)
        self.cover = coverage + self.cover * left

    def copy(self) -> _Layer:
        other = _Layer(self.ground, self.alpha)
        other.colour, other.cover = self.colour, self.cover
        return other

    def seen(self) -> tuple[LinearPixels, Plane]:
        """What paint and ground make together: colours, and their alpha."""
        behind = self.alpha * (1 - self.cover)
        alpha = self.cover + behind
        mixed = self.colour + self.ground * behind[..., None]
        return (mixed / np.maximum(alpha, 1e-6)[..., None]).astype(np.float32), alpha


def _on(image: Image, mask: Mask, block: _Block, look: Look) -> Image:
    size, margin = block.setting.size, block.margin
    corner = block.box[0] - block.ink[0], block.box[1] - block.ink[1]
    fill = drawn(block.setting, 0.0, margin)
    top, left = max(0, -corner[0]), max(0, -corner[1])
    bottom, right = min(fill.shape[0], image.height - corner[0]), min(fill.shape[1], image.width - corner[1])
    window = slice(top + corner[0], bottom + corner[0]), slice(left + corner[1], right + corner[1])
    cut = slice(top, bottom), slice(left, right)
    pixels = image.pixels[window]
    alpha = pixels[..., 3].astype(np.float32) / 255 if image.has_alpha else np.ones(pixels.shape[:2], np.float32)
    layer = _Layer(to_linear(np.ascontiguousarray(pixels[..., :3])), np.asarray(alpha, np.float32))
    if look.box:
        layer.paint(_linear(look.box), _rounded(fill.shape, block.ink, size)[cut])
    beside = drawn(block.setting, _BESIDE * size, margin)[cut]
    _set_off(layer, block, look, fill[cut], beside, cut)
    colours, covered = layer.seen()
    weight = mask.values[window] * np.float32(look.opacity)
    answer = image.pixels.copy()
    answer[window][..., :3] = _faded(pixels[..., :3], to_srgb(colours), weight)
    if image.has_alpha:
        answer[window][..., 3] = _faded(pixels[..., 3:], np.rint(255 * covered).astype(np.uint8)[..., None], weight)[..., 0]
    return Image(answer)


def _set_off(layer: _Layer, block: _Block, look: Look, fill: Plane, beside: Plane, cut: tuple[slice, slice]) -> None:
    """Paint the letters, and behind them what they need to be read: nothing, a soft ground, or an outline as well."""
    size, margin = block.setting.size, block.margin
    seen, alpha = layer.seen()
    ring = beside * (fill < 0.1)
    light = luminance(seen)
    tone = black_or_white(light, beside)
    ink = _linear(look.colour) if look.colour else np.full((1, 1, 3), tone, np.float32)
    text = float(luminance(ink)[0, 0])
    behind = np.full((1, 1, 3), opposite(text), np.float32)
    outlined = drawn(block.setting, _OUTLINE * size, margin)[cut]
    if look.shadow:
        moved = np.array([[1, 0, _SHADOW_AT[0] * size], [0, 1, _SHADOW_AT[1] * size]])
        cast = cv2.warpAffine(outlined if look.outline else fill, moved, fill.shape[::-1])
        layer.paint(behind, _SHADOW_STRENGTH * _blurred(np.asarray(cast, np.float32), _SHADOW_SOFT * size))
    if look.readable and not look.outline:
        clear = float((beside * (alpha < 1)).sum()) > 0  # what will lie behind it nobody knows
        if clear or contrast_on(text, light, ring) < READABLE:
            halo = _blurred(drawn(block.setting, _HALO * size, margin)[cut], _HALO_SOFT * size)
            soft = _softened(layer, behind, halo, text, ring)
            if soft is not None and not clear:
                layer.colour, layer.cover = soft.colour, soft.cover
            else:
                layer.paint(behind, _HALO_STRENGTHS[0] * halo)
                layer.paint(behind, outlined)
    if look.outline:
        layer.paint(_linear(look.outline), outlined)
    layer.paint(ink, fill)


def _softened(layer: _Layer, behind: LinearPixels, halo: Plane, text: float, ring: Plane) -> _Layer | None:
    """The weakest soft ground on which the text can be read; None where the strongest is too weak."""
    for strength in _HALO_STRENGTHS:
        tried = layer.copy()
        tried.paint(behind, strength * halo)
        if contrast_on(text, luminance(tried.seen()[0]), ring) >= READABLE:
            return tried
    return None


def _blurred(coverage: Plane, sigma: float) -> Plane:
    reach = 2 * int(np.ceil(2.5 * sigma)) + 1
    return np.asarray(cv2.GaussianBlur(coverage, (reach, reach), sigma, borderType=cv2.BORDER_CONSTANT), np.float32)


def _rounded(shape: tuple[int, ...], ink: Box, size: float) -> Plane:
    """A rectangle with round corners around letters, antialiased."""
    padding, radius = round(_PADDING * size), _CORNER * size
    top, left, bottom, right = ink[0] - padding, ink[1] - padding, ink[2] + padding, ink[3] + padding
    y, x = np.ogrid[: shape[0], : shape[1]]
    far_y = np.maximum(np.maximum(top + radius - 0.5 - y, y - (bottom - radius - 0.5)), 0)
    far_x = np.maximum(np.maximum(left + radius - 0.5 - x, x - (right - radius - 0.5)), 0)
    return np.clip(radius + 0.5 - np.hypot(far_y, far_x), 0, 1).astype(np.float32)


def _faded(old: np.ndarray, new: np.ndarray, weight: Plane) -> np.ndarray:
    """Codes between the old and the new ones, as a display mixes them: half of it looks like half."""
    mixed = old + weight[..., None] * (new.astype(np.float32) - old)
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)


def _linear(code: str) -> LinearPixels:
    return to_linear(to_pixel(code))
