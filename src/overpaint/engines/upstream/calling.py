"""One HTTP call that can be ended from outside: when its edit is cancelled, when its time is up, when it says too much.

A call is made in the thread of its edit, and blocks there; a second thread looks at the clock and at the edit's flag, and shuts
the socket. Whether anything was sent is remembered: what was may have been billed, and is never sent again.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

import httpx2

from overpaint import __version__
from overpaint.engines.upstream.connections import Connections, Kept, Origin
from overpaint.engines.upstream.patience import GLANCE, Patience
from overpaint.engines.upstream.vendors.base import Call

CONNECT_SECONDS = 10.0
# Seconds without a byte going out after which a connection is taken for dead.
WRITE_SECONDS = 60.0
CHUNK = 1 << 18
AGENT = f"overpaint/{__version__}"


class Unreached(Exception):
    """No connection: nothing was sent, so nothing was billed. The message says why, without an address."""


class Broken(Exception):
    """It broke off after something was sent. The message says how, without an address."""


@dataclass(frozen=True)
class Answer:
    """`chunks`: the body as it comes, of which no more than was allowed is given out."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]

    def body(self) -> bytes:
        return b"".join(self.chunks)


@contextmanager
def asked(call: Call, connections: Connections, patience: Patience, most: int, *, proxied: bool = True) -> Iterator[Answer]:
    """Make a call. `most`: bytes its answer may have. No redirect is followed, nothing compressed is taken.

    `proxied`: through the proxy that the environment names, if any.

    Raises Unreached, Broken, Cancelled, EngineTimeout, also while the answer is read.
    """
    patience.check()
    wire = _Wire()
    try:
        with _watched(wire, patience), _answering(call, connections, wire, patience, proxied) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise Broken("its answer is compressed, which was not asked for")
            yield Answer(response.status_code, response.headers, _bounded(response, most, patience))
        patience.check()
    except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, _Ended) as error:
        patience.check()
        raise _meaning(error, wire) from None  # the error itself may show headers


@contextmanager
def _answering(call: Call, connections: Connections, wire: _Wire, patience: Patience, proxied: bool) -> Iterator[httpx2.Response]:
    """The answer's head, on a connection that is kept afterwards if the answer was read to its end."""
    parts = httpx2.URL(call.url)
    origin = Origin(parts.scheme, parts.host, parts.port, proxied)
    kept = connections.take(origin)
    whole = False
    try:
        try:
            wire.socket = kept.socket
            response = _sent(call, kept, wire, patience)
        except (httpx2.HTTPError, OSError):
            if wire.sent or not kept.used:
                raise
            connections.give_back(kept, whole=False)  # it was closed while it idled, and nothing went out on it
            kept = connections.take(origin, fresh=True)
            response = _sent(call, kept, wire, patience)
        with closing(response):
            yield response
            whole = response.is_stream_consumed and not patience.ended
    finally:
        kept.socket = wire.socket
        connections.give_back(kept, whole=whole)


def _sent(call: Call, kept: Kept, wire: _Wire, patience: Patience) -> httpx2.Response:
    timeout = httpx2.Timeout(max(patience.left, 0.001), connect=CONNECT_SECONDS, write=WRITE_SECONDS)
    headers = {"user-agent": AGENT, "accept-encoding": "identity", **call.headers}
    files = [(name, (file, data)) for name, file, data in call.files]
    # httpx2 takes a form's texts beside its files only as a dict: no field of any vendor's comes twice.
    form = {"data": dict(call.fields), "files": files} if call.is_form else {"content": call.body}
    extensions = {"trace": wire.trace}
    request = kept.client.build_request(call.method, call.url, headers=headers, timeout=timeout, extensions=extensions, **form)
    return kept.client.send(request, stream=True)


def _bounded(response: httpx2.Response, most: int, patience: Patience) -> Iterator[bytes]:
    told = response.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise Broken(f"its answer has over {most // 1_000_000} MB")
    for chunk in response.iter_raw(CHUNK):
        most -= len(chunk)
        if most < 0:
            raise Broken("its answer is larger than any that was asked for")
        yield chunk
    patience.check()  # a body without a length ends where its socket was shut


def _meaning(error: Exception, wire: _Wire) -> Exception:
    if not wire.sent:
        slow = isinstance(error, httpx2.TimeoutException)
        return Unreached("it does not answer" if slow else "no connection can be made")
    if isinstance(error, httpx2.TimeoutException):
        return Broken("it stopped taking the request, or answering")
    return Broken("the connection broke before the answer was whole")


class _Ended(Exception):
    """The call was ended before its connection stood."""


class _Wire:
    """The socket of one call, as httpx2's trace tells of it, or that of the connection it is made on. `sent`: the body began to
    go out.
    """

    def __init__(self) -> None:
        self.sent = False
        self._lock = Lock()
        self.socket: socket.socket | None = None
        self._ended = False

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self.socket = info["return_value"].get_extra_info("socket")
                if self._ended:
                    raise _Ended
        elif name == "http11.send_request_body.started":
            self.sent = True

    def end(self) -> None:
        """Whoever reads or writes comes back at once. From any thread."""
        with self._lock:
            self._ended = True
            if self.socket is not None:
                try:
                    # Not SSLSocket's own, which takes the TLS state away from under the reader.
                    socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
                except OSError:
                    return


@contextmanager
def _watched(wire: _Wire, patience: Patience) -> Iterator[None]:
    done = Flag()

    def watch() -> None:
        while not done.wait(GLANCE):
            if patience.ended:
                wire.end()
                return

    watcher = Thread(target=watch, name="overpaint-upstream-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
