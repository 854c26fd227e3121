"""Groups: what their keys may do, each limit with a field made from its declaration."""

from __future__ import annotations

from collections import Counter

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import Accounts, Group
from overpaint.accounts.limits import Limits
from overpaint.errors import OverpaintError
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import row_of
from overpaint.web.console.forms import read_form
from overpaint.web.console.limit_fields import fields_of, read_limits
from overpaint.web.console.pages import go, render


async def page(request: Request) -> Response:
    """The table; `open`: the group beside it, `new`: the form for one."""
    return await _page(request)


async def write(request: Request) -> Response:
    """Change a group, or make it."""
    form = await read_form(request)
    accounts = context_of(request).accounts

    def change() -> Group:
        return accounts.set_group(form.get("name", ""), read_limits(form), description=form.get("description", ""))

    try:
        group = await to_thread.run_sync(change)
    except OverpaintError as error:
        return await _page(request, error)
    return go(f"/console/groups?open={group.name}")


async def _page(request: Request, error: OverpaintError | None = None) -> Response:
    groups, keys = await to_thread.run_sync(_groups, context_of(request).accounts)
    name = (await read_form(request)).get("name") if error else request.query_params.get("open")
    opened = next((group for group in groups if group.name == name), None)
    fresh = "new" in request.query_params or (error is not None and opened is None)
    values = {
        "groups": groups,
        "keys": keys,
        "opened": opened,
        "fresh": fresh,
        "error": error,
        "fields": fields_of(opened.limits if opened else Limits()),
        "limits_of": {group.name: [one for one in fields_of(group.limits) if one.value] for group in groups},
    }
    return render(request, "groups.html", values, status=row_of(error).status if error else 200)


def _groups(accounts: Accounts) -> tuple[tuple[Group, ...], Counter[str]]:
    """With the number of keys of each that are not revoked."""
    every = accounts.keys()
    return accounts.groups(), Counter(key.group for key in every if key.revoked is None)
