"""The contract every operation keeps. One operation is one module; `operations/__init__.py` lists their declarations.

A module holds, from its head: a docstring with its source, `OPERATION`, `Params`, `apply`. Its words
stand in the `.toml` beside it.

    point       each pixel from itself alone
    area        a pixel from its neighbourhood
    composite   several layers become one
    geometry    the canvas itself changes; runs before the picture is fitted to its size, never under a mask
    layout      the canvas changes when all else is done: the module's `edges` says how much is added on each side, so that the
                picture is fitted to what is left of the size that was asked for; never under a mask
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from overpaint.errors import EngineUnavailable
from overpaint.imaging.portraits.mesh import FaceMesh
from overpaint.imaging.values import Backdrop, Box, Edges, Image, Mask, Pixels, Quality, Size
from overpaint.operations.words import Words, read_words

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from overpaint.imaging.lettering.written import Line

Kind = Literal["point", "area", "composite", "geometry", "layout"]

Role = Literal[
    "",
    "amount",
    "degree",
    "effect",
    "stops",
    "factor",
    "shift",
    "level",
    "count",
    "angle",
    "share",
    "length",
    "aspect",
    "colour",
    "text",
]
"""What a parameter's value is, for whoever reads requests and tells of steps:

    amount   a signed share: 0 is neutral, the useful range is as far as one goes
    degree   how far to the eye: 0.25 a bit, 0.5 without a word, 0.75 much; below 0 the other way
    effect   how much of an effect whose default is all of it
    stops    doublings of light
    factor   1 is neutral, and a half undoes a double
    shift    signed, in a unit of its own
    level    from little to much, in a unit of its own
    count    a whole number of something that `says` names (`4 levels`)
    angle    degrees, clockwise
    share    a part of a side of the picture
    length   pixels
    aspect   (width, height) of a shape
    colour   `#rrggbb`
    text     words to be shown
"""


class Parameters(BaseModel):
    """Base of every `Params`: frozen, closed, each field declared with `parameter(…)`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def parameter(
    default: Any,
    sentence: str,
    *,
    valid: tuple[float, float] | None = None,
    useful: tuple[float, float] | None = None,
    unit: str = "",
    role: Role = "",
    weak: float | None = None,
    strong: float | None = None,
    pattern: str | None = None,
    beside: str = "",
) -> Any:
    """Declare one parameter as data: default, valid range (enforced), useful range (for sliders), unit, a sentence.

    `role`: what kind of thing it is, by which words and numbers of a request become its value. `weak`, `strong`: its value for "a
    little" and "a lot"; None where the useful range says so. `pattern`: of a text.
    `beside`: of a degree, the parameter that it adds to.
    """
    extra: dict[str, Any] = {
        "unit": unit,
        "useful": list(useful) if useful else None,
        "role": role,
        "weak": weak,
        "strong": strong,
        **({"beside": beside} if beside else {}),
    }
    bounds: dict[str, Any] = {"ge": valid[0], "le": valid[1]} if valid else {"pattern": pattern} if pattern else {}
    return PydanticField(default=default, description=sentence, json_schema_extra=extra, **bounds)


def by_eye(less: str, beside: str) -> Any:
    """Declare a `degree`: as far as words say, measured on the picture by `imaging.perceived`, instead of a fixed strength.

    `less`: what it is called below 0. `beside`: the parameter of a fixed strength, which it adds to.
    """
    said = "How far to the eye, on this picture: 0.25 a bit, 0.5 plainly, 0.75 much, 1 extremely"
    sentence = f"{said}; below 0 {less}. Adds to `{beside}`."
    return parameter(0.0, sentence, valid=(-1, 1), useful=(-1, 1), role="degree", beside=beside)


