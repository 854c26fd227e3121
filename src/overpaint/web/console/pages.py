"""Templates and words → pages. Words stand in `strings/<language>.toml`, the same keys in each; a test holds that."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from overpaint import __version__
from overpaint.web.api.context import context_of
from overpaint.web.console import assets
from overpaint.web.console.declared import codes, in_words
from overpaint.web.console.visitor import Language, begin_visit, visitor_of

_ROOM = Path(__file__).parent

# The rail: name of the page's words, path; the first for everybody, the others for the admin.
RAIL = (
    ("playground", "/console"),
    ("keys", "/console/keys"),
    ("groups", "/console/groups"),
    ("usage", "/console/usage"),
    ("requests", "/console/requests"),
    ("engines", "/console/engines"),
    ("settings", "/console/settings"),
)


@cache
def strings(language: Language) -> dict[str, Any]:
    """Every word of the console in one language."""
    return tomllib.loads((_ROOM / "strings" / f"{language}.toml").read_text("utf-8"))


class _WordsFirst(Environment):
    """`t.keys` is what the words say under `keys`, not the method of a dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment() -> Environment:
    made = _WordsFirst(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(static=assets.url, rail=RAIL, version=__version__)
    made.filters.update(
        data=_as_data, day=_day, minute=_minute, second=_second, short=_short, number=_number, seconds=_seconds, coded=_coded
    )
    return made


def render(request: Request, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> HTMLResponse:
    """A page. Templates know the visitor, the words as `t`, and where they are."""
    visitor = visitor_of(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            {
                "visitor": visitor,
                "t": strings(visitor.language),
                "codes": codes(visitor.language),
                "said": partial(in_words, "sentences", language=visitor.language),
                "here": request.url.path,
                "query": dict(request.query_params),
                "link": partial(_link, request),
                "database": context_of(request).accounts.place,
                **(values or {}),
            }
        )
    )
    response = HTMLResponse(html, status)
    begin_visit(response, request)
    return response


def page_number(query: Mapping[str, str]) -> int:
    """From 0; what is no number is the first."""
    text = query.get("page", "")
    return int(text[:6]) if text.isascii() and text.isdecimal() else 0


def go(path: str) -> Response:
    """After a form: look at the page, so that going back or reloading sends nothing twice."""
    return RedirectResponse(path, 303)


def _link(request: Request, **changes: str | int | None) -> str:
    """This page with another query: what is None goes, the rest stays. The first page is where every new question begins."""
    kept = {name: value for name, value in request.query_params.items() if name not in ("page", "after", "new")}
    made = {**kept, **changes}
    query = urlencode({name: value for name, value in made.items() if value is not None})
    return f"?{query}" if query else request.url.path


def _as_data(value: Any) -> Markup:
    """JSON inside a `<script type="application/json">`, where only `</` and `<!--` could end it."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704  # escaped by the line itself


def _day(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d}" if time else "–"


def _minute(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "–"


def _second(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}"


def _short(time: datetime) -> str:
    return f"{time:%m-%d %H:%M:%S}"


def _number(value: float) -> str:
    return f"{value:,}"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{round(milliseconds)} ms"


def _coded(text: str) -> Markup:
    """A sentence whose names and commands stand in backquotes, as HTML."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))
