"""Coming in and going out: the first password, the password, a key where that is allowed."""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import passwords
from overpaint.errors import InvalidRequest, OverpaintError
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import row_of
from overpaint.web.client_address import client_address
from overpaint.web.console import visitor
from overpaint.web.console.forms import read_form
from overpaint.web.console.pages import go, render
from overpaint.web.console.throttle import Throttle
from overpaint.web.console.visitor import visitor_of


async def page(request: Request) -> Response:
    """Where to sign in, or, before there is a password, where to choose it."""
    if visitor_of(request).signed_in is not None:
        return go(_where_to(request.query_params.get("to", "")))
    return await _form(request)


async def enter(request: Request) -> Response:
    """With the password, or with a key."""
    form = await read_form(request)
    console = context_of(request).accounts.console
    key = form.get("key", "")
    if key and context_of(request).settings.console == "keys":
        return await _try(
            request, lambda: console.sign_in_with_key(context_of(request).accounts.authenticate(key.strip()).key_id)
        )
    return await _try(request, lambda: console.sign_in(form.get("password", "")))


async def choose_first(request: Request) -> Response:
    """With the code that the server printed."""
    form = await read_form(request)
    if form.get("password") != form.get("again"):
        return await _form(request, InvalidRequest("The two are not the same.", param="again"))
    return await _try(request, lambda: context_of(request).accounts.console.claim(form.get("code", ""), form.get("password", "")))


async def leave(request: Request) -> Response:
    await to_thread.run_sync(context_of(request).accounts.console.sign_out, visitor_of(request).secret)
    return visitor.sign_out(go("/console/sign-in"))


async def _try(request: Request, way_in: Callable[[], str]) -> Response:
    """Open the door, or say why not. A try counts before it is made: a thousand at once are not a thousand free ones."""
    throttle, door = _throttle(request)
    address = client_address(request.scope, context_of(request).settings.trusted_proxies) or ""
    try:
        throttle.check(address)
        throttle.wrong(address)
        secret = await to_thread.run_sync(way_in, limiter=door)
    except OverpaintError as error:
        return await _form(request, error)
    throttle.right(address)
    form = await read_form(request)
    return visitor.sign_in(go(_where_to(form.get("to", ""))), request, secret)


async def _form(request: Request, error: OverpaintError | None = None) -> Response:
    context = context_of(request)
    form = {} if request.method == "GET" else await read_form(request)
    values = {
        "error": error,
        "first": not await to_thread.run_sync(context.accounts.console.has_password),
        "code": form.get("code") or request.query_params.get("code", ""),
        "to": form.get("to") or request.query_params.get("to", ""),
        "with_keys": context.settings.console == "keys",
        "shortest": passwords.SHORTEST,
        "longest": passwords.LONGEST,
    }
    if error is not None:
        request.scope["state"]["error_code"] = error.code
    return render(request, "sign_in.html", values, status=row_of(error).status if error else 200)


def _where_to(path: str) -> str:
    """A page of the console, whatever was asked for."""
    return path if path == visitor.PATH or (path.startswith(f"{visitor.PATH}/") and "\\" not in path) else visitor.PATH


def _throttle(request: Request) -> tuple[Throttle, CapacityLimiter]:
    """One of each a server. Strangers hold two threads at most while passwords are compared, and none that keys need."""
    state = request.app.state
    if not hasattr(state, "console_door"):
        state.console_door = Throttle(), CapacityLimiter(2)
    door: tuple[Throttle, CapacityLimiter] = state.console_door
    return door
