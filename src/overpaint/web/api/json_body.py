"""A small JSON body, read whole and checked against its declaration, with our own error for whatever is wrong."""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import Any, TypeVar

from multipart import parse_options_header
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from overpaint.errors import InvalidRequest, TooLarge
from overpaint.web.api.chunks import chunks
from overpaint.web.api.validation import invalid

_Body = TypeVar("_Body", bound=BaseModel)

# The longest prompt with every character escaped is 384 KB.
MAX_JSON_BYTES = 1_000_000
# How much of a content type a message repeats, in characters.
SHOWN = 64


async def read_json(request: Request, declared: type[_Body]) -> _Body:
    """The body as `declared` has it; types are taken as they stand in JSON, nothing is converted.

    Raises InvalidRequest (`unsupported_content_type`, `invalid_body`, `missing_required_parameter`, `unknown_parameter`,
    `invalid_type`, `invalid_value`), TooLarge, or what `chunks` raises.
    """
    content_type, _ = parse_options_header(request.headers.get("content-type", ""))
    if content_type != "application/json":
        named = f"'{content_type[:SHOWN]}'" if content_type else "untyped"
        message = f"Send the request as application/json; {named} bodies are not read here."
        raise InvalidRequest(message, code="unsupported_content_type")
    return validated(object_of(await _whole(request)), declared)


def object_of(text: bytes) -> dict[str, Any]:
    """A body as JSON. Raises InvalidRequest (`invalid_body`) for what is no object of it, or has a field twice."""
    try:
        value = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # halves of characters (surrogates) are no text
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it can't be read"
        raise InvalidRequest(f"The body is not JSON: {reason}.", code="invalid_body") from None
    if not isinstance(value, dict):
        raise InvalidRequest("The body must be a JSON object.", code="invalid_body")
    return value


def validated(fields: dict[str, Any], declared: type[_Body]) -> _Body:
    """The fields as `declared` has them. Raises InvalidRequest."""
    try:
        return declared.model_validate(fields, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise invalid(first["type"], first["loc"], first.get("ctx", {}).get("error", first["msg"])) from None


async def _whole(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_JSON_BYTES:
        raise _too_large()
    body = bytearray()
    async with aclosing(chunks(request)) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > MAX_JSON_BYTES:
                raise _too_large()
    return bytes(body)


def _too_large() -> TooLarge:
    return TooLarge(f"The request's body is larger than {MAX_JSON_BYTES:,} bytes.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise InvalidRequest(f"Duplicate parameter: '{name}'. Send it once.", param=name)
        fields[name] = value
    return fields


def _no_number(name: str) -> None:
    raise ValueError(name)
