"""Settings as they are: from the environment, read once when the server started. And the console's own password."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import passwords
from overpaint.errors import InvalidRequest, OverpaintError
from overpaint.settings import Settings
from overpaint.web.api.context import context_of
from overpaint.web.api.errors import row_of
from overpaint.web.console.declared import sentence
from overpaint.web.console.forms import read_form
from overpaint.web.console.pages import go, render
from overpaint.web.console.visitor import language_of, sign_in

# Settings that may hold a password, as URLs do: never shown.
SECRET = ("database_url", "redis_url")


async def page(request: Request) -> Response:
    return _page(request)


async def change_password(request: Request) -> Response:
    """Everybody is signed out, but who changed it."""
    form = await read_form(request)
    console = context_of(request).accounts.console
    try:
        if form.get("password") != form.get("again"):
            raise InvalidRequest("The two are not the same.", param="again")
        secret = await to_thread.run_sync(console.change_password, form.get("old", ""), form.get("password", ""))
    except OverpaintError as error:
        return _page(request, error)
    return sign_in(go("/console/settings?changed=1"), request, secret)


def _page(request: Request, error: OverpaintError | None = None) -> Response:
    settings, language = context_of(request).settings, language_of(request)
    rows = [
        (
            f"OVERPAINT_{name.upper()}",
            _shown(name, getattr(settings, name)),
            name in settings.model_fields_set,
            sentence(field.description or "", language),
        )
        for name, field in Settings.model_fields.items()
    ]
    values = {"rows": rows, "error": error, "shortest": passwords.SHORTEST, "longest": passwords.LONGEST}
    return render(request, "settings.html", values, status=row_of(error).status if error else 200)


def _shown(name: str, value: Any) -> str:
    if name in SECRET and value:
        return "•••"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
