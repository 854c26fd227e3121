"""Connections to an upstream are kept for a few seconds, and never at the price of an edit."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from typing import ClassVar

import pytest

from overpaint.engines.upstream.calling import Broken, Unreached, asked
from overpaint.engines.upstream.connections import IDLE_SECONDS, Connections
from overpaint.engines.upstream.lines import Lines
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.vendors.base import Call
from overpaint.engines.upstream.watching import is_ready
from overpaint.errors import Cancelled, UpstreamError


class Keeping(BaseHTTPRequestHandler):
    """Keeps its connections. `/close`: closes it after its answer, without a word; `/break`: in the middle of it."""

    protocol_version = "HTTP/1.1"
    opened: ClassVar[list[object]] = []
    ready: ClassVar[int] = 200

    def setup(self) -> None:
        super().setup()
        self.opened.append(self.connection)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/stall":
            time.sleep(1)
        said = b"x" * 1000
        self.send_response(self.ready if self.path == "/readyz" else 200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[: 10 if self.path == "/break" else 1000])
        if self.path in ("/close", "/break"):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def do_GET(self) -> None:
        self.do_POST()

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked has left
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Keeping.opened.clear()
    Keeping.ready = 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeping)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def connections() -> Iterator[Connections]:
    made = Connections()
    yield made
    made.close()


def ask(connections: Connections, url: str, cancelled: Flag | None = None) -> bytes:
    patience = Patience(cancelled or Flag(), Flag(), time.monotonic() + 10)
    with asked(Call(url, {}, {"prompt": "x"}), connections, patience, 1 << 20) as answer:
        return answer.body()


def test_calls_one_after_the_other_share_a_connection(url, connections):
    assert all(len(ask(connections, f"{url}/edit")) == 1000 for _ in range(5))
    assert len(Keeping.opened) == 1
    connections.close()
    ask(connections, f"{url}/edit")
    assert len(Keeping.opened) == 2 and not connections._idle


def test_calls_at_once_have_one_each(url, connections):
    threads = [threading.Thread(target=ask, args=(connections, f"{url}/stall")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Keeping.opened) == 3
    assert ask(connections, f"{url}/edit") and len(Keeping.opened) == 3


def test_one_that_has_idled_too_long_is_given_up(url, connections):
    now = 0.0
    connections.clock = lambda: now
    ask(connections, f"{url}/edit")
    now = IDLE_SECONDS
    ask(connections, f"{url}/edit")
    assert len(Keeping.opened) == 2


def test_one_that_was_closed_meanwhile_costs_no_call(url, connections):
    ask(connections, f"{url}/close")
    time.sleep(0.1)
    assert len(ask(connections, f"{url}/edit")) == 1000
    assert len(Keeping.opened) == 2


def test_one_that_broke_is_not_kept(url, connections):
    ask(connections, f"{url}/edit")
    with pytest.raises(Broken):
        ask(connections, f"{url}/break")
    assert not connections._idle


def test_a_call_on_a_kept_one_is_ended_at_once(url, connections):
    ask(connections, f"{url}/edit")
    cancelled = Flag()
    threading.Timer(0.1, cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        ask(connections, f"{url}/stall", cancelled)
    assert time.monotonic() - began < 0.7 and len(Keeping.opened) == 1 and not connections._idle


def test_nobody_there_is_told_as_such(connections):
    with pytest.raises(Unreached):
        ask(connections, "http://127.0.0.1:9/edit")


def test_a_probe_says_whether_an_upstream_is_ready(url, connections, upstream_named):
    (one,) = upstream_named(probe=f'"{url}/readyz"')
    assert is_ready(one, connections, Flag())
    Keeping.ready = 503
    assert not is_ready(one, connections, Flag())
    (away,) = upstream_named(probe='"http://127.0.0.1:9/readyz"')
    assert not is_ready(away, connections, Flag())


def test_one_that_is_not_ready_gets_no_edits_until_it_is(upstream_named):
    lines = Lines(upstream_named())
    patience = Patience(Flag(), Flag(), time.monotonic() + 10)
    lines.tell("second", ready=False)
    assert not lines.any_ready
    with pytest.raises(UpstreamError, match="ready") as away:
        lines.take((), patience)
    assert away.value.code == "upstream_unreachable"
    for _ in range(3):
        lines.tell("second", ready=True)
        lines.give_back(lines.take((), patience), broken=True)
    lines.tell("second", ready=False)
    lines.tell("second", ready=True)  # what it failed at before is over
    assert lines.take((), patience).upstream.name == "second"


@pytest.fixture
def upstream_named(tmp_path):
    from engines.named_upstream import named
    from overpaint.engines.upstream.declared import read_upstreams

    count = iter(range(9))
    return lambda **rows: read_upstreams(named(tmp_path / str(next(count)), "http://127.0.0.1:1/v1", None, **rows))
