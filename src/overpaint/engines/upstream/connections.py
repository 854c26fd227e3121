"""Connections that are kept between calls: a handshake is spared where one follows another within a few seconds.

One that its server has closed meanwhile is noticed when it is taken, and made anew. Servers close what idles for five seconds or
more; ours are given up before that, so that none breaks under a request of which nobody could say whether it was billed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import httpx2

# Seconds that a connection may idle: uvicorn and Node close after five.
IDLE_SECONDS = 4.0


def trusted() -> ssl.SSLContext:
    """The certificates that this machine trusts. Made once and kept: reading them takes longer than many a call."""
    return httpx2.create_ssl_context()


@dataclass(frozen=True)
class Origin:
    """Whom a connection leads to. `proxied`: through the proxy that the environment names, if any."""

    scheme: str
    host: str
    port: int | None
    proxied: bool


@dataclass(eq=False)
class Kept:
    """A client with at most one connection. `socket`: its own; None before it stands. `used`: calls that it has made."""

    origin: Origin
    client: httpx2.Client
    socket: socket.socket | None = None
    used: int = 0
    idle_since: float = 0.0


@dataclass(eq=False)
class Connections:
    """Thread-safe. `clock`: seconds, as `time.monotonic`."""

    trust: ssl.SSLContext = field(default_factory=trusted)
    clock: Callable[[], float] = time.monotonic
    _idle: list[Kept] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _closed: bool = False

    def take(self, origin: Origin, *, fresh: bool = False) -> Kept:
        """The one that idles for the shortest time, or a new one. `fresh`: not one that was used."""
        now = self.clock()
        with self._lock:
            stale = [one for one in self._idle if now - one.idle_since >= IDLE_SECONDS]
            same = [] if fresh else [one for one in self._idle if one.origin == origin and one not in stale]
            taken = same[-1] if same else None
            self._idle = [one for one in self._idle if one not in stale and one is not taken]
        for one in stale:
            one.client.close()
        if taken is not None:
            return taken
        limits = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=IDLE_SECONDS)
        client = httpx2.Client(verify=self.trust, follow_redirects=False, trust_env=origin.proxied, limits=limits)
        return Kept(origin, client)

    def give_back(self, kept: Kept, *, whole: bool) -> None:
        """`whole`: its call ended as it should, its answer read to the end; any other is closed."""
        kept.used += 1
        kept.idle_since = self.clock()
        with self._lock:
            keeps = whole and not self._closed
            if keeps:
                self._idle.append(kept)
        if not keeps:
            kept.client.close()

    def close(self) -> None:
        """Close those that idle, and each other one when its call ends."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for one in idle:
            one.client.close()
