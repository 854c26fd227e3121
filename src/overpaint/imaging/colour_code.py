"""Colours as people write them for screens: `#rrggbb`, sRGB."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import StringConstraints

from overpaint.imaging.values import Pixels

ColourCode = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", strip_whitespace=True)]
"""`#rrggbb`, case does not matter."""


def rgb_of(code: str) -> tuple[int, int, int]:
    """`#ff8000` → (255, 128, 0), sRGB. Raises ValueError for anything else."""
    red, green, blue = to_pixel(code)[0, 0].tolist()
    return red, green, blue


def to_pixel(code: str) -> Pixels:
    """`#ff8000` → (1, 1, 3) uint8 sRGB. Raises ValueError for anything else."""
    if len(code) != 7 or not code.startswith("#"):
        raise ValueError(f"a colour is written #rrggbb, not {code!r}")
    return np.frombuffer(bytes.fromhex(code[1:]), np.uint8).reshape(1, 1, 3)
