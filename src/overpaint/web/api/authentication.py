"""Who is asking? `Authorization: Bearer sk-…`, looked up before any of the body is read."""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request

from overpaint.accounts import Caller
from overpaint.web.api.context import context_of


async def caller_of(request: Request) -> Caller:
    """The key's owner and group. Raises NotAuthenticated."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    given = secret.strip() if scheme.lower() == "bearer" else None
    caller = await to_thread.run_sync(context_of(request).accounts.authenticate, given)
    request.scope["state"]["key_name"] = caller.key_prefix
    return caller
