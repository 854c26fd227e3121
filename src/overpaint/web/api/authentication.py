"""Who is asking? Every route needs a key, looked up before any of the body is read, unless a list names it as open."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from overpaint.accounts import Caller
from overpaint.accounts.limit_words import is_among
from overpaint.errors import NotAllowed, NotAuthenticated, OverpaintError
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import answer_error
from overpaint.web.client_address import client_address
from overpaint.web.methods import has_route

METRICS = ("GET", "/metrics")


class ClosedByDefault:
    """ASGI middleware around the routes. `open_paths`: what GET (and so HEAD) answers without a key; every other route needs one.

    It stands before the routes and not in them: a route that is added without a thought of keys is closed, and FastAPI, which
    reads a declared body before it asks any dependency, has not begun. What is no route at all is left to be answered as such.
    The console's gate, which stands further out, hands requests on with the caller it has found (`web/console/gate`).
    """

    def __init__(self, app: ASGIApp, open_paths: Sequence[str]) -> None:
        self.app = app
        self.open_paths = tuple(compile_path(path)[0] for path in open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "caller" not in scope["state"] and not self._is_open(scope) and has_route(scope):
            request = Request(scope)
            try:
                if not _reads_metrics(request):
                    scope["state"]["caller"] = await _look_up(request)
            except OverpaintError as error:
                response = await answer_error(request, error)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        return scope["method"] == "GET" and any(path.fullmatch(scope["path"]) for path in self.open_paths)


def caller_of(request: Request) -> Caller:
    """The key's owner and group. Only a closed route has one."""
    caller: Caller = request.scope["state"]["caller"]
    return caller


def _reads_metrics(request: Request) -> bool:
    """Whether this is the one page that has a token of its own, where there is one. Raises NotAuthenticated."""
    token = context_of(request).settings.metrics_token
    if not token or (request.method, request.url.path) != METRICS:
        return False
    if not compare_digest((_given_key(request.headers) or "").encode(), token.encode()):
        raise NotAuthenticated("This page is read with the token that OVERPAINT_METRICS_TOKEN names.")
    return True


async def _look_up(request: Request) -> Caller:
    caller = await to_thread.run_sync(context_of(request).accounts.authenticate, _given_key(request.headers))
    state = request.scope["state"]
    state["key_name"], state["group_name"] = caller.key_prefix, caller.group.name
    check_address(request, caller)
    return caller


def check_address(request: Request, caller: Caller) -> None:
    """Raise NotAllowed (`ip_not_allowed`) for a key that may not be used from there."""
    networks = caller.group.limits.addresses
    if networks is None:
        return
    address = client_address(request.scope, context_of(request).settings.trusted_proxies)
    if not is_among(address, networks):
        message = f"This API key may not be used from {address or 'here'}."
        raise NotAllowed(message, code="ip_not_allowed")


def _given_key(headers: Headers) -> str | None:
    """The key of `Authorization: Bearer …`, or of `api-key: …` as Azure's clients send it. Raises NotAuthenticated for two."""
    credentials = (value.partition(" ") for value in headers.getlist("authorization"))
    keys = [secret.strip() for scheme, _, secret in credentials if scheme.lower() == "bearer"]
    keys += [value.strip() for value in headers.getlist("api-key")]
    given = {key for key in keys if key}
    if len(given) > 1:
        raise NotAuthenticated("The headers 'authorization' and 'api-key' hold different API keys. Send one key.")
    return given.pop() if given else None
