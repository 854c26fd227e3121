"""The requests log: newest first, page by page, one of them beside the list."""

from __future__ import annotations

import json
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from overpaint.accounts import Accounts
from overpaint.accounts.usage_values import RequestEntry, UsageFilter
from overpaint.errors import CODES, NotFound
from overpaint.web.api.context import context_of
from overpaint.web.console.declared import codes
from overpaint.web.console.pages import render
from overpaint.web.console.visitor import language_of

PAGE = 50
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


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
    return render(request, "requests.html", {**values, "wanted": wanted, "codes": codes(language_of(request)) or CODES})


async def picture(request: Request) -> Response:
    """One that is kept of an edit. Only names that are there are served, and as pictures only."""
    uid, name = request.path_params["uid"], request.path_params["name"]
    kept = await to_thread.run_sync(context_of(request).accounts.pictures, uid)
    path = next((one for one in kept if one.name == name), None)
    if path is None or path.suffix not in _TYPES:
        raise NotFound("This picture is not kept, or not any more.")
    return FileResponse(path, media_type=_TYPES[path.suffix])


def _values(accounts: Accounts, wanted: UsageFilter, after: str, opened: str) -> dict[str, Any]:
    found = accounts.requests(wanted, limit=PAGE, after=after)
    entry = next(iter(accounts.request(opened)), None) if opened else None
    kept = [path.name for path in accounts.pictures(entry.record.uid) if path.suffix in _TYPES] if entry else []
    return {"found": found, "engines": accounts.engines_used(), "entry": entry, "plan": _plan(entry), "kept": kept}


def _plan(entry: RequestEntry | None) -> str:
    """Its JSON, to be read by people; it was made by us."""
    if entry is None or entry.details is None or not entry.details.plan:
        return ""
    return json.dumps(json.loads(entry.details.plan), indent=2, ensure_ascii=False)
