"""Two one-way pipes between the server and a worker, wide enough that a picture passes in a few turns.

A picture of 2 MB through an ordinary pipe or socket of 64 to 200 KB wakes both processes up to thirty times.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import select
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from multiprocessing.reduction import ForkingPickler
from pickle import Unpickler
from typing import Any

# What Linux lets any user ask for (/proc/sys/fs/pipe-max-size).
PIPE_BYTES = 1 << 20
# A message: how long its pickle is and how many large values follow it; their lengths; the pickle; the values.
_HEAD, _LENGTH = struct.Struct("!QI"), struct.Struct("!Q")
# Bytes from which on a value goes beside the pickle. Within it a picture of 8 MB is copied under the interpreter's lock, page by
# new page, while the server's event loop stands still.
LARGE = 1 << 16


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
        descriptor = self.writer.fileno()
        for piece in _parted(message):
            left = memoryview(piece)
            while left:
                left = left[os.write(descriptor, left) :]

    def send_until(self, message: Any, glance: float, give_up: Callable[[], None]) -> None:
        """Send to a side that may have stopped reading: `give_up`, asked every `glance` seconds, ends the wait by raising.

        Raises BrokenPipeError when the other side is gone. A message that was cut off leaves the channel unusable.
        """
        descriptor = self.writer.fileno()
        os.set_blocking(descriptor, False)
        try:
            for piece in _parted(message):
                _write(descriptor, memoryview(piece), glance, give_up)
        finally:
            os.set_blocking(descriptor, True)

    def recv(self) -> Any:
        """Waits for a message. Raises EOFError when the other side is gone."""
        descriptor = self.reader.fileno()
        size, count = _HEAD.unpack(_read(descriptor, _HEAD.size))
        lengths = [length for (length,) in _LENGTH.iter_unpack(_read(descriptor, count * _LENGTH.size))]
        pickled = _read(descriptor, size)
        return _Joining(pickled, [_read(descriptor, length) for length in lengths]).load()

    def poll(self, seconds: float = 0.0) -> bool:
        """A message, or the end, can be read within `seconds`."""
        return self.reader.poll(seconds)

    @property
    def closed(self) -> bool:
        return self.reader.closed

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


class _Parting(ForkingPickler):
    """A pickler that leaves large values out: `large` has them in their order."""

    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(target)
        self.large: list[bytes] = []

    def persistent_id(self, value: Any) -> int | None:
        """The number of a value that is left out (pickle's hook, asked for every value)."""
        if type(value) is not bytes or len(value) < LARGE:
            return None
        self.large.append(value)
        return len(self.large) - 1


class _Joining(Unpickler):
    """Puts them back."""

    def __init__(self, pickled: bytes, large: Sequence[bytes]) -> None:
        super().__init__(io.BytesIO(pickled))
        self._large = large

    def persistent_load(self, number: int) -> bytes:
        return self._large[number]


def _parted(message: Any) -> list[bytes]:
    """The pieces of a message, in the order they are sent."""
    target = io.BytesIO()
    parting = _Parting(target)
    parting.dump(message)
    lengths = b"".join(_LENGTH.pack(len(value)) for value in parting.large)
    return [_HEAD.pack(target.tell(), len(parting.large)) + lengths + target.getvalue(), *parting.large]


def _read(descriptor: int, size: int) -> bytes:
    """Reading gives the interpreter's lock up, and so does joining from 1 MiB on: nothing here holds it for long."""
    pieces = []
    while size:
        piece = os.read(descriptor, min(size, PIPE_BYTES))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write(descriptor: int, left: memoryview, glance: float, give_up: Callable[[], None]) -> None:
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:
            give_up()
            select.select([], [descriptor], [], glance)
