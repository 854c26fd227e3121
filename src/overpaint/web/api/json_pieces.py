"""A JSON text while it comes in, told apart into the long strings that are pictures and the rest, which is small.

The rest is kept and read by a real parser when it is whole, so nothing here judges JSON: a text that is none goes wrong there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from overpaint.errors import TooLarge

Path: TypeAlias = tuple[str | int, ...]
"""Keys and places of a list, from the outside in: ("images", 0, "image_url")."""

# The longest prompt with every character escaped is 384 KB.
MAX_REST = 1_000_000

_STRUCTURE = re.compile(rb'["{}\[\],:]')
_SPECIAL = re.compile(rb'["\\]')
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CUT_OFF = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"/": b"/"}
_DATA = b"data:"


@dataclass(frozen=True)
class Begin:
    """A data URL begins at `path`; in the rest, `mark` stands in its place."""

    path: Path
    mark: str


class Pieces:
    """`streamed`: whether a data URL at this path is given out in pieces. `rest`: all but those, so far."""

    def __init__(self, streamed: Callable[[Path], bool]) -> None:
        self._streamed = streamed
        self.rest = bytearray()
        self._path: list[str | int | None] = []  # of an object the key, None before it is known; of a list the place
        self._outside = True
        self._key: bytearray | None = None  # the string that is being read is a key
        self._start: bytearray | None = None  # of a string that may turn out to be a data URL
        self._url = False
        self._escaped = False
        self._tail = b""
        self._separator = 0

    def feed(self, data: bytes) -> Iterator[Begin | bytes | None]:
        """Begin, the URL's own bytes in pieces, None at its end. Raises TooLarge."""
        at = 0
        while at < len(data):
            if self._outside:
                at = self._structure(data, at)
            elif self._start is not None:
                at, begin = self._decide(data, at)
                if begin is not None:
                    yield begin
            elif self._url:
                end = self._end(data, at)
                if piece := self._plain(data[at:end]):
                    yield piece
                if end < len(data):
                    self._outside, self._url = True, False
                    self._keep(b'"')
                    if self._tail:
                        yield self._tail
                        self._tail = b""
                    yield None
                at = end + 1
            else:
                end = self._end(data, at)
                self._keep(data[at:end])
                if self._key is not None:
                    self._key += data[at:end]
                if end < len(data):
                    self._close()
                at = end + 1

    @property
    def before(self) -> bytes:
        """The outermost object without the field that is being read: JSON, if the text is."""
        return bytes(self.rest[: self._separator]) + b"}"

    def _structure(self, data: bytes, at: int) -> int:
        match = _STRUCTURE.search(data, at)
        end = len(data) if match is None else match.end()
        self._keep(data[at:end])
        sign = b"" if match is None else match[0]
        if sign == b'"':
            self._begin()
        elif sign in (b"{", b"["):
            self._path.append(None if sign == b"{" else 0)
            if len(self._path) == 1:
                self._separator = len(self.rest)
        elif sign in (b"}", b"]") and self._path:
            self._path.pop()
        elif sign == b"," and self._path:
            place = self._path[-1]
            self._path[-1] = place + 1 if isinstance(place, int) else None
            if len(self._path) == 1:
                self._separator = len(self.rest) - 1
        return end

    def _begin(self) -> None:
        """A string begins: a key, a value, or one that may be a data URL."""
        self._outside = False
        if self._path and self._path[-1] is None:
            self._key = bytearray()
        elif self._streamed(tuple(place for place in self._path if place is not None)):
            self._start = bytearray()

    def _decide(self, data: bytes, at: int) -> tuple[int, Begin | None]:
        assert self._start is not None  # noqa: S101  # the caller asked
        while at < len(data) and len(self._start) < len(_DATA) and data[at] not in b'"\\':
            self._start.append(data[at])
            at += 1
        if at == len(data) and len(self._start) < len(_DATA):
            return at, None
        start, self._start = bytes(self._start), None
        if start.lower() != _DATA:
            self._keep(start)
            return at, None
        self._url = True
        mark = secrets.token_hex(16)
        self._keep(mark.encode())
        return at, Begin(tuple(place for place in self._path if place is not None), mark)

    def _close(self) -> None:
        self._outside = True
        self._keep(b'"')
        if self._key is not None:
            self._path[-1] = self._key.decode("utf-8", "replace")
            self._key = None

    def _end(self, data: bytes, at: int) -> int:
        """Where the string that is being read ends: its closing quote, or the data's end."""
        if self._escaped:
            self._escaped = False
            at += 1
        while match := _SPECIAL.search(data, at):
            if match[0] == b'"':
                return match.start()
            at = match.start() + 2
            self._escaped = at > len(data)
        return len(data)

    def _plain(self, piece: bytes) -> bytes:
        """Without escapes; one that is cut off waits for its end. PHP writes `\\/`, .NET `\\u002B`."""
        if self._tail:
            piece, self._tail = self._tail + piece, b""
        if b"\\" not in piece:
            return piece
        # A backslash that is itself escaped has no cut-off escape behind it.
        whole = _ESCAPE.sub(_meant, piece)
        if cut := _CUT_OFF.search(piece):
            before = piece[: cut.start()]
            if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
                self._tail = cut[0]
                whole = _ESCAPE.sub(_meant, before)
        return whole

    def _keep(self, data: bytes) -> None:
        if len(self.rest) + len(data) > MAX_REST:
            raise TooLarge(f"The request's body without its pictures is larger than {MAX_REST:,} bytes.")
        self.rest += data


def _meant(match: re.Match[bytes]) -> bytes:
    if match[1] is not None:
        return chr(int(match[1], 16)).encode("utf-8", "replace")
    return _MEANT.get(match[2], match[0])  # what no URL has stays as it is, and is refused as such
