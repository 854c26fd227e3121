"""One part of a form while it comes in: a scalar's text, or a file, in memory while there is room and in a temporary file else.

What came is joined at once: bytes that come one by one must not cost fifty times their size.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from multipart import MultipartSegment

from overpaint.errors import InvalidRequest, TooLarge
from overpaint.web.api.spool import Share, SpooledFile

# A spooled file is written in pieces of this many bytes, each by a thread: the event loop never waits for a disk.
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
            await self._spool()

    async def source(self) -> bytes | Path:
        """The whole file: its bytes, or where they are until `delete`. Raises as `write` does."""
        if self._in_memory:
            data = bytes(self._waiting)
            self._waiting.clear()
            return data
        file = await self._spool()
        await to_thread.run_sync(file.close)
        return file.path

    def delete(self) -> None:
        """Remove the temporary file, if there is one. Blocks."""
        if self._file is not None:
            self._file.delete()

    def forget(self) -> None:
        """What stayed in memory counts no longer."""
        self._share.give_back(self._counted)
        self._counted = 0

    async def _spool(self) -> SpooledFile:
        self._file = await to_thread.run_sync(self._write)
        self._waiting.clear()
        self.forget()
        return self._file

    def _write(self) -> SpooledFile:
        if self._file is None:
            self._file = self._share.new_file()
        self._file.write(self._waiting)
        return self._file
