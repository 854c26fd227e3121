"""A client that goes away takes its edit with it; one that stays never notices the others."""

import threading

from overpaint.errors import TryLater
from web.echo_server import Watched, serving
from web.forms import encode_form, good
from web.raw_asgi import exchange


class Slow(Watched):
    """Remembers how its edits ended."""

    def __init__(self) -> None:
        super().__init__(delay=600)
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
        exchange(server, [encode_form(*good())], leave=slow.started, x_request_id="left-early-1")
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
        assert slow.started.wait(60)
        slow.close()
        waiting.join(60)
    assert answers[0].status_code == 503
    assert answers[0].json()["error"]["code"] == "engine_unavailable"


class Together(Watched):
    """No edit goes on before `number` of them run."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.barrier = threading.Barrier(number + 1, timeout=60)

    def run(self, work, cancelled):
        self.barrier.wait()
        yield from super().run(work, cancelled)


def test_edits_run_side_by_side_and_leave_the_server_free(tmp_path):
    together = Together(2)
    with serving(tmp_path, together) as server:  # with two workers
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(server.post(*good()).status_code)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert server.client.get("/healthz").status_code == 200
        together.barrier.wait()
        for thread in threads:
            thread.join()
        assert answers == [200] * 2


def test_a_full_queue_says_when_to_come_back(tmp_path):
    with serving(tmp_path, Watched(fail_with=TryLater("All busy.", retry_after=7))) as server:
        answer = server.post(*good())
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (429, "rate_limit_error", "queue_full")
    assert answer.headers["retry-after"] == "7"
    assert "x-should-retry" not in answer.headers
