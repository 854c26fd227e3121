"""How much room and time one connection gets: what a stranger may hold of this server without a key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConnectionLimits:
    """Sizes in bytes, times in seconds. Only `connections` is a setting: the others fit every client that behaves.

    `head_bytes`, `head_fields`: request line and header fields of one request, with its trailers (nginx takes 32 KB, Apache 100
    fields). `pipelined`: requests that may wait behind the one being answered; no client in use sends even one.
    `idle_seconds`: longer than clients keep an idle connection (the SDK: 5 s), so that it is never closed just when they use it
    again. `head_seconds`: from the first byte of a head to its last.
    `write_seconds`, `write_rate`: an answer of which less than the rate was taken over that time is given up.
    `linger_…`: how much of a body that nobody wants is taken in after its answer, so that the answer gets read.
    """

    connections: int = 1000
    head_bytes: int = 32_768
    head_fields: int = 100
    head_seconds: float = 20.0
    idle_seconds: float = 75.0
    pipelined: int = 8
    write_seconds: float = 30.0
    write_rate: float = 1000.0
    linger_bytes: int = 1_000_000_000
    linger_seconds: float = 120.0
    linger_idle_seconds: float = 5.0
    # Answered connections that linger do not count as connections; beyond so many the oldest is cut off.
    lingering: int = 100
    # Seconds between two looks at every connection.
    check_seconds: float = 0.5
