"""The wire schema of an edit: every scalar field of the form, declared once. The parser and /openapi.json both come from here.

Files (`image`, `image[]`, `image[0]`…, `mask`) are declared in `files.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from overpaint.canvas import MAX_PROMPT, Background
from overpaint.errors import InvalidRequest, Refusal
from overpaint.imaging.codec import OutputFormat
from overpaint.imaging.fitting import Fit
from overpaint.web.api.scalar_errors import invalid_scalar
from overpaint.web.api.scalars import (
    WireBoolean,
    WireCompression,
    WireCount,
    WirePartials,
    WirePlan,
    WireQuality,
    WireResponseFormat,
    WireSeed,
    WireSize,
)

# What the usage record keeps of a text that a caller chose.
LONGEST_TEXT = 512


class EditForm(BaseModel):
    """Every scalar field, with the type, default and limits of the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(description="Model ID.", examples=["gpt-image-2"])
    prompt: str = Field(
        min_length=1,
        max_length=MAX_PROMPT,
        description="Text description of the edit you want to apply.",
        examples=["Change the background to a sunset over the ocean"],
    )
    n: WireCount = Field(
        1, description="Number of images to return. More than 1 needs a key of a group that allows it.", examples=[1]
    )
    size: WireSize = Field(
        (1024, 1024),
        description="Output image size in `{width}x{height}` format, or `auto` for the allowed size nearest to the first "
        "image's. Both edges multiples of 16, at most 3840 long, at most 3:1, 655,360 to 8,294,400 pixels in all.",
        examples=["1024x1024"],
        json_schema_extra={"default": "1024x1024"},
    )
    output_format: Literal["png", "jpeg", "webp"] = Field("png", description="Output image format.")
    output_compression: WireCompression | None = Field(
        None, description="Compression level for jpeg and webp output, 0 to 100 (best quality). Not for png."
    )
    quality: WireQuality = Field(
        "medium",
        description="How much work the answer is worth. `auto` and `standard` mean `medium`; the answer tells which was used.",
        json_schema_extra={"default": "auto"},
    )
    background: Background = Field(
        "auto", description="`transparent` (png and webp only), `opaque`, or `auto`: as the edit leaves it."
    )
    moderation: Literal["auto", "low"] = Field(
        "auto",
        description="Where the operator has pictures looked at: how sure the classifier must be to block one, less for `auto`.",
    )
    response_format: WireResponseFormat = Field(
        "b64_json", description="How pictures are returned: in the answer, or as links that expire."
    )
    stream: WireBoolean = Field(False, description="Answer with server-sent events while the edit is made.")
    partial_images: WirePartials = Field(
        0, description="With `stream`: how many intermediate pictures of each answer are wanted. Short edits have fewer."
    )
    progress: WireBoolean = Field(
        False,
        description="Extension. With `stream`: `overpaint.progress` as each step begins too, `overpaint.queued` while it waits.",
    )
    user: str | None = Field(None, max_length=LONGEST_TEXT, description="Stored with the usage record, nothing else.")
    safety_identifier: str | None = Field(
        None, max_length=LONGEST_TEXT, description="Stored with the usage record, nothing else."
    )
    seed: WireSeed | None = Field(
        None,
        description="Extension. The same request with the same seed gives the same picture; answer i is made from seed + i. "
        "Without one a fresh seed is drawn. Either way it is returned in the header `x-overpaint-seed`; "
        "not where an upstream that takes none has made the picture.",
    )
    fit: Fit = Field("auto", description="Extension. How another aspect ratio is met.")
    partial: WireBoolean = Field(
        False,
        description="Extension. Of a prompt that asks for several edits, run those that can be done and list the others in "
        "`skipped`, instead of refusing all. With none that can be done it is refused as without.",
    )

    plan: WirePlan | None = Field(
        None,
        description="Extension. A plan as JSON, from POST /v1/edits/plan or an earlier edit: run as it is, without reading the "
        "prompt. One that was made by another version, or that can't run here, is refused.",
    )

    @property
    def output(self) -> OutputFormat:
        return OutputFormat(self.output_format, self.output_compression)


