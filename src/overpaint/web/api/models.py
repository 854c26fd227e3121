"""`GET /v1/models`: the ids that requests may name."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from overpaint.web.api.context import context_of
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["models"])

# The contract fixes it; no client reads more into it than a number.
CREATED = 1_626_777_600


class Model(BaseModel):
    """One id. `painted_with`: models on this machine that may paint its answers, each with its licence."""

    id: str
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "overpaint"
    supported_endpoint_types: list[str] = ["image-generation"]
    painted_with: dict[str, str] | None = None


class ModelList(BaseModel):
    """Every id this key may use."""

    object: Literal["list"] = "list"
    data: list[Model]


def _painted_with(request: Request) -> dict[str, str] | None:
    return {name: licence for engine in context_of(request).engines for name, licence in engine.models().items()} or None


@router.get("/v1/models", summary="List models", responses=error_responses(401, 503), response_model_exclude_none=True)
def list_models(request: Request) -> ModelList:
    painted_with = _painted_with(request)
    return ModelList(data=[Model(id=model, painted_with=painted_with) for model in context_of(request).models])


@router.get(
    "/v1/models/{model:path}",
    summary="Retrieve a model",
    responses=error_responses(401, 404, 503),
    response_model_exclude_none=True,
)
def get_model(request: Request, model: str) -> Model:
    context_of(request).check_model(model)
    return Model(id=model, painted_with=_painted_with(request))
