"""The answer to an edit, written in pieces: the pictures' base64 text is never one string, nor is the body.

Joining a body of megabytes costs three to four times the processor time of sending it in pieces.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pybase64
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from overpaint.canvas import Picture
from overpaint.web.api.outbox import Outbox

# Bytes of a picture a piece: a multiple of three, so that pieces join without padding, and 256 KB as base64.
PIECE = 3 * 65_536


class PicturesResponse(Response):
    """`{"created", "data": [{"b64_json", "revised_prompt"}], …}` with its content-length. `rest`: the keys after `data`.

    Made in a thread: where `outbox` is full the body is written to disk.
    """

    media_type = "application/json"

    def __init__(
        self,
        created: int,
        pictures: tuple[Picture, ...],
        rest: Mapping[str, Any],
        headers: Mapping[str, str],
        outbox: Outbox,
    ) -> None:
        envelope = _Envelope(created, pictures, rest)
        self._pieces = outbox.hold(envelope.length, envelope.pieces)
        super().__init__(status_code=200, headers={**headers, "content-length": str(envelope.length)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's signature
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)  # a client that takes all at once lets `send` return without giving others a turn
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Envelope:
    """The JSON around the pictures: what comes before each one, and after the last."""

    def __init__(self, created: int, pictures: tuple[Picture, ...], rest: Mapping[str, Any]) -> None:
        self._pictures = pictures
        self._before = []
        closing = b'{"created":%d,"data":[' % created
        for number, picture in enumerate(pictures):
            self._before.append(closing + (b'{"b64_json":"' if number == 0 else b',{"b64_json":"'))
            closing = b'","revised_prompt":' + orjson.dumps(picture.revised_prompt) + b"}"
        self._after = closing + b"]," + orjson.dumps(rest)[1:]

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        base64 = sum(4 * -(-len(picture.data) // 3) for picture in self._pictures)
        return base64 + sum(map(len, self._before)) + len(self._after)

    def pieces(self) -> Iterator[bytes]:
        """The body, no piece longer than 256 KB but those that hold a long `revised_prompt`."""
        for before, picture in zip(self._before, self._pictures, strict=True):
            yield before
            view = memoryview(picture.data)
            for start in range(0, len(view), PIECE):
                yield pybase64.b64encode(view[start : start + PIECE])
        yield self._after
