"""What stands before every page of the console: who is it, may they, did the form come from our own page?

Closed by default: a route is for the admin unless `routes.ROUTES` says otherwise. The API's own gate
(`web/api/authentication`) stands behind this one and never sees these paths.
"""

from __future__ import annotations

import hmac
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from overpaint.errors import InvalidRequest, NotAuthenticated, NotFound, OverpaintError
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import answer_error, row_of
from overpaint.web.console import routes
from overpaint.web.console.forms import is_form, read_form
from overpaint.web.console.pages import go, render
from overpaint.web.console.playground import ForTheApi
from overpaint.web.console.visitor import (
    PATH,
    SIGN_IN_COOKIE,
    VISIT_COOKIE,
    Visitor,
    language_of,
    look_of,
    new_secret,
    visitor_of,
)

_SAFE_METHODS = ("GET", "HEAD")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' blob: data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Console:
    """ASGI middleware: answers what is under /console, and passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path != PATH and not path.startswith(f"{PATH}/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        response = await _answer(request)
        if isinstance(response, ForTheApi):
            await self.app({**scope, "path": response.path, "raw_path": response.path.encode()}, receive, _with_headers(send))
        else:
            await response(scope, receive, _with_headers(send))


async def _answer(request: Request) -> Response | ForTheApi:
    request.scope["state"]["visitor"] = Visitor(new_secret(), None, language_of(request), look_of(request))
    try:
        request.scope["state"]["visitor"] = await _visitor(request)
        if request.url.path == f"{PATH}/":
            return go(PATH)
        route, request.scope["path_params"] = routes.find(request.method, request.url.path)
        if not _may(visitor_of(request), route):
            return await _turned_away(request)
        if request.method not in _SAFE_METHODS:
            await _check_origin(request)
        return await route.answer(request)
    except OverpaintError as error:
        return await _told(request, error)


async def _visitor(request: Request) -> Visitor:
    language, look = language_of(request), look_of(request)
    secret = request.cookies.get(SIGN_IN_COOKIE, "")
    signed_in = await to_thread.run_sync(context_of(request).accounts.console.find, secret) if secret else None
    if signed_in is None:
        return Visitor(request.cookies.get(VISIT_COOKIE) or new_secret(), None, language, look)
    if not signed_in.is_admin and context_of(request).settings.console != "keys":
        return Visitor(new_secret(), None, language, look)
    request.scope["state"]["key_name"] = PATH
    return Visitor(secret, signed_in, language, look)


def _may(visitor: Visitor, route: routes.Route) -> bool:
    if route.needs == "nobody":
        return True
    return visitor.is_admin or (route.needs == "key" and visitor.signed_in is not None)


async def _check_origin(request: Request) -> None:
    """Raises InvalidRequest for what no page of ours has sent. The cookies' SameSite=Strict is one wall, this another."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    token = request.headers.get("x-csrf-token", "")
    if not token and is_form(request):
        token = (await read_form(request)).get("csrf", "")
    expected = visitor_of(request).csrf
    if site not in ("same-origin", "none") or not hmac.compare_digest(token.encode(), expected.encode()):
        raise InvalidRequest("This page was open for too long, or the form is not ours. Load the page again.", param="csrf")


async def _turned_away(request: Request) -> Response:
    if routes.is_call(request.url.path):
        return await _told(request, NotAuthenticated("Nobody is signed in here. Sign in at /console."))
    if visitor_of(request).signed_in is not None:
        return await _told(request, NotFound("This page is the admin's."))
    return go(f"{PATH}/sign-in?to={quote(request.url.path)}")


async def _told(request: Request, error: OverpaintError) -> Response:
    """An error in the API's shape for calls, as a page for people."""
    if routes.is_call(request.url.path):
        return await answer_error(request, error)
    request.scope["state"]["error_code"] = error.code
    return render(request, "error.html", {"error": error}, status=row_of(error).status)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
