"""The contract every scene keeps. One scene is one module of this room; `scenes/__init__.py` lists them.

A module declares: a docstring with its source, `SUMMARY` (a sentence), `RATING`, `VERSION`, `Params`, `render`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from overpaint.imaging.values import Backdrop, Quality, Size

Rating = Literal["photographic", "acceptable", "stylised"]


class SceneParameters(BaseModel):
    """Base of every scene's `Params`: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class SceneContext:
    """`seed` varies composition, light and clouds; `check` is called between passes and raises Cancelled."""

    seed: int = 0
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None


@runtime_checkable
class Scene(Protocol):
    """What a module of this room offers. The scene's name is the last part of the module's."""

    __name__: str

    @property
    def SUMMARY(self) -> str: ...

    @property
    def RATING(self) -> Rating: ...

    @property
    def VERSION(self) -> int: ...

    @property
    def Params(self) -> type[SceneParameters]: ...

    @property
    def render(self) -> Callable[[Size, Any, SceneContext], Backdrop]: ...


def name_of(scene: Scene) -> str:
    """`overpaint.scenes.sea` → `sea`."""
    return scene.__name__.rsplit(".", 1)[-1]
