"""Streams that wait, fail, or are not read: comments meanwhile, an error as the last event, and no memory without end."""

import asyncio
import json
import threading

import pytest
from anyio import to_thread

from overpaint.engines.base import Done, Partial
from overpaint.errors import EngineError, Refusal
from overpaint.web.api import event_stream, live_edit
from web.echo_server import Watched, serving
from web.forms import encode_form, good, picture
from web.raw_asgi import Exchange, exchange, scope_of

STREAMED = [encode_form(*good(("stream", "true"), ("partial_images", "1")))]


class Steps(Watched):
    """Shows `shown` pictures, then waits for `go`, then does `then`."""

    def __init__(self, shown=1, then=None, size=(8, 8)):
        super().__init__()
        self.shown, self.then, self.size = shown, then, size
        self.go, self.waits = threading.Event(), threading.Event()
        self.outcomes = []

    def run(self, work, cancelled):
        try:
            for number in range(self.shown):
                yield Partial(picture(self.size, colour=number))
            self.waits.set()
            while not self.go.wait(0.01):
                self._check(cancelled)
            if self.then is not None:
                raise self.then
            *_, done = super().run(work, cancelled)
            assert isinstance(done, Done)
            yield done
        except BaseException as error:
            self.outcomes.append(type(error).__name__)
            raise


def text_of(one: Exchange) -> str:
    return b"".join(one.body).decode()


@pytest.fixture
def quick_pings(monkeypatch):
    monkeypatch.setattr(event_stream, "PING_SECONDS", 0.03)


def test_comments_are_sent_while_nothing_happens_and_leaving_cancels(tmp_path, quick_pings):
    engine, leave = Steps(shown=0), threading.Event()
    with serving(tmp_path, engine) as server:
        threading.Timer(0.5, leave.set).start()
        one = exchange(server, STREAMED, leave=leave, x_request_id="left-early-2")
        assert text_of(one).startswith(": ping\n\n" * 3)
        assert engine.outcomes == ["Cancelled"]
        assert server.accounts.usage(request_id="left-early-2")[0].outcome == "cancelled"


@pytest.mark.parametrize(
    ("fault", "code", "type"),
    [
        (EngineError("It broke."), "engine_failed", "server_error"),
        (Refusal("No dog.", code="target_not_found"), "target_not_found", "image_generation_user_error"),
        (RuntimeError("secret"), "engine_failed", "server_error"),
    ],
)
def test_an_error_after_the_first_event_is_the_last_event(tmp_path, fault, code, type):
    engine = Steps(then=fault)
    engine.go.set()
    with serving(tmp_path, engine) as server:
        one = exchange(server, STREAMED)
        after = server.post(*good())
    assert one.status == 200
    first, last = [block for block in text_of(one).split("\n\n") if block]
    assert first.startswith("event: image_edit.partial_image\n")
    event, _, data = last.partition("\ndata: ")
    error = json.loads(data)["error"]
    assert (event, error["code"], error["type"]) == ("event: error", code, type)
    assert list(error) == ["message", "type", "param", "code"] and "secret" not in data
    assert after.status_code in (400, 500)  # the engine's own answer: its place was given back


def test_an_error_before_it_has_a_status_of_its_own(tmp_path):
    engine = Steps(shown=0, then=Refusal("No dog.", code="target_not_found"))
    engine.go.set()
    with serving(tmp_path, engine) as server:
        one = exchange(server, STREAMED)
    assert (one.status, one.error["code"]) == (400, "target_not_found")


class Stuck(Exchange):
    """A client that takes the head of the answer and nothing more until `reads`."""

    def __init__(self, pieces):
        super().__init__(pieces)
        self.reads = asyncio.Event()

    async def send(self, message):
        if message["type"] == "http.response.body":
            await self.reads.wait()
        await super().send(message)


def test_who_does_not_read_misses_pictures_holds_no_worker_and_fills_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(live_edit, "PATIENCE_SECONDS", 0.05)
    engine = Steps(shown=200)
    with serving(tmp_path, engine) as server:

        async def run():
            one = Stuck(list(STREAMED))
            asked = asyncio.create_task(server.client.app(scope_of(server), one.receive, one.send))
            assert await to_thread.run_sync(engine.waits.wait, 60)  # all 200 were told, though nobody took one
            one.reads.set()
            engine.go.set()
            await asked
            return one

        one = server.client.portal.call(run)
    blocks = [block for block in text_of(one).split("\n\n") if block.startswith("event: ")]
    assert [block.startswith("event: image_edit.completed") for block in blocks] == [False] * (len(blocks) - 1) + [True]
    assert len(blocks) <= live_edit.WAITING + 3


def test_temporary_files_live_as_long_as_the_stream_and_no_longer(tmp_path):
    engine = Steps()
    with serving(tmp_path, engine, spool_bytes=0) as server:
        folder = server.client.app.state.api.spool.folder
        seen = []
        threading.Thread(
            target=lambda: (engine.waits.wait(60), seen.append(len(list(folder.iterdir()))), engine.go.set())
        ).start()
        one = exchange(server, STREAMED)
        assert "image_edit.completed" in text_of(one)
        assert seen[0] > len(list(folder.iterdir()))
