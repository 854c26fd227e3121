"""Filling a hole in a picture with what is around it (`filling`), and the hole that a thing leaves (`hole`).

Importing this package is cheap; `filling` imports numba, so operations import it inside `apply`.
"""

from __future__ import annotations


def warm() -> None:
    """Compile the kernels for this machine into the cache, by filling a tiny hole."""
    import numpy as np

    from overpaint.imaging.inpainting.filling import fill

    hole = np.zeros((48, 48), bool)
    hole[20:28, 20:28] = True
    fill(np.zeros((48, 48, 3), np.uint8), hole, np.zeros_like(hole), seed=0)
