"""A client that goes away takes its edit with it; one that stays never notices the others."""

import threading
import time

from overpaint.errors import TryLater
from web.echo_server import Watched, serving
from web.forms import encode_form, good
from web.raw_asgi import exchange


class Slow(Watched):
    """Remembers how its edits ended."""

    def __init__(self) -> None:
        super().__init__(delay=20)
        self.started = threading.Event()
        self.outcomes: list[str] = []

    def run(self, work, cancelled):
        self.started.set()
        try:
            yield from super().run(work, cancelled)
        except BaseException as error:
            self.outcomes.append(type(error).__name__)
            raise


def test_a_client_that_leaves_while_it_waits_cancels_its_edit(tmp_path):
    slow = Slow()
    with serving(tmp_path, slow) as server:
        began = time.monotonic()
        exchange(server, [encode_form(*good())], leave=slow.started, x_request_id="left-early-1")
        assert time.monotonic() - began < 10
        assert slow.outcomes == ["Cancelled"]
        assert server.accounts.usage(request_id="left-early-1")[0].outcome == "cancelled"


def test_a_client_that_leaves_while_it_sends_starts_no_edit(tmp_path):
    slow = Slow()
    with serving(tmp_path, slow) as server:
        leaving = threading.Event()
        leaving.set()
        one = exchange(server, [encode_form(*good())[:-50]], stall=True, leave=leaving)
        assert (one.status, one.error["code"]) == (499, "cancelled")
        assert slow.requests == []


def test_a_server_that_stops_ends_what_still_runs(tmp_path):
    slow = Slow()
    answers = []
    with serving(tmp_path, slow) as server:
        waiting = threading.Thread(target=lambda: answers.append(server.post(*good())))
        waiting.start()
        assert slow.started.wait(10)
        slow.close()
        waiting.join(10)
    assert answers[0].status_code == 503
    assert answers[0].json()["error"]["code"] == "engine_unavailable"


def test_edits_run_side_by_side(tmp_path):
    with serving(tmp_path, Watched(delay=0.4)) as server:
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(server.post(*good()).status_code)) for _ in range(6)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        probe = server.client.get("/healthz")
        for thread in threads:
            thread.join()
        assert probe.status_code == 200
        assert answers == [200] * 6
        assert time.monotonic() - began < 6 * 0.4


def test_a_full_queue_says_when_to_come_back(tmp_path):
    with serving(tmp_path, Watched(fail_with=TryLater("All busy.", retry_after=7))) as server:
        answer = server.post(*good())
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (429, "rate_limit_error", "queue_full")
    assert answer.headers["retry-after"] == "7"
    assert "x-should-retry" not in answer.headers
