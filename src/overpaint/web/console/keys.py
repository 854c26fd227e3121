"""Keys: a table, and beside it one of them, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast, get_args

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import Accounts, KeyInfo
from overpaint.accounts.usage_values import KeyFilter
from overpaint.accounts.values import KeyState, utc_now
from overpaint.errors import InvalidRequest, OverpaintError
from overpaint.web.api.context import MODEL, context_of
from overpaint.web.api.errors import row_of
from overpaint.web.console.forms import read_form
from overpaint.web.console.limit_fields import fields_of, read_limits
from overpaint.web.console.pages import go, page_number, render

PAGE = 50
SORTS = ("name", "group", "created", "last_used")
# What the form offers, in days; 0 is never.
LIFETIMES = (0, 1, 7, 30, 90, 365)


async def page(request: Request) -> Response:
    """The table; `open`: the key beside it, `new`: the form for one."""
    return await _page(request)


async def issue(request: Request) -> Response:
    """Make a key and show it, this one time: on the answer itself, which no browser keeps and no reload repeats unasked."""
    form = await read_form(request)
    accounts = context_of(request).accounts
    try:
        days = int(form.get("days", "0"))
        if days not in LIFETIMES:
            raise ValueError(days)
        expires = utc_now() + timedelta(days=days) if days else None
        secret, key = await to_thread.run_sync(accounts.issue, form.get("name", ""), form.get("group", "default"), expires)
    except ValueError:
        return await _page(request, error=InvalidRequest("This lifetime is not offered.", param="days"))
    except OverpaintError as error:
        return await _page(request, error=error, fresh=True)
    return await _page(request, issued=(secret, key), opened=key.id)


async def change(request: Request) -> Response:
    """Its group, its name, its own limits: whatever the form has."""
    key_id, form = request.path_params["key"], await read_form(request)
    limits = read_limits(form, own=True) if "limits" in form else {}
    accounts = context_of(request).accounts

    def write() -> None:
        accounts.change_key(str(key_id), limits, name=form.get("name"), group=form.get("group"))

    return await _written(request, key_id, write)


async def revoke(request: Request) -> Response:
    """For good; the beginning of the key, typed by hand, says that it is meant."""
    key_id, form = request.path_params["key"], await read_form(request)
    accounts = context_of(request).accounts

    def write() -> None:
        key = accounts.key(str(key_id))
        if form.get("confirm", "").strip().removesuffix("…") != key.prefix.removesuffix("…"):
            raise InvalidRequest("What was typed is not the beginning of this key.", param="confirm")
        accounts.revoke(str(key_id))

    return await _written(request, key_id, write)


async def _written(request: Request, key_id: int, write: Any) -> Response:
    try:
        await to_thread.run_sync(write)
    except OverpaintError as error:
        return await _page(request, error=error, opened=key_id)
    form = await read_form(request)
    return go("/console/keys" if form.get("stay") else f"/console/keys?open={key_id}")


async def _page(
    request: Request,
    *,
    error: OverpaintError | None = None,
    issued: tuple[str, KeyInfo] | None = None,
    opened: int | None = None,
    fresh: bool = False,
) -> Response:
    query = request.query_params
    if opened is None and query.get("open", "").isdecimal():
        opened = int(query["open"][:9])
    values = await to_thread.run_sync(_values, context_of(request).accounts, dict(query), opened)
    values |= {
        "error": error,
        "issued": issued,
        "fresh": fresh or "new" in query,
        "lifetimes": LIFETIMES,
        "model": MODEL,
        "base": str(request.base_url).rstrip("/"),
        "now": utc_now(),
    }
    return render(request, "keys.html", values, status=row_of(error).status if error else 200)


def _values(accounts: Accounts, query: Mapping[str, str], opened: int | None) -> dict[str, Any]:
    sort = query.get("sort", "")
    state = query.get("state", "active" if not query.get("q") else "")
    wanted = KeyFilter(
        text=query.get("q", ""),
        group=query.get("group", ""),
        state=cast(KeyState, state) if state in get_args(KeyState) else "",
        sort=cast(Any, sort) if sort in SORTS else "id",
        descending=query.get("order") == "down" or sort not in SORTS,
    )
    start = page_number(query) * PAGE
    found = accounts.find_keys(wanted, limit=PAGE, start=start)
    beside = None if opened is None else _beside(accounts, opened)
    groups = accounts.groups()
    return {"found": found, "groups": groups, "wanted": wanted, "start": start, "size": PAGE, "beside": beside}


def _beside(accounts: Accounts, key_id: int) -> dict[str, Any]:
    """One key: its own limits, what counts of them and its group's, and what is used. Raises NotFound."""
    key = accounts.key(str(key_id))
    group = next(group for group in accounts.groups() if group.name == key.group)
    held = group.limits.within(key.limits)
    return {
        "key": key,
        "group": group,
        "used": accounts.used(key.id),
        "held": held,
        "fields": fields_of(key.limits, own=True, held=held),
    }
