"""`POST /v1/edits/plan`, an extension: how a prompt is read and what it would do, without a picture."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from overpaint import editing
from overpaint.canvas import MAX_IMAGES, MAX_PROMPT
from overpaint.engines.base import Engine
from overpaint.imaging.picture_folder import PictureFolder, own_backgrounds
from overpaint.instructions import Explanation, explain
from overpaint.instructions.catalogue import installed
from overpaint.instructions.explain import ReadRequest
from overpaint.plans import Plan
from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import context_of
from overpaint.web.api.json_body import read_json
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["images"])


class PlanRequest(BaseModel):
    """The parts of an edit that its plan depends on. Strict: no type is converted, no other field is taken."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    prompt: str = Field(
        min_length=1,
        max_length=MAX_PROMPT,
        description="Text description of the edit.",
        examples=["Change the background to a sunset over the ocean"],
    )
    images: int = Field(1, ge=1, le=MAX_IMAGES, description="How many images would come with it.")
    has_mask: bool = Field(False, description="Whether a mask would come with it.")
    partial: bool = Field(False, description="As `partial` of an edit: run what is served, skip the rest.")


class PlanRefusal(BaseModel):
    """Why the edit would be refused, in the code and words that it would be refused with."""

    code: str
    message: str


class PlanAnswer(BaseModel):
    """How the prompt was read (`clauses`, `keep`, `requests`) and what comes of it. `summary`: what would run, in plain words;
    empty when nothing would. `upstream`: whether an edit would hand the prompt, or what
    can't be done here of it, on to an upstream.
    """

    would_run: bool
    summary: str
    refusal: PlanRefusal | None
    language: str
    clauses: tuple[str, ...]
    keep: tuple[str, ...]
    requests: tuple[ReadRequest, ...]
    plan: Plan
    upstream: bool


@router.post(
    "/v1/edits/plan",
    summary="Plan an edit",
    operation_id="planEdit",
    response_model=PlanAnswer,
    response_description="How the prompt is read. A prompt that an edit would refuse is answered here too: `refusal` says why.",
    responses=error_responses(400, 401, 403, 413, 429, 503),
)
async def plan_edit(request: Request) -> Response:
    """Extension. What an edit with this prompt would do, without a picture. What only a picture can tell is not looked at."""
    asked, context = await read_json(request, PlanRequest), context_of(request)
    engines = editing.allowed_engines(context.engines, caller_of(request).group)
    return await to_thread.run_sync(_answer, asked, own_backgrounds(context.settings), engines)


def _answer(asked: PlanRequest, folder: PictureFolder, engines: Sequence[Engine]) -> Response:
    served = installed().with_pictures(folder.names())
    explained = explain(asked.prompt, images=asked.images, has_mask=asked.has_mask, partial=asked.partial, catalogue=served)
    refusal = _refusal(explained)
    body = PlanAnswer(
        would_run=refusal is None,
        summary=explained.summary if refusal is None else "",
        refusal=refusal,
        language=explained.language,
        clauses=explained.clauses,
        keep=explained.keep,
        requests=explained.requests,
        plan=explained.plan,
        upstream=_goes_upstream(refusal, asked.prompt, [engine.name for engine in engines]),
    )
    return Response(body.model_dump_json(), media_type="application/json")


def _goes_upstream(refusal: PlanRefusal | None, prompt: str, engines: list[str]) -> bool:
    if editing.UPSTREAM not in engines:
        return False
    wanting = refusal is not None and editing.may_go_elsewhere(refusal.code, prompt)
    return wanting or engines[0] == editing.UPSTREAM


def _refusal(explained: Explanation) -> PlanRefusal | None:
    if not explained.refusal_code:
        return None
    return PlanRefusal(code=explained.refusal_code, message=explained.refusal)
