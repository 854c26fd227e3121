"""Every route of the console, and who may use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from overpaint.errors import NotFound
from overpaint.web.console import assets, declarations, engines, groups, keys, playground, requests, settings_page, sign_in, usage
from overpaint.web.console.playground import ForTheApi

Needs = Literal["admin", "key", "nobody"]


@dataclass(frozen=True)
class Route:
    """`needs`: whose it is; `key`: whoever is signed in, with the admin's password or, where that is allowed, an API key."""

    method: str
    path: str
    answer: Callable[[Request], Awaitable[Response | ForTheApi]]
    needs: Needs = "admin"

    def match(self, path: str) -> dict[str, Any] | None:
        """The path's parameters; None where it is another path."""
        pattern, _, converters = self._compiled
        found = pattern.match(path)
        return {name: converters[name].convert(text) for name, text in found.groupdict().items()} if found else None

    @cached_property
    def _compiled(self) -> Any:
        return compile_path(self.path)


ROUTES = (
    Route("GET", "/console", playground.page, needs="key"),
    Route("POST", "/console/api/edits", playground.edit, needs="key"),
    Route("POST", "/console/api/plan", playground.plan, needs="key"),
    Route("GET", "/console/api/queue", playground.queue, needs="key"),
    Route("GET", "/console/api/operations", declarations.answer, needs="key"),
    Route("GET", "/console/sign-in", sign_in.page, needs="nobody"),
    Route("POST", "/console/sign-in", sign_in.enter, needs="nobody"),
    Route("POST", "/console/first-password", sign_in.choose_first, needs="nobody"),
    Route("POST", "/console/sign-out", sign_in.leave, needs="nobody"),
    Route("GET", "/console/keys", keys.page),
    Route("POST", "/console/keys", keys.issue),
    Route("POST", "/console/keys/{key:int}", keys.change),
    Route("POST", "/console/keys/{key:int}/revoke", keys.revoke),
    Route("GET", "/console/groups", groups.page),
    Route("POST", "/console/groups", groups.write),
    Route("GET", "/console/usage", usage.page),
    Route("GET", "/console/usage.csv", usage.as_csv),
    Route("GET", "/console/requests", requests.page),
    Route("GET", "/console/requests/{uid}/{name}", requests.picture),
    Route("GET", "/console/engines", engines.page),
    Route("GET", "/console/settings", settings_page.page),
    Route("POST", "/console/settings/password", settings_page.change_password),
    Route("GET", "/console/static/{version}/{name:path}", assets.serve, needs="nobody"),
)


def find(method: str, path: str) -> tuple[Route, dict[str, Any]]:
    """The route, with its path's parameters. Raises NotFound."""
    for route in ROUTES:
        if route.method == method and (found := route.match(path)) is not None:
            return route, found
    raise NotFound("The console has no such page.")


def is_call(path: str) -> bool:
    """Whether it is asked by a script of ours: such are answered in JSON."""
    return path.startswith("/console/api/")
