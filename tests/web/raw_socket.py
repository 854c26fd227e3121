"""A connection of our own making: any bytes, any pace, and what comes back read as a plain client reads it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage, parse_headers
from urllib.parse import urlsplit

from web.forms import CONTENT_TYPE
from web.live_server import LiveServer

# Seconds that only a hang reaches.
LONG = 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def error(self) -> dict[str, object]:
        """The error, which must have the contract's shape."""
        assert self.headers["content-type"] == "application/json"
        error = json.loads(self.body)["error"]
        assert list(error) == ["message", "type", "param", "code"]
        assert self.headers["x-request-id"]
        return error


class Line:
    """One connection. What comes back is read from `file` alone."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.file = connection.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def end(self) -> None:
        """Close our sending side."""
        self.socket.shutdown(socket.SHUT_WR)

    def goes_on(self) -> bool:
        """Read a `100 Continue`."""
        return self.file.readline().startswith(b"HTTP/1.1 100 ") and self.file.readline() == b"\r\n"

    def answer(self) -> Answer:
        """The next answer but `100 Continue`."""
        while (status := int(self.file.readline().split()[1])) == 100:
            self.file.readline()
        headers = parse_headers(self.file)
        return Answer(status, headers, self.file.read(int(headers["content-length"])))

    def closed(self) -> bool:
        """Wait until the server has closed the connection; whether nothing else came before."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


@contextmanager
def connected(server: LiveServer) -> Iterator[Line]:
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=LONG) as connection:
        line = Line(connection)
        with line.file:
            yield line


GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def edit_head(server: LiveServer, length: int | None, key: str | None = None, **headers: str) -> bytes:
    """The head of an edit; without a length its body comes in chunks."""
    sent = {"Host": "x", "Authorization": f"Bearer {key or server.direct}", "Content-Type": CONTENT_TYPE}
    sent |= {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return f"POST /v1/images/edits HTTP/1.1\r\n{lines}\r\n".encode()
