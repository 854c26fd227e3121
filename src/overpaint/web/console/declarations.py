"""What each operation's steps may say, for the chips: names in words, and sliders from the operations' own declarations."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from overpaint.operations import OPERATIONS, Operation
from overpaint.scenes import SCENES
from overpaint.scenes.base import name_of as scene_name
from overpaint.scenes.words import read_words
from overpaint.web.console.declared import in_words, sentence
from overpaint.web.console.visitor import Language, language_of


async def answer(request: Request) -> Response:
    """`operations`, by name: `title`, and `parameters` with what a control needs; `scenes`: what they are called.

    The page's address for it changes with the language.
    """
    return Response(
        _json(language_of(request)), media_type="application/json", headers={"cache-control": "private, max-age=3600"}
    )


@cache
def _json(language: Language) -> bytes:
    scenes = {scene_name(scene): read_words(scene.__file__ or "") for scene in SCENES}
    return orjson.dumps(
        {
            "operations": {operation.name: _declared(operation, language) for operation in OPERATIONS},
            "scenes": {name: words[language].called for name, words in scenes.items()},
        }
    )


def _declared(operation: Operation, language: Language) -> dict[str, Any]:
    fields = operation.params.model_json_schema().get("properties", {})
    called = operation.words[language].parameters if language in operation.words else {}
    parameters = {name: _control(name, field, called.get(name, ""), language) for name, field in fields.items()}
    return {"title": _title(operation, language), "parameters": {name: one for name, one in parameters.items() if one}}


def _title(operation: Operation, language: Language) -> str:
    """In English its name; elsewhere what it is called, else the first phrase for it, empty where only whole requests do."""
    if language == "en" or language not in operation.words:
        return operation.name.replace("_", " ").capitalize()
    title = in_words("operations", operation.name, language)
    if title != operation.name:
        return title
    words = operation.words[language]
    own = (
        *words.whole,
        *words.called.get(operation.name, ()),
        *(phrase for phrases in words.called.values() for phrase in phrases),
    )
    return own[0] if own else ""


def _control(name: str, field: dict[str, Any], called: str, language: Language) -> dict[str, Any] | None:
    """A slider, a choice, a tick, a colour or a line of text; None for what is no single value."""
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return None
    schema = {**field, **kinds[0]}
    told = {
        "title": called or in_words("parameters", name.replace("_", " "), language),
        "sentence": sentence(field.get("description", ""), language),
        "default": field.get("default"),
        "unit": field.get("unit", ""),
        "beside": field.get("beside", ""),
    }
    if "enum" in schema:
        called_so = {str(choice): in_words("choices", str(choice), language) for choice in schema["enum"]}
        return {**told, "kind": "choice", "choices": called_so}
    if schema.get("type") == "boolean":
        return {**told, "kind": "tick"}
    if schema.get("type") in ("number", "integer"):
        low, high = schema.get("minimum"), schema.get("maximum")
        useful = field.get("useful") or [low, high]
        if None in useful:
            return None
        whole = schema["type"] == "integer"
        return {**told, "kind": "slider", "low": useful[0], "high": useful[1], "least": low, "most": high, "whole": whole}
    if schema.get("type") == "string" and field.get("role") in ("colour", "text"):
        return {**told, "kind": field["role"]}
    return None
