"""Meet a size of another aspect: always exactly that size, and always said how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.extension import extend
from overpaint.imaging.geometry import crop
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Box, Image, Mask, Size
from overpaint.plans import Note

Fit: TypeAlias = Literal["auto", "crop", "extend", "pad", "stretch"]
"""`crop` cuts, around the focus; `extend` keeps everything and continues the borders; `pad` keeps everything and adds plain bars;
`stretch` distorts; `auto` crops where little is lost, else extends."""

# What a crop must keep for `auto` to choose it: of the focus's weight, and of the picture. Without a focus nothing says what
# matters, so hardly anything may go.
_KEPT_FOCUS = 0.97
_KEPT_PICTURE = 0.60
_KEPT_UNSEEN = 0.90
# A crop that keeps this much is what rounding a size to whole pixels does, and not worth the word.
_SAME_PICTURE = 0.99
# From this factor on, a picture that is scaled up looks soft, and says that it was enlarged.
_ENLARGED = 1.2
# Windows that keep this much of what the best keeps are as good: among them the one with the focus in its middle is taken.
_AS_GOOD = 0.998
# A window that keeps less than this of a subject from head to foot shows its top instead: faces are up there. The top is where
# this share of it begins, so that a stray hair is none; above it comes air, a share of the window's height.
_WHOLE = 0.995
_TOP = 0.005
_AIR = 0.06


@dataclass(frozen=True, eq=False)
class Fitted:
    """`image` has exactly the size asked for; `note` says what was done, None if nothing.

    `taken`: the box of the source that was used; `placed`: the box of the result where it now is. The rest was invented.
    """

    image: Image
    note: Note | None
    source_size: Size
    taken: Box
    placed: Box

    def apply_to_mask(self, mask: Mask, invented: float = 0.0) -> Mask:
        """The same geometry for a mask of the source's size; pixels that fitting invented get `invented`.

        Raises ValueError for a mask of another size.
        """
        if mask.size != self.source_size:
            raise ValueError(f"mask is {mask.size}, the picture was {self.source_size}")
        top, left, bottom, right = self.placed
        values = np.full((self.image.height, self.image.width), invented, np.float32)
        taken = mask.values[self.taken[0] : self.taken[2], self.taken[1] : self.taken[3]]
        values[top:bottom, left:right] = resize_plane(np.ascontiguousarray(taken), (right - left, bottom - top))
        return Mask(values)


def fit_image(
    image: Image, size: Size, fit: Fit, focus: Mask | None = None, focus_is: Literal["subject", "mask"] = "subject"
) -> Fitted:
    """Bring a picture to exactly `size` (width, height). A picture of that size comes back as the same object.

    `focus`: weights of what matters, of the image's size; None: the middle. `focus_is`: a subject too tall for the crop keeps its
    top, a mask as much of itself as fits. Raises ValueError for a focus of another size.
    """
    if focus is not None and focus.size != image.size:
        raise ValueError(f"focus is {focus.size}, the picture {image.size}")
    whole = (0, 0, image.height, image.width)
    if image.size == size:
        return Fitted(image, None, size, whole, whole)
    window = _window(image.size, size, focus, keep_top=focus_is == "subject")
    if fit == "auto":
        fit = "crop" if _loses_little(image.size, window, focus) else "extend"
    if window == whole or fit == "stretch":
        scaled = "enlarged" if size[0] > _ENLARGED * image.width else "scaled"
        done = Note(scaled if window == whole else "stretched", _sizes(image.size, size))
        return Fitted(resize(image, size), done, image.size, whole, _box(size))
    if fit == "crop":
        return _cropped(image, size, window, "" if focus is None or focus.is_empty else f"_around_{focus_is}")
    return _kept_whole(image, size, fit)


def _cropped(image: Image, size: Size, window: Box, around: str) -> Fitted:
    kept = _area(window) / (image.width * image.height)
    done = Note(f"cropped{around}", {**_sizes(image.size, size), "kept": kept})
    if kept >= _SAME_PICTURE:
        done = Note("trimmed", _sizes(image.size, size))
    return Fitted(resize(crop(image, window), size), done, image.size, window, _box(size))


def _kept_whole(image: Image, size: Size, fit: Fit) -> Fitted:
    scale = min(size[0] / image.width, size[1] / image.height)
    width = min(size[0], max(1, round(image.width * scale)))
    height = min(size[1], max(1, round(image.height * scale)))
    top, left = (size[1] - height) // 2, (size[0] - width) // 2
    placed = (top, left, top + height, left + width)
    scaled = resize(image, (width, height))
    if fit == "extend":
        result, done = extend(scaled, size, placed), "extended"
    else:
        result, done = _padded(scaled, size, placed), "padded"
    note = Note(done, _sizes(image.size, size))
    return Fitted(result, note, image.size, (0, 0, image.height, image.width), placed)


def _padded(image: Image, size: Size, placed: Box) -> Image:
    """Bars in the median colour of the edges they touch; transparent for a picture with alpha."""
    pixels = np.zeros((size[1], size[0], image.pixels.shape[2]), np.uint8)
    if not image.has_alpha:
        touching = image.pixels[[0, -1]] if image.width == size[0] else image.pixels[:, [0, -1]]
        pixels[:] = np.median(touching, axis=(0, 1)).astype(np.uint8)
    pixels[placed[0] : placed[2], placed[1] : placed[3]] = image.pixels
    return Image(pixels)


def _window(source: Size, target: Size, focus: Mask | None, keep_top: bool) -> Box:
    """The largest box of the target's aspect within the source, moved along its one free axis to keep most of the focus."""
    scale = min(source[0] / target[0], source[1] / target[1])
    width = min(source[0], max(1, round(target[0] * scale)))
    height = min(source[1], max(1, round(target[1] * scale)))
    rows = None if focus is None else focus.values.sum(axis=1, dtype=np.float64)
    top = _start(source[1], height, rows, keep_top)
    left = _start(source[0], width, None if focus is None else focus.values.sum(axis=0, dtype=np.float64))
    return top, left, top + height, left + width


def _start(edge: int, length: int, weights: NDArray[np.float64] | None, keep_first: bool = False) -> int:
    if weights is None or weights.sum() <= 0:
        return (edge - length) // 2
    running = np.concatenate([[0.0], np.cumsum(weights)])
    kept = running[length:] - running[:-length]
    if keep_first and kept.max() < _WHOLE * running[-1]:
        first = int(np.searchsorted(running, _TOP * running[-1], side="right")) - 1
        return min(max(0, first - round(_AIR * length)), edge - length)
    good = np.flatnonzero(kept >= _AS_GOOD * kept.max())
    centre = float(np.average(np.arange(edge) + 0.5, weights=weights))
    return int(good[np.argmin(np.abs(good + length / 2 - centre))])


def _loses_little(source: Size, window: Box, focus: Mask | None) -> bool:
    kept = _area(window) / (source[0] * source[1])
    if focus is None or focus.is_empty:
        return kept >= _KEPT_UNSEEN
    top, left, bottom, right = window
    inside = float(focus.values[top:bottom, left:right].sum(dtype=np.float64))
    return kept >= _KEPT_PICTURE and inside >= _KEPT_FOCUS * float(focus.values.sum(dtype=np.float64))


def _box(size: Size) -> Box:
    return 0, 0, size[1], size[0]


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _sizes(before: Size, after: Size) -> dict[str, str | int | float]:
    return {"before": f"{before[0]}x{before[1]}", "after": f"{after[0]}x{after[1]}"}
