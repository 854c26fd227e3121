"""`GET /v1/models`: the ids that requests may name."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import context_of
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["models"])

# The contract fixes it; no client reads more into it than a number.
CREATED = 1_626_777_600


class Model(BaseModel):
    """One id."""

    id: str
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "overpaint"
    supported_endpoint_types: list[str] = ["image-generation"]


class ModelList(BaseModel):
    """Every id this key may use."""

    object: Literal["list"] = "list"
    data: list[Model]


@router.get("/v1/models", summary="List models", responses=error_responses(401, 403, 503))
async def list_models(request: Request) -> ModelList:
    return ModelList(data=[Model(id=model) for model in context_of(request).models(caller_of(request))])


@router.get("/v1/models/{model:path}", summary="Retrieve a model", responses=error_responses(401, 403, 404, 503))
async def get_model(request: Request, model: str) -> Model:
    context_of(request).check_model(model, caller_of(request))
    return Model(id=model)
