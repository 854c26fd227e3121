"""Style, modules and samples: in memory, under a path that names their content, so that a browser asks for each once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from overpaint.errors import NotFound

FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
_ONE_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """`packed`: the same, gzipped; empty where that saves nothing."""

    data: bytes
    packed: bytes
    media_type: str


@cache
def files() -> dict[str, StaticFile]:
    """Every file by its path in the folder. A few hundred kilobytes, read once."""
    return {str(path.relative_to(FOLDER)): _read(path) for path in sorted(FOLDER.rglob("*")) if path.suffix in _TYPES}


@cache
def version() -> str:
    """Twelve letters that change with any file."""
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(name.encode() + b"\0" + file.data)
    return digest.hexdigest()[:12]


def url(name: str) -> str:
    """Where a page finds a file. Raises KeyError for one that is not there."""
    assert name in files(), name  # noqa: S101  # a page of ours that names a file of ours
    return f"/console/static/{version()}/{name}"


async def serve(request: Request) -> Response:
    """A path of another version is answered too: a page that was open during an update goes on working, or says so."""
    name = request.path_params["name"]
    file = files().get(name)
    if file is None:
        raise NotFound(f"The console has no file {name[:64]!r}.")
    headers = {
        "cache-control": _ONE_YEAR if request.path_params["version"] == version() else "no-cache",
        "vary": "accept-encoding",
    }
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**headers, "content-encoding": "gzip"}, media_type=file.media_type)
    return Response(file.data, headers=headers, media_type=file.media_type)


def _read(path: Path) -> StaticFile:
    data = path.read_bytes()
    text = _TYPES[path.suffix].startswith(("text/", "image/svg"))
    return StaticFile(data, gzip.compress(data, 9, mtime=0) if text else b"", _TYPES[path.suffix])
