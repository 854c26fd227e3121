"""What an edit is answered with: the schema for /openapi.json, and the response made from what the engine gave."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from overpaint.canvas import EditRequest, Picture
from overpaint.editing import count_tokens
from overpaint.engines.carrying import Finished
from overpaint.imaging.codec import open_image
from overpaint.plans import Plan
from overpaint.web.api.form import EditForm
from overpaint.web.api.outbox import Outbox
from overpaint.web.api.pictures_response import PicturesResponse


class EditedImage(BaseModel):
    """One edited image: `b64_json` is its data, or `url` leads there. `revised_prompt`: what was really done, in plain words."""

    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str


class TokenDetails(BaseModel):
    """Where the tokens come from."""

    text_tokens: int
    image_tokens: int


class Usage(BaseModel):
    """How much the edit counts for; docs/api.md says how tokens are counted."""

    total_tokens: int
    input_tokens: int
    output_tokens: int
    input_tokens_details: TokenDetails
    output_tokens_details: TokenDetails


class SkippedClause(BaseModel):
    """A part of the prompt that was not done: its words, its kind of edit (empty if unknown), why in a code and in words."""

    clause: str
    family: str
    code: str
    reason: str


class EditAnswer(BaseModel):
    """The edited images. `size`, `quality` and `background` are those that were used, also where the request said `auto`.

    `skipped` is there exactly when the request said `partial=true`.
    """

    created: int
    data: list[EditedImage]
    size: str
    quality: str
    background: str
    output_format: str
    usage: Usage
    skipped: list[SkippedClause] = Field(default_factory=list)


def answer(form: EditForm, request: EditRequest, finished: Finished, link: Callable[[Picture], str], outbox: Outbox) -> Response:
    """The 200 to an edit. `link`: keeps a picture and gives the URL that leads to it; `outbox`: where others wait."""
    first = finished.pictures[0]
    rest: dict[str, Any] = {
        "size": f"{first.size[0]}x{first.size[1]}",
        "quality": request.quality,
        "background": background_of(request, first.data),
        "output_format": form.output_format,
        "usage": usage_of(request, finished.pictures).model_dump(),
    }
    if request.partial:
        rest["skipped"] = [clause.model_dump() for clause in skipped_in(finished)]
    headers = {} if first.seed is None else {"x-overpaint-seed": str(request.seed)}
    created = int(time.time())
    if form.response_format == "b64_json":
        return PicturesResponse(created, finished.pictures, rest, headers, outbox)
    data = [{"url": link(picture), "revised_prompt": picture.revised_prompt} for picture in finished.pictures]
    return Response(
        orjson.dumps({"created": created, "data": data, **rest}), headers=headers, media_type=PicturesResponse.media_type
    )


def background_of(request: EditRequest, data: bytes) -> str:
    """`auto` is answered by what the picture turned out to be."""
    if request.background != "auto":
        return request.background
    header = open_image(data, name="answer", max_pixels=1 << 30).header
    return "transparent" if header.has_alpha else "opaque"


def skipped_in(finished: Finished) -> list[SkippedClause]:
    """What the plan left out; an engine without a plan leaves nothing out."""
    plan = Plan.model_validate_json(finished.plan) if finished.plan else Plan(prompt="")
    return [SkippedClause(clause=one.clause, family=one.family, code=one.code, reason=one.reason) for one in plan.skipped]


def usage_of(request: EditRequest, pictures: Sequence[Picture], *, given: bool = True) -> Usage:
    """What these answers count for; with what was `given` for them, or without."""
    counted = count_tokens(request, pictures)
    tokens = counted if given else replace(counted, input_text=0, input_image=0)
    return Usage(
        total_tokens=tokens.total,
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        input_tokens_details=TokenDetails(text_tokens=tokens.input_text, image_tokens=tokens.input_image),
        output_tokens_details=TokenDetails(text_tokens=tokens.output_text, image_tokens=tokens.output_image),
    )
