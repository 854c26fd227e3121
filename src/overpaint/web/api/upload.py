"""One part of a form while it comes in: a scalar's text, or a file, in memory while small and in a temporary file above that."""

from __future__ import annotations

from io import BufferedWriter
from pathlib import Path
from uuid import uuid4

from anyio import to_thread
from multipart import MultipartSegment

from overpaint.errors import InvalidRequest, TooLarge
from overpaint.settings import Settings

# A spooled file is written in pieces of this many bytes, each by a thread: the event loop never waits for a disk.
WRITE_BYTES = 1_000_000
# The longest scalar is a prompt of 32,000 characters of four bytes each.
SCALAR_BYTES = 128_000
# Charsets that a text part may declare. Java's clients declare the last two for plain ASCII.
CHARSETS = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1")


class TextPart:
    """A scalar field's bytes."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name
        self._charset = (segment.charset or "utf-8").lower()
        self._chunks: list[bytes] = []
        self._size = 0

    async def write(self, chunk: bytes) -> None:
        """Raises InvalidRequest when the text is longer than any field may be."""
        self._size += len(chunk)
        if self._size > SCALAR_BYTES:
            raise InvalidRequest(f"Invalid '{self.name}': string too long, over {SCALAR_BYTES:,} bytes.", param=self.name)
        self._chunks.append(chunk)

    def text(self) -> str:
        """The whole text. Raises InvalidRequest (`invalid_type`) for bytes that are none."""
        try:
            if self._charset not in CHARSETS:
                raise ValueError(self._charset)
            return b"".join(self._chunks).decode(self._charset)
        except ValueError as error:
            message = f"Invalid type for '{self.name}': expected text in UTF-8."
            raise InvalidRequest(message, code="invalid_type", param=self.name) from error


class FilePart:
    """A file's bytes. `param` names it in errors; `spool_dir` takes what is too big for memory."""

    def __init__(self, param: str, settings: Settings, spool_dir: Path) -> None:
        self.param = param
        self._settings = settings
        self._path = spool_dir / uuid4().hex
        self._file: BufferedWriter | None = None
        self._chunks: list[bytes] = []
        self._waiting = 0
        self._size = 0

    async def write(self, chunk: bytes) -> None:
        """Raises TooLarge when the file reaches its limit."""
        self._size += len(chunk)
        if self._size >= self._settings.max_file_bytes:
            limit = self._settings.max_file_bytes
            raise TooLarge(f"The file '{self.param}' is too large: it must be smaller than {limit:,} bytes.", param=self.param)
        self._chunks.append(chunk)
        self._waiting += len(chunk)
        if self._waiting > (WRITE_BYTES if self._file else self._settings.spool_bytes):
            await to_thread.run_sync(self._spool)

    async def source(self) -> bytes | Path:
        """The whole file: its bytes, or where they are until `delete`."""
        if self._file is None:
            return b"".join(self._chunks)
        await to_thread.run_sync(self._finish)
        return self._path

    def delete(self) -> None:
        """Remove the temporary file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)

    def _spool(self) -> BufferedWriter:
        if self._file is None:
            self._file = self._path.open("xb")
        self._file.writelines(self._chunks)
        self._chunks.clear()
        self._waiting = 0
        return self._file

    def _finish(self) -> None:
        self._spool().close()
