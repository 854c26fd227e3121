"""`points` and `box`: the fields of a request for a plan that ask what is at a place of the picture."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from overpaint.engines.base import Pointing
from overpaint.errors import InvalidRequest
from overpaint.imaging.values import Size

MOST_POINTS = 16
# Of a field that is sent as text: sixteen points with every digit that a number has.
_LONGEST = 2000

_PLACE = {"type": "number", "minimum": 0}
POINTING_PROPERTIES: dict[str, Any] = {
    "points": {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_POINTS,
        "items": {
            "type": "array",
            "prefixItems": [_PLACE, _PLACE, {"type": "integer", "enum": [0, 1]}],
            "items": _PLACE,
            "minItems": 2,
            "maxItems": 3,
        },
        "description": "Extension. `[[x, y], [x, y, 0]]` in pixels of the first image, upright: what is at these points, without "
        f"what is at those that end in 0. At most {MOST_POINTS}; as JSON text in a form. The answer has `picked`; `prompt` may "
        "be left out.",
    },
    "box": {
        "type": "array",
        "items": _PLACE,
        "minItems": 4,
        "maxItems": 4,
        "description": "Extension. `[top, left, bottom, right]` in pixels of the first image, upright: the thing in it.",
    },
}


def is_pointing(name: str) -> bool:
    """Whether a field of this name is read here."""
    return name in POINTING_PROPERTIES


def parse_pointing(name: str, value: Any) -> tuple[tuple[float, ...], ...] | tuple[float, ...]:
    """A field as it stands in JSON, or as text of a form. Raises InvalidRequest."""
    if isinstance(value, str):
        value = _from_text(name, value)
    if name == "box":
        numbers = _numbers(name, value, (4,))
        if not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
            raise _invalid(name, "a box is [top, left, bottom, right], and holds at least a pixel")
        return numbers
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_POINTS:
        raise _invalid(name, f"send 1 to {MOST_POINTS} points as [[x, y], [x, y, 0]]")
    points = tuple(_numbers(name, point, (2, 3)) for point in value)
    if any(point[2:] not in ((), (0,), (1,)) for point in points):
        raise _invalid(name, "the third number of a point is 1, or 0 for what is meant to be left out")
    return points


def pointing_of(values: Mapping[str, Any], size: Size) -> Pointing | None:
    """What the fields point at in a picture of `size`; None where none was sent. Raises InvalidRequest."""
    points, box = values.get("points", ()), values.get("box")
    if not points and box is None:
        return None
    width, height = size
    for x, y, *_ in points:
        if x >= width or y >= height:
            raise _invalid("points", f"({x:g}, {y:g}) is outside of the image, which is {width}x{height}, upright")
    on = tuple((point[0], point[1]) for point in points if point[2:] != (0,))
    if box is None:
        if not on:
            raise _invalid("points", "at least one must be on what is meant, or a `box` around it")
        return Pointing(on, _off(points))
    if box[2] > height or box[3] > width:
        raise _invalid("box", f"it reaches out of the image, which is {width}x{height}, upright")
    top, left, bottom, right = math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])
    return Pointing(on, _off(points), (top, left, bottom, right))


def _off(points: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, float], ...]:
    return tuple((point[0], point[1]) for point in points if point[2:] == (0,))


def _from_text(name: str, text: str) -> Any:
    if len(text) > _LONGEST:
        raise _invalid(name, f"it is longer than {_LONGEST:,} characters")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid(name, "it is not JSON") from None


def _numbers(name: str, value: Any, lengths: tuple[int, ...]) -> tuple[float, ...]:
    """Finite and not below 0, as many as one of `lengths`."""
    if not isinstance(value, list) or len(value) not in lengths:
        raise _invalid(name, f"expected {' or '.join(map(str, lengths))} numbers in an array")
    for one in value:
        if isinstance(one, bool) or not isinstance(one, int | float):
            raise InvalidRequest(f"Invalid type for '{name}': expected numbers.", code="invalid_type", param=name)
        if not 0 <= one < 1e6:
            raise _invalid(name, "numbers are pixels, from 0 on")
    return tuple(value)


def _invalid(name: str, reason: str) -> InvalidRequest:
    return InvalidRequest(f"Invalid '{name}': {reason}.", code="invalid_value", param=name)
