"""The photographs that are measured on: public domain, with a camera's own sharpness and grain, which flatter no encoder."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from skimage import data

TILE = 512


def photo(side: int) -> Image.Image:
    """The astronaut (NASA, public domain), mirrored to the right and below until side × side is filled.

    Enlarging it would give pixels that no camera makes, and that compress in ways no photograph does.
    """
    tile = data.astronaut()
    pair = np.concatenate([tile, tile[:, ::-1]], axis=1)
    block = np.concatenate([pair, pair[::-1]])
    times = -(-side // (2 * TILE))
    return Image.fromarray(np.ascontiguousarray(np.tile(block, (times, times, 1))[:side, :side]))


def portrait(side: int, kind: str = "JPEG") -> bytes:
    """The astronaut alone, enlarged: for edits that look for one person, whose files' sizes are not what is measured."""
    picture = Image.fromarray(data.astronaut()).resize((side, side), Image.Resampling.LANCZOS)
    return _saved(picture, kind, **({"quality": 90} if kind == "JPEG" else {}))


def jpeg(side: int) -> bytes:
    return _saved(photo(side), "JPEG", quality=90)


def png(side: int) -> bytes:
    return _saved(photo(side), "PNG")


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()
