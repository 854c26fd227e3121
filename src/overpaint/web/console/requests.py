"""The requests log: newest first, page by page, one of them beside the list."""

from __future__ import annotations

import json
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import Accounts
from overpaint.accounts.usage_values import RequestEntry, UsageFilter
from overpaint.errors import CODES
from overpaint.web.api.context import context_of
from overpaint.web.console.pages import render

PAGE = 50


async def page(request: Request) -> Response:
    query = request.query_params
    key = query.get("key", "")
    wanted = UsageFilter(
        key_id=int(key[:9]) if key.isdecimal() else None,
        group=query.get("group", ""),
        engine=query.get("engine", ""),
        outcome=query.get("outcome", ""),
        text=query.get("q", ""),
    )
    values = await to_thread.run_sync(
        _values, context_of(request).accounts, wanted, query.get("after", ""), query.get("open", "")
    )
    return render(request, "requests.html", {**values, "wanted": wanted, "codes": CODES})


def _values(accounts: Accounts, wanted: UsageFilter, after: str, opened: str) -> dict[str, Any]:
    found = accounts.requests(wanted, limit=PAGE, after=after)
    entry = next(iter(accounts.request(opened)), None) if opened else None
    return {"found": found, "engines": accounts.engines_used(), "entry": entry, "plan": _plan(entry)}


def _plan(entry: RequestEntry | None) -> str:
    """Its JSON, to be read by people; it was made by us."""
    if entry is None or entry.details is None or not entry.details.plan:
        return ""
    return json.dumps(json.loads(entry.details.plan), indent=2, ensure_ascii=False)
