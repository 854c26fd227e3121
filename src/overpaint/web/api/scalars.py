"""Text of a multipart field → typed value, strictly: what is not plainly an integer or a boolean is refused, never guessed.

The types below carry their JSON schema, so that /openapi.json says what the parser does.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from overpaint.canvas import MAX_N, MAX_PARTIALS, QUALITIES
from overpaint.errors import InvalidRequest
from overpaint.imaging import sizes
from overpaint.imaging.values import Quality, Size
from overpaint.instructions import read_plan
from overpaint.plans import Plan

# Python's int() takes " 1", "1_000", "+1" and "１"; the wire doesn't.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,99}", re.ASCII)
_SIZE = re.compile(r"([1-9][0-9]{0,5})x([1-9][0-9]{0,5})", re.ASCII)
_BOOLEANS = {"true": True, "false": False}


def _integer(text: Any) -> int:
    if not _INTEGER.fullmatch(text):
        raise PydanticCustomError("invalid_type", "expected an integer")
    return int(text)


def _boolean(text: Any) -> bool:
    if text not in _BOOLEANS:
        raise PydanticCustomError("invalid_type", "expected a boolean ('true' or 'false')")
    return _BOOLEANS[text]


def parse_size(text: Any) -> Size | Literal["auto"]:
    """`1024x1024` → (1024, 1024), `auto` → itself. Raises InvalidRequest naming the broken rule and the nearest allowed size."""
    if text == "auto":
        return "auto"
    match = _SIZE.fullmatch(text)
    if not match:
        message = f"Invalid size '{text[:32]}'. It is 'auto' or WIDTHxHEIGHT in pixels, such as '1024x1024'."
        raise InvalidRequest(message, code="invalid_size", param="size")
    size = int(match[1]), int(match[2])
    if rule := sizes.broken_rule(size):
        width, height = sizes.nearest_allowed(size)
        message = f"Invalid size '{text}': {rule}. The nearest allowed size is '{width}x{height}'."
        raise InvalidRequest(message, code="invalid_size", param="size")
    return size


def _quality(text: Any) -> Quality:
    if text not in QUALITIES:
        *most, last = (f"'{name}'" for name in QUALITIES)
        raise PydanticCustomError("literal_error", "unknown quality", {"expected": f"{', '.join(most)} or {last}"})
    return QUALITIES[text]


INTEGER = BeforeValidator(_integer)
LARGEST_SEED = 2**63 - 1

WireCount = Annotated[int, Field(ge=1, le=MAX_N), INTEGER]
WireCompression = Annotated[int, Field(ge=0, le=100), INTEGER]
WireSeed = Annotated[int, Field(ge=0, le=LARGEST_SEED), INTEGER]
WireSize = Annotated[Size | Literal["auto"], BeforeValidator(parse_size), WithJsonSchema({"type": "string"})]
WireQuality = Annotated[Quality, BeforeValidator(_quality), WithJsonSchema({"type": "string", "enum": list(QUALITIES)})]
WireBoolean = Annotated[bool, BeforeValidator(_boolean), WithJsonSchema({"type": "boolean"})]
WirePartials = Annotated[int, Field(ge=0, le=MAX_PARTIALS), INTEGER]
WirePlan = Annotated[Plan, BeforeValidator(read_plan), WithJsonSchema({"type": "string"})]
WireResponseFormat = Literal["b64_json", "url"]
