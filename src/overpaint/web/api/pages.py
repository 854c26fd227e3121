"""`/docs`, `/docs/….md`, `/llms.txt`: the API's reference, for people and models, with no script and nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, PlainTextResponse

from overpaint import __version__
from overpaint.errors import CODES, NotFound
from overpaint.web.api.address import address_of
from overpaint.web.api.reference import Endpoint, Field, endpoints

router = APIRouter(include_in_schema=False)

_PAGE = (Path(__file__).parent / "docs_page.html").read_text(encoding="utf-8")
_EDITING = (Path(__file__).parent / "editing.md").read_text(encoding="utf-8")
_STYLE = _PAGE.partition("<style>")[2].partition("</style>")[0]
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_CODE = re.compile(r"`([^`]+)`")
_MARKDOWN = "text/markdown"
EDITS = "images-edits"


@router.get("/docs")
async def docs_page(request: Request) -> HTMLResponse:
    """The API's reference as one page: every route, field and error code."""
    reference = _endpoints(request.app)
    text = Template(_PAGE).substitute(
        version=__version__,
        url=address_of(request),
        contents="".join(map(_line, reference)),
        endpoints="".join(map(_section, reference)),
        codes=_table(("code", "when"), [(f"<code>{code}</code>", _html(when)) for code, when in CODES.items()]),
    )
    return HTMLResponse(text, headers=_HEADERS)


@router.get("/llms.txt")
async def llms_text(request: Request) -> PlainTextResponse:
    """The index of the reference for language models (llmstxt.org)."""
    url = address_of(request)
    lines = [
        "# Overpaint",
        "",
        "> This server edits pictures by instruction behind the API that clients of OpenAI's `images.edit` use: send a picture "
        f"and a sentence to `POST {url}/v1/images/edits` with `Authorization: Bearer sk-…`. It makes none from a prompt alone.",
        "",
        "## API",
        "",
        *(f"- [{one.method} {one.path}]({url}/docs/{one.slug}.md): {one.summary}" for one in _endpoints(request.app)),
        f"- [Error codes]({url}/docs/errors.md): every `code`, and when it is sent",
        "",
        "## Optional",
        "",
        f"- [OpenAPI description]({url}/openapi.json): the same for machines",
        "",
    ]
    return PlainTextResponse("\n".join(lines), headers=_HEADERS)


@router.get("/docs/{page}")
async def markdown_page(request: Request, page: str) -> PlainTextResponse:
    """One route's page in Markdown, as `/llms.txt` lists them."""
    url = address_of(request)
    slug = page.removesuffix(".md")
    endpoint = next((one for one in _endpoints(request.app) if one.slug == slug), None)
    if not page.endswith(".md") or (endpoint is None and slug != "errors"):
        raise NotFound(f"There is no page {page[:64]!r}. GET /llms.txt lists them, GET /docs shows all.")
    head = f"> The index of this documentation is {url}/llms.txt.\n\n"
    text = _errors() if endpoint is None else _markdown(endpoint, url)
    return PlainTextResponse(head + text, headers=_HEADERS, media_type=_MARKDOWN)


@lru_cache(maxsize=1)
def _endpoints(app: FastAPI) -> tuple[Endpoint, ...]:
    return endpoints(app.openapi())


def _markdown(endpoint: Endpoint, url: str) -> str:
    parts = [f"# {endpoint.method} {endpoint.path}", f"{endpoint.summary}. {endpoint.text}".strip()]
    parts.append(f"`{endpoint.method} {url}{endpoint.path}`, {_key(endpoint)}.")
    if endpoint.slug == EDITS:
        parts.append(Template(_EDITING).substitute(url=url).strip())
    for title, fields in _field_tables(endpoint):
        rows = ([f"`{one.name}`", *_cells(one)] for one in fields)
        parts += [f"## {title}", _rows(("field", "type", "default", "meaning"), rows)]
    parts += ["## Answers", _rows(("status", "when"), endpoint.answers)]
    described = {endpoint.path: {endpoint.method.lower(): endpoint.operation}}
    parts += ["## OpenAPI", f"````json\n{json.dumps(described, indent=2, ensure_ascii=False)}\n````"]
    return "\n\n".join(parts) + "\n"


def _errors() -> str:
    shape = '{"error": {"message": "…", "type": "invalid_request_error", "param": "size", "code": "invalid_size"}}'
    table = _rows(("code", "when it is sent"), ((f"`{code}`", when) for code, when in CODES.items()))
    return f"# Errors\n\n```json\n{shape}\n```\n\nAlways these four keys; programs look at `code`.\n\n{table}\n"


def _line(endpoint: Endpoint) -> str:
    return f'<li><a href="#{endpoint.slug}"><code>{endpoint.method} {escape(endpoint.path)}</code></a></li>\n'


def _section(endpoint: Endpoint) -> str:
    tables = [
        f"<h3>{escape(title)}</h3>"
        + _table(
            ("field", "type", "default", "meaning"),
            [(f"<code>{escape(one.name)}</code>", *map(_html, _cells(one))) for one in fields],
        )
        for title, fields in _field_tables(endpoint)
    ]
    return (
        f'<section id="{endpoint.slug}">\n<h2><code>{endpoint.method} {escape(endpoint.path)}</code></h2>\n'
        f"<p>{_html(endpoint.summary)}. {_html(endpoint.text)}</p>\n<p>Asked {_html(_key(endpoint))}. "
        f'<a href="/docs/{endpoint.slug}.md">As Markdown</a></p>\n{"".join(tables)}<h3>Answers</h3>'
        f"{_table(('status', 'when'), [tuple(map(_html, row)) for row in endpoint.answers])}</section>\n"
    )


def _field_tables(endpoint: Endpoint) -> list[tuple[str, Sequence[Field]]]:
    """Of several bodies each field is told once."""
    tables: list[tuple[str, Sequence[Field]]] = [("Parameters", endpoint.parameters)] if endpoint.parameters else []
    told: set[Field] = set()
    for body in endpoint.bodies:
        more = [one for one in body.fields if one not in told]
        same = " (and the fields above)" if len(more) < len(body.fields) else ""
        tables.append((f"Body: {body.type}{same}", more))
        told.update(more)
    return tables


def _key(endpoint: Endpoint) -> str:
    return "with an API key (`Authorization: Bearer sk-…`)" if endpoint.needs_key else "without a key"


def _html(text: str) -> str:
    """Plain text with code between backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _cells(field: Field) -> tuple[str, str, str]:
    return field.type, field.default, field.text


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """`rows`: HTML."""
    titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>\n{lines}</tbody></table></div>\n'
