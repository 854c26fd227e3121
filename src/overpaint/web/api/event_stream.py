"""The answer to an edit with `stream=true`: events as they happen, comments while nothing does, an error as the last event."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from functools import partial

from anyio import to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overpaint.admission import Waiting
from overpaint.engines.base import Partial, Progress
from overpaint.errors import OverpaintError
from overpaint.web.api.errors import translate, unexpected
from overpaint.web.api.events import PING, Events, error_event
from overpaint.web.api.live_edit import LiveEdit
from overpaint.web.api.outbox import Outbox
from overpaint.web.api.queue import Queue

LOG = logging.getLogger("overpaint.web")

# A comment goes out when nothing else did for this long: proxies give a silent connection a minute or less. Seconds.
PING_SECONDS = 5.0
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class EventStream(Response):
    """`hold` gives it what has to stay open until the edit is over, the edit itself among it."""

    media_type = "text/event-stream"

    def __init__(self, edit: LiveEdit, events: Events, queue: Queue, outbox: Outbox) -> None:
        self._edit, self._events, self._queue, self._outbox = edit, events, queue, outbox
        self._held = AsyncExitStack()
        self._pieces = self._told()
        self._first = b""
        super().__init__(status_code=200, headers=_HEADERS)
        del self.headers["content-length"]

    async def begin(self) -> None:
        """Wait for the first event or the first comment: what is refused before is answered with its own status."""
        self._first = await anext(self._pieces)

    def hold(self, held: AsyncExitStack) -> None:
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's signature
        async def write(piece: bytes) -> None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})

        async with self._held, aclosing(self._pieces) as pieces:
            self.headers.update(self._queue.headers)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await write(self._first)
            try:
                async for piece in pieces:
                    await write(piece)
            except OverpaintError as error:
                scope["state"]["error_code"] = error.code
                await write(error_event(bytes(translate(error).body)))
            except Exception:
                LOG.exception("Unexpected error")
                await write(error_event(bytes(unexpected().body)))
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _told(self) -> AsyncGenerator[bytes, None]:
        while True:
            event = await self._edit.next(PING_SECONDS)
            if event is None:
                yield PING
            elif isinstance(event, Waiting):
                yield self._events.queued(event)
            elif isinstance(event, Progress):
                yield self._events.progress(event)
            elif isinstance(event, Partial):
                for piece in self._events.partial(event):
                    yield piece
            else:
                made = partial(self._events.completed, event)
                size = sum(4 * len(picture.data) // 3 for picture in event.pictures)
                pieces = await to_thread.run_sync(self._outbox.hold, size, made)
                del event, made  # the pictures themselves, where they wait on disk
                for piece in pieces:
                    yield piece
                return
