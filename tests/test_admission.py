"""Whose turn it is. Edits here are blocks that wait for a flag; no clock decides anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event as Flag

import pytest

from overpaint.admission import Admission
from overpaint.errors import Cancelled, EngineUnavailable, TryLater

LONG = 60.0


class House:
    """Edits of owners, each of which runs until it is let go. `began`: owners in the order in which their edits began."""

    def __init__(self, admission: Admission, threads: ThreadPoolExecutor) -> None:
        self.admission, self.threads = admission, threads
        self.began: list[object] = []
        self._changed = threading.Condition()

    def ask(self, owner: object, cancelled: Flag | None = None, bytes: int = 0) -> tuple[Future[None], Flag]:
        release, asked = Flag(), len(self.began) + self.admission.waiting

        def work() -> None:
            with self.admission.turn(owner, cancelled or Flag(), bytes):
                with self._changed:
                    self.began.append(owner)
                    self._changed.notify_all()
                assert release.wait(LONG)

        future = self.threads.submit(work)
        self.until(lambda: len(self.began) + self.admission.waiting > asked or future.done())
        return future, release

    def until(self, condition: object) -> None:
        with self._changed:
            for _ in range(int(LONG / 0.01)):
                if condition():
                    return
                self._changed.wait(0.01)
        raise AssertionError("it did not come about")


@contextmanager
def house(**places: int) -> Iterator[House]:
    with ThreadPoolExecutor(100) as threads:
        admission = Admission(**places)
        try:
            yield House(admission, threads)
        finally:
            admission.close()


def test_one_owner_uses_every_place() -> None:
    with house(running=3, waiting=4) as here:
        edits = [here.ask("ada") for _ in range(3)]
        assert here.began == ["ada"] * 3 and here.admission.running == 3
        for _, release in edits:
            release.set()


def test_a_key_with_forty_clients_does_not_starve_a_key_with_one() -> None:
    with house(running=2, waiting=60) as here:
        crowd = [here.ask("crowd") for _ in range(40)]
        single, release_single = here.ask("single")
        crowd[0][1].set()
        here.until(lambda: "single" in here.began)
        assert here.began == ["crowd", "crowd", "single"]
        release_single.set()
        single.result(LONG)
        for _, release in crowd:
            release.set()


def test_owners_take_turns() -> None:
    with house(running=1, waiting=20) as here:
        first = here.ask("a")
        others = [here.ask(owner) for owner in "aaabbc"]
        for _, release in [first, *others]:
            release.set()
        for future, _ in others:
            future.result(LONG)
        assert here.began[:4] == ["a", "b", "c", "a"] or here.began[:4] == ["a", "b", "c", "b"]
        assert sorted(here.began) == list("aaaabbc")


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back() -> None:
    with house(running=1, waiting=2) as here:
        edits = [here.ask(owner) for owner in "abc"]
        refused, _ = here.ask("d")
        with pytest.raises(TryLater, match="1 edits run and 2 wait") as caught:
            refused.result(LONG)
        assert caught.value.code == "queue_full" and caught.value.retry_after >= 1
        for _, release in edits:
            release.set()


def test_room_is_told_before_anything_is_asked_for() -> None:
    with house(running=1, waiting=1) as this:
        this.admission.check_room("a")
        _, release = this.ask("a")
        this.admission.check_room("a")
        _, other = this.ask("b")
        with pytest.raises(TryLater) as full:
            this.admission.check_room("a")
        assert full.value.waiting == 1
        release.set(), other.set()


def test_who_waits_is_told_how_many_are_before_it() -> None:
    told: dict[str, list[int]] = {"b": [], "c": []}

    def wait(this: House, owner: str) -> Future[None]:
        def work() -> None:
            with this.admission.turn(owner, Flag(), waits=lambda waiting: told[owner].append(waiting.ahead)):
                pass

        before = this.admission.waiting
        future = this.threads.submit(work)
        this.until(lambda: this.admission.waiting > before)
        return future

    with house(running=1, waiting=5) as this:
        _, release = this.ask("a")
        waiting = [wait(this, "b"), wait(this, "c")]
        this.until(lambda: told == {"b": [0], "c": [1]})
        release.set()
        for future in waiting:
            future.result(LONG)
    assert told["b"] == [0] and told["c"] in ([1], [1, 0])


def test_one_owner_leaves_places_to_the_others() -> None:
    with house(running=1, waiting=8) as here:
        edits = [here.ask("crowd") for _ in range(7)]
        refused, _ = here.ask("crowd")
        with pytest.raises(TryLater):
            refused.result(LONG)
        edits.append(here.ask("single"))
        assert here.admission.waiting == 7
        for _, release in edits:
            release.set()
        for future, _ in edits:
            future.result(LONG)


def test_an_edit_waits_for_the_memory_it_is_expected_to_take() -> None:
    with house(running=4, waiting=8, memory=100) as here:
        _, release = here.ask("a", bytes=70)
        _, release_second = here.ask("b", bytes=40)
        assert here.began == ["a"] and here.admission.waiting == 1
        release.set()
        here.until(lambda: here.began == ["a", "b"])
        release_second.set()


def test_what_is_larger_than_the_memory_runs_alone() -> None:
    with house(running=4, waiting=8, memory=100) as here:
        _, release = here.ask("a", bytes=1000)
        assert here.began == ["a"]
        release.set()


def test_a_waiting_edit_leaves_when_cancelled() -> None:
    with house(running=1, waiting=2) as here:
        _, release = here.ask("a")
        cancelled = Flag()
        waiting, _ = here.ask("b", cancelled)
        cancelled.set()
        with pytest.raises(Cancelled):
            waiting.result(LONG)
        assert here.admission.waiting == 0
        release.set()


def test_closing_sends_away_who_waits() -> None:
    with house(running=1, waiting=2) as here:
        running, release = here.ask("a")
        waiting, _ = here.ask("b")
        here.admission.close()
        with pytest.raises(EngineUnavailable, match="shutting down"):
            waiting.result(LONG)
        with pytest.raises(EngineUnavailable):
            here.ask("c")[0].result(LONG)
        release.set()
        running.result(LONG)


def test_a_failed_edit_gives_its_place_back() -> None:
    admission = Admission(running=1, waiting=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), admission.turn("a", Flag()):
            raise ZeroDivisionError
    assert admission.running == 0