class CannotDo(Exception):
    """Raised by an operation that sees that this picture does not allow it. `reason`: a key of the refusals' messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Inputs:
    """What a step works on. `mask`: where it takes effect, of the image's size.

    `backdrop`: what stands behind the subject instead, of the image's size, for operations that need one. `pictures`: those that
    the step names, as they came. `things`: what the detector knows in the picture, for operations that shun it. `edges`: what a
    layout adds; None where no size is asked for. `faces`: where the parts of each face are, for operations on faces. `ratio`:
    width by height that the answer will have, for operations that bring the canvas to a place; None where it may be any.
    `size`: what an operation that gathers pictures fills; None where it chooses. `seen`: by kind of region, where it is, for
    operations that look for some; a kind that is not there is left out. `mattes`: what is cut out of each of `pictures`.
    """

    image: Image
    mask: Mask
    backdrop: Backdrop | None = None
    pictures: tuple[Image, ...] = ()
    things: Mask | None = None
    edges: Edges | None = None
    faces: tuple[FaceMesh, ...] = ()
    ratio: float | None = None
    size: Size | None = None
    seen: Mapping[str, Mask] = field(default_factory=dict)
    mattes: tuple[Mask, ...] = ()


def unpointed(_rgb: Pixels, _place: tuple[float, float]) -> NDArray[np.bool_] | None:
    """For operations that were given nobody who parts things."""
    return None


def unseen(image: Image) -> tuple[Mask | None, tuple[Box, ...]]:
    """For operations that were given nobody who knows what matters in a picture."""
    return None, ()


def nowhere(name: str) -> Path:
    """For operations that were given no files. Raises EngineUnavailable."""
    raise EngineUnavailable(f"There is no file {name!r} here.")


def unloaded(name: str, edit: Callable[[bytes], bytes]) -> InferenceSession:
    """For operations that were given no networks. Raises EngineUnavailable."""
    raise EngineUnavailable(f"There is no network {name!r} here.")


def untold(key: str, **facts: float) -> None:
    """For operations whose answer nobody reads."""


def unread(image: Image) -> tuple[Line, ...]:
    """For operations that were given no reader. Raises EngineUnavailable."""
    raise EngineUnavailable(f"Nothing reads a picture of {image.size} here.")


@dataclass(frozen=True)
class Context:
    """What a step may know besides its inputs. Randomness comes from `seed` alone.

    `check`: called between passes of long work; raises Cancelled when nobody waits for the answer any more. `file`: where a
    file of the weights' table lies; raises EngineUnavailable for one that is missing. `read`: the lines written in a picture.
    `focus`: what matters in a picture: weights of its size, and boxes of faces.
    `network`: a file of the weights' table as a session, after an edit of its bytes; raises EngineUnavailable for one that is
    missing. `pointed_at`: what stands at (row, column) of a picture, (H, W, 3) uint8 sRGB, as (H, W) flags; None where nobody can
    say. `tell`: what was measured on the picture, for the answer's words: a note's key, and the facts that fill its blanks.
    """

    seed: int = 0
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None
    file: Callable[[str], Path] = nowhere
    read: Callable[[Image], tuple[Line, ...]] = unread
    focus: Callable[[Image], tuple[Mask | None, tuple[Box, ...]]] = unseen
    network: Callable[[str, Callable[[bytes], bytes]], InferenceSession] = unloaded
    tell: Callable[..., None] = untold
    pointed_at: Callable[[Pixels, tuple[float, float]], NDArray[np.bool_] | None] = unpointed


@dataclass(frozen=True)
class Operation:
    """One operation's declaration. `module`: its `__name__`, whose last part names it, and which holds `Params` and `apply`.

    `version`: goes up when the same parameters mean another picture. `neutral`: parameters that ask for nothing, None where there
    are none. `shown`: parameters at which its gallery sheet, its golden and its page show it.
    `needs_backdrop`: works on a backdrop. `makes_alpha`: the answer has transparent pixels. `changes_background`: what was behind
    the subject goes. `seeded`: the answer depends on the seed. `relights`: also pixels outside the mask change, on purpose.
    `under_sky`: its backdrop is the sky over the land that stays, so that its horizon lies where that ends.
    `shuns_things`: asks for what the detector knows in the picture. `may_refuse`: raises CannotDo where a picture says no.
    `weights`: files it can't do without.
    `of_subject`: is done to the subject where nothing else is named.
    `reads`: least and most pictures of the request that its step names besides the one it edits.
    `cuts`: name of the parameter that says, as a place, what of those pictures is cut out.
    `sees`: kinds of region that it looks for in the picture; where one isn't there it does without.
    `never_alone`: shows what other steps did, so that it is refused without one.
    `on_faces`: asks for the faces in the picture; how many of them it changed is told.
    `of_place`: brings the canvas to a place in the picture, though it changes all of it. `heeds_subject`: its mask is the
    picture's subject, empty where none stands out.
    """

    module: str
    version: int
    kind: Kind
    family: str
    neutral: Mapping[str, Any] | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)
    needs_backdrop: bool = False
    makes_alpha: bool = False
    changes_background: bool = False
    seeded: bool = False
    relights: bool = False
    under_sky: bool = False
    shuns_things: bool = False
    may_refuse: bool = False
    weights: tuple[str, ...] = ()
    of_subject: bool = False
    on_faces: bool = False
    of_place: bool = False
    never_alone: bool = False
    heeds_subject: bool = False
    reads: tuple[int, int] = (0, 0)
    cuts: str = ""
    sees: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`overpaint.operations.light.brightness` → `brightness`."""
        return self.module.rsplit(".", 1)[-1]

    @property
    def params(self) -> type[Parameters]:
        """The class of its parameters."""
        declared: type[Parameters] = sys.modules[self.module].Params
        return declared

    @property
    def apply(self) -> Callable[[Inputs, Any, Context], Image]:
        """The picture with the step done; outside the mask the same pixels, unless it `relights`."""
        function: Callable[[Inputs, Any, Context], Image] = sys.modules[self.module].apply
        return function

    def measured(self, params: Any, inputs: Inputs) -> tuple[str, float] | None:
        """The parameter that a degree adds to, and what it comes to on this picture; None where no degree is given."""
        degree = self.params.model_fields.get("degree")
        if degree is None or not params.degree:
            return None
        extra = cast("dict[str, str]", degree.json_schema_extra)
        function: Callable[..., float] = sys.modules[self.module].measured
        return extra["beside"], function(inputs, params)

    def natural(self, params: Any, inputs: Inputs) -> Size:
        """The size that an operation which gathers pictures gives its canvas where none is asked for."""
        function: Callable[..., Size] = sys.modules[self.module].natural
        return function(params, inputs)

    def edges(self, params: Any, size: Size, *, outer: bool) -> Edges:
        """What a layout adds to a picture of `size`; with `outer`, `size` is that of the answer, edges included."""
        function: Callable[..., Edges] | None = getattr(sys.modules[self.module], "edges", None)
        return Edges() if function is None else function(params, size, outer=outer)

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """Language → what leads to it and what is said when it is done: the `.toml` beside its module."""
        return read_words(Path(sys.modules[self.module].__file__ or "").with_suffix(".toml"))

    @property
    def doc(self) -> str:
        """The module's docstring: what it does in a sentence, then how, and where the method comes from."""
        return inspect.cleandoc(sys.modules[self.module].__doc__ or "")
