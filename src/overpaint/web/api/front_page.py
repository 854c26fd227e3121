"""`GET /`: what this server is, for a person who opens its address in a browser: one page, no script, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from overpaint import __version__
from overpaint.web.api.address import address_of
from overpaint.web.api.context import context_of

router = APIRouter(include_in_schema=False)

_TEXT = (Path(__file__).parent / "front_page.html").read_text(encoding="utf-8")
_STYLE = _TEXT.partition("<style>")[2].partition("</style>")[0]
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CONSOLE = '<dt><a href="/console">/console</a></dt><dd>edit a picture in this browser; keys and usage, for the admin</dd>\n'
_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@router.get("/")
async def front_page(request: Request) -> HTMLResponse:
    """The page, with this server's own address in its example."""
    console = "" if context_of(request).settings.console == "off" else _CONSOLE
    text = Template(_TEXT).substitute(version=__version__, url=address_of(request), console=console)
    return HTMLResponse(text, headers=_HEADERS)


@router.get("/favicon.ico")
async def favicon() -> Response:
    """None: browsers ask for one unasked."""
    return Response(status_code=204, headers={"cache-control": "max-age=86400"})
