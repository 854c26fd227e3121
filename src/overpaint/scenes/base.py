"""The contract every scene keeps. One scene is one module of this room; `scenes/__init__.py` lists them.

Its words stand in the `.toml` beside it (`words.py`).

A module declares: a docstring with its source, `SUMMARY` (a sentence), `VERSION`, `Params`, `rating`, `render`. Where a scene has
an hour or weather, the parameters are called `time` and `weather` and take words of `Time` and `Weather`, those it can paint.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from overpaint.imaging.values import Backdrop, Quality, Size

Rating = Literal["exact", "photographic", "acceptable", "stylised"]
"""How a scene holds up at full size, judged by eye: `exact` pretends nothing (a colour, a pattern), `photographic` passes for a
photograph, `acceptable` does so behind a subject, `stylised` does not, and the answer must say so."""

Time = Literal["dawn", "morning", "noon", "golden_hour", "sunset", "dusk", "night"]
Weather = Literal["clear", "fair", "cloudy", "overcast", "fog", "rain", "snow"]


class SceneParameters(BaseModel):
    """Base of every scene's `Params`: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class SceneContext:
    """`seed` varies composition, light and clouds; `check` is called between passes and raises Cancelled."""

    seed: int = 0
    quality: Quality = "medium"
    check: Callable[[], None] = lambda: None

    def seed_of(self, scene: str) -> int:
        """The seed with the scene's name in it: without that, one number would give every landscape the same clouds and sun."""
        return self.seed ^ (zlib.crc32(scene.encode()) << 30)


@runtime_checkable
class Scene(Protocol):
    """What a module of this room offers. The scene's name is the last part of the module's."""

    __name__: str
    __file__: str | None

    @property
    def SUMMARY(self) -> str: ...

    @property
    def VERSION(self) -> int: ...

    @property
    def Params(self) -> type[SceneParameters]: ...

    @property
    def rating(self) -> Callable[[Any], Rating]: ...

    @property
    def render(self) -> Callable[[Size, Any, SceneContext], Backdrop]: ...


def name_of(scene: Scene) -> str:
    """`overpaint.scenes.sea` → `sea`."""
    return scene.__name__.rsplit(".", 1)[-1]
