"""The playground: one page, and what its modules call. An edit runs as every edit does, on the account of a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from overpaint import __version__
from overpaint.accounts import Accounts, Caller, KeyInfo
from overpaint.accounts.usage_values import KeyFilter
from overpaint.accounts.values import utc_now
from overpaint.canvas import MAX_IMAGES, MAX_N, MAX_PROMPT
from overpaint.editing import UPSTREAM
from overpaint.errors import InvalidRequest
from overpaint.web.api.authentication import check_address
from overpaint.web.api.context import MODEL, context_of
from overpaint.web.console import assets
from overpaint.web.console.declared import codes
from overpaint.web.console.pages import render, strings
from overpaint.web.console.visitor import Visitor, visitor_of

# Keys in the menu of whose account an edit runs on.
MOST_KEYS = 200
# File, and the two prompts (keys of the words) that show what it is good for.
SAMPLES = (
    ("astronaut", ("astronaut_beach", "astronaut_blur")),
    ("coffee", ("coffee_warm", "coffee_sketch")),
    ("chelsea", ("chelsea_cutout", "chelsea_words")),
)


async def page(request: Request) -> Response:
    """The light table."""
    visitor = visitor_of(request)
    accounts = context_of(request).accounts
    keys = await to_thread.run_sync(_keys_to_run_as, accounts, visitor)
    words = strings(visitor.language)
    data = {
        "model": MODEL,
        "most": {"images": MAX_IMAGES, "n": MAX_N, "prompt": MAX_PROMPT},
        "bytes": context_of(request).settings.max_file_bytes,
        "t": words["js"],
        "codes": dict(codes(visitor.language)),
        "operations": f"/console/api/operations?language={visitor.language}&version={__version__}",
        "language": visitor.language,
    }
    settings = context_of(request).settings
    kept = {"words": settings.keep_prompts_days, "pictures": settings.keep_pictures_days}
    private = all(engine.name != UPSTREAM for engine in context_of(request).engines)
    samples = [
        {"name": name, "url": assets.url(f"samples/{name}.jpg"), "prompts": [words["samples"][prompt] for prompt in prompts]}
        for name, prompts in SAMPLES
    ]
    return render(
        request,
        "playground.html",
        {"data": data, "samples": samples, "keys": keys, "most_n": MAX_N, "private": private, "kept": kept},
    )


@dataclass(frozen=True)
class ForTheApi:
    """Not answered here: handed on to the API's own route, limits and all, with the caller already known."""

    path: str


async def edit(request: Request) -> ForTheApi:
    """An edit on the account of the key that the page names."""
    await _run_as_key(request)
    return ForTheApi("/v1/images/edits")


async def plan(request: Request) -> ForTheApi:
    """What an edit would do, likewise."""
    await _run_as_key(request)
    return ForTheApi("/v1/edits/plan")


async def queue(request: Request) -> Response:
    """How many edits run and wait, and about how long one takes, in seconds."""
    admissions = context_of(request).admissions.values()
    told: dict[str, Any] = {
        "running": sum(admission.running for admission in admissions),
        "waiting": sum(admission.waiting for admission in admissions),
        "seconds": max((admission.wait_seconds for admission in admissions), default=0),
    }
    return JSONResponse(told)


async def _run_as_key(request: Request) -> None:
    visitor = visitor_of(request)
    caller = await to_thread.run_sync(_caller, context_of(request).accounts, visitor, request.query_params.get("key", ""))
    if not visitor.is_admin:
        check_address(request, caller)
    state = request.scope["state"]
    state["caller"], state["key_name"], state["group_name"] = caller, caller.key_prefix, caller.group.name


def _caller(accounts: Accounts, visitor: Visitor, wanted: str) -> Caller:
    """Raises NotAuthenticated for a key that is not good any more."""
    if visitor.signed_in is not None and visitor.signed_in.key_id is not None:
        return accounts.caller(visitor.signed_in.key_id)
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise InvalidRequest("The key to run as is given by its id.", param="key")
    return accounts.caller(int(wanted) if wanted else accounts.console.own_key())


def _keys_to_run_as(accounts: Accounts, visitor: Visitor) -> list[KeyInfo]:
    """The admin's menu: the console's own key, then the newest that are good; nothing for whoever came with a key."""
    if not visitor.is_admin:
        return []
    own = accounts.key(str(accounts.console.own_key()))
    newest = accounts.find_keys(KeyFilter(state="active", descending=True), limit=MOST_KEYS).rows
    first = [own] if own.state(utc_now()) == "active" else []
    return [*first, *(key for key in newest if key.id != own.id)]
