"""`GET /metrics`, where OVERPAINT_METRICS_TOKEN names who may read it: what a monitoring system asks for."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from overpaint.errors import NotFound
from overpaint.web.api.context import ApiContext, context_of
from overpaint.web.metrics import CONTENT_TYPE

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Requests, edits, stages and queues for Prometheus; needs OVERPAINT_METRICS_TOKEN, not an API key."""
    context = context_of(request)
    if not context.settings.metrics_token:
        raise NotFound("There is no such page here: OVERPAINT_METRICS_TOKEN is not set.")
    return Response(await to_thread.run_sync(_page, context), media_type=None, headers={"content-type": CONTENT_TYPE})


def _page(context: ApiContext) -> bytes:
    return context.metrics.page(context.admissions, backlog=context.accounts.backlog, ready=not context.missing())
