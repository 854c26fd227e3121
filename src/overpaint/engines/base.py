"""The engine contract: a request in, events out. It fits on this screen.

Engines know no keys and no HTTP; they take files, not pixels, so that nothing is decoded outside the process that may die of it
(docs/decisions/0002). `edit` is a plain generator: `Progress` and `Partial` events, then exactly one `Finished`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Literal, Protocol, TypeAlias

from overpaint.imaging.codec import ImageFile, OutputFormat
from overpaint.imaging.fitting import Fit
from overpaint.imaging.values import Quality, Size
from overpaint.plans import Plan

Background = Literal["auto", "opaque", "transparent"]

MAX_PROMPT = 32_000
"""Characters of a prompt."""

MAX_IMAGES = 16
MAX_N = 10
"""Pictures of one request: given, and answered."""


@dataclass(frozen=True)
class EditRequest:
    """One edit. `images`: 1 to 16 files whose headers were read and passed the limits; the first is the one edited.

    `mask`: a file of the first image's size with an alpha channel (alpha 0 = edit). `size`: (width, height) of the answer; `auto`
    keeps the first image's aspect at the nearest allowed size; `source` leaves the size as the edit leaves it. `seed`: answer i
    of `n` is made from `seed + i`. `partial`: of a mixed prompt run what can be done, rather than refuse all of it.
    `plan`: run this one as it is; the prompt is then only on record.
    """

    images: tuple[ImageFile, ...]
    prompt: str
    mask: ImageFile | None = None
    n: int = 1
    size: Size | Literal["auto", "source"] = "auto"
    seed: int = 0
    fit: Fit = "auto"
    quality: Quality = "medium"
    background: Background = "auto"
    output: OutputFormat = field(default_factory=OutputFormat)
    partial: bool = False
    plan: Plan | None = None


@dataclass(frozen=True)
class Progress:
    """Step `step` of `steps` begins; `text` says it in plain words."""

    step: int
    steps: int
    text: str


@dataclass(frozen=True)
class Partial:
    """A real intermediate picture, encoded as the answer will be; `index` is the answer it belongs to."""

    data: bytes
    index: int = 0


@dataclass(frozen=True)
class Picture:
    """One answer: the encoded file, its size, the seed it was made from, and what was done in plain words."""

    data: bytes
    size: Size
    seed: int
    revised_prompt: str


@dataclass(frozen=True)
class Finished:
    """Exactly `n` pictures. `plan`: JSON of the plan that ran, empty for engines without one."""

    pictures: tuple[Picture, ...]
    plan: str = ""


Event: TypeAlias = Progress | Partial | Finished


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do, so that a request is refused before any work. `model`: the id it answers to."""

    name: str
    masks: bool = True
    max_images: int = MAX_IMAGES
    max_n: int = MAX_N


class Engine(Protocol):
    """One way of making edits. Safe to call from several threads at once."""

    capabilities: Capabilities

    def edit(self, request: EditRequest, cancelled: Flag) -> Iterator[Event]:
        """Run one edit. Raises Refusal before any pixel where that can be known, Cancelled soon after `cancelled` is set."""
        ...

    def missing(self) -> tuple[str, ...]:
        """What must still be provided before this engine can work, in words that name the cure; empty when ready."""
        ...

    def close(self) -> None:
        """Stop workers and free memory. Running edits end with EngineUnavailable."""
        ...
