"""The contract every operation keeps. One operation is one module of this room; `operations/__init__.py` lists them.

A module declares, at its head and in this order: a docstring with its source, `FAMILY`, `KIND`, `VERSION`, `Params`, `apply`.

    point       each pixel from itself alone
    area        a pixel from its neighbourhood
    composite   several layers become one; may need a backdrop
    geometry    the canvas itself changes; runs before the picture is fitted to its size, never under a mask
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from overpaint.imaging.values import Backdrop, Image, Mask, Quality

Kind = Literal["point", "area", "composite", "geometry"]


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
) -> Any:
    """Declare one parameter as data: default, valid range (enforced), useful range (for sliders), unit, a sentence."""
    extra: dict[str, Any] = {"unit": unit, "useful": list(useful) if useful else None}
    bounds: dict[str, Any] = {"ge": valid[0], "le": valid[1]} if valid else {}
    return PydanticField(default=default, description=sentence, json_schema_extra=extra, **bounds)


@dataclass(frozen=True)
class Context:
    """What a step may know besides its picture. Randomness comes from `seed` alone.

    `backdrop`: the rendered scene, of the image's size, for composites that ask for one. `check`: called between passes of long
    work; raises Cancelled when nobody waits for the answer any more.
    """

    seed: int = 0
    quality: Quality = "medium"
    backdrop: Backdrop | None = None
    check: Callable[[], None] = lambda: None


@runtime_checkable
class Operation(Protocol):
    """What a module of this room offers. `__name__` is the module's; the operation's name is its last part."""

    __name__: str

    @property
    def FAMILY(self) -> str: ...

    @property
    def KIND(self) -> Kind: ...

    @property
    def VERSION(self) -> int: ...

    @property
    def Params(self) -> type[Parameters]: ...

    @property
    def apply(self) -> Callable[[Image, Mask, Any, Context], Image]: ...


def name_of(operation: Operation) -> str:
    """`overpaint.operations.brightness` → `brightness`."""
    return operation.__name__.rsplit(".", 1)[-1]
