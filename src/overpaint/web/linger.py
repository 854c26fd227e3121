"""An answer that is sent while the request's body is still coming in must reach the client.

Closing a socket with unread bytes in it makes the kernel send a reset, and the reset makes the client's kernel drop the answer
it had already received. So when an answer leaves early, what still comes in is read and thrown away for a bounded time before
the connection is closed (nginx calls it lingering close).
"""

from __future__ import annotations

import time

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# nginx's own defaults: lingering_time and lingering_timeout, in seconds.
LINGER_SECONDS = 30.0
IDLE_SECONDS = 5.0


class LingeringClose:
    """ASGI middleware. `max_bytes`: how much of an unwanted body is read at most."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _announces_body(scope):
            await self.app(scope, receive, send)
            return
        body = _Body(receive, send, self.max_bytes)
        await self.app(scope, body.receive, body.send)


def _announces_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


class _Body:
    """The body of one request: knows whether all of it was read."""

    def __init__(self, receive: Receive, send: Send, max_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._left = max_bytes
        self._unread = True

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self._unread = bool(message.get("more_body", False))
        return message

    async def send(self, message: Message) -> None:
        if not self._unread:
            await self._send(message)
        elif message["type"] == "http.response.start":
            MutableHeaders(scope=message)["connection"] = "close"
            await self._send(message)
        elif message.get("more_body", False):
            await self._send(message)
        else:
            await self._send({**message, "more_body": True})
            await self._drain()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self) -> None:
        end = time.monotonic() + LINGER_SECONDS
        while self._unread and self._left > 0 and time.monotonic() < end:
            with anyio.move_on_after(IDLE_SECONDS) as idle:
                await self.receive()
            if idle.cancelled_caught:
                return
