"""An upstream on a real socket whose every answer a test writes, and which remembers what it was asked."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image


@dataclass(frozen=True)
class Asked:
    """One request, as the vendor's own server would see it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        assert self.headers["content-type"] == "application/json"
        return json.loads(self.body)

    @property
    def parts(self) -> list[tuple[str, str | None, bytes]]:
        """(name, file name, content) of a form, in order."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        assert message.is_multipart()
        return [
            (part.get_param("name", header="content-disposition"), part.get_filename(), part.get_payload(decode=True))
            for part in message.iter_parts()
        ]

    def fields(self) -> dict[str, str]:
        return {name: content.decode() for name, file, content in self.parts if file is None}

    def files(self) -> dict[str, list[Image]]:
        found: dict[str, list[Image]] = {}
        for name, file, content in self.parts:
            if file is not None:
                found.setdefault(name, []).append(picture(content))
        return found


@dataclass
class Said:
    """`body`: in one piece, or pieces that go out one after the other without a length."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def told(answer: Any, status: int = 200, **headers: str) -> Said:
    return Said(json.dumps(answer).encode(), status, {"content-type": "application/json", **headers})


def picture(data: bytes) -> Image:
    return decode(open_image(data, name="picture", max_pixels=1 << 26))


def plain(size: tuple[int, int], colour: tuple[int, ...] = (200, 30, 60)) -> bytes:
    """PNG of one colour."""
    return encode(Image(np.full((size[1], size[0], len(colour)), colour, np.uint8)), OutputFormat())


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Fake:
    """`asked`: what came so far. `gone`: set once a client went away in the middle of an answer."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)


@contextmanager
def fake(answer: Callable[[Asked], Said]) -> Iterator[Fake]:
    """Serve `answer` until the block is left; it may raise AssertionError, which a client sees as 500."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = Asked(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("content-length", 0))),
            )
            running.asked.append(asked)
            try:
                said = answer(asked)
            except AssertionError as error:
                said = told({"error": {"message": f"the fake: {error}", "code": "fake"}}, 500)
            try:
                self._say(said)
            except OSError:
                running.gone.set()
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 - the base class names its methods so

        def _say(self, said: Said) -> None:
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if isinstance(said.body, bytes):
                if "content-length" not in said.headers:
                    self.send_header("content-length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)
                if said.headers.get("content-length", str(len(said.body))) != str(len(said.body)):
                    self.close_connection = True
                return
            self.end_headers()
            for piece in said.body:
                self.wfile.write(piece)
                self.wfile.flush()
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = Fake(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
