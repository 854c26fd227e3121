"""Around every request: an id, the time it took, and one log line."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overpaint import tracing
from overpaint.web.methods import DECLARABLE
from overpaint.web.metrics import NOBODY, Metrics
from overpaint.web.request_id import begin_request

LOG = logging.getLogger("overpaint.web")
KNOWN_METHODS = (*DECLARABLE, "HEAD", "OPTIONS")


class RequestLog:
    """ASGI middleware, the outermost one. Sends `x-request-id` and `openai-processing-ms` with every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Observed(scope, receive, send)
        try:
            with request.span.current():
                await self.app(scope, request.receive, request.send)
        finally:
            request.log()
            request.count(self.metrics)


class _Observed:
    """One request: counts its bytes and remembers how it was answered."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._began = time.monotonic()
        self._id = begin_request(Headers(scope=scope).get("x-request-id"))
        self._state = scope.setdefault("state", {})
        self._bytes_in = self._bytes_out = 0
        self.status = 0
        self.span = tracing.begin("request", headers=Headers(scope=scope), kind="server", request_id=self._id)

    @property
    def milliseconds(self) -> int:
        return round(1000 * (time.monotonic() - self._began))

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self._id
            headers["openai-processing-ms"] = str(self.milliseconds)
        self._bytes_out += len(message.get("body", b""))
        await self._send(message)

    def log(self) -> None:
        """One line: what was asked, how it was answered, by which key (its short name, never the key)."""
        fields = {
            "status": self.status,
            "ms": self.milliseconds,
            "in": self._bytes_in,
            "out": self._bytes_out,
            "key": self._state.get("key_name"),
            "group": self._state.get("group_name"),
            "code": self._state.get("error_code"),
        }
        LOG.info("%s %s", self._scope["method"], self._scope["path"], extra={"fields": fields})

    def count(self, metrics: Metrics) -> None:
        """In metrics and the trace. By the route's own path, not the client's: what counts must not grow with what is asked."""
        path = self._scope["path"]
        route = str(getattr(self._scope.get("route"), "path", path if path in metrics.paths else NOBODY))
        method = self._scope["method"] if self._scope["method"] in KNOWN_METHODS else "other"
        metrics.request(method=method, route=route, status=self.status, seconds=time.monotonic() - self._began)
        if (code := self._state.get("error_code")) is not None:
            metrics.error(code, self._state.get("key_name"), self._state.get("group_name"))
        self.span.rename(f"{method} {route}")
        self.span.note(http__request__method=method, http__route=route, http__response__status_code=self.status)
        self.span.note(group=self._state.get("group_name") or NOBODY, bytes_in=self._bytes_in, bytes_out=self._bytes_out)
        self.span.end(code or ("" if 0 < self.status < 500 else "no_answer"))
