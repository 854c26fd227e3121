"""A small JSON body, read whole and checked against its declaration, with our own error for whatever is wrong."""

from __future__ import annotations

from typing import TypeVar

from multipart import parse_options_header
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import Request

from overpaint.errors import InvalidRequest, TooLarge
from overpaint.web.api.body import next_chunk

_Body = TypeVar("_Body", bound=BaseModel)

# The longest prompt with every character escaped is 384 KB.
MAX_JSON_BYTES = 1_000_000
# How much of an unknown field's name a message repeats, in characters.
SHOWN = 64

_TYPES = {"string_type": "a string", "int_type": "an integer", "bool_type": "a boolean (true or false)"}
_NOT_AN_OBJECT = ("model_type", "model_attributes_type")


async def read_json(request: Request, declared: type[_Body]) -> _Body:
    """The body as `declared` has it; types are taken as they stand in JSON, nothing is converted.

    Raises InvalidRequest (`unsupported_content_type`, `invalid_body`, `missing_required_parameter`, `unknown_parameter`,
    `invalid_type`, `invalid_value`), TooLarge, or Cancelled when the client goes away.
    """
    content_type, _ = parse_options_header(request.headers.get("content-type", ""))
    if content_type != "application/json":
        named = f"'{content_type[:SHOWN]}'" if content_type else "untyped"
        message = f"Send the request as application/json; {named} bodies are not read here."
        raise InvalidRequest(message, code="unsupported_content_type")
    try:
        return declared.model_validate_json(await _whole(request), strict=True)
    except ValidationError as error:
        raise _invalid(error.errors(include_url=False)[0]) from None


async def _whole(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_JSON_BYTES:
        raise _too_large()
    body = bytearray()
    stream = request.stream()
    while chunk := await next_chunk(stream):
        body += chunk
        if len(body) > MAX_JSON_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> TooLarge:
    return TooLarge(f"The request's body is larger than {MAX_JSON_BYTES:,} bytes.")


def _invalid(details: ErrorDetails) -> InvalidRequest:
    """pydantic's first finding as an error of ours."""
    kind = details["type"]
    if kind == "json_invalid":
        return InvalidRequest(f"The body is not JSON: {details['ctx']['error']}.", code="invalid_body")
    if kind in _NOT_AN_OBJECT:
        return InvalidRequest("The body must be a JSON object.", code="invalid_body")
    name = str(details["loc"][0])[:SHOWN]
    if kind == "missing":
        return InvalidRequest(f"Missing required parameter: '{name}'.", code="missing_required_parameter", param=name)
    if kind == "extra_forbidden":
        return InvalidRequest(f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)
    if kind in _TYPES:
        message = f"Invalid type for '{name}': expected {_TYPES[kind]}."
        return InvalidRequest(message, code="invalid_type", param=name)
    return InvalidRequest(f"Invalid '{name}': {details['msg']}.", param=name)
