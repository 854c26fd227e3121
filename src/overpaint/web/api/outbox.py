"""What answers may keep in memory while their clients take them, and how the rest waits on disk.

A client that reads nothing is given up after half a minute. Until then thirty of them would hold thirty answers of 10 MB.
"""

from __future__ import annotations

import logging
import mmap
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

LOG = logging.getLogger("overpaint.web")

# Bytes of all answers together. What clients take as fast as it is made never fills it.
ROOM = 64_000_000
# Bytes that are read at a time of an answer on disk.
PIECE = 262_144


class Outbox:
    """One a server. `folder`: where answers wait beyond `room` bytes. Thread-safe."""

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self._folder = folder
        self._left = room
        self._lock = Lock()

    def hold(self, size: int, made: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
        """The pieces of an answer of about so many bytes. Blocks where they are written to a file: for threads.

        They are made one by one, and counted until the iterator is gone; or all are on disk, and what made them is let go.
        A disk without room fails no edit: the answer stays in memory then.
        """
        if self._take(size):
            pieces = _given(made)
            weakref.finalize(pieces, self._give_back, size).atexit = False
            return pieces
        try:
            return self._written(made)
        except OSError as error:
            LOG.warning("an answer of %d bytes stays in memory: %s", size, error.strerror or error)
            return _given(made)

    def _take(self, size: int) -> bool:
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def _give_back(self, size: int) -> None:
        with self._lock:
            self._left += size

    def _written(self, made: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
        """Raises OSError."""
        with TemporaryFile(dir=self._folder) as file:  # nobody else can open it, and it goes with the last who has it open
            for piece in made():
                file.write(piece)
            file.flush()
            return _read(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _given(made: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    yield from made()


def _read(content: mmap.mmap) -> Iterator[bytes]:
    with content:
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]
