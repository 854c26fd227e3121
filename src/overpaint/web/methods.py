"""The methods that no route declares: HEAD wherever GET is answered, OPTIONS wherever anything is."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a route may declare; CONNECT and TRACE are for proxies.
DECLARABLE = ("DELETE", "GET", "PATCH", "POST", "PUT")


class ImpliedMethods:
    """ASGI middleware. HEAD is answered as GET without the body; OPTIONS, without a key, with the header `allow`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, _bodiless(send))
        elif method == "OPTIONS" and (allowed := allowed_methods(scope)):
            await Response(status_code=204, headers={"allow": ", ".join(allowed)})(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def allowed_methods(scope: Scope) -> tuple[str, ...]:
    """What may be asked of this path, in alphabetical order; nothing where there is no route."""
    declared = {method for method in DECLARABLE if has_route({**scope, "method": method})}
    if not declared:
        return ()
    return tuple(sorted(declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())))


def has_route(scope: Scope) -> bool:
    """Whether a route answers this path and this method."""
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)


def _bodiless(send: Send) -> Send:
    async def send_without_body(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_without_body
