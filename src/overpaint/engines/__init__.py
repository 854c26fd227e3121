"""A part of a plan → pictures. `base.py` is the contract; each folder, and `echo`, is one engine; none imports another.

`planning` makes the plan, `schedule` gives its steps to engines, `carrying` runs the parts one after the other.
"""

from __future__ import annotations

from collections.abc import Callable

from overpaint.engines.base import Engine
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings

__all__ = ["ENGINES", "open_engines"]


def _local(settings: Settings) -> Engine:
    from overpaint.engines.local import PooledEngine

    return PooledEngine(settings)


def _echo(_settings: Settings) -> Engine:
    from overpaint.engines.echo import EchoEngine

    return EchoEngine()


# What `OVERPAINT_ENGINE` may name. An engine is imported when it is opened: each brings libraries the others don't need.
ENGINES: dict[str, Callable[[Settings], Engine]] = {"local": _local, "echo": _echo}


def open_engines(settings: Settings) -> tuple[Engine, ...]:
    """The engines that the settings name, ready to be asked (workers start in the background). Raises ConfigurationError."""
    opened = ENGINES.get(settings.engine)
    if opened is None:
        known = ", ".join(ENGINES)
        raise ConfigurationError(f"OVERPAINT_ENGINE={settings.engine!r:.60}: there is no such engine. There are: {known}.")
    return (opened(settings),)
