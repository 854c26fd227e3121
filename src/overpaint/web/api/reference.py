"""The API's description for readers, made from /openapi.json: what `pages.py` shows as Markdown and as HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_BESIDE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Field:
    """One field of a body, or parameter of a URL."""

    name: str
    type: str
    default: str
    text: str


@dataclass(frozen=True)
class Body:
    """One kind of body that a route takes."""

    type: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Endpoint:
    """One route. `slug`: what its page is called; `operation`: as /openapi.json has it."""

    method: str
    path: str
    slug: str
    summary: str
    text: str
    needs_key: bool
    parameters: tuple[Field, ...]
    bodies: tuple[Body, ...]
    answers: tuple[tuple[str, str], ...]
    operation: Mapping[str, Any]


def endpoints(document: Mapping[str, Any]) -> tuple[Endpoint, ...]:
    """Every route of a description, in its order."""
    return tuple(
        _endpoint(document, path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    )


def _endpoint(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Endpoint:
    content = operation.get("requestBody", {}).get("content", {})
    return Endpoint(
        method=method.upper(),
        path=path,
        slug=_BESIDE.sub("-", path.removeprefix("/v1/").lower()).strip("-"),
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        needs_key=bool(operation.get("security", document["security"])),
        parameters=tuple(map(_parameter, operation.get("parameters", ()))),
        bodies=tuple(Body(*one) for kind, media in content.items() for one in _bodies(kind, media["schema"])),
        answers=tuple((status, one["description"]) for status, one in operation["responses"].items()),
        operation=operation,
    )


def _parameter(one: Mapping[str, Any]) -> Field:
    schema = one["schema"]
    return Field(one["name"], _type(schema), _default(schema, one.get("required", False)), one.get("description", ""))


def _bodies(kind: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """One for each shape that a body of a kind may have; one of fields of which any may be there is one shape."""
    for shape in [schema] if "properties" in schema else schema["anyOf"]:
        required = shape.get("required", ())
        rows = shape["properties"].items()
        yield (
            kind,
            tuple(Field(name, _type(one), _default(one, name in required), one.get("description", "")) for name, one in rows),
        )


def _type(schema: Mapping[str, Any]) -> str:
    """`integer, 1 to 10`; `string: png, jpeg or webp`."""
    kind = schema.get("type", "object")
    if "items" in schema:
        kind += f" of {_type(schema['items'])}"
    if "enum" in schema:
        *most, last = map(str, schema["enum"])
        return f"{kind}: {', '.join(most)} or {last}" if most else f"{kind}: {last}"
    if "minimum" in schema and "maximum" in schema:
        return f"{kind}, {schema['minimum']:,} to {schema['maximum']:,}"
    if schema.get("format") == "binary":
        return "file"
    return str(kind)


def _default(schema: Mapping[str, Any], required: bool) -> str:
    if required:
        return "required"
    default = schema.get("default")
    return "" if default in (None, "") else default if isinstance(default, str) else json.dumps(default)
