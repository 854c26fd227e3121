"""Probes: `/healthz` says that the process answers, `/readyz` that an edit would work. Neither needs a key."""

from __future__ import annotations

from typing import Literal

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from overpaint.errors import EngineUnavailable
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import ErrorBody, translate

# What was true a moment ago is no answer to a probe.
FRESH = {"cache-control": "no-store"}

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """An edit would work."""

    status: Literal["ready"] = "ready"


class NotReady(ErrorBody):
    """Something has to be provided first; each entry says what, and how."""

    status: Literal["unavailable"] = "unavailable"
    missing: list[str]


@router.get("/healthz", summary="Is the process alive?")
async def healthz(response: Response) -> Health:
    response.headers.update(FRESH)
    return Health()


@router.get("/readyz", summary="Would an edit work?", responses={503: {"model": NotReady}}, response_model=Ready)
async def readyz(request: Request, response: Response) -> Ready | Response:
    response.headers.update(FRESH)
    missing = await to_thread.run_sync(context_of(request).missing)
    if not missing:
        return Ready()
    # A probe comes again, and its request costs nothing: unlike an edit's, its answer doesn't forbid that.
    error = EngineUnavailable("Not ready: " + "; ".join(missing), retry=True)
    refusal = translate(error, extra={"status": "unavailable", "missing": list(missing)})
    refusal.headers.update(FRESH)
    return refusal
