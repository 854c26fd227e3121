"""What a recipe proposes for the matte, and what must hold of the matte that is drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Plane
from overpaint.regions.detection import Face


@dataclass(frozen=True, eq=False)
class Draft:
    """`belief`: on the canvas, in [0, 1], how far each pixel is the subject's. `within`: on the canvas, where any of it may be.

    `core`: on the canvas, what several networks agree is the subject's; None where only one was asked. `things`: boxes of the
    instances, in pixels of the picture; `persons`: whether they are persons; `haired`: whether they are animals. `faces`: theirs.
    `sure`: whether nothing needs to be said of it. `doubt`, `undecided`: of the salience network (`tidying`). `reach`: share of
    each box's width and height that the matte must span. `firm`: whether its outline is hard and in need of the segmenter.
    """

    belief: Plane
    within: Plane | None = None
    core: NDArray[np.bool_] | None = None
    things: tuple[Box, ...] = ()
    faces: tuple[Face, ...] = ()
    persons: bool = False
    haired: bool = False
    sure: bool = True
    doubt: float = 0.0
    undecided: float = 0.0
    reach: float = 0.0
    firm: bool = False


def disc(radius: float, size: tuple[int, int]) -> NDArray[np.uint8]:
    """A round structuring element. `radius`: share of the longer side of a plane of `size`."""
    width = 2 * max(1, round(radius * max(size))) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)


def wider(shape: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """The shape and all within `radius` of it, a share of the longer side."""
    return np.asarray(cv2.dilate(shape.view(np.uint8), disc(radius, shape.shape)) > 0)


def narrower(shape: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """The shape without its rim. What lies beyond the frame doesn't count against it."""
    return np.asarray(cv2.erode(shape.view(np.uint8), disc(radius, shape.shape)) > 0)


def softened(shape: NDArray[np.bool_], radius: float = 0.003) -> Plane:
    """(h, w) float32: 1 inside, 0 outside, and a soft step at the rim."""
    return np.asarray(cv2.GaussianBlur(shape.astype(np.float32), (0, 0), max(0.8, radius * max(shape.shape))), np.float32)


def parts(shape: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Connected parts of a shape, each of its size."""
    count, labels = cv2.connectedComponents(shape.view(np.uint8))
    return [np.asarray(labels == label) for label in range(1, count)]
