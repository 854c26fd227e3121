"""Does the client take what is written for it? One that reads nothing would have its answer held in memory for ever."""

from __future__ import annotations

import asyncio
import fcntl
import struct
import termios

from overpaint.web.limits import ConnectionLimits


class Delivery:
    """Watches one transport. What counts is what the client's machine has acknowledged: the kernel's own buffer fills in a moment
    and then, for a slow client, lets nothing new in for a minute though all is well.
    """

    def __init__(self, transport: asyncio.Transport, limits: ConnectionLimits) -> None:
        self._transport = transport
        self._seconds = limits.write_seconds
        self._least = limits.write_seconds * limits.write_rate
        self._mark: int | None = None
        self._since = 0.0

    def stalled(self, now: float) -> bool:
        """Whether too little was taken for too long; to be asked every now and then. `now`: the loop's time in seconds."""
        waiting = self._transport.get_write_buffer_size()
        if not waiting:
            self._mark = None
            return False
        waiting += self._unacknowledged()
        if self._mark is None or waiting > self._mark:
            self._mark, self._since = waiting, now
        if now - self._since < self._seconds:
            return False
        taken = self._mark - waiting
        self._mark, self._since = waiting, now
        return taken < self._least

    def _unacknowledged(self) -> int:
        """Bytes in the kernel that the client's machine has not acknowledged (SIOCOUTQ of tcp(7))."""
        number = self._transport.get_extra_info("socket").fileno()
        answer: int = struct.unpack("i", fcntl.ioctl(number, termios.TIOCOUTQ, bytes(4)))[0]
        return answer
