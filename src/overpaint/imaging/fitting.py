"""Meet a size of another aspect: always exactly that size, and always said how."""

from __future__ import annotations

from collections.abc import Sequence
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
# The share of a border that the focus covers when the frame cuts it there. What is cut at both ends can't be continued at
# either, so a crop may then lose more of it.
_TOUCHES = 0.05
_KEPT_CUT = 0.60
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
    image: Image,
    size: Size,
    fit: Fit,
    focus: Mask | None = None,
    focus_is: Literal["subject", "mask"] = "subject",
    faces: Sequence[Box] = (),
    spare_border: bool = False,
) -> Fitted:
    """Bring a picture to exactly `size` (width, height). A picture of that size comes back as the same object.

    `focus`: weights of what matters, of the image's size; None: the middle. `focus_is`: a subject too tall for the crop keeps its
    top, a mask as much of itself as fits. `faces`: boxes that a crop leaves whole wherever it can; `auto` crops only if none is
    lost. `spare_border`: what an extension adds is replaced anyway, so that no crop is worth the tip of a finger.

    Raises ValueError for a focus of another size.
    """
    if focus is not None and focus.size != image.size:
        raise ValueError(f"focus is {focus.size}, the picture {image.size}")
    whole = (0, 0, image.height, image.width)
    if image.size == size:
        return Fitted(image, None, size, whole, whole)
    window = _window(image.size, size, focus, focus_is == "subject", faces)
    sides = _cut_sides(focus, size)
    if fit == "auto":
        least = (_KEPT_CUT, 0.0) if all(sides) else (_WHOLE if spare_border else _KEPT_FOCUS, _KEPT_PICTURE)
        loses_no_face = all(_holds(window, face) for face in faces)
        fit = "crop" if loses_no_face and _loses_little(image.size, window, focus, *least) else "extend"
    if window == whole or fit == "stretch":
        scaled = "enlarged" if size[0] > _ENLARGED * image.width else "scaled"
        done = Note(scaled if window == whole else "stretched", _sizes(image.size, size))
        return Fitted(resize(image, size), done, image.size, whole, _box(size))
    if fit == "crop":
        return _cropped(image, size, window, "" if focus is None or focus.is_empty else f"_around_{focus_is}")
    return _kept_whole(image, size, fit, sides)


def _cut_sides(focus: Mask | None, size: Size) -> tuple[bool, bool]:
    """Whether the frame cuts the focus at the first and at the last border along the axis that a canvas of `size` has more of."""
    if focus is None:
        return False, False
    widened = size[0] * focus.values.shape[0] > size[1] * focus.values.shape[1]
    borders = (focus.values[:, 0], focus.values[:, -1]) if widened else (focus.values[0], focus.values[-1])
    return float(borders[0].mean()) > _TOUCHES, float(borders[1].mean()) > _TOUCHES


def _cropped(image: Image, size: Size, window: Box, around: str) -> Fitted:
    kept = _area(window) / (image.width * image.height)
    done = Note(f"cropped{around}", {**_sizes(image.size, size), "kept": kept})
    if kept >= _SAME_PICTURE:
        done = Note("trimmed", _sizes(image.size, size))
    return Fitted(resize(crop(image, window), size), done, image.size, window, _box(size))


def _kept_whole(image: Image, size: Size, fit: Fit, sides: tuple[bool, bool]) -> Fitted:
    """The whole picture on a canvas with more room: where the frame cuts the focus, against that edge; else in the middle."""
    scale = min(size[0] / image.width, size[1] / image.height)
    width = min(size[0], max(1, round(image.width * scale)))
    height = min(size[1], max(1, round(image.height * scale)))
    share = 0.5 if sides[0] == sides[1] or fit == "pad" else float(sides[1])
    top, left = int((size[1] - height) * share), int((size[0] - width) * share)
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


def _window(source: Size, target: Size, focus: Mask | None, keep_top: bool, faces: Sequence[Box]) -> Box:
    """The largest box of the target's aspect within the source, moved along its one free axis to keep most of the focus."""
    scale = min(source[0] / target[0], source[1] / target[1])
    width = min(source[0], max(1, round(target[0] * scale)))
    height = min(source[1], max(1, round(target[1] * scale)))
    rows = None if focus is None else focus.values.sum(axis=1, dtype=np.float64)
    columns = None if focus is None else focus.values.sum(axis=0, dtype=np.float64)
    top = _start(_starts(source[1], height, [(face[0], face[2]) for face in faces]), height, rows, keep_top)
    left = _start(_starts(source[0], width, [(face[1], face[3]) for face in faces]), width, columns)
    return top, left, top + height, left + width


def _starts(edge: int, length: int, faces: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Where a window may begin on an axis: of all places those that keep most of the faces whole, and cut the fewest."""
    starts = np.arange(edge - length + 1)
    whole, cut = np.zeros(starts.size), np.zeros(starts.size)
    for first, last in faces:
        inside = (starts <= first) & (starts + length >= last)
        whole[inside] += last - first
        cut[~inside & (starts < last) & (starts + length > first)] += last - first
    cut[whole < whole.max()] = np.inf
    return np.flatnonzero(cut == cut.min())


def _start(starts: NDArray[np.int64], length: int, weights: NDArray[np.float64] | None, keep_first: bool = False) -> int:
    """Of `starts`, the one whose window keeps most of the `weights` along the axis; without any, the middle one."""
    if weights is None or weights.sum() <= 0:
        return int(starts[(starts.size - 1) // 2])
    running = np.concatenate([[0.0], np.cumsum(weights)])
    kept = running[starts + length] - running[starts]
    if keep_first and kept.max() < _WHOLE * running[-1]:
        first = int(np.searchsorted(running, _TOP * running[-1], side="right")) - 1
        return int(starts[np.argmin(np.abs(starts - max(0, first - round(_AIR * length))))])
    good = starts[kept >= _AS_GOOD * kept.max()]
    centre = float(np.average(np.arange(weights.size) + 0.5, weights=weights))
    return int(good[np.argmin(np.abs(good + length / 2 - centre))])


def _holds(window: Box, face: Box) -> bool:
    return window[0] <= face[0] and window[1] <= face[1] and window[2] >= face[2] and window[3] >= face[3]


def _loses_little(source: Size, window: Box, focus: Mask | None, least: float, least_picture: float) -> bool:
    kept = _area(window) / (source[0] * source[1])
    if focus is None or focus.is_empty:
        return kept >= _KEPT_UNSEEN
    top, left, bottom, right = window
    inside = float(focus.values[top:bottom, left:right].sum(dtype=np.float64))
    return kept >= least_picture and inside >= least * float(focus.values.sum(dtype=np.float64))


def _box(size: Size) -> Box:
    return 0, 0, size[1], size[0]


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _sizes(before: Size, after: Size) -> dict[str, str | int | float]:
    return {"before": f"{before[0]}x{before[1]}", "after": f"{after[0]}x{after[1]}"}
