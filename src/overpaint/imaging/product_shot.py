"""A thing on seamless paper: placed with a margin, its own soft shadow under it, mirrored in the table if wished.

What a packshot studio does, and no more: even light from everywhere, so that the thing keeps its colours, to the bit where it
keeps its size, and the paper darkens only where the thing shades it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.compositing.ground import contact_shade, find_stand
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Backdrop, Box, Image, LinearPixels, Pixels, Plane

MOST_ENLARGED = 2.0
"""Factor up to which a small thing is enlarged to fill its frame: beyond, it looks soft."""

_SEEN = 0.08
_TOUCHES = 0.01
# A mirror image begins at the sole, fades with its height and is never as bright as what it mirrors.
_MIRROR_REACH, _MIRROR_BLUR = 0.35, 0.004
_DARKEST = 0.80
# The wide, faint part of a studio's shadow: sigma along and across as shares of the thing's height, and its dose.
_POOL = (0.16, 0.075, 0.9)
# Codes of 255 by which plain paper may vary, and the share of it that keeps to them: a thing's old shadow lies on the rest.
_GROUND, _PLAIN, _MOSTLY = 0.95, 12, 0.85
_SIDE = 512
_CRUMB, _MOST_PIECES = 0.004, 12


@dataclass(frozen=True, eq=False)
class Cutout:
    """A thing on its canvas: `colours` (H, W, 3) uint8 sRGB without its old background, `alpha` (H, W) float32 in [0, 1]."""

    colours: Pixels
    alpha: Plane

    @property
    def box(self) -> Box:
        """Of what is seen of it; the whole canvas where nothing is."""
        rows = np.flatnonzero(self.alpha.max(axis=1) > _SEEN)
        columns = np.flatnonzero(self.alpha.max(axis=0) > _SEEN)
        if not rows.size:
            return (0, 0, *self.alpha.shape)
        return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1

    @property
    def is_cut(self) -> bool:
        """Whether the frame cuts it anywhere."""
        borders = (self.alpha[0], self.alpha[-1], self.alpha[:, 0], self.alpha[:, -1])
        return any(float((border > 0.5).mean()) > _TOUCHES for border in borders)


def centred(thing: Cutout, margin: float) -> Cutout:
    """The thing in the middle of its canvas, as large as `margin`, a share of each side, and `MOST_ENLARGED` allow."""
    top, left, bottom, right = thing.box
    height, width = thing.alpha.shape
    room = (1 - 2 * margin) * min(width / (right - left), height / (bottom - top))
    factor = min(room, MOST_ENLARGED)
    size = max(1, round((right - left) * factor)), max(1, round((bottom - top) * factor))
    first, start = (height - size[1]) // 2, (width - size[0]) // 2
    colours = np.zeros_like(thing.colours)
    alpha = np.zeros_like(thing.alpha)
    cut = np.ascontiguousarray(thing.colours[top:bottom, left:right])
    into = np.s_[first : first + size[1], start : start + size[0]]
    colours[into] = resize(Image(cut), size).pixels
    alpha[into] = np.clip(resize_plane(np.ascontiguousarray(thing.alpha[top:bottom, left:right]), size), 0, 1)
    return Cutout(colours, alpha)


def colour_of_paper(image: Image, ground: Plane) -> tuple[int, int, int] | None:
    """The sRGB colour of a plain ground, which `ground` (H, W) in [0, 1] marks; None where it is not plain, or not there."""
    pixels = image.rgb[ground > _GROUND]
    if not pixels.size:
        return None
    colour = np.median(pixels, axis=0)
    alike = np.abs(pixels - colour).max(axis=1) <= _PLAIN
    return (int(colour[0]), int(colour[1]), int(colour[2])) if float(alike.mean()) >= _MOSTLY else None


def on_paper(thing: Cutout, paper: LinearPixels, shadow: float, reflection: float) -> Pixels:
    """The thing on a plain ground, (H, W, 3) uint8 sRGB.

    `paper`: (H, W, 3) float32 linear. `shadow`, `reflection`: strengths in [0, 1]; 0 for none. Where alpha is 1 the pixels are
    the thing's own; where it is 0 and nothing shades or mirrors, the paper's.
    """
    ground = paper
    if reflection > 0:
        ground = _mirrored(thing, ground, reflection)
    if shadow > 0:
        ground = ground * _light_left(thing.alpha, shadow)
    alpha = thing.alpha[..., None]
    laid = to_srgb(np.asarray(to_linear(thing.colours) * alpha + ground * (1 - alpha), np.float32))
    return np.where(alpha >= 1, thing.colours, laid)


def _light_left(alpha: Plane, strength: float) -> NDArray[np.float32]:
    """(H, W, 1) share of its light that the paper keeps: soft, and darkest where a thing rests; each piece rests by itself."""
    small = shrink(alpha, _SIDE)
    ground = Backdrop(np.zeros((*small.shape, 3), np.float32), ground="solid")
    kept = np.ones_like(small)
    for piece in _pieces(small):
        if stand := find_stand(piece, ground):
            pool = cv2.GaussianBlur(stand.footprint, (0, 0), _POOL[0] * stand.height, sigmaY=_POOL[1] * stand.height)
            shade = (contact_shade(stand) + np.float32(_POOL[2]) * pool) * np.float32(strength)
            kept *= np.float32(1.0) - np.float32(_DARKEST) * (np.float32(1.0) - np.exp(-shade / np.float32(_DARKEST)))
    return Field(kept[..., None], (alpha.shape[1], alpha.shape[0])).rows(0, alpha.shape[0])


def _pieces(alpha: Plane) -> list[Plane]:
    """What lies apart, largest first; crumbs left out."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((alpha > _SEEN).astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    large = [one + 1 for one in np.argsort(-areas) if areas[one] >= _CRUMB * areas.sum()] if count > 1 else []
    return [np.where(labels == one, alpha, np.float32(0)) for one in large[:_MOST_PIECES]]


def _mirrored(thing: Cutout, paper: LinearPixels, strength: float) -> LinearPixels:
    """The paper with the thing upside down below its sole: column by column, so that a foot further back meets its own image."""
    top, _, bottom, _ = thing.box
    height, width = thing.alpha.shape
    tall = bottom - top
    soles = height - 1 - np.argmax(thing.alpha[::-1] > 0.5, axis=0)
    there = thing.alpha.max(axis=0) > 0.5
    window = 2 * (tall // 12) + 1
    line = cv2.dilate(np.where(there, soles, 0).astype(np.float32)[None], np.ones((1, window), np.uint8))[0]
    line = cv2.GaussianBlur(line[None], (0, 0), max(1.0, window / 4), borderType=cv2.BORDER_REPLICATE)[0]
    line = np.where(there, np.maximum(line, soles), line)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    source = np.asarray(2 * line[None] - rows, np.float32)
    colours = cv2.remap(thing.colours, columns, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    alpha = cv2.remap(thing.alpha, columns, source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    below = rows - line[None]
    fade = np.clip(1 - below / (_MIRROR_REACH * tall), 0, 1) ** 1.5 * (below > 0)
    sigma = max(0.8, _MIRROR_BLUR * tall)
    weight = cv2.GaussianBlur(np.asarray(alpha * fade * strength, np.float32), (0, 0), sigma)[..., None]
    image = to_linear(np.asarray(cv2.GaussianBlur(colours, (0, 0), sigma), np.uint8))
    return np.asarray(paper * (1 - weight) + image * weight, np.float32)
