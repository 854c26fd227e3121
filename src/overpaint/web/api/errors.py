"""Every error on the wire: `{"error": {"message", "type", "param", "code"}}`, all four keys always.

`TABLE` says how each class of `overpaint.errors` is answered. Anything else that reaches the edge is a defect: it is logged with
its traceback and answered by `unexpected`, which says nothing but the request's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from overpaint.errors import (
    Box,
    Cancelled,
    ConfigurationError,
    EngineError,
    EngineTimeout,
    EngineUnavailable,
    HeadersTooLarge,
    InvalidRequest,
    LinkExpired,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    OverpaintError,
    QuotaExceeded,
    Refusal,
    SlowRequest,
    StorageFull,
    StorageUnavailable,
    TooLarge,
    TooManyConnections,
    TryLater,
    UnsupportedEncoding,
    UpstreamError,
)
from overpaint.web.api.unknown_urls import SHOWN, way_from
from overpaint.web.api.validation import invalid
from overpaint.web.methods import allowed_methods
from overpaint.web.request_id import current_request_id

# Seconds after which a client may look again when the engine lacks something that a person has to provide.
UNAVAILABLE_RETRY_AFTER = 30


class ErrorDetail(BaseModel):
    """What went wrong. `param` names the field, `code` is stable and for programs (docs/errors.md).

    `boxes`: only of `ambiguous_target`: where the things are that fit, (top, left, bottom, right) in pixels of the answer's size.
    """

    message: str
    type: str
    param: str | None
    code: str | None
    boxes: tuple[Box, ...] = Field(default=(), description="Only of `ambiguous_target`.")


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorDetail


@dataclass(frozen=True)
class Row:
    """How one class of error is answered. Without `retry`, here or in an EngineError itself, `x-should-retry: false` keeps an SDK
    from sending megabytes again.
    """

    status: int
    type: str
    retry: bool = False


TABLE: dict[type[OverpaintError], Row] = {
    InvalidRequest: Row(400, "invalid_request_error"),
    SlowRequest: Row(408, "invalid_request_error"),
    UnsupportedEncoding: Row(415, "invalid_request_error"),
    Refusal: Row(400, "image_generation_user_error"),
    NotAuthenticated: Row(401, "authentication_error"),
    NotAllowed: Row(403, "permission_error"),
    NotFound: Row(404, "invalid_request_error"),
    LinkExpired: Row(410, "invalid_request_error"),
    TooLarge: Row(413, "invalid_request_error"),
    HeadersTooLarge: Row(431, "invalid_request_error"),
    TryLater: Row(429, "rate_limit_error", retry=True),
    QuotaExceeded: Row(429, "insufficient_quota"),
    TooManyConnections: Row(503, "server_error", retry=True),
    StorageUnavailable: Row(503, "server_error"),
    StorageFull: Row(507, "server_error"),
    Cancelled: Row(499, "server_error"),
    EngineError: Row(500, "server_error"),
    EngineUnavailable: Row(503, "server_error"),
    EngineTimeout: Row(504, "server_error"),
    UpstreamError: Row(502, "server_error"),
    ConfigurationError: Row(500, "server_error"),
    OverpaintError: Row(500, "server_error"),
}


def row_of(error: OverpaintError) -> Row:
    """The row of the error's own class, or of its nearest ancestor in the table."""
    return next(TABLE[cls] for cls in type(error).__mro__ if cls in TABLE)


def error_response(
    status: int,
    message: str,
    *,
    type: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    boxes: tuple[Box, ...] = (),
    extra: Mapping[str, Any] | None = None,
) -> Response:
    """The wire shape. `boxes` is a fifth key where there are some. `extra` goes beside `error`, for probes that read more."""
    detail = {"message": message, "type": type, "param": param, "code": code, **({"boxes": boxes} if boxes else {})}
    body = {**(extra or {}), "error": detail}
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


def translate(error: OverpaintError, extra: Mapping[str, Any] | None = None) -> Response:
    """The answer to one of our own errors; `extra` goes beside its four keys."""
    row = row_of(error)
    retry = row.retry or (isinstance(error, EngineError) and error.retry)
    headers = {} if retry else {"x-should-retry": "false"}
    if isinstance(error, TryLater):
        headers["retry-after"] = str(error.retry_after)
        if error.waiting is not None:
            headers["x-overpaint-queue-length"] = str(error.waiting)
    elif row.status == 503:
        headers["retry-after"] = str(UNAVAILABLE_RETRY_AFTER)
    if row.status == 401:
        headers["www-authenticate"] = "Bearer"
    message = error.message if row.status < 500 else f"{error.message} (request {current_request_id()})"
    boxes = error.boxes if isinstance(error, Refusal) else ()
    return error_response(
        row.status, message, type=row.type, param=error.param, code=error.code, headers=headers, boxes=boxes, extra=extra
    )


def unexpected() -> Response:
    """The answer to a defect of ours."""
    message = f"The server had an error while processing your request. Its log has the details (request {current_request_id()})."
    return error_response(500, message, type="server_error", code="engine_failed", headers={"x-should-retry": "false"})


def install(app: FastAPI) -> None:
    """Give every error of ours and of the framework the wire shape."""
    app.add_exception_handler(OverpaintError, answer_error)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _validation)


async def answer_error(request: Request, error: Exception) -> Response:
    """The answer to an error of ours; the request's log line gets its code."""
    assert isinstance(error, OverpaintError)  # noqa: S101  # the framework calls this for this class alone
    request.scope["state"]["error_code"] = error.code
    return translate(error)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # as above
    place = f"{request.method} {request.url.path[:SHOWN]}"
    if error.status_code == 404:
        return await answer_error(request, NotFound(f"Invalid URL ({place}). {way_from(request.url.path, _paths(request.app))}"))
    if error.status_code == 405:
        allowed = ", ".join(allowed_methods(request.scope))
        request.scope["state"]["error_code"] = "method_not_allowed"
        message = f"Method not allowed ({place}). This URL takes {allowed}."
        headers = {"allow": allowed, "x-should-retry": "false"}
        return error_response(405, message, code="method_not_allowed", headers=headers)
    if error.status_code == 400:  # what FastAPI says of a body that it can't read
        return await answer_error(request, InvalidRequest(f"{error.detail}.", code="invalid_body"))
    return error_response(error.status_code, str(error.detail), code="invalid_value", headers=error.headers)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # as above
    first = error.errors()[0]
    _place, *path = first["loc"]
    return await answer_error(request, invalid(first["type"], path, first["msg"]))


def _paths(app: FastAPI) -> list[str]:
    """Every documented path."""
    return list(app.openapi()["paths"])