_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]  # a type that is put together here
    for name, field in EditForm.model_fields.items()
}


# In this order: to Python a boolean is an integer.
_JSON_KINDS = (
    (bool, "a boolean"), (int, "an integer"), (float, "a number"), (str, "a string"), (list, "an array"), (dict, "an object"),
)  # fmt: skip
_ARTICLES = {"boolean": "a boolean", "integer": "an integer", "string": "a string"}


def _kinds() -> Iterator[tuple[str, str]]:
    """Of each field what it is in JSON, from its own schema."""
    for name, schema in EditForm.model_json_schema()["properties"].items():
        yield name, _ARTICLES[schema.get("type") or schema["anyOf"][0]["type"]]


_KINDS = dict(_kinds())


def parse_scalar(name: str, text: str) -> Any:
    """The typed value of one field. Raises InvalidRequest in the words that OpenAI's own API uses for it."""
    if name == "input_fidelity":
        message = "The model 'gpt-image-2' does not support the 'input_fidelity' parameter."
        raise Refusal(message, code="invalid_input_fidelity_model", param=name)
    try:
        return _ADAPTERS[name].validate_python(text)
    except ValidationError as error:
        raise invalid_scalar(name, text, error.errors(include_url=False)[0]) from None


def parse_json(name: str, value: Any) -> Any:
    """The typed value of one field of a JSON body, whose type there must be the field's own; a plan may be an object.

    Raises InvalidRequest as `parse_scalar` does.
    """
    if name == "plan" and isinstance(value, dict):
        value = json.dumps(value)
    expected = _KINDS.get(name)
    if expected is not None and kind_of(value) != expected:
        message = f"Invalid type for '{name}': expected {expected}, but got {kind_of(value)} instead."
        raise InvalidRequest(message, code="invalid_type", param=name)
    return parse_scalar(name, str(value).lower() if isinstance(value, bool) else str(value))


def kind_of(value: object) -> str:
    """What a value is in JSON, with its article."""
    for type, kind in _JSON_KINDS:
        if isinstance(value, type):
            return kind
    return "null"


def is_scalar(name: str) -> bool:
    """Whether the form has such a field (`input_fidelity` is known, to be refused by its name)."""
    return name in _ADAPTERS or name == "input_fidelity"


def check_together(values: Mapping[str, Any]) -> None:
    """The rules between fields, for those that are there. Raises InvalidRequest."""
    output_format = values.get("output_format")
    if output_format == "png" and values.get("output_compression") is not None:
        message = "Invalid 'output_compression': png is always lossless. Leave it out, or ask for output_format jpeg or webp."
        raise InvalidRequest(message, param="output_compression")
    if values.get("plan") is not None and values.get("partial"):
        raise InvalidRequest(
            "Invalid 'partial': a plan is run as it is. Ask for `partial` when the plan is made.", param="partial"
        )
    if values.get("stream") and values.get("response_format") == "url":
        message = "Invalid 'response_format': a stream brings the pictures themselves. Send b64_json or stream=false."
        raise InvalidRequest(message, param="response_format")
    if values.get("stream") is False:
        for name in ("partial_images", "progress"):
            if values.get(name):
                raise InvalidRequest(f"Invalid '{name}': it comes with streaming. Send stream=true too.", param=name)
    if output_format == "jpeg" and values.get("background") == "transparent":
        message = "Invalid 'background': jpeg can't be transparent. Ask for output_format png or webp."
        raise InvalidRequest(message, param="background")


def complete(values: Mapping[str, Any]) -> EditForm:
    """Add the defaults. Raises InvalidRequest for a required field that never came, or fields that don't go together."""
    for name, field in EditForm.model_fields.items():
        if field.is_required() and name not in values:
            raise missing_parameter(name)
    form = EditForm.model_construct(**values)
    check_together(dict(form))
    return form


def missing_parameter(name: str) -> InvalidRequest:
    return InvalidRequest(f"Missing required parameter: '{name}'.", code="missing_required_parameter", param=name)
