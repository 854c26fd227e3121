"""What an upstream is, as the operator writes it down: one table of a TOML file each, read once at the start.

docs/upstream.md has the same rows (`scripts/docs`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from overpaint.engines.upstream.secret import Secret
from overpaint.errors import ConfigurationError
from overpaint.imaging.values import Size

_TAKEN = ("local", "diffusion", "upstream", "echo")
"""Names that usage records have for our own engines."""


def _name(name: str) -> str:
    if name in _TAKEN or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", name):
        raise ValueError("a name is up to 32 small letters, digits, - and _, and none of our own engines")
    return name


def _url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("write http(s)://host/path, without user, query or fragment")
    return url.rstrip("/")


def _probe(url: str) -> str:
    return _url(url) if url else url


def _size(value: Any) -> Any:
    """`1024x1536` → (1024, 1536)."""
    if not isinstance(value, str) or not re.fullmatch(r"[1-9]\d{1,4}x[1-9]\d{1,4}", value):
        raise ValueError("write sizes as 1024x1536")
    width, height = value.split("x")
    return int(width), int(height)


def _keys(value: Any) -> Any:
    """One place of a key, or a list of them. Raises ValueError."""
    return tuple(Secret.parse(one) for one in (value if isinstance(value, list | tuple) else [value]))


class Upstream(BaseModel):
    """One upstream. `name` is its table's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_name)]
    vendor: Literal["openai", "azure", "openrouter", "gemini", "bfl", "dashscope", "fal", "replicate"] = Field(
        "openai", description="How it is spoken to."
    )
    url: Annotated[str, AfterValidator(_url)] = Field(description="Where its API begins.")
    model: str = Field(min_length=1, max_length=128, pattern=r"^[!-~]+$", description="The model to ask for.")
    key: Annotated[tuple[Secret, ...], BeforeValidator(_keys)] = Field(
        (),
        description="Where its key is: `env:NAME` or `file:/path`, never the key itself; several in a list take turns; empty: "
        "it needs none.",
    )
    order: int | None = Field(
        None,
        ge=0,
        le=1000,
        description="Lower ones are asked first; of the same order the one with the fewest calls, as nodes that share their "
        "edits. Empty: in the order of the file.",
    )
    timeout: float = Field(300.0, ge=1, le=3600, description="Seconds an edit may take there, with every wait and second try.")
    concurrency: int = Field(4, ge=1, le=256, description="Calls at a time; while it has so many, the next upstream is asked.")
    price: float = Field(0.0, ge=0, le=1000, description="US dollars a picture, for the usage records; 0: not known.")
    sizes: tuple[Annotated[Size, BeforeValidator(_size)], ...] = Field(
        (), description='Sizes it makes, as `["1024x1024", "1536x1024"]`; empty: what its kind is known to make.'
    )
    mask: Literal["alpha", "white", "black", "none"] = Field(
        "alpha",
        description="How a mask marks what is to change: `alpha` (transparent, as OpenAI), `white` or `black` on the other; "
        "`none`: it takes no mask. What a mask keeps is kept here, whatever the upstream makes of it.",
    )
    keep: bool = Field(
        True,
        description="Without a mask, whether every pixel that it only redrew is brought back to what it was, where an edit of a "
        "part of the picture can be told from that.",
    )
    seed: bool = Field(False, description="Whether it takes `seed`. Where not, a request with one of its own is refused.")
    stream: bool = Field(False, description="Whether it streams intermediate pictures (OpenAI does).")
    probe: Annotated[str, AfterValidator(_probe)] = Field(
        "",
        description="Where it says whether it is ready, as `http://10.0.0.7:8000/readyz` of another Overpaint: asked every two "
        "seconds; while the answer is not 200, it gets no edits. Empty: it is taken to be ready.",
    )
    retry: bool = Field(
        False,
        description="For nodes of your own, which bill nothing: an edit that broke off there is made anew by the next. Elsewhere "
        "leave it out: what may have been billed is never asked for twice.",
    )
    api_version: str = Field(
        "2025-04-01-preview", pattern=r"^[A-Za-z0-9._-]{1,40}$", description="Of `azure`: the version of its API."
    )
    result_hosts: tuple[str, ...] = Field(
        (), description="Hosts besides its own from which pictures are fetched that it answers with links to."
    )

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def may_fetch(self, url: str, hosts: tuple[str, ...]) -> bool:
        """Whether something may be fetched from there: from its own host, or one of `hosts` (`.example.org`: all below it)."""
        own = urlsplit(self.url)
        try:
            parts = urlsplit(url)
            host, at = (parts.hostname or "").lower(), (parts.scheme, parts.hostname, parts.port)
        except ValueError:
            return False
        if at == (own.scheme, own.hostname, own.port):
            return True
        named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)
        return parts.scheme in ("https", own.scheme) and named


def read_upstreams(path: Path) -> tuple[Upstream, ...]:
    """Those that a file names, in its order. Raises ConfigurationError naming what can't be used; no message shows a key."""
    try:
        tables = tomllib.loads(path.expanduser().read_text("utf-8"))
    except (OSError, UnicodeDecodeError, RuntimeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigurationError(f"OVERPAINT_UPSTREAMS: {path} can't be read: {reason}.") from None
    if not tables:
        raise ConfigurationError(f"OVERPAINT_UPSTREAMS: {path} names no upstream; begin one with [name].")
    return tuple(_upstream(path, name, table) for name, table in tables.items())


def _upstream(path: Path, name: str, table: object) -> Upstream:
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: {name[:40]!r} stands outside of every table; begin one with [name].")
    try:
        upstream = Upstream.model_validate({**table, "name": name})
    except ValidationError as error:
        lines = [
            f"[{name[:40]}] {'.'.join(str(part)[:40] for part in one['loc'])}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_url=False, include_input=False)
        ]
        raise ConfigurationError(f"{path} can't be used:\n  " + "\n  ".join(lines)) from None
    return upstream
