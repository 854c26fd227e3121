"""The contract every finder keeps. One finder is one module of this room; `regions/__init__.py` lists their declarations.

A module holds, from its head: a docstring with its source, `FINDER`, `find`. A finder whose answer is all that another's leaves
declares whose complement it is, and needs no `find`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from overpaint.imaging.values import Box, Image, Mask, Plane, Quality, Size
from overpaint.plans import Note, Where
from overpaint.regions.naming import Noun
from overpaint.weights import WeightStore

ToldApart = Literal["never", "by finder", "by gaps"]
"""How the things of a region are told apart: stuff has none (`never`), each instance is one (`by finder`), or what stands apart
in the mask is one (`by gaps`)."""

Reason = Literal[
    "target_not_found",
    "ambiguous_target",
    "not_written",
    "nothing_written",
    "no_finder",
    "no_mask",
    "too_few",
    "no_such_colour",
    "not_on_that_side",
    "no_overlap",
    "nothing_left",
    "all_kept",
    "unclear_face",
    "unclear_part",
    "unclear_inside",
    "unclear_outline",
]
"""Why a place can't be resolved: keys of the sentences in `instructions/lexicon/<language>/messages.toml`, table `refusal`."""


Route = Literal["by looks", "by box", "by heat", "by colour", "subject"]
"""How something was found: by a detector's box (sure), by class heat (less so), by a colour alone, as the subject of a picture
that is of it, or by what its kind looks like."""

# Weight files that finders have in common, by name: one list, so that a finder misses none that its outlines need.
SEGMENTER = ("sam_encoder", "sam_decoder")
"""What asks for the outline at a place."""

_PEOPLE = ("face_detection", "selfie_segmentation", "pose_landmark")

OF_PERSONS = ("u2netp", "yolox_nano", *_PEOPLE, *SEGMENTER)
"""What finds persons by their boxes, and tells which pixels are theirs."""

OF_THINGS = ("u2netp", "yolox_nano", "efficientnet_b0", *_PEOPLE, *SEGMENTER)
"""The same for things, by box or by class heat."""


