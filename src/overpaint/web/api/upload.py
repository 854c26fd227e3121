"""One part of a form while it comes in: a scalar's text, or a file, in memory while there is room and in a temporary file else.

What came is joined at once: bytes that come one by one must not cost fifty times their size.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from anyio import to_thread
from multipart import MultipartSegment

from overpaint.errors import InvalidRequest, TooLarge
from overpaint.web.api.spool import Share, SpooledFile

# A spooled file is written in pieces of this many bytes, each by a thread while the next comes in: the event loop never waits for
# a disk, nor an upload for a thread.
WRITE_BYTES = 250_000
# The longest scalar is a prompt of 32,000 characters of four bytes each.
SCALAR_BYTES = 128_000
# Charsets that a text part may declare. Java's clients declare the last two for plain ASCII.
CHARSETS = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1")


class TextPart:
    """A scalar field's bytes."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name
        self._charset = (segment.charset or "utf-8").lower()
        self._bytes = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Raises InvalidRequest when the text is longer than any field may be."""
        self._bytes += chunk
        if len(self._bytes) > SCALAR_BYTES:
            raise InvalidRequest(f"Invalid '{self.name}': string too long, over {SCALAR_BYTES:,} bytes.", param=self.name)

    def text(self) -> str:
        """The whole text. Raises InvalidRequest (`invalid_type`) for bytes that are none."""
        try:
            if self._charset not in CHARSETS:
                raise ValueError(self._charset)
            return self._bytes.decode(self._charset)
        except ValueError as error:
            message = f"Invalid type for '{self.name}': expected text in UTF-8."
            raise InvalidRequest(message, code="invalid_type", param=self.name) from error


class FilePart:
    """A file's bytes. `param` names it in errors; `limit`: it must be smaller; `share`: its request's part of the memory."""

    def __init__(self, param: str, limit: int, share: Share) -> None:
        self.param = param
        self._limit = limit
        self._share = share
        self._size = 0
        self._waiting = bytearray()
        self._counted = 0
        self._in_memory = True
        self._file: SpooledFile | None = None
        self._writing: asyncio.Task[None] | None = None

    async def write(self, chunk: bytes) -> None:
        """Raises TooLarge when the file reaches its limit, StorageFull or StorageUnavailable when the disk does not take it."""
        self._size += len(chunk)
        if self._size >= self._limit:
            message = f"The file '{self.param}' is too large: it must be smaller than {self._limit:,} bytes."
            raise TooLarge(message, param=self.param)
        self._waiting += chunk
        if self._in_memory and self._share.take(len(chunk)):
            self._counted += len(chunk)
            return
        self._in_memory = False
        if len(self._waiting) > WRITE_BYTES:
            await self._written()
            self._begin_to_write()

    async def source(self) -> bytes | Path:
        """The whole file: its bytes, or where they are until `delete`. Raises as `write` does."""
        if self._in_memory:
            data = bytes(self._waiting)
            self._waiting.clear()
            return data
        await self._written()
        return await to_thread.run_sync(self._finish, self._waiting)

    @property
    def on_disk(self) -> bool:
        """Whether there is, or may come to be, a temporary file."""
        return self._file is not None or self._writing is not None

    async def settle(self) -> None:
        """Wait until no thread writes, however that ends."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
            self._writing.exception()  # known already, or of no matter any more

    def delete(self) -> None:
        """Remove the temporary file, if there is one; once it is settled. Blocks."""
        if self._file is not None:
            self._file.delete()

    def forget(self) -> None:
        """What stayed in memory counts no longer."""
        self._share.give_back(self._counted)
        self._counted = 0

    def _begin_to_write(self) -> None:
        """Have what waits written by a thread."""
        waiting, self._waiting = self._waiting, bytearray()
        self._writing = asyncio.create_task(to_thread.run_sync(self._write, waiting))
        self.forget()

    async def _written(self) -> None:
        """Wait for what a thread writes. Raises what it met."""
        if self._writing is not None:
            await asyncio.wait(
                [self._writing]
            )  # not the task itself: who is cancelled here must not leave a thread alone with it
            self._writing.result()

    def _write(self, data: bytearray) -> None:
        if self._file is None:
            self._file = self._share.new_file()
        self._file.write(data)

    def _finish(self, last: bytearray) -> Path:
        self._write(last)
        if self._file is None:
            raise RuntimeError("a file that was written is gone")
        self._file.close()
        return self._file.path
