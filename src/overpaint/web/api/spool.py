"""What uploads may keep in memory, and how the rest gets to disk.

Counted are all files of one request together, and all requests together: fifteen files that each stay just under a limit would
otherwise be as much in memory as their request is long.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from uuid import uuid4

from overpaint.errors import StorageFull, StorageUnavailable

# As many requests may use their whole share of memory at a time; the files of others go to disk at once.
REQUESTS_IN_MEMORY = 16
# EFBIG: the process' own limit on the size of a file.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Spool:
    """One a server. `share`: bytes of one request that may stay in memory; `folder`: where the rest goes."""

    def __init__(self, folder: Path, share: int) -> None:
        self.folder = folder
        self.share = share
        self.left = share * REQUESTS_IN_MEMORY


class Share:
    """One request's part of the memory. Used by the event loop alone."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._left = spool.share

    def take(self, size: int) -> bool:
        """Whether there is room for so many bytes more; then they count until given back."""
        if size > min(self._left, self._spool.left):
            return False
        self._left -= size
        self._spool.left -= size
        return True

    def give_back(self, size: int) -> None:
        self._left += size
        self._spool.left += size

    def new_file(self) -> SpooledFile:
        return SpooledFile(self._spool.folder / uuid4().hex)


class SpooledFile:
    """A temporary file. Blocks, and raises StorageFull or StorageUnavailable: for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with storage_errors():
            self._file = FileIO(path, "x")

    def write(self, data: bytes | bytearray) -> None:
        """All of it, without a buffer of its own: nothing is left to fail when the file is closed."""
        rest = memoryview(data)
        with storage_errors():
            while rest:
                rest = rest[self._file.write(rest) :]

    def close(self) -> None:
        self._file.close()

    def delete(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def storage_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("No room is left on the server's disk for uploads. Try again later, or send less.") from error
        raise StorageUnavailable(f"The server can't write uploads to its disk: {error.strerror or error}.") from error
