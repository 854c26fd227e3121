"""The contract every finder keeps. One finder is one module of this room; `regions/__init__.py` lists them.

A module declares: a docstring with its source, `SUMMARY` (a sentence), `find`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from overpaint.imaging.values import Image, Mask, Quality
from overpaint.plans import Note
from overpaint.weights import WeightStore


@dataclass(frozen=True)
class Found:
    """A region: its mask (1 = belongs to it), how sure we are in [0, 1], and what the caller should tell the user if unsure."""

    mask: Mask
    confidence: float = 1.0
    note: Note | None = None


@dataclass(frozen=True)
class FinderContext:
    """`weights`: where model files are. `mask`: the request's own, if it has one. `words`: the phrase that named the region.

    `cut_out`: the picture's own alpha is its subject's matte (`imaging.cutout`), so nothing needs to be looked for.
    """

    weights: WeightStore
    mask: Mask | None = None
    words: str = ""
    cut_out: bool = False
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None


@runtime_checkable
class Finder(Protocol):
    """What a module of this room offers. The region's name is the last part of the module's."""

    __name__: str

    @property
    def SUMMARY(self) -> str: ...

    @property
    def find(self) -> Callable[[Image, FinderContext], Found]: ...


def name_of(finder: Finder) -> str:
    """`overpaint.regions.subject` → `subject`."""
    return finder.__name__.rsplit(".", 1)[-1]
