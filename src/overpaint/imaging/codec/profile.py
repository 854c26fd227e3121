"""Embedded colour profiles (ICC.1:2010) → sRGB, by LittleCMS. A profile we can't use never fails a request: it is left out."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageCms

from overpaint.imaging.values import Pixels

PROFILE_LIMIT = 4 << 20

Mode = Literal["L", "RGB", "CMYK"]
_SPACES: dict[Mode, str] = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
# Colours that move by no more than this are rounding, not another colour space.
_SAME = 1


def convert_to_srgb(pixels: Pixels, mode: Mode, profile: bytes) -> Pixels | None:
    """(H, W) grey, (H, W, 3) RGB or (H, W, 4) CMYK uint8 in the colours of `profile` → (H, W, 3) sRGB.

    Relative colorimetric with black point compensation, as picture editors do. None where there is nothing to convert: the
    profile is sRGB in effect, is for another kind of pixels, or is broken.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        if mode == "L":
            # Optimised, a grey curve is sampled too coarsely to hold its dark end; 256 values need no speed.
            flags |= ImageCms.Flags.NOOPTIMIZE
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        conversion = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB", intent, flags)
        if mode != "CMYK" and _changes_nothing(conversion, mode):
            return None
        return _converted(pixels, mode, conversion)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _changes_nothing(conversion: ImageCms.ImageCmsTransform, mode: Mode) -> bool:
    """Try it on a coarse grid of all colours: names of profiles say little, many an sRGB goes by another."""
    steps = np.linspace(0, 255, 18).astype(np.uint8)
    grid = steps[None, :] if mode == "L" else np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(18, -1, 3)
    before = np.broadcast_to(grid[..., None], (*grid.shape, 3)) if mode == "L" else grid
    return int(np.abs(_converted(grid, mode, conversion).astype(np.int16) - before).max()) <= _SAME


def _converted(pixels: Pixels, mode: Mode, conversion: ImageCms.ImageCmsTransform) -> Pixels:
    if mode == "L" and pixels.size > 256:
        return np.asarray(np.take(_converted(np.arange(256, dtype=np.uint8)[None], mode, conversion)[0], pixels, axis=0))
    height, width = pixels.shape[:2]
    picture = PillowImage.frombuffer(mode, (width, height), pixels.tobytes(), "raw", mode, 0, 1)
    return np.asarray(conversion.apply(picture), np.uint8)
