"""A part of a plan → pictures. `base.py` is the contract; each folder, and `echo`, is one engine; none imports another.

`planning` makes the plan, `schedule` gives its steps to engines, `carrying` runs the parts one after the other.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from overpaint.engines.base import Engine
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings

__all__ = ["ENGINES", "open_engine", "open_engines"]

# What `OVERPAINT_ENGINE` may name: modules of this package with an `open_engine`. One is imported when it is opened:
# each brings libraries that the others don't need.
ENGINES = ("local", "diffusion", "upstream", "echo")


def open_engines(settings: Settings, *, here: bool = False) -> tuple[Engine, ...]:
    """The engines that the settings name, in their order, ready to be asked. They bring worker processes, which start in the
    background; `here`: they work in the caller's own.

    Raises ConfigurationError.
    """
    for name in settings.engine:
        if name not in ENGINES:
            known = ", ".join(ENGINES)
            raise ConfigurationError(f"OVERPAINT_ENGINE={name!r:.60}: there is no such engine. There are: {known}.")
    return tuple(open_engine(name, settings, here=here) for name in dict.fromkeys(settings.engine))


def open_engine(name: str, settings: Settings, *, here: bool = False) -> Engine:
    """One of ENGINES."""
    return cast(Engine, import_module(f"{__name__}.{name}").open_engine(settings, here=here))