@dataclass(frozen=True, eq=False)
class Instance:
    """One thing of a region, kept as what its box holds: a picture may have dozens.

    `values`: (h, w) float32 in [0, 1] inside `box`, 1 = belongs to it. `size`: the picture's. `score` in [0, 1]: how sure the
    finder is of this one. `words`: what it says, for written words. Raises ValueError for values of another shape than the box.
    """

    values: Plane
    box: Box
    size: Size
    score: float = 1.0
    words: str = ""

    def __post_init__(self) -> None:
        top, left, bottom, right = self.box
        if self.values.shape != (bottom - top, right - left) or bottom > self.size[1] or right > self.size[0]:
            raise ValueError(f"an instance of box {self.box} in {self.size} can't have values of {self.values.shape}")

    @classmethod
    def of(cls, mask: Mask, score: float = 1.0, words: str = "") -> Instance:
        """From a mask of the picture's size. Raises ValueError for an empty one."""
        rows, columns = np.flatnonzero(mask.values.max(axis=1) > 0), np.flatnonzero(mask.values.max(axis=0) > 0)
        if rows.size == 0:
            raise ValueError("an empty mask is no instance")
        box = (int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
        return cls(mask.values[box[0] : box[2], box[1] : box[3]], box, mask.size, score, words)

    @property
    def mask(self) -> Mask:
        """Of the picture's size. Made anew at each call."""
        if self.values.shape[::-1] == self.size:
            return Mask(self.values)
        full = np.zeros(self.size[::-1], np.float32)
        self.paint(full)
        return Mask(full)

    @property
    def centre(self) -> tuple[float, float]:
        """(x, y) of the box's middle, in pixels."""
        top, left, bottom, right = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def area(self) -> float:
        """Pixels, partial ones by their share."""
        return float(self.values.sum(dtype=np.float64))

    def paint(self, plane: Plane) -> None:
        """Raise a plane of the picture's size to this instance's values, in place."""
        inside = self._inside(plane)
        np.maximum(inside, self.values, out=inside)

    def within(self, plane: Plane) -> Instance:
        """The part of it that a plane of the picture's size leaves: the smaller of both."""
        return replace(self, values=np.minimum(self.values, self._inside(plane)))

    def _inside(self, plane: Plane) -> Plane:
        top, left, bottom, right = self.box
        return plane[top:bottom, left:right]


@dataclass(frozen=True, eq=False)
class Found:
    """What a finder found in a picture of `size`: its instances, or one for stuff such as a sky; none where there is nothing.

    `confidence` in [0, 1]: how sure it is. `note`: what to tell the user if it is not. `unclear`: why nothing is given although
    there may well be something: what was found would not have held. `route`: how it was found.
    """

    size: Size
    instances: tuple[Instance, ...] = ()
    confidence: float = 1.0
    note: Note | None = None
    told_apart: ToldApart = "never"
    unclear: Reason | None = None
    route: Route = "by looks"

    @classmethod
    def of(cls, mask: Mask, confidence: float = 1.0, note: Note | None = None, told_apart: ToldApart = "never") -> Found:
        """A region that one mask describes; nothing where the mask is empty."""
        found = cls(mask.size, () if mask.is_empty else (Instance.of(mask),), confidence, note, told_apart)
        vars(found)["mask"] = mask  # known already: no copy, and what is cached of it stays
        return found

    def __getstate__(self) -> dict[str, object]:
        """On its way to another process: without the mask, which the instances hold already."""
        return {name: value for name, value in vars(self).items() if name != "mask"}

    @property
    def is_empty(self) -> bool:
        return not self.instances

    @cached_property
    def mask(self) -> Mask:
        """All instances together; an empty mask for none."""
        if len(self.instances) == 1:
            return self.instances[0].mask
        full = np.zeros(self.size[::-1], np.float32)
        for instance in self.instances:
            instance.paint(full)
        return Mask(full)

    def moved(self, move: Callable[[Mask], Mask]) -> Found:
        """The same on a picture that was cropped or enlarged: `move` takes a mask along. What it leaves nothing of is gone."""
        if self.is_empty:
            return replace(self, size=move(self.mask).size)
        masks = [(move(instance.mask), instance) for instance in self.instances]
        kept = tuple(Instance.of(mask, one.score, one.words) for mask, one in masks if not mask.is_empty)
        return replace(self, size=masks[0][0].size, instances=kept)

    def complement(self) -> Found:
        """All that this leaves, as one region; nothing where nothing was found."""
        if self.is_empty:
            return replace(self, told_apart="never")
        return Found.of(self.mask.inverted(), self.confidence, self.note)


@dataclass(frozen=True)
class FinderContext:
    """`weights`: where model files are. `kind`: which of its kinds the finder shall find.

    `cut_out`: the picture's own alpha is its subject's matte (`imaging.cutout`), so nothing needs to be looked for.
    `colour`: `#rrggbb` of the things that are meant, for a finder that goes by it; empty where none is named.
    """

    weights: WeightStore
    kind: str
    cut_out: bool = False
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None
    colour: str = ""


@dataclass(frozen=True)
class Finder:
    """One finder's declaration. `module`: its `__name__`, whose last part names it, and which holds `find`.

    `kinds`: what it finds, and what each is called in each language. A kind that is a key of the lexicon's things is what their
    words mean from then on. `weights`: files it can't do without. `complement_of`: the kind of which it is the rest. `nouns`:
    words by which prompts name its kinds, beside the lexicon's. `by_colour`: it goes by the colour that a place names.
    `else_by_colour`: the kind, of such a finder, that is looked for where a kind of this one's, named with a colour, is nowhere.
    `coloured_parts`: given a colour it finds what of its things has it, where no whole one is told by it.
    """

    module: str
    kinds: Mapping[str, Mapping[str, str]]
    summary: str
    weights: tuple[str, ...] = ()
    complement_of: str = ""
    nouns: Mapping[str, Noun] = field(default_factory=dict)
    by_colour: bool = False
    else_by_colour: str = ""
    coloured_parts: bool = False

    @property
    def name(self) -> str:
        """`overpaint.regions.subject` → `subject`."""
        return self.module.rsplit(".", 1)[-1]

    @property
    def find(self) -> Callable[[Image, FinderContext], Found]:
        """The region of the context's kind. Raises EngineUnavailable when a weight file is missing or damaged."""
        function: Callable[[Image, FinderContext], Found] = sys.modules[self.module].find
        return function


class Unresolved(Exception):
    """A place that the picture does not have, or has several times. Whoever knows the user's language says so.

    `where`: the smallest place that fails. `count`: how many things there are to choose from. `boxes`: where they are.
    `said`: what is written in the picture, where a place is one of writing.
    """

    def __init__(
        self, where: Where, reason: Reason, count: int = 0, boxes: tuple[Box, ...] = (), said: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason
        self.count = count
        self.boxes = boxes
        self.said = said
