"""An answer even when our own code breaks, or when the server stops before a request became an edit."""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overpaint.errors import EngineUnavailable
from overpaint.web.api.errors import translate, unexpected

LOG = logging.getLogger("overpaint.web")


class AnswerDefects:
    """ASGI middleware. An answer that has begun can't be replaced: then the exception goes on, and the connection ends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except asyncio.CancelledError:  # the server stops, and this request was not even an edit yet: its body was still coming
            if begun or scope["type"] != "http":
                raise
            stopping = EngineUnavailable("The server is shutting down. Try again in a moment.", retry=True)
            await translate(stopping)(scope, receive, send)
        except Exception:
            if scope["type"] != "http":
                raise
            LOG.exception("Unexpected error")
            if begun:
                raise
            await unexpected()(scope, receive, send)
