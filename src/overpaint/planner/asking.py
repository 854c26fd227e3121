"""One question to a chat endpoint: `POST {url}/chat/completions`, in a form that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Event as Flag
from typing import Any
from urllib.parse import urlsplit

import orjson

from overpaint.engines.upstream.calling import Broken, Unreached, asked
from overpaint.engines.upstream.connections import Connections
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.secret import Secret
from overpaint.engines.upstream.vendors.base import Call
from overpaint.planner.judging import Unusable

MOST_BYTES = 1 << 18
"""Of an answer. A plan of 64 steps has a tenth of that; a model that thinks aloud may need the rest."""

# What an endpoint says to a request with something in it that it does not know.
_NOT_TAKEN = (400, 404, 415, 422, 501)


def is_here(url: str) -> bool:
    """Whether an address is this machine's own, so that nothing leaves it."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass
class Endpoint:
    """`key`: itself, or `file:/path`, read again for each call; empty where none is needed.

    `plain`: it was seen not to take a response format, and is asked for JSON in words alone.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    plain: bool = False
    _connections: Connections = field(default_factory=Connections, repr=False)

    def close(self) -> None:
        """Let go of the connections that idle."""
        self._connections.close()

    def ask(
        self, messages: list[dict[str, Any]], schema: Mapping[str, Any], deadline: float, cancelled: Flag, closed: Flag
    ) -> str:
        """The text that it answers. A form that it does not take is asked in another one, once; nothing else is asked again.

        Raises Unusable, EngineTimeout, EngineUnavailable when the server stops, Cancelled.
        """
        patience = Patience(cancelled, closed, deadline)
        body: dict[str, Any] = {"model": self.model, "messages": messages}
        if not self.plain:
            form = {"type": "json_schema", "json_schema": {"name": "plan", "schema": schema}}
            status, answer = self._post({**body, "temperature": 0, "response_format": form}, patience)
            if status not in _NOT_TAKEN:
                return _text(status, answer)
        status, answer = self._post(body, patience)
        self.plain = self.plain or status == 200
        return _text(status, answer)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine: then it is called without a proxy, too."""
        return is_here(self.url)

    @property
    def has_key(self) -> bool:
        """Whether its key can be read, or it needs none."""
        return self._key() is not None

    def _key(self) -> str | None:
        return Secret.parse(self.key).read() if self.key.startswith("file:") else self.key

    def _post(self, body: Mapping[str, Any], patience: Patience) -> tuple[int, bytes]:
        headers = {"content-type": "application/json", "accept": "application/json"}
        if not self.has_key:
            raise Unusable("there is no key in the file that OVERPAINT_PLANNER_KEY names")
        if key := self._key():
            headers["authorization"] = f"Bearer {key}"
        call = Call(f"{self.url}/chat/completions", headers, body=orjson.dumps(body))
        try:
            with asked(call, self._connections, patience, MOST_BYTES, proxied=not self.is_here) as answer:
                return answer.status, answer.body() if answer.status == 200 else b""
        except (Unreached, Broken) as error:
            raise Unusable(str(error)) from None


def _text(status: int, answer: bytes) -> str:
    """What the model said. Raises Unusable."""
    if status != 200:
        raise Unusable("its key is not taken" if status in (401, 403) else f"status {status}")
    try:
        choice = orjson.loads(answer)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise Unusable("it is none of the protocol's") from None
    if isinstance(content, list):  # parts, as some servers answer
        content = "".join(
            part.get("text", "") for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    if choice.get("finish_reason") == "length":
        raise Unusable("it breaks off")
    if not isinstance(content, str) or not content:
        raise Unusable("it is empty")
    return content
