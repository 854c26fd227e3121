"""Waiting one's turn, as a client sees it: where it stands, how many wait, and no room told before megabytes are sent."""

import json
import threading

import pytest

from web.echo_server import Watched, serving
from web.forms import encode_form, good, picture
from web.raw_asgi import exchange


class Held(Watched):
    """Edits go on one at a time, when they are let."""

    def __init__(self):
        super().__init__()
        self.began, self.go = threading.Event(), threading.Event()

    def run(self, work, cancelled):
        self.began.set()
        while not self.go.wait(0.01):
            self._check(cancelled)
        yield from super().run(work, cancelled)


@pytest.fixture
def held():
    return Held()


def later(call):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()
    return thread, answers


def until(condition):
    for _ in range(6000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come about")


def test_answers_say_where_their_edit_stood(tmp_path, held):
    with serving(tmp_path, held, workers=1) as server:
        admission = server.client.app.state.api.admissions["echo"]
        first = later(lambda: server.post(*good()))
        assert held.began.wait(60)
        others = []
        for number in range(2):
            others.append(later(lambda: server.post(*good(), key=server.default)))
            until(lambda number=number: admission.waiting == number + 1)
        held.go.set()
        for thread, _ in (first, *others):
            thread.join(60)
    assert [answers[0].headers["x-overpaint-queue-position"] for _, answers in (first, *others)] == ["0", "1", "2"]


def test_a_stream_tells_of_the_queue(tmp_path, held):
    with serving(tmp_path, held, workers=1) as server:
        admission = server.client.app.state.api.admissions["echo"]
        first = later(lambda: server.post(*good()))
        assert held.began.wait(60)
        streamed = later(lambda: server.post(*good(("stream", "true"), ("progress", "true"))))
        until(lambda: admission.waiting == 1)
        held.go.set()
        for thread, _ in (first, streamed):
            thread.join(60)
    text = streamed[1][0].text
    event, data = text.split("\n\n")[0].split("\n")
    told = json.loads(data.removeprefix("data: "))
    assert event == "event: overpaint.queued" and list(told) == ["type", "ahead", "seconds"]
    assert told["ahead"] == 0 and told["seconds"] > 0
    assert "event: image_edit.completed" in text
    assert streamed[1][0].headers["x-overpaint-queue-position"] == "1"


def test_a_full_queue_is_told_before_the_upload_is_read(tmp_path, held):
    body = encode_form(*good(image=picture() + bytes(3_000_000)))
    pieces = [body[i : i + 65_536] for i in range(0, len(body), 65_536)]
    with serving(tmp_path, held, workers=1, queue_size=0) as server:
        first = later(lambda: server.post(*good()))
        assert held.began.wait(60)
        one = exchange(server, pieces)
        held.go.set()
        first[0].join(60)
        after = server.post(*good())
    assert (one.status, one.error["code"], one.read_at_start) == (429, "queue_full", 0)
    assert one.headers["x-overpaint-queue-length"] == "0"
    assert int(one.headers["retry-after"]) >= 1 and "x-should-retry" not in one.headers
    assert after.status_code == 200
