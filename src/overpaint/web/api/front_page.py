"""`GET /`: what this server is, for a person who opens its address in a browser: one page, no script, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from overpaint import __version__
from overpaint.web.api.context import context_of

router = APIRouter(include_in_schema=False)

_TEXT = (Path(__file__).parent / "front_page.html").read_text(encoding="utf-8")
_STYLE = _TEXT.partition("<style>")[2].partition("</style>")[0]
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# A host that may stand in a page and in a shell's command as it is: a name, or an address, and a port.
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?", re.ASCII)
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
    text = Template(_TEXT).substitute(version=__version__, url=_address(request), console=console)
    return HTMLResponse(text, headers=_HEADERS)


@router.get("/favicon.ico")
async def favicon() -> Response:
    """None: browsers ask for one unasked."""
    return Response(status_code=204, headers={"cache-control": "max-age=86400"})


def _address(request: Request) -> str:
    """As the browser reached us. A proxy that speaks TLS for us says so, and no more is at stake than a letter of the example."""
    scheme = "https" if request.headers.get("x-forwarded-proto") == "https" else request.url.scheme
    host = request.headers.get("host", "")
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"
