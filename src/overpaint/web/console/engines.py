"""Engines: what is ready, what is missing and what cures it, who runs and waits, and how much memory that takes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.engines.base import Engine
from overpaint.web.api.context import ApiContext, context_of
from overpaint.web.console.declared import lacking
from overpaint.web.console.pages import render
from overpaint.web.console.visitor import Language, language_of

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class EngineState:
    """`places`: edits it takes at a time."""

    name: str
    missing: tuple[str, ...]
    places: int
    running: int
    waiting: int


async def page(request: Request) -> Response:
    context = context_of(request)
    states = await to_thread.run_sync(_states, context, language_of(request))
    memory = await to_thread.run_sync(_memory)
    values = {"engines": states, "memory": memory, "settings": context.settings, "ready": not any(one.missing for one in states)}
    return render(request, "engines.html", values)


def _states(context: ApiContext, language: Language) -> list[EngineState]:
    return [_state(context, engine, language) for engine in context.engines]


def _state(context: ApiContext, engine: Engine, language: Language) -> EngineState:
    admission = context.admissions[engine.name]
    places = engine.places or context.settings.workers
    missing = tuple(lacking(one, language) for one in engine.missing())
    return EngineState(engine.name, missing, places, admission.running, admission.waiting)


def _memory() -> list[tuple[str, int]]:
    """MiB that this process (`server`) and each that it has started (`worker`) hold, from /proc; nothing where there is none."""
    own = os.getpid()
    found = [("server", _resident(own))]
    try:
        text = Path(f"/proc/{own}/task/{own}/children").read_text()
        for task in Path(f"/proc/{own}/task").iterdir():
            text += f" {(task / 'children').read_text()}"
    except OSError:
        text = ""
    found += [("worker", _resident(int(child))) for child in sorted(set(text.split()), key=int)]
    return [(name, size) for name, size in found if size]


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // MEBIBYTE
