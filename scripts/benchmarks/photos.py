"""The photographs that are measured on: public domain, with a camera's grain so that no encoder is flattered."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from skimage import data

GRAIN = 3.0  # standard deviation in 8-bit steps, about ISO 400


def photo(side: int) -> Image.Image:
    """The astronaut (NASA, public domain) at side × side with grain."""
    picture = Image.fromarray(data.astronaut()).resize((side, side), Image.Resampling.LANCZOS)
    noise = np.random.default_rng(1).normal(0, GRAIN, (side, side, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def jpeg(side: int) -> bytes:
    return _saved(photo(side), "JPEG", quality=90)


def png(side: int) -> bytes:
    return _saved(photo(side), "PNG")


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()
