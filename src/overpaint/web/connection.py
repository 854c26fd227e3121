"""One connection: uvicorn's, with a bound on everything that a client can make it hold.

Bounded are the size and the number of header fields (trailers too), the requests waiting behind another one, and the time: to be
idle, to send a head, to take an answer. What breaks a bound, or is not HTTP, is answered in the shape of every other error.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from typing import Any, cast

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from overpaint.errors import HeadersTooLarge, InvalidRequest, OverpaintError, SlowRequest, TooManyConnections
from overpaint.web.api.errors import translate
from overpaint.web.crowd import Crowd
from overpaint.web.delivery import Delivery
from overpaint.web.exchange import Exchange
from overpaint.web.limits import ConnectionLimits
from overpaint.web.linger import LingeringTransport
from overpaint.web.request_id import begin_request

LOG = logging.getLogger("overpaint.web")


class ConnectionConfig(uvicorn.Config):
    """uvicorn's configuration, and the limits of its connections."""

    def __init__(self, app: ASGIApp, limits: ConnectionLimits, **options: Any) -> None:
        super().__init__(app, http=Connection, **options)
        self.limits = limits
        self.crowd: Crowd[Connection] = Crowd()


class Connection(HttpToolsProtocol):
    """`check` is to be called every now and then: it closes what took too long."""

    config: ConnectionConfig
    transport: LingeringTransport
    connections: set[Connection]  # type: ignore[assignment]  # every protocol of this server is of this class

    def __init__(
        self,
        config: ConnectionConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.limits
        self._crowd = config.crowd
        self._exchanges: list[Exchange] = []  # the one being answered, then those that wait
        self._waits_since = self.loop.time()
        self._head_since: float | None = None
        self._in_body = False
        self._deaf = False  # what comes in is thrown away
        self._half_closed = False
        self._head_bytes = self._head_fields = 0
        self._unparsed = 0  # bytes since the parser last made anything of them
        self._fault: OverpaintError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(LingeringTransport(transport, self._limits, self._client_may_send, self._closes))
        self._delivery = Delivery(transport, self._limits)
        if len(self.connections) > self._limits.connections:
            self._make_room()
        if not self.transport.is_closing():
            self._crowd.wait(self)

    def connection_lost(self, exc: Exception | None) -> None:
        for exchange in self._exchanges:
            exchange.leave()
        self._exchanges.clear()
        self.pipeline.clear()
        self._crowd.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing() or self._deaf:
            self.transport.discard(data)
            return
        self._unset_keepalive_if_required()
        self._unparsed += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # no other protocol is spoken here; RFC 9110 lets a server pass over the wish
        except httptools.HttpParserError as error:
            self._refuse(self._fault or _malformed(error))
            return
        if self._unparsed > self._limits.head_bytes:
            self._refuse(self._too_large())

    def eof_received(self) -> bool:  # type: ignore[override]  # None, as uvicorn has it, closes our side too
        """The client sends no more; it may well wait for its answer. True keeps our side open."""
        self._half_closed = True
        if self.transport.is_closing():
            return False
        if self._in_body:
            self._refuse(InvalidRequest("The connection's sending side was closed within the body.", code="invalid_body"))
        elif self._exchanges:
            self.cycle.keep_alive = False
            self._exchanges[0].ask_for_life()
        elif self._head_since is not None:
            self._refuse(_malformed("it ends within its head"))
        return bool(self._exchanges)

    def check(self, now: float) -> None:
        """Close the connection if its time is over. `now`: the loop's time in seconds."""
        limits = self._limits
        if self._delivery.stalled(now):
            self.transport.reset()
        elif self.transport.lingered(now):
            self.transport.abort()
        elif self.transport.is_closing():
            return
        elif self._exchanges:
            if self._half_closed:
                self._exchanges[0].ask_for_life()
        elif self._head_since is not None and now - self._head_since > limits.head_seconds:
            self._refuse(SlowRequest(f"No whole request came within {limits.head_seconds:.0f} seconds."))
        elif self._head_since is None and now - self._waits_since > limits.idle_seconds:
            self.transport.close()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing: `check` closes idle connections, also those that never sent a request or are within a head."""

    # The parser's callbacks

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_since = self.loop.time()
        self._head_bytes = self._head_fields = 0

    def on_url(self, url: bytes) -> None:
        self._measure(len(url), 0)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._measure(len(name) + len(value) + len(b": \r\n"), 1)
        if not self._in_body:  # trailers come too late to mean anything
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self._exchanges) > self._limits.pipelined:
            raise self._faulty(InvalidRequest("Too many requests without waiting for an answer.", code="malformed_request"))
        super().on_headers_complete()
        self._exchange_of(self.cycle)
        self._crowd.leave(self)
        self._unparsed = 0
        self._head_since = None
        self._in_body = True
        if self.parser.should_upgrade() and self._announces_body():
            # The parser takes the body for another protocol's bytes. Java's HttpClient asks so for HTTP/2 unless told otherwise.
            message = "A body behind 'Upgrade' can't be read: send it as HTTP/1.1, without that header."
            self._refuse(InvalidRequest(message, code="malformed_request"))

    def _announces_body(self) -> bool:
        headers = dict(self.headers)
        return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"

    def on_body(self, body: bytes) -> None:
        self._unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unparsed = 0
        self._in_body = False
        super().on_message_complete()

    # Requests, one after another

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ARG002  # the exchange knows it
        super()._start_asgi_task(cycle, cast(Any, self._exchange_of(cycle)))

    def on_response_complete(self) -> None:
        self._exchanges.pop(0)
        self._waits_since = self.loop.time()
        if not self._exchanges and not self.transport.is_closing():
            self._crowd.wait(self)
        super().on_response_complete()

    def _exchange_of(self, cycle: RequestResponseCycle) -> Exchange:
        for exchange in self._exchanges:
            if exchange.cycle is cycle:
                return exchange
        self._exchanges.append(Exchange(cast(ASGIApp, self.app), cycle))
        return self._exchanges[-1]

    # What is refused

    def _measure(self, size: int, fields: int) -> None:
        """Count what a head takes. Raises HeadersTooLarge, which stops the parser."""
        self._unparsed = 0
        self._head_bytes += size
        self._head_fields += fields
        if self._head_bytes > self._limits.head_bytes or self._head_fields > self._limits.head_fields:
            raise self._faulty(self._too_large())

    def _faulty(self, error: OverpaintError) -> OverpaintError:
        """Keep the error: the parser turns whatever is raised within it into one of its own."""
        self._fault = error
        return error

    def _too_large(self) -> HeadersTooLarge:
        limits = self._limits
        message = f"The request's head is too large: {limits.head_bytes:,} bytes in {limits.head_fields} fields are taken."
        return HeadersTooLarge(message)

    def _refuse(self, error: OverpaintError) -> None:
        """Take in nothing more, and say why: in the answer to the request it belongs to, or in one of its own."""
        self._deaf = True
        self._head_since = None
        if self._in_body:
            self._exchanges[-1].fail(error)
        elif self._exchanges:
            self.cycle.keep_alive = False  # the requests before it are answered first
        else:
            contextvars.copy_context().run(self._answer, error)

    def _answer(self, error: OverpaintError) -> None:
        request_id = begin_request(None)
        response = translate(error)
        headers = [*self.server_state.default_headers, *response.raw_headers]
        headers += [(b"x-request-id", request_id.encode()), (b"connection", b"close")]
        lines = [STATUS_LINE[response.status_code], *(b"%b: %b\r\n" % header for header in headers), b"\r\n"]
        self.transport.write(b"".join(lines) + bytes(response.body))
        fields = {"status": response.status_code, "code": error.code, "peer": self.client and self.client[0]}
        LOG.info("no request", extra={"fields": fields})
        self.transport.close()

    def _client_may_send(self) -> bool:
        return not self._half_closed and (self._in_body or self._deaf)

    def _closes(self, lingers: bool) -> None:
        (self._crowd.linger if lingers else self._crowd.leave)(self)

    # Too many connections

    def _make_room(self) -> None:
        """Close the connection that has waited longest for a request; where all are at work, refuse this one."""
        limits, crowd = self._limits, self._crowd
        if crowd.number_lingering > limits.lingering:
            next(crowd.lingering).drop()
        if len(self.connections) - crowd.number_lingering <= limits.connections:
            return
        # One whose last answer is still on its way is not closed for this.
        idle = next((other for other in crowd.waiting if not other.transport.get_write_buffer_size()), None)
        if idle is not None:
            idle.drop()
        else:
            message = f"All {limits.connections} connections of this server are at work. Try again in a moment."
            self._refuse(TooManyConnections(message, retry_after=1))

    def drop(self) -> None:
        """Close at once."""
        self.connections.discard(self)
        self._crowd.leave(self)
        self.transport.abort()


def _malformed(error: httptools.HttpParserError | str) -> InvalidRequest:
    """`error`: the parser's own, or what is wrong."""
    what = "its URL can't be read" if isinstance(error, httptools.HttpParserCallbackError) else str(error)
    return InvalidRequest(f"The request is not HTTP/1.1: {what}.", code="malformed_request")
