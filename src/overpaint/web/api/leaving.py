"""A client that goes away takes its edit with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event as Flag

from starlette.requests import Request


@asynccontextmanager
async def cancelled_with(request: Request) -> AsyncIterator[Flag]:
    """A flag that is set when the client goes away, or when the block is left for any reason. The body must have been read."""
    cancelled = Flag()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        cancelled.set()

    watcher = asyncio.create_task(watch())
    try:
        yield cancelled
    finally:
        cancelled.set()
        watcher.cancel()
