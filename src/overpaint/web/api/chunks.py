"""A request's body in the pieces it comes in: not compressed, and not too slowly."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

import anyio
from starlette.requests import ClientDisconnect, Request

from overpaint.errors import Cancelled, SlowRequest, UnsupportedEncoding

# A client that sends nothing for this long is gone, or holds the connection on purpose. Seconds.
IDLE_SECONDS = 60.0
# A body is waited for this long in all, and a second more for every so many bytes of it that came: a modem's pace. Time in which
# we are busy with what came does not count.
PATIENCE_SECONDS = 60.0
SLOWEST_BYTES_PER_SECOND = 2000.0


async def chunks(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, piece by piece.

    Raises UnsupportedEncoding, SlowRequest, or Cancelled when the client goes away.
    """
    _check_encoding(request)
    stream = request.stream()
    waited, received = 0.0, 0
    while True:
        patience = PATIENCE_SECONDS + received / SLOWEST_BYTES_PER_SECOND - waited
        began = time.monotonic()
        try:
            with anyio.fail_after(min(IDLE_SECONDS, patience)):
                piece = await anext(stream, b"")
        except TimeoutError as error:
            message = f"The body stopped coming, or came at less than {SLOWEST_BYTES_PER_SECOND:,.0f} bytes a second."
            raise SlowRequest(message) from error
        except ClientDisconnect as error:
            raise Cancelled("The client went away while it sent its request.") from error
        if not piece:
            return
        waited += time.monotonic() - began
        received += len(piece)
        yield piece


def _check_encoding(request: Request) -> None:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        message = (
            f"Bodies with 'Content-Encoding: {encoding[:64]}' are not read. Send the body uncompressed, without that header."
        )
        raise UnsupportedEncoding(message)
