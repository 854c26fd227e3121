"""The two values every room passes around, and the backdrop a scene hands to a composite.

`size` is (width, height); `shape` is (H, W, C); boxes are (top, left, bottom, right), in pixels, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Size: TypeAlias = tuple[int, int]
"""(width, height) in pixels."""

Box: TypeAlias = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, bottom and right excluded."""

Polygon: TypeAlias = tuple[tuple[int, int], ...]
"""Corners (x, y) in pixels, in order; the last is joined to the first."""

Pixels: TypeAlias = NDArray[np.uint8]
"""(H, W, C) uint8, sRGB."""

LinearPixels: TypeAlias = NDArray[np.float32]
"""(H, W, 3) float32, linear light with sRGB primaries, [0, 1] unless HDR is said; alpha never premultiplied."""

Quality: TypeAlias = Literal["low", "medium", "high"]
"""How much work an answer is worth: samples, passes, refinement. The wire's `auto` and `standard` become one of these."""

Plane: TypeAlias = NDArray[np.float32]
"""(H, W) float32, one number a pixel."""


_ROWS = 64


def _unlike(one: Pixels, other: Pixels) -> NDArray[np.bool_]:
    """(H, W): where two pieces of a picture, each (H, W, 3|4), have another colour or alpha."""
    unlike: NDArray[np.bool_] = (one[..., :3] != other[..., :3]).any(axis=2)
    if one.shape[2] == other.shape[2] == 4:
        unlike |= one[..., 3] != other[..., 3]
        return unlike
    for with_alpha in (one, other):
        if with_alpha.shape[2] == 4:
            unlike |= with_alpha[..., 3] != 255
    return unlike


@dataclass(frozen=True, eq=False)
class Image:
    """A picture: (H, W, 3) or (H, W, 4) uint8 sRGB, straight alpha. Read-only: operations return new ones.

    Raises ValueError for another shape or dtype, or an empty side.
    """

    pixels: Pixels

    def __post_init__(self) -> None:
        p = self.pixels
        if p.dtype != np.uint8 or p.ndim != 3 or p.shape[2] not in (3, 4) or 0 in p.shape:
            raise ValueError(f"Image needs (H, W, 3|4) uint8 pixels, got {p.shape} {p.dtype}")
        frozen = np.ascontiguousarray(p).view()
        frozen.setflags(write=False)
        object.__setattr__(self, "pixels", frozen)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def has_alpha(self) -> bool:
        return bool(self.pixels.shape[2] == 4)

    @property
    def rgb(self) -> Pixels:
        """(H, W, 3) uint8, contiguous."""
        return np.ascontiguousarray(self.pixels[..., :3])

    @property
    def alpha(self) -> NDArray[np.uint8] | None:
        """(H, W) uint8, or None for an opaque picture."""
        return np.ascontiguousarray(self.pixels[..., 3]) if self.has_alpha else None

    def differs_from(self, other: Image, within: Mask | None = None) -> bool:
        """Whether it has another size or any other pixel, looked at only where `within` (of its size) is above 0.

        A picture without alpha is as one that is opaque everywhere. Looks no further than the first rows that differ.
        """
        if self.size != other.size:
            return True
        for top in range(0, self.height, _ROWS):
            rows = slice(top, top + _ROWS)
            unlike = _unlike(self.pixels[rows], other.pixels[rows])
            if within is not None:
                unlike &= within.values[rows] > 0
            if unlike.any():
                return True
        return False

    def with_rgb(self, rgb: Pixels) -> Image:
        """The same picture with other colours; its alpha, if any, is kept."""
        if not self.has_alpha:
            return Image(rgb)
        return Image(np.dstack([rgb, self.pixels[..., 3]]))


@dataclass(frozen=True, eq=False)
class Mask:
    """Where an edit takes effect: (H, W) float32 in [0, 1], **1 = change here**, between = blend weight.

    The wire is the other way round (alpha 0 = edit): `imaging.wire` converts, nothing else does.
    """

    values: Plane

    def __post_init__(self) -> None:
        v = self.values
        if v.dtype != np.float32 or v.ndim != 2 or 0 in v.shape:
            raise ValueError(f"Mask needs (H, W) float32 values, got {v.shape} {v.dtype}")
        frozen = np.ascontiguousarray(v).view()
        frozen.setflags(write=False)
        object.__setattr__(self, "values", frozen)

    @classmethod
    @lru_cache(maxsize=2)
    def whole(cls, size: Size) -> Mask:
        """All ones, of (width, height). The last two sizes are kept: most edits are of the whole, at one size."""
        return cls(np.ones((size[1], size[0]), np.float32))

    @property
    def size(self) -> Size:
        return int(self.values.shape[1]), int(self.values.shape[0])

    @cached_property
    def is_whole(self) -> bool:
        return bool(self.values.min() >= 1.0)

    @cached_property
    def is_empty(self) -> bool:
        return bool(self.values.max() <= 0.0)

    @property
    def coverage(self) -> float:
        """Mean value: the share of the picture that changes, in [0, 1]."""
        return float(self.values.mean())

    def inverted(self) -> Mask:
        return Mask(np.float32(1.0) - self.values)

    def __and__(self, other: Mask) -> Mask:
        """Both must agree: the product."""
        return Mask(self.values * other.values)


@dataclass(frozen=True)
class Edges:
    """Pixels that a layout adds on each side of a picture."""

    top: int = 0
    right: int = 0
    bottom: int = 0
    left: int = 0

    def around(self, size: Size) -> Size:
        """The size of a picture of `size` with these edges."""
        return size[0] + self.left + self.right, size[1] + self.top + self.bottom

    def within(self, size: Size) -> Size:
        """The size of the picture that these edges bring to `size`."""
        return size[0] - self.left - self.right, size[1] - self.top - self.bottom


@dataclass(frozen=True)
class Light:
    """A scene's light, so that a subject put before it can be lit alike.

    `illuminant`: linear RGB of the ambient light, mean 1. `sun`: its (x, y) in pixels of the backdrop (may lie outside),
    None when there is none to see. `sun_colour`: linear RGB. `backlit`: 0 = light comes from the camera's side, 1 = from behind.
    `towards`: unit vector (right, ahead, up) to the sun, moon or main lamp as seen from the camera: ahead > 0 is behind the
    subject; None for light from everywhere. `strength`: how far a subject follows this light, 0 = not at all (a plain studio
    colour), 1 = fully.
    """

    illuminant: tuple[float, float, float] = (1.0, 1.0, 1.0)
    sun: tuple[float, float] | None = None
    sun_colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    backlit: float = 0.0
    strength: float = 1.0
    towards: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What a scene renders: display-referred linear pixels without grain, and what a composite must know of them.

    `pixels`: (H, W, 3) float32 linear in [0, 1]. `horizon`: height of the horizon as a fraction of H from the top, or None.
    `ground`: what a standing subject would stand on. `grain`: standard deviation in sRGB [0, 1] units to be added to subject and
    backdrop together; `noise`: the same of a photograph, whose pixels have it already. `defocus`: a lens's usual blur
    times this is what a composite may add: 0 for a scene that has its own, above 1 behind small things, seen from near.
    """

    pixels: LinearPixels
    light: Light = field(default_factory=Light)
    horizon: float | None = None
    ground: Literal["none", "water", "solid"] = "none"
    grain: float = 0.0
    noise: float = 0.0
    defocus: float = 1.0

    @property
    def size(self) -> Size:
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])
