"""/openapi.json: made from the same declarations that the parser reads, so that the two can't differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from overpaint.web.api.errors import ErrorBody
from overpaint.web.api.files import FILE_PROPERTIES
from overpaint.web.api.form import EditForm
from overpaint.web.api.json_edit import PICTURE_PROPERTIES
from overpaint.web.api.pointing import POINTING_PROPERTIES

_ERRORS = {
    400: "Bad request: a field is missing, unknown or out of range, a file is no picture, or the edit can't be done.",
    401: "The API key is missing, unknown, expired or revoked.",
    403: "The API key may not be used from there, or not for an engine that this server runs.",
    404: "No such model.",
    410: "The picture is kept no longer.",
    413: "A file or the whole body is too large.",
    429: "Too many requests, the key's pictures are used up, or the queue is full; `Retry-After` says when to come back.",
    500: "The edit failed on our side.",
    503: "The engine is not ready; the message says what is missing.",
    504: "The edit took longer than the server allows.",
}


_USUAL = tuple(status for status in _ERRORS if status != 410)


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: those errors, and the same shape for any other."""
    table: dict[int | str, dict[str, Any]] = {s: {"model": ErrorBody, "description": _ERRORS[s]} for s in statuses or _USUAL}
    return {**table, "default": {"model": ErrorBody, "description": "Any other error, in the same shape."}}


def edit_body(models: tuple[str, ...], *, needs_model: bool = True) -> dict[str, Any]:
    """The request body of an edit: the files, then every field of `EditForm`."""
    form = EditForm.model_json_schema()
    if not needs_model:
        form["required"].remove("model")
    form["properties"]["model"]["enum"] = list(models)
    scalars = {name: _plain(field) for name, field in form["properties"].items()}
    multipart = {
        "type": "object",
        "required": form["required"],
        "properties": FILE_PROPERTIES | scalars,
        "patternProperties": {r"^image\[[0-9]{1,4}\]$": {"type": "string", "format": "binary"}},
        "additionalProperties": False,
    }
    in_json = {
        "type": "object",
        "required": [*form["required"], "images"],
        "properties": PICTURE_PROPERTIES | scalars,
        "additionalProperties": False,
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": multipart}, "application/json": {"schema": in_json}}}


def json_body(declared: type[BaseModel]) -> dict[str, Any]:
    """The request body of a route that reads JSON."""
    schema = declared.model_json_schema()
    schema["properties"] = {name: _plain(field) for name, field in schema["properties"].items()}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


class DescribedApi(FastAPI):
    """FastAPI whose /openapi.json also says what only the settings know (`models`), and where to authenticate.

    `json_bodies`: path → declaration of the body that is posted there. `open_paths`: what GET answers without a key.
    """

    def __init__(
        self,
        *,
        models: tuple[str, ...],
        json_bodies: Mapping[str, type[BaseModel]],
        open_paths: Sequence[str],
        **options: Any,
    ) -> None:
        self.models = models
        self.open_paths = open_paths
        self.json_bodies = json_bodies
        super().__init__(**options)

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        schema["components"]["securitySchemes"] = {"bearerAuth": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"bearerAuth": []}]
        # Put in here and not by the route: on its way through FastAPI's own model every limit becomes a float.
        schema["paths"]["/v1/images/edits"]["post"]["requestBody"] = edit_body(self.models)
        for path in schema["paths"].keys() & set(self.open_paths):
            schema["paths"][path]["get"]["security"] = []
        for path, declared in self.json_bodies.items():
            schema["paths"][path]["post"]["requestBody"] = json_body(declared)
        planned = _planned(edit_body(self.models, needs_model=False)["content"])
        content = schema["paths"]["/v1/edits/plan"]["post"]["requestBody"]["content"]
        content["application/json"]["schema"] = {
            "anyOf": [content["application/json"]["schema"], planned["application/json"]["schema"]]
        }
        content["multipart/form-data"] = planned["multipart/form-data"]
        return schema


def _planned(content: dict[str, Any]) -> dict[str, Any]:
    """The body of an edit as a plan takes it: `points` and `box` too, with which it needs no prompt."""
    for kind, body in content.items():
        schema = body["schema"]
        fields = POINTING_PROPERTIES
        if kind == "multipart/form-data":
            fields = {name: {"type": "string", "description": field["description"]} for name, field in fields.items()}
        schema["properties"] = schema["properties"] | fields
        schema["required"] = [name for name in schema["required"] if name != "prompt"]
        schema["anyOf"] = [{"required": [name]} for name in ("prompt", *POINTING_PROPERTIES)]
    return content


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """A field as a form can send it: no null, no title."""
    choices = field.pop("anyOf", [{}])
    merged = {**choices[0], **field}
    if merged.get("default", ...) is None:
        del merged["default"]
    merged.pop("title", None)
    return merged
