"""JSON in and out, as most vendors but OpenAI speak: pictures in data URLs, answers looked through without trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pybase64

from overpaint.engines.upstream.vendors.base import BadAnswer, Call

NOT_AGREED = "it is not the JSON that was agreed on"


def posted(url: str, headers: Mapping[str, str], body: Any) -> Call:
    return Call(url, {"content-type": "application/json", **headers}, body=orjson.dumps(body))


def bearer(key: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"} if key else {}


def data_url(png: bytes) -> str:
    return "data:image/png;base64," + base64_of(png)


def base64_of(data: bytes) -> str:
    return pybase64.b64encode_as_string(data)


def loaded(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadAnswer."""
    try:
        answer = orjson.loads(body)
    except ValueError:
        raise BadAnswer(NOT_AGREED) from None
    if not isinstance(answer, dict):
        raise BadAnswer(NOT_AGREED)
    return answer


def at(value: Any, *path: str | int) -> Any:
    """What stands at a path through objects and lists; None where there is none."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def rows(value: Any, *path: str | int) -> list[Any]:
    """The list at a path; empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []
