"""`POST /v1/edits/plan`, an extension: how a prompt is read, what it would do, and with a picture where."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from overpaint import editing
from overpaint.canvas import MAX_IMAGES, MAX_PROMPT, EditRequest
from overpaint.engines.base import Engine, Looked, Outlined, SeenPlace
from overpaint.engines.planning import SecondReader, Unread, explain_prompt, explain_request, plan_for
from overpaint.errors import Box, InvalidRequest, Refusal
from overpaint.imaging.picture_folder import PictureFolder, own_backgrounds
from overpaint.imaging.values import Polygon, Size
from overpaint.instructions import Explanation, describe, place_words
from overpaint.instructions.catalogue import installed
from overpaint.instructions.explain import ReadRequest
from overpaint.plans import Plan, Where
from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import context_of
from overpaint.web.api.edit_reader import EditReader
from overpaint.web.api.json_body import validated
from overpaint.web.api.leaving import cancelled_with
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["images"])


UNASKED = Explanation(language="en", clauses=(), keep=(), requests=(), plan=Plan(prompt=""), summary="")
"""Of a request that only points."""


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
    """Why the edit would be refused, in the code and words that it would be refused with.

    `boxes`: of `ambiguous_target`, where the things are that fit, (top, left, bottom, right) in pixels of the first image.
    """

    code: str
    message: str
    boxes: tuple[Box, ...] = ()


class PlanThing(BaseModel):
    """One thing of a region. `box`: (top, left, bottom, right) in pixels of the first image. `words`: what writing says."""

    box: Box
    confidence: float
    words: str


class PlanRegion(BaseModel):
    """A place that would be touched, or kept. `name`: in the prompt's language; `where`: as in the plan.

    `steps`: numbers of the plan's steps, from 0, that touch it; `kept`: none does, it stays as it is. `share` of the image's
    pixels. `route`: how it was found: `whole`, `mask`, `box`, `heat`, `subject`, `looks`. `outline`: polygons of [x, y] in pixels
    of the first image, which the even-odd rule fills.
    """

    name: str
    where: Where
    steps: tuple[int, ...]
    kept: bool
    share: float
    route: str
    confidence: float
    things: tuple[PlanThing, ...]
    outline: tuple[Polygon, ...]


class PlanMeasured(BaseModel):
    """What a step that goes by eye (`degree`) comes to on this picture: as much as this `value` of the `parameter`."""

    step: int
    parameter: str
    value: float


class PlanPicked(BaseModel):
    """What is at the `points`, or in the `box`. `box`: (top, left, bottom, right) around it, `outline`: polygons of [x, y], both
    in pixels of the first image; `share` of its pixels. `mask`: base64 of a PNG of its size, as an edit takes it for its `mask`.
    """

    box: Box
    share: float
    confidence: float
    outline: tuple[Polygon, ...]
    mask: str


class PlanAnswer(BaseModel):
    """How the prompt was read (`clauses`, `keep`, `requests`) and what comes of it. `summary`: what would run, in plain words;
    empty when nothing would. `upstream`: whether an edit would hand the prompt, or what
    can't be done here of it, on to an upstream. `size`: of the first image, upright, where one was sent; then `regions` too.
    `picked`: what was pointed at; without a prompt nothing is read, and nothing would run.
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
    size: Size | None = None
    regions: tuple[PlanRegion, ...] = ()
    picked: PlanPicked | None = None
    measured: tuple[PlanMeasured, ...] = ()


@router.post(
    "/v1/edits/plan",
    summary="Plan an edit",
    operation_id="planEdit",
    response_model=PlanAnswer,
    response_description="How the prompt is read. A prompt that an edit would refuse is answered here too: `refusal` says why.",
    responses=error_responses(),
)
async def plan_edit(request: Request) -> Response:
    """Extension. What an edit with this prompt would do. With the body of an edit: also what it would touch in the picture."""
    context, caller = context_of(request), caller_of(request)
    engines = editing.allowed_engines(context.engines, caller.group)
    folder = own_backgrounds(context.settings)
    async with EditReader(context, caller) as reader:
        asked = await reader.read_for_plan(request)
        async with cancelled_with(request) as cancelled:
            second = editing.second_reader(context.planner, caller.group, cancelled)
            if isinstance(asked, dict):
                worded = partial(_answer, validated(asked, PlanRequest), folder, engines, second)
                return await to_thread.run_sync(worded, limiter=context.edit_threads if second else None)
            edit, pointing = asked
            waits: dict[str, Any] = {
                "engines": engines,
                "cancelled": cancelled,
                "owner": caller.key_id,
                "admissions": context.admissions,
            }
            picked = None
            if pointing is not None:
                outline = partial(editing.outline, edit, pointing, **waits)
                picked = _picked(await to_thread.run_sync(outline, limiter=context.edit_threads))
            if not edit.prompt and edit.plan is None:
                return _response(UNASKED, None, engines, picked=picked, size=edit.images[0].header.size)
            answer = partial(_answer_of_picture, edit, folder, engines, partial(editing.look, **waits), second, picked)
            return await to_thread.run_sync(answer, limiter=context.edit_threads)


def _answer(asked: PlanRequest, folder: PictureFolder, engines: Sequence[Engine], second: SecondReader | None) -> Response:
    served = installed().with_pictures(folder.names())
    explained = explain_prompt(Unread(asked.prompt, asked.images, asked.has_mask, asked.partial), served, second)
    return _response(explained, _refusal(explained), engines)


def _answer_of_picture(
    request: EditRequest,
    folder: PictureFolder,
    engines: Sequence[Engine],
    look: Callable[[EditRequest, Plan], Looked | None],
    second: SecondReader | None,
    picked: PlanPicked | None,
) -> Response:
    """`look`: what a plan would touch in the picture. `picked`: what was pointed at in it."""
    served = installed().with_pictures(folder.names())
    explained = explain_request(request, served, second)
    refusal = None
    try:
        # What the second reader said stands: it is not asked twice.
        plan = plan_for(request, served, lambda *_: explained.plan)
        explained = explained.model_copy(update={"plan": plan, "summary": describe(plan)})
    except (Refusal, InvalidRequest) as error:
        refusal = PlanRefusal(code=error.code, message=error.message)
    looked = None
    try:
        looked = look(request, explained.plan)
    except Refusal as error:
        refusal = refusal or PlanRefusal(code=error.code, message=error.message, boxes=error.boxes)
    if looked is not None and looked.refusal is not None:
        unseen = looked.refusal
        refusal = refusal or PlanRefusal(code=unseen.code, message=unseen.message, boxes=unseen.boxes)
    return _response(explained, refusal, engines, looked, request.images[0].header.size, picked)


def _response(
    explained: Explanation,
    refusal: PlanRefusal | None,
    engines: Sequence[Engine],
    looked: Looked | None = None,
    size: Size | None = None,
    picked: PlanPicked | None = None,
) -> Response:
    body = PlanAnswer(
        would_run=refusal is None and explained is not UNASKED,
        summary=explained.summary if refusal is None else "",
        refusal=refusal,
        language=explained.language,
        clauses=explained.clauses,
        keep=explained.keep,
        requests=explained.requests,
        plan=explained.plan,
        upstream=_goes_upstream(refusal, explained.plan.prompt, [engine.name for engine in engines]),
        size=size,
        regions=() if looked is None else tuple(_region(place, explained.language) for place in looked.places),
        picked=picked,
        measured=() if looked is None else tuple(PlanMeasured(**asdict(one)) for one in looked.measured),
    )
    return Response(body.model_dump_json(), media_type="application/json")


def _region(place: SeenPlace, language: str) -> PlanRegion:
    return PlanRegion(
        name=place_words(place.where, language),
        where=place.where,
        steps=place.steps,
        kept=not place.steps,
        share=round(place.share, 4),
        route=place.route,
        confidence=place.confidence,
        things=tuple(PlanThing(box=one.box, confidence=one.confidence, words=one.words) for one in place.things),
        outline=place.outline,
    )


def _picked(found: Outlined | None) -> PlanPicked:
    """Raises Refusal where nothing was told apart."""
    if found is None:
        raise Refusal(
            "Nothing that can be told apart is there: point at another place of it, draw a box around it, or paint it.",
            code="target_not_found",
            param="points",
        )
    return PlanPicked(
        box=found.box,
        share=round(found.share, 4),
        confidence=found.confidence,
        outline=found.outline,
        mask=base64.b64encode(found.mask).decode(),
    )


def _goes_upstream(refusal: PlanRefusal | None, prompt: str, engines: list[str]) -> bool:
    if editing.UPSTREAM not in engines:
        return False
    wanting = refusal is not None and editing.may_go_elsewhere(refusal.code, prompt)
    return wanting or engines[0] == editing.UPSTREAM


def _refusal(explained: Explanation) -> PlanRefusal | None:
    if not explained.refusal_code:
        return None
    return PlanRefusal(code=explained.refusal_code, message=explained.refusal)
