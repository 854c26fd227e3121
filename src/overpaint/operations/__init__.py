"""Image + mask + parameters → image. One module is one operation; `OPERATIONS` lists them, nothing is found by magic.

An operation imports its kernels (and with them OpenCV: 0.2 s and 35 MB) inside `apply`, not at its head: the web process reads
declarations when it compiles prompts, but pixels are touched only in workers. A test holds this.
"""

from __future__ import annotations

from difflib import get_close_matches

from overpaint.operations import (
    auto_enhance,
    background_blur,
    background_remove,
    background_replace,
    brightness,
    contrast,
    crop,
    exposure,
    flip,
    gamma,
    grayscale,
    invert,
    resize,
    rotate,
    saturation,
    sepia,
    shadows_highlights,
    straighten,
    temperature,
    tint,
    vibrance,
    vignette,
)
from overpaint.operations.base import Context, Operation, Parameters, name_of

__all__ = ["OPERATIONS", "Context", "Operation", "Parameters", "find_operation", "name_of"]

OPERATIONS: tuple[Operation, ...] = (
    brightness,
    exposure,
    contrast,
    gamma,
    shadows_highlights,
    saturation,
    vibrance,
    temperature,
    tint,
    auto_enhance,
    grayscale,
    sepia,
    invert,
    vignette,
    crop,
    rotate,
    straighten,
    flip,
    resize,
    background_replace,
    background_remove,
    background_blur,
)

_BY_NAME = {name_of(operation): operation for operation in OPERATIONS}


def find_operation(name: str) -> Operation:
    """The operation of that name. Raises ValueError naming the nearest one."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, n=1, cutoff=0.0)
    raise ValueError(f"there is no operation {name!r}; the nearest is {near[0]!r}")
