"""Two one-way pipes between the server and a worker, wide enough that a picture passes in a few turns.

A picture of 2 MB through an ordinary pipe or socket of 64 to 200 KB wakes both processes up to thirty times.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from multiprocessing.reduction import ForkingPickler
from typing import Any

# What Linux lets any user ask for (/proc/sys/fs/pipe-max-size).
PIPE_BYTES = 1 << 20
# The frame of multiprocessing's own connections: a length of four bytes, or -1 and one of eight.
_SHORT = 0x7FFFFFFF
_LENGTH, _LONG_LENGTH = struct.Struct("!i"), struct.Struct("!Q")


@dataclass(frozen=True)
class Channel:
    """One end: `reader` and `writer` are of different pipes."""

    reader: Connection
    writer: Connection

    @classmethod
    def pair(cls, context: SpawnContext) -> tuple[Channel, Channel]:
        """(the server's end, the worker's end)."""
        jobs_in, jobs_out = context.Pipe(duplex=False)
        events_in, events_out = context.Pipe(duplex=False)
        for writer in (jobs_out, events_out):
            with contextlib.suppress(AttributeError, OSError):  # not Linux, or the user's pipes are used up: then as it is
                fcntl.fcntl(writer.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        return cls(events_in, jobs_out), cls(jobs_in, events_out)

    def send(self, message: Any) -> None:
        """Waits until it is written. Raises BrokenPipeError when the other side is gone."""
        self.writer.send(message)

    def send_until(self, message: Any, glance: float, give_up: Callable[[], None]) -> None:
        """Send to a side that may have stopped reading: `give_up`, asked every `glance` seconds, ends the wait by raising.

        Raises BrokenPipeError when the other side is gone. A message that was cut off leaves the channel unusable.
        """
        data = bytes(ForkingPickler.dumps(message))
        head = _LENGTH.pack(len(data)) if len(data) <= _SHORT else _LENGTH.pack(-1) + _LONG_LENGTH.pack(len(data))
        descriptor = self.writer.fileno()
        os.set_blocking(descriptor, False)
        try:
            for piece in (memoryview(head), memoryview(data)):
                _write(descriptor, piece, glance, give_up)
        finally:
            os.set_blocking(descriptor, True)

    def recv(self) -> Any:
        """Waits for a message. Raises EOFError when the other side is gone.

        Read into one buffer: a connection's own `recv` copies a picture twice more on its way.
        """
        descriptor = self.reader.fileno()
        (size,) = _LENGTH.unpack(_read(descriptor, _LENGTH.size))
        if size == -1:
            (size,) = _LONG_LENGTH.unpack(_read(descriptor, _LONG_LENGTH.size))
        return ForkingPickler.loads(_read(descriptor, size))

    def poll(self, seconds: float = 0.0) -> bool:
        """A message, or the end, can be read within `seconds`."""
        return self.reader.poll(seconds)

    @property
    def closed(self) -> bool:
        return self.reader.closed

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


def _read(descriptor: int, size: int) -> bytearray:
    data = bytearray(size)
    left = memoryview(data)
    while left:
        count = os.readv(descriptor, [left])
        if not count:
            raise EOFError
        left = left[count:]
    return data


def _write(descriptor: int, left: memoryview, glance: float, give_up: Callable[[], None]) -> None:
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:
            give_up()
            select.select([], [descriptor], [], glance)
