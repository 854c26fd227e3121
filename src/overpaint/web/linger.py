"""An answer that is sent while the request's body is still coming in must reach the client.

Closing a socket with unread bytes in it makes the kernel send a reset, and the reset makes the client's kernel drop the answer
it had already received. So when an answer leaves early, our side of the connection is closed, and what still comes in is read and
thrown away for a bounded time before all of it is closed (nginx calls it lingering close).
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any

from overpaint.web.limits import ConnectionLimits


class LingeringTransport(asyncio.Transport):
    """The transport below, but that `close` lingers. `unread`: whether the client may still be sending when that happens;
    `closes` is then told whether it does linger.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        limits: ConnectionLimits,
        unread: Callable[[], bool],
        closes: Callable[[bool], None],
    ) -> None:
        super().__init__()
        self._transport = transport
        self._limits = limits
        self._unread = unread
        self._closes = closes
        self._taken = 0
        self._heard = 0.0
        self._closing = False
        self._lingers_since: float | None = None

    def close(self) -> None:
        """Close what is read; else close our side, and wait for the client to close its own."""
        if self._closing:
            return
        self._closing = True
        lingers = not self._transport.is_closing() and self._unread()
        self._closes(lingers)
        if not lingers:
            self._transport.close()
            return
        self._transport.resume_reading()
        self._transport.write_eof()
        self._lingers_since = self._heard = asyncio.get_running_loop().time()

    def discard(self, data: bytes) -> None:
        """Take in what nobody wants."""
        self._heard = asyncio.get_running_loop().time()
        self._taken += len(data)
        if self._taken > self._limits.linger_bytes:
            self.abort()

    def lingered(self, now: float) -> bool:
        """Whether it was long enough."""
        if self._lingers_since is None:
            return False
        limits = self._limits
        return now - self._lingers_since > limits.linger_seconds or now - self._heard > limits.linger_idle_seconds

    def is_closing(self) -> bool:
        return self._closing or self._transport.is_closing()

    def abort(self) -> None:
        self._closing = True
        self._transport.abort()

    def reset(self) -> None:
        """Abort, and have the kernel throw away what it holds for the client too."""
        self.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.abort()

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        self._transport.write(data)

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()
