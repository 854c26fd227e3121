"""A request's multipart body as a stream of its parts, never held as a whole.

Yields what the push parser yields: a segment (the part's headers), then its bytes in pieces, then None at its end.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from starlette.requests import Request

from overpaint.errors import InvalidRequest, TooLarge, UnsupportedEncoding
from overpaint.settings import Settings
from overpaint.web.api.chunks import chunks

# One line of a part's headers, in bytes, and how many lines a part may have. RFC 7578 knows three.
HEADER_BYTES = 4096
HEADER_LINES = 8
# What RFC 7578 (4.7) says senders should not do; these two change nothing, and neither does `binary`.
PLAIN_ENCODINGS = ("7bit", "8bit", "binary")
# The boundary of RFC 2046 has 1 to 70 characters; some clients go over that a little.
LONGEST_BOUNDARY = 200


async def bounded(request: Request, settings: Settings) -> AsyncGenerator[bytes, None]:
    """The body's pieces as they come. Raises TooLarge once there are too many, or what `chunks` raises."""
    received = 0
    async with aclosing(chunks(request)) as pieces:
        async for piece in pieces:
            received += len(piece)
            if received > settings.max_body_bytes:
                raise body_too_large(settings)
            yield piece


async def segments(request: Request, settings: Settings) -> AsyncGenerator[MultipartSegment | bytes | None, None]:
    """Parse the body while it comes in.

    Raises InvalidRequest (`invalid_body`, `unsupported_content_type`), UnsupportedEncoding, TooLarge, or what `chunks` raises.
    """
    parser = _parser(request, settings)
    async with aclosing(bounded(request, settings)) as pieces:
        async for piece in pieces:
            for event in _parsed(parser, piece):
                yield event
    try:
        parser.close()
    except MultipartError as error:
        raise _broken(error) from error


def _parsed(parser: PushMultipartParser, piece: bytes) -> Iterator[MultipartSegment | bytes | None]:
    try:
        for event in parser.parse(piece):
            if isinstance(event, MultipartSegment):
                _check_encoding(event)
            yield event
    except MultipartError as error:
        raise _broken(error) from error


def _check_encoding(segment: MultipartSegment) -> None:
    encoding = segment.header("Content-Transfer-Encoding", "binary").strip().lower()
    if encoding not in PLAIN_ENCODINGS:
        message = (
            f"The part '{segment.name[:64]}' is encoded as '{encoding[:64]}', which is not read. Send its bytes as they are."
        )
        raise UnsupportedEncoding(message, param=segment.name[:64])


def _parser(request: Request, settings: Settings) -> PushMultipartParser:
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != "multipart/form-data":
        named = f"'{content_type[:64]}'" if content_type else "untyped"
        message = f"Send the edit as multipart/form-data or application/json; {named} bodies are not read."
        raise InvalidRequest(message, code="unsupported_content_type")
    boundary = options.get("boundary", "")
    if not 0 < len(boundary) <= LONGEST_BOUNDARY:
        message = f"The content-type header needs a boundary of 1 to {LONGEST_BOUNDARY} characters."
        raise InvalidRequest(message, code="invalid_body")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > settings.max_body_bytes:
        raise body_too_large(settings)
    try:
        return PushMultipartParser(boundary, max_header_size=HEADER_BYTES, max_header_count=HEADER_LINES)
    except MultipartError as error:
        raise _broken(error) from error


def body_too_large(settings: Settings) -> TooLarge:
    return TooLarge(f"The request's body is larger than {settings.max_body_bytes:,} bytes.")


def _broken(error: MultipartError) -> InvalidRequest:
    return InvalidRequest(f"The body is not a multipart form: {error.args[0]}.", code="invalid_body")
