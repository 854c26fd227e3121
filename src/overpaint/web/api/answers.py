"""`GET /v1/images/answers/{name}`: the picture behind a signed link."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from overpaint.web.api.context import context_of
from overpaint.web.api.links import PATH, TYPES
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["images"])


@router.get(
    PATH + "{name}",
    summary="A picture by its link",
    operation_id="getAnswer",
    response_class=FileResponse,
    responses={200: {"content": {type: {} for type in TYPES.values()}}, **error_responses(404, 410)},
)
async def get_answer(request: Request, name: str, expires: str = "", signature: str = "") -> Response:
    """Extension. What `response_format=url` leads to. The signature is the key."""
    path, left = await to_thread.run_sync(context_of(request).links.find, name, expires, signature)
    headers = {
        "cache-control": f"private, max-age={left}, immutable",
        "content-disposition": f'inline; filename="overpaint{path.suffix}"',
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return FileResponse(path, headers=headers, media_type=TYPES[path.suffix[1:]])
