"""`data:image/png;base64,…` → bytes, while it comes in."""

from __future__ import annotations

import binascii

import pybase64

from overpaint.errors import InvalidImage, TooLarge

# What OpenAI's API takes.
MAX_URL = 20 * 1024 * 1024
# What may stand before the comma: a media type and its parameters. What is in the bytes is told by the bytes.
_LONGEST_HEAD = 256
_SPACES = b" \t\n\r\f"


class DataUrl:
    """One URL. `param` names it in errors. Spaces within the base64 text are passed over, as in MIME's lines of 76 characters."""

    def __init__(self, param: str) -> None:
        self._param = param
        self._head: bytearray | None = bytearray()
        self._rest = b""
        self._length = 0
        self._padded = False

    def feed(self, piece: bytes) -> bytes:
        """The bytes that can be told so far. Raises InvalidImage (`invalid_image_file`), TooLarge."""
        self._length += len(piece)
        if self._length > MAX_URL:
            raise TooLarge(f"The URL of '{self._param}' is longer than {MAX_URL:,} characters.", param=self._param)
        if self._head is not None:
            head, comma, piece = piece.partition(b",")
            self._head += head
            if len(self._head) > _LONGEST_HEAD:
                raise self._invalid("it has no comma after its media type")
            if not comma:
                return b""
            if not self._head.replace(b" ", b"").lower().endswith(b";base64"):
                raise self._invalid("its data must be base64")
            self._head = None
        text = self._rest + piece.translate(None, _SPACES)
        whole = len(text) - len(text) % 4
        self._rest = text[whole:]
        return self._decoded(text[:whole])

    def finish(self) -> bytes:
        """The last bytes; padding may be left out."""
        if self._head is not None:
            raise self._invalid("it has no comma after its media type")
        return self._decoded(self._rest + b"=" * (-len(self._rest) % 4))

    def _decoded(self, text: bytes) -> bytes:
        if not text:
            return b""
        if self._padded:
            raise self._invalid("it goes on after its padding")
        self._padded = text.endswith(b"=")
        try:
            return pybase64.b64decode(text, validate=True)
        except binascii.Error:
            raise self._invalid("its data is not base64") from None

    def _invalid(self, reason: str) -> InvalidImage:
        message = f"The data URL of '{self._param}' can't be read: {reason}. Send data:image/png;base64,… ."
        return InvalidImage(message, param=self._param)
