"""One request and its answer, between the connection and the application."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from overpaint.errors import OverpaintError


class Exchange:
    """An ASGI application around `app`: what goes wrong with the request on its way in is raised where its body is read, so that
    it is answered and logged as every other error is.
    """

    def __init__(self, app: ASGIApp, cycle: RequestResponseCycle) -> None:
        self._app = app
        self.cycle = cycle
        self._failure: OverpaintError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # the cycle's own, as below
        try:
            await self._app(scope, self._receive, self._send)
        except (asyncio.CancelledError, Exception):
            # Logged by the request's log, or the server stops; nothing that could still be said: the answer had begun.
            self.leave()
            self.cycle.transport.abort()

    def fail(self, failure: OverpaintError) -> None:
        """The rest of the body will not come; the first reason counts."""
        self._failure = self._failure or failure
        self.cycle.keep_alive = False
        self.cycle.message_event.set()

    def leave(self) -> None:
        """The client is gone: the application is told, and what it still sends is thrown away."""
        if not self.cycle.response_complete:
            self.cycle.disconnected = True
        self.cycle.message_event.set()

    def ask_for_life(self) -> None:
        """Make a client that has gone altogether betray itself: its machine resets the connection when something comes.

        `100 Continue` may come before any answer and any number of times (RFC 9110, 15.2); not for HTTP/1.0.
        """
        if not self.cycle.response_started and self.cycle.scope["http_version"] == "1.1":
            self.cycle.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    async def _receive(self) -> Message:
        message = await self.cycle.receive()
        if self._failure is not None:
            raise self._failure
        return cast(Message, message)

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self.cycle.more_body:
            self.cycle.keep_alive = False
        await self.cycle.send(cast(Any, message))
