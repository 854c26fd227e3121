"""One request as the server below us sees it: the body in pieces that we hand out, the answer in the messages that come back."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anyio import to_thread

from web.echo_server import Server
from web.forms import CONTENT_TYPE


@dataclass
class Exchange:
    """`read_at_start`: how many pieces had been read when the answer began. `pace`: seconds between pieces."""

    pieces: list[bytes]
    pace: float = 0.0
    stall: bool = False
    leave: threading.Event | None = None
    read: int = 0
    read_at_start: int = -1
    messages: list[dict[str, Any]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> dict[str, Any]:
        if self.read < len(self.pieces):
            await asyncio.sleep(self.pace)
            piece = self.pieces[self.read]
            self.read += 1
            return {"type": "http.request", "body": piece, "more_body": self.stall or self.read < len(self.pieces)}
        if self.leave is not None:
            await to_thread.run_sync(self.leave.wait)
        else:
            await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.read_at_start = self.read
        self.messages.append(message)
        if not message.get("more_body", True):
            self.gone.set()

    @property
    def status(self) -> int:
        return self.messages[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> list[bytes]:
        return [message["body"] for message in self.messages[1:]]

    @property
    def error(self) -> dict[str, Any]:
        return json.loads(b"".join(self.body))["error"]


def scope_of(server: Server, key: str | None = None, path: str = "/v1/images/edits", **headers: str) -> dict[str, Any]:
    sent = {"authorization": f"Bearer {server.direct if key is None else key}", "content-type": CONTENT_TYPE}
    sent |= {"transfer-encoding": "chunked"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


def exchange(
    server: Server,
    pieces: Iterable[bytes],
    *,
    pace: float = 0.0,
    stall: bool = False,
    leave: threading.Event | None = None,
    **scope: Any,
) -> Exchange:
    """Send `pieces` in the server's own event loop. `stall`: they are not all. `leave`: when it is set, the client goes away."""

    async def run() -> Exchange:
        one = Exchange(list(pieces), pace, stall=stall, leave=leave)
        await server.client.app(scope_of(server, **scope), one.receive, one.send)
        return one

    return server.client.portal.call(run)
