"""A server in this process: the echo engine, a database of its own, one key of each group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from overpaint.accounts import Accounts
from overpaint.canvas import EditRequest
from overpaint.engines.base import Engine
from overpaint.engines.echo import EchoEngine
from overpaint.settings import Settings
from overpaint.web.app import create_app
from web.forms import CONTENT_TYPE, Part, encode_form


class Watched(EchoEngine):
    """The echo engine, which remembers what it was asked and which files it was handed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.requests: list[EditRequest] = []
        self.sources: list[bytes | Path] = []

    def run(self, work, cancelled):
        self.requests.append(work.request)
        self.sources = [image.source for image in work.request.images]
        yield from super().run(work, cancelled)


@dataclass(frozen=True)
class Server:
    """`client` is not authenticated; `post` sends a form with the key of group direct unless told otherwise."""

    client: TestClient
    engine: Any
    accounts: Accounts
    settings: Settings
    direct: str
    default: str

    def post(self, *parts: Part, key: str | None = None, **headers: str) -> Any:
        return self.send(encode_form(*parts), key=key, **headers)

    def send(self, body: Any, *, key: str | None = None, content_type: str = CONTENT_TYPE, **headers: str) -> Any:
        sent = {"authorization": f"Bearer {self.direct if key is None else key}", "content-type": content_type}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/v1/images/edits", content=body, headers=sent)

    def ask_plan(self, body: Any, *, key: str | None = None, content_type: str = "application/json") -> Any:
        """Bytes are sent as they are, anything else as JSON."""
        sent = {"authorization": f"Bearer {self.direct if key is None else key}", "content-type": content_type}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post("/v1/edits/plan", content=content, headers=sent)


@contextmanager
def serving(folder: Path, engine: Engine | None = None, **options: Any) -> Iterator[Server]:
    settings = Settings(**{"data_dir": folder, "engine": "echo", "workers": 2} | options)
    accounts = Accounts.of(settings)
    accounts.migrate()
    accounts.ensure_groups()
    direct, _ = accounts.issue("direct", "direct")
    default, _ = accounts.issue("default", "default")
    engine = engine or Watched()
    with TestClient(create_app(settings, (engine,), accounts), raise_server_exceptions=False) as client:
        yield Server(client, engine, accounts, settings, direct, default)
