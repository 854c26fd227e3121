"""One edit through one engine, as the use case runs it: planned, scheduled, carried out."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag

from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.engines.base import Engine
from overpaint.engines.carrying import Event


def edit(engine: Engine, request: EditRequest, cancelled: Flag | None = None) -> Iterator[Event]:
    return editing.edit(request, engines=(engine,), cancelled=cancelled or Flag())
