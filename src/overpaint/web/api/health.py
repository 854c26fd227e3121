"""Probes: `/healthz` says that the process answers, `/readyz` that an edit would work. Neither needs a key."""

from __future__ import annotations

from typing import Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from overpaint.errors import EngineUnavailable
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import ErrorBody, translate

# No key is asked for here.
OPEN: dict[str, Any] = {"security": []}

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


@router.get("/healthz", summary="Is the process alive?", openapi_extra=OPEN)
async def healthz() -> Health:
    return Health()


@router.get(
    "/readyz", summary="Would an edit work?", response_model=Ready, responses={503: {"model": NotReady}}, openapi_extra=OPEN
)
async def readyz(request: Request) -> Ready | Response:
    missing = await to_thread.run_sync(context_of(request).engine.missing)
    if not missing:
        return Ready()
    error = EngineUnavailable("Not ready: " + "; ".join(missing))
    return translate(error, extra={"status": "unavailable", "missing": list(missing)})
