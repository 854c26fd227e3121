"""A picture that a model has redrawn → the same edit with the original's own pixels wherever nothing was changed.

Models answer with a whole new picture: a few pixels aside, a little larger, brighter or softer everywhere, whatever was asked.
Here it is laid over the original (`imaging/registration.py`), its tone is brought to the original's, and what then still differs
is the edit. Where that can't be told, the model's picture is left as it is: `Kept.why` says so.

Where it is known in which part of the picture the edit belongs, all else is the original's, whatever the model made of it, and
what redrawing did is measured there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blend import blend
from overpaint.imaging.registration import register
from overpaint.imaging.values import Image, Mask, Plane

Why: TypeAlias = Literal["", "transparent", "misaligned", "retoned", "everywhere", "nothing"]
"""Why nothing was kept: it has transparency; it shows something else, or from elsewhere; all of it has another tone; most of it
differs; no difference stands out from those that redrawing makes."""

# Below this correlation of their edges the two pictures are not of the same thing.
_ALIKE = 0.75
# What redrawing does to a channel by itself, at most: beyond it the tone was the edit, and must not be taken back. Outside of
# where an edit belongs no tone was asked for: there it is taken back as far as anything is left to see.
_GAIN, _OFFSET = 0.10, 14.0
_GAIN_OUTSIDE, _OFFSET_OUTSIDE = 0.5, 80.0
# The share of pixels, those that differ least, that the tone is fitted on, and how often it is fitted anew.
_CALM, _ROUNDS = 0.6, 3
# Levels beyond which a channel is as good as black or white: what was cut off there says nothing of the tone. Where fewer than so
# many pixels are left, it has to do.
_BLACK, _WHITE, _FEWEST = 3, 252, 200
# An uneven change of tone (a vignette) is looked for at this share of the size, smoothed by a share of the shorter side, and made
# good up to so many levels.
_COARSE, _SMOOTH, _UNEVEN = 8, 0.08, 12.0
# Differences in Lab are smoothed by this many pixels of a picture of one megapixel, of a smaller one by hardly less: noise,
# softness and half a pixel aside cancel.
_SIGMA, _FINEST = 3.0, 0.8
# Hysteresis: medians of the deviation above the median that mark an edit, and that still belong to it; none below what eyes see.
_STRONG, _WEAK = 8.0, 4.0
_LEAST_STRONG, _LEAST_WEAK = 3.0, 1.5
# An edit covers at least this share of the picture, and at most that one.
_SPECK, _MOST = 0.0002, 0.4
# A difference in Lab that nine of ten pixels outside the edit stay below, if they were only redrawn: above, all has another look.
_RESTLESS = 4.0
# Pixels of a picture of one megapixel: gaps that are closed, what is taken along around an edit, and the softness of its border.
_CLOSE, _AROUND, _FEATHER = 15, 8, 4.0
# A hole in an edit is part of it up to this share of the picture: a shirt of the colour of the wall before it.
_HOLE = 0.05
# With less than this share of the picture outside of where an edit belongs, nothing is to be measured there.
_OUTSIDE = 0.1
# What differs there by this share of the picture was done by the model, and is no trace of its redrawing.
_BEYOND = 0.01
_MEGAPIXEL = 1 << 20


@dataclass(frozen=True, eq=False)
class Kept:
    """`image`: the answer, of the original's size. `changed`: 0 where it is the original's, to the bit; None where nothing of it
    was kept, and `why`. `beyond`: more was changed, outside of where the edit belongs, and is the original's again. `found`: the
    edit stood out; where not, all of where it belongs is the model's.
    """

    image: Image
    changed: Mask | None
    why: Why = ""
    beyond: bool = False
    found: bool = True


def keep_unchanged(before: Image, after: Image, within: Mask | None = None) -> Kept:
    """`before` with the edit that `after`, a redrawn picture of the same size, shows of it.

    `within`: where the edit belongs, 0 = it can't be here; None: it may be anywhere. Takes 0.5 s a megapixel. Raises ValueError
    when sizes differ.
    """
    if before.size != after.size or (within is not None and within.size != before.size):
        raise ValueError(f"sizes differ: before {before.size}, after {after.size}{f', within {within.size}' if within else ''}")
    if before.has_alpha or after.has_alpha:
        return Kept(after, None, "transparent")
    laid = register(before, after)
    if laid.correlation < _ALIKE:
        return Kept(after, None, "misaligned")
    free = np.ones(laid.covered.shape, np.bool_) if within is None else within.values > 0
    bounded = float(free.mean()) <= 1 - _OUTSIDE
    calm = laid.covered & ~free if bounded else laid.covered
    old = before.pixels.astype(np.float32)
    limits = (_GAIN_OUTSIDE, _OFFSET_OUTSIDE) if bounded else (_GAIN, _OFFSET)
    toned = _toned(old, laid.image.pixels.astype(np.float32), calm, limits)
    if toned is None:
        return Kept(after, None, "retoned")
    new = toned.pixels
    # Where the model ran into white or black nothing is known of what lies beyond.
    difference = _difference(np.clip(old, toned.least, toned.most), new)
    changed = _changed(difference, laid.covered, calm)
    found, beyond = True, False
    if bounded:
        beyond = float((changed & ~free).mean()) >= _BEYOND
        restless = float(np.median(difference[calm][::7])) > _RESTLESS if calm.any() else True
        changed &= free & laid.covered
        if restless or not changed.any():
            changed, found = free & laid.covered, False
    else:
        share = float(changed.mean())
        if share > _MOST or float(np.quantile(difference[laid.covered & ~changed][::7], 0.9)) > _RESTLESS:
            return Kept(after, None, "everywhere")
        if not share:
            return Kept(after, None, "nothing")
    mask = _feathered(changed, laid.covered & free)
    redrawn = Image(np.clip(np.rint(new), 0, 255).astype(np.uint8))
    return Kept(blend(before, redrawn, mask), mask, beyond=beyond, found=found)


@dataclass(frozen=True, eq=False)
class _Toned:
    """(H, W, 3) float32 sRGB levels. `least`, `most`: what black and white became."""

    pixels: NDArray[np.float32]
    least: NDArray[np.float32]
    most: NDArray[np.float32]


def _toned(
    old: NDArray[np.float32], new: NDArray[np.float32], covered: NDArray[np.bool_], limits: tuple[float, float]
) -> _Toned | None:
    """`new` in the tone of `old`, fitted where it is `covered`; None where that takes more of gain and offset than `limits`."""
    step = max(1, min(old.shape[:2]) // 256)
    thin = (slice(None, None, step), slice(None, None, step))
    # Softened first: two edges that lie half a pixel apart say nothing of the tone.
    soft_old, soft_new = (cv2.blur(picture, (5, 5))[thin].reshape(-1, 3) for picture in (old, new))
    seen = covered[thin].reshape(-1) & (soft_new > _BLACK).all(axis=1) & (soft_new < _WHITE).all(axis=1)
    if np.count_nonzero(seen) < _FEWEST:
        seen = covered[thin].reshape(-1)
    calm = seen.copy()
    gain, offset = np.ones(3, np.float32), np.zeros(3, np.float32)
    for _ in range(_ROUNDS):
        for channel in range(3):
            x, y = soft_new[calm, channel], soft_old[calm, channel]
            spread = float(x.var())
            gain[channel] = 1.0 if spread < 1.0 else float(((x - x.mean()) * (y - y.mean())).mean()) / spread
            offset[channel] = float(y.mean() - gain[channel] * x.mean())
        residue = np.abs(soft_new * gain + offset - soft_old).max(axis=1)
        calm = seen & (residue <= np.quantile(residue[seen], _CALM))
    middle = soft_old[calm].mean(axis=0)
    if (np.abs(gain - 1.0) > limits[0]).any() or (np.abs(gain * middle + offset - middle) > limits[1]).any():
        return None
    new = new * gain + offset
    field = _uneven(old, new, covered, float(residue[calm].max()) + 6.0)
    return _Toned(new + field, field + offset, field + (255 * gain + offset))


def _uneven(old: NDArray[np.float32], new: NDArray[np.float32], covered: NDArray[np.bool_], limit: float) -> NDArray[np.float32]:
    """(H, W, 3) levels to add: what differs slowly across the picture, leaving out what differs by more than `limit`."""
    height, width = old.shape[:2]
    small = (max(8, width // _COARSE), max(8, height // _COARSE))
    difference = cv2.resize(old - new, small, interpolation=cv2.INTER_AREA)
    seen = cv2.resize(covered.astype(np.float32), small, interpolation=cv2.INTER_AREA) > 0.99
    weight = (seen & (np.abs(difference).max(axis=2) <= limit)).astype(np.float32)
    sigma = _SMOOTH * min(small)
    total = cv2.GaussianBlur(weight, (0, 0), sigma)
    field = cv2.GaussianBlur(difference * weight[..., None], (0, 0), sigma) / np.maximum(total, 1e-3)[..., None]
    # Where next to nothing calm is near, nothing is known.
    field *= np.minimum(1.0, total / 0.05)[..., None]
    return np.asarray(cv2.resize(np.clip(field, -_UNEVEN, _UNEVEN), (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _difference(old: NDArray[np.float32], new: NDArray[np.float32]) -> Plane:
    """(H, W): distance in Lab of the smoothed pictures."""
    sigma = _SIGMA * max(_FINEST, _scale(old.shape[:2]))
    labs = [
        cv2.cvtColor(cv2.GaussianBlur(np.clip(picture, 0, 255), (0, 0), sigma) / np.float32(255), cv2.COLOR_RGB2Lab)
        for picture in (old, new)
    ]
    return np.asarray(np.sqrt(np.square(labs[0] - labs[1]).sum(axis=2)), np.float32)


def _changed(difference: Plane, covered: NDArray[np.bool_], calm: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W): the edit, whole, with what is around it. `calm`: where it is measured what redrawing does by itself."""
    # What lies at the border of what was redrawn has been smoothed with what was not.
    scale = _scale(difference.shape)
    inner = cv2.erode(covered.astype(np.uint8), _disc(2 * _SIGMA * scale), borderValue=1) > 0
    seen = difference[inner & calm][::7]
    if not seen.size:
        return np.zeros(difference.shape, np.bool_)
    median = float(np.median(seen))
    deviation = float(np.median(np.abs(seen - median)))
    strong = inner & (difference > max(_LEAST_STRONG, median + _STRONG * deviation))
    weak = inner & (difference > max(_LEAST_WEAK, median + _WEAK * deviation))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak.view(np.uint8), connectivity=8)
    held = np.zeros(count, np.bool_)
    held[np.unique(labels[strong])] = True
    held &= stats[:, cv2.CC_STAT_AREA] >= _SPECK * difference.size
    held[0] = False
    found = cv2.morphologyEx(held[labels].astype(np.uint8), cv2.MORPH_CLOSE, _disc(_CLOSE / 2 * scale))
    return _filled(np.asarray(cv2.dilate(found, _disc(_AROUND * scale)), np.uint8))


def _filled(found: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Without its small holes."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - found, connectivity=4)
    small = stats[:count, cv2.CC_STAT_AREA] <= _HOLE * found.size
    edges = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    small[edges] = False  # what reaches the border is no hole
    small[0] = True  # the edit itself
    filled: NDArray[np.bool_] = small[labels]
    return filled


def _feathered(changed: NDArray[np.bool_], covered: NDArray[np.bool_]) -> Mask:
    """Soft outwards: all of the edit has weight 1; what was not redrawn has weight 0."""
    sigma = _FEATHER * _scale(changed.shape)
    distance = cv2.distanceTransform((~changed).view(np.uint8), cv2.DIST_L2, 3)
    soft = np.clip(1.0 - distance / np.float32(2.5 * sigma), 0.0, 1.0).astype(np.float32)
    edge = cv2.distanceTransform(np.pad(covered, 1, constant_values=True).view(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    return Mask(soft * np.clip(edge / np.float32(2.5 * sigma), 0.0, 1.0).astype(np.float32))


def _disc(radius: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _scale(shape: tuple[int, ...]) -> float:
    """Pixels of this picture to one of a picture of one megapixel."""
    return float(np.sqrt(shape[0] * shape[1] / _MEGAPIXEL))
