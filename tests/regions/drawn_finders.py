"""Finders that know what the picture shows, because it was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from overpaint.imaging.values import Image, Mask
from overpaint.regions import Finder, FinderContext, Found, Instance

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 150, 40), (40, 60, 200), (128, 128, 128)
SIZE = (120, 90)

DISCS = (
    (20, 30, 8, RED),
    (55, 50, 14, GREEN),
    (95, 25, 10, RED),
    (100, 70, 12, BLUE),
)
"""(x, y, radius, colour) of the discs in `picture()`, from left to right."""


@dataclass(frozen=True)
class Drawn(Finder):
    """A finder that answers as it is told, and remembers what it was asked."""

    answer: Callable[[Image, FinderContext], Found] | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def find(self) -> Callable[[Image, FinderContext], Found]:
        return self._answer

    def _answer(self, image: Image, context: FinderContext) -> Found:
        assert self.answer is not None
        self.asked.append(context.kind)
        return self.answer(image, context)


def drawn(kind: str, found: Found, complement: str = "") -> Drawn:
    return Drawn(__name__, {kind: {}}, "Drawn.", complement_of=complement, answer=lambda _image, _context: found)


def among(*finders: Finder) -> Callable[[str], Finder]:
    """A registry of these alone."""
    known: Mapping[str, Finder] = {kind: finder for finder in finders for kind in finder.kinds}

    def find(kind: str) -> Finder:
        if kind not in known:
            raise ValueError(kind)
        return known[kind]

    return find


def disc(x: float, y: float, radius: float) -> Mask:
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    distance = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
    return Mask(np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32))


def picture() -> Image:
    """Coloured discs on grey."""
    pixels = np.full((SIZE[1], SIZE[0], 3), GREY, np.float32)
    for x, y, radius, colour in DISCS:
        weight = disc(x, y, radius).values[..., None]
        pixels = pixels * (1 - weight) + np.float32(colour) * weight
    return Image(np.rint(pixels).astype(np.uint8))


def discs(scores: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0), words: tuple[str, ...] = ("", "", "", "")) -> Found:
    """What is found of them: one instance each."""
    found = [Instance.of(disc(x, y, r), s, w) for (x, y, r, _), s, w in zip(DISCS, scores, words, strict=True)]
    return Found(SIZE, tuple(found), told_apart="by finder")
