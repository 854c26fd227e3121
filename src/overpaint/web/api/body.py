"""A request's multipart body as a stream of its parts, never held as a whole.

Yields what the push parser yields: a segment (the part's headers), then its bytes in pieces, then None at its end.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

import anyio
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from overpaint.errors import Cancelled, InvalidRequest, TooLarge
from overpaint.settings import Settings

# One line of a part's headers, in bytes, and how many lines a part may have. RFC 7578 knows three.
HEADER_BYTES = 4096
HEADER_LINES = 8
# A client that sends nothing for this long is gone, or holds the connection on purpose. Seconds.
IDLE_SECONDS = 60.0
# The boundary of RFC 2046 has 1 to 70 characters; some clients go over that a little.
LONGEST_BOUNDARY = 200


async def segments(request: Request, settings: Settings) -> AsyncGenerator[MultipartSegment | bytes | None, None]:
    """Parse the body while it comes in.

    Raises InvalidRequest (`invalid_body`, `unsupported_content_type`), TooLarge, or Cancelled when the client goes away.
    """
    parser = _parser(request, settings)
    received = 0
    stream = request.stream()
    while chunk := await next_chunk(stream):
        received += len(chunk)
        if received > settings.max_body_bytes:
            raise _too_large(settings)
        try:
            for event in parser.parse(chunk):
                yield event
        except MultipartError as error:
            raise _broken(error) from error
    try:
        parser.close()
    except MultipartError as error:
        raise _broken(error) from error


def _parser(request: Request, settings: Settings) -> PushMultipartParser:
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != "multipart/form-data":
        named = f"'{content_type[:64]}'" if content_type else "untyped"
        message = f"Send the edit as multipart/form-data; this version does not read {named} bodies."
        raise InvalidRequest(message, code="unsupported_content_type")
    boundary = options.get("boundary", "")
    if not 0 < len(boundary) <= LONGEST_BOUNDARY:
        message = f"The content-type header needs a boundary of 1 to {LONGEST_BOUNDARY} characters."
        raise InvalidRequest(message, code="invalid_body")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > settings.max_body_bytes:
        raise _too_large(settings)
    try:
        return PushMultipartParser(boundary, max_header_size=HEADER_BYTES, max_header_count=HEADER_LINES)
    except MultipartError as error:
        raise _broken(error) from error


async def next_chunk(stream: AsyncIterator[bytes]) -> bytes:
    """The next piece of a body; empty at its end. Raises InvalidRequest when none comes for too long, Cancelled."""
    try:
        with anyio.fail_after(IDLE_SECONDS):
            return await anext(stream, b"")
    except TimeoutError as error:
        raise InvalidRequest(f"No more of the body came for {IDLE_SECONDS:.0f} seconds.", code="invalid_body") from error
    except ClientDisconnect as error:
        raise Cancelled("The client went away while it sent its request.") from error


def _too_large(settings: Settings) -> TooLarge:
    return TooLarge(f"The request's body is larger than {settings.max_body_bytes:,} bytes.")


def _broken(error: MultipartError) -> InvalidRequest:
    return InvalidRequest(f"The body is not a multipart form: {error.args[0]}.", code="invalid_body")
