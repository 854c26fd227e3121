"""The engine contract: a part of a plan in, events out. It fits on this screen.

Engines know no keys and no HTTP; they take files, not pixels, so that nothing is decoded outside the process that may die of it
(docs/decisions/0002). What an edit opens with and ends with is the room `canvas`'s, whoever paints between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Event as Flag
from typing import Protocol, TypeAlias, runtime_checkable

from overpaint.canvas import EditRequest, Picture
from overpaint.canvas.handoff import Handoff
from overpaint.errors import Box, Refusal
from overpaint.imaging.values import Polygon, Size
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import Plan, Step, Where


@dataclass(frozen=True)
class Able:
    """How well an engine does a step: `quality` in [0, 1] by eye, `seconds`, peak `bytes` of memory, `money` in US dollars."""

    quality: float
    seconds: float = 0.0
    bytes: int = 0
    money: float = 0.0


@dataclass(frozen=True)
class Work:
    """One part of an edit: the steps of `plan` that this engine does, one after the other.

    `given`: what the part before left; None where this part opens the picture. `last`: this part answers. `words`: what an engine
    that takes prompts unread is to do; empty: the request's prompt. `over_all`: these may change every pixel, as far as is known.
    `finds`: the place where the next part's edit belongs, to be looked for by an engine that has eyes.
    """

    request: EditRequest
    plan: Plan
    steps: tuple[Step, ...]
    given: Handoff | None = None
    last: bool = True
    words: str = ""
    over_all: bool = False
    finds: Where | None = None


@dataclass(frozen=True)
class Progress:
    """Step `step` of `steps` begins; `text` says it in plain words, `stage` for programs: `reading`, `writing`, an operation or
    an upstream by its name.
    """

    step: int
    steps: int
    text: str
    stage: str = ""


@dataclass(frozen=True)
class Partial:
    """A real intermediate picture, encoded as the answer will be; `index` is the answer it belongs to."""

    data: bytes
    index: int = 0


@dataclass(frozen=True)
class Spent:
    """What somebody else was asked, for the usage record only: calls that went out, and US dollars they may have cost."""

    upstream: str
    model: str
    calls: int = 1
    money: float = 0.0


@dataclass(frozen=True)
class Done:
    """The end of a part: exactly `n` `pictures` of the last one, a `handoff` of any other."""

    pictures: tuple[Picture, ...] = ()
    handoff: Handoff | None = None


Event: TypeAlias = Progress | Partial | Spent | Done


@dataclass(frozen=True)
class SeenThing:
    """One thing of a place: its box in pixels of the picture, how sure its finder is in [0, 1], what it says if it is writing."""

    box: Box
    confidence: float
    words: str = ""


@dataclass(frozen=True)
class SeenPlace:
    """Where a place is in a picture. `steps`: numbers of the plan's steps that touch it; none where it is kept. `share` of the
    picture's pixels. `route`: how it was found (`whole`, `mask`, or a finder's). `outline`: filled by the even-odd rule.
    """

    where: Where
    steps: tuple[int, ...]
    share: float
    route: str
    confidence: float
    things: tuple[SeenThing, ...]
    outline: tuple[Polygon, ...]


@dataclass(frozen=True)
class Measured:
    """What the degree of a step comes to on this picture: as much as a `value` of its `parameter`."""

    step: int
    parameter: str
    value: float


@dataclass(frozen=True)
class Looked:
    """What a plan would touch. `size`: of the first picture, upright. `refusal`: an edit would find no such place in it.
    `measured`: of the steps that go by eye, those that come before anything but tone is changed.
    """

    size: Size
    places: tuple[SeenPlace, ...]
    refusal: Refusal | None = None
    measured: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Pointing:
    """What somebody points at in a request's first picture: points (x, y) `on` things and `off` them, and a `box` around one.

    In pixels of the picture, upright. At least a box or a point `on`.
    """

    on: tuple[tuple[float, float], ...] = ()
    off: tuple[tuple[float, float], ...] = ()
    box: Box | None = None


@dataclass(frozen=True)
class Outlined:
    """What is there. `mask`: a PNG of the picture's size as edits take it (alpha 0 = edit). The rest as of a `SeenPlace`."""

    size: Size
    box: Box
    share: float
    confidence: float
    outline: tuple[Polygon, ...]
    mask: bytes


class Engine(Protocol):
    """One way of making edits. Safe to call from several threads at once. `places`: edits it takes at a time; None: as many as
    there are workers.
    """

    name: str
    places: int | None

    def catalogue(self) -> Catalogue | None:
        """What prompts are read for; None for an engine that takes them unread."""
        ...

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:
        """How well it does a step, before any pixel; None where it can't. Raises EngineUnavailable naming what is missing."""
        ...

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        """Do one part: Progress, Partial and Spent events, then exactly one Done.

        Raises Cancelled soon after `cancelled` is set.
        """
        ...

    def models(self) -> Mapping[str, str]:
        """Models of its own that it paints with, each with its licence; empty for one that paints by none."""
        ...

    def missing(self) -> tuple[str, ...]:
        """What must still be provided before this engine can work, in words that name the cure; empty when ready."""
        ...

    def close(self) -> None:
        """Stop workers and free memory. Running edits end with EngineUnavailable."""
        ...


@runtime_checkable
class Looks(Protocol):
    """An engine with eyes: it can tell where the places of a plan are, before it is run."""

    name: str

    def finds(self, where: Where, request: EditRequest) -> Able | None:
        """How well it finds a place, before any pixel; None where it can't, or lacks what it needs for it."""
        ...

    def look(self, request: EditRequest, plan: Plan, cancelled: Flag) -> Looked:
        """Raises InvalidImage, EngineUnavailable, and Cancelled soon after `cancelled` is set."""
        ...

    def points(self, request: EditRequest) -> Able:
        """What it takes to outline what is pointed at. Raises EngineUnavailable naming what is missing."""
        ...

    def outline(self, request: EditRequest, pointing: Pointing, cancelled: Flag) -> Outlined | None:
        """None where nothing can be told apart there. Raises InvalidImage, and Cancelled soon after `cancelled` is set."""
        ...
