"""Request → result. `base.py` is the contract; each other module or folder is one engine. Engines don't import each other."""

from __future__ import annotations

from collections.abc import Callable

from overpaint.engines.base import Engine
from overpaint.settings import Settings

__all__ = ["ENGINES", "open_engine"]


def _local(settings: Settings) -> Engine:
    from overpaint.engines.local import PooledEngine

    return PooledEngine(settings)


def _echo(_settings: Settings) -> Engine:
    from overpaint.engines.echo import EchoEngine

    return EchoEngine()


# What `OVERPAINT_ENGINE` may name. An engine is imported when it is opened: each brings libraries the others don't need.
ENGINES: dict[str, Callable[[Settings], Engine]] = {"local": _local, "echo": _echo}


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings name, ready to be asked (its workers start in the background)."""
    return ENGINES[settings.engine](settings)
