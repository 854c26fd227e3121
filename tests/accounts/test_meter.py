"""How often and how many at a time: in this process's memory, and in a real Redis for several servers."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from throwaway_redis import SERVER, redis_server

from overpaint.accounts import meter as metering
from overpaint.accounts.meter import Meter
from overpaint.errors import ConfigurationError, EngineUnavailable

NEEDS_REDIS = pytest.mark.skipif(SERVER is None, reason="no redis-server: apt-get install redis-server")


@pytest.fixture(params=["memory", pytest.param("redis", marks=NEEDS_REDIS)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "memory":
        yield ""
        return
    with redis_server() as (found, _):
        yield found


def test_hits_are_allowed_until_there_are_as_many_as_may_be(url: str) -> None:
    meter = Meter(url)
    meter.check()
    standings = [meter.hit("7", 3) for _ in range(4)]
    assert [s.allowed for s in standings] == [True, True, True, False]
    assert [s.left for s in standings] == [2, 1, 0, 0]
    assert all(s.most == 3 and 50 < s.seconds <= 60 for s in standings)
    assert meter.hit("8", 3).allowed, "another name counts for itself"


def test_many_threads_get_exactly_as_many_as_may_be(url: str) -> None:
    meter = Meter(url)
    allowed: list[bool] = []
    threads = [threading.Thread(target=lambda: allowed.extend(meter.hit("7", 25).allowed for _ in range(10))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 25


def test_places_are_taken_and_given_back(url: str) -> None:
    meter = Meter(url)
    first, second = meter.enter("7", 2), meter.enter("7", 2)
    assert first is not None
    assert second is not None
    assert meter.enter("7", 2) is None
    assert meter.enter("8", 1) is not None
    meter.leave("7", first)
    assert meter.enter("7", 2) is not None


@NEEDS_REDIS
def test_two_servers_count_together() -> None:
    with redis_server() as (url, _):
        one, other = Meter(url), Meter(url)
        assert one.hit("7", 2).allowed
        assert other.hit("7", 2).allowed
        assert not one.hit("7", 2).allowed
        assert one.enter("7", 1) is not None
        assert other.enter("7", 1) is None


@NEEDS_REDIS
def test_a_place_of_a_server_that_was_killed_is_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metering, "LEASE", 0)
    with redis_server() as (url, _):
        assert Meter(url).enter("7", 1) is not None
        assert Meter(url).enter("7", 1) is not None


@NEEDS_REDIS
@pytest.mark.parametrize("fate", [signal.SIGSTOP, signal.SIGKILL])
def test_a_redis_that_does_not_answer_lets_nobody_through_uncounted(
    fate: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering, "_PATIENCE", 0.2)
    with redis_server() as (url, process):
        meter = Meter(url)
        place = meter.enter("7", 1)
        assert place is not None
        process.send_signal(fate)
        if fate is signal.SIGKILL:
            process.wait()
        for ask in (lambda: meter.hit("7", 3), lambda: meter.enter("7", 3), meter.check):
            with pytest.raises(EngineUnavailable, match="can't be counted") as caught:
                ask()
            assert caught.value.retry
        meter.leave("7", place)


@pytest.mark.parametrize("url", ["localhost", "http://localhost", "redis://localhost:port", "mongodb://x"])
def test_a_url_that_cannot_be_used_is_explained(url: str) -> None:
    with pytest.raises(ConfigurationError, match="OVERPAINT_REDIS_URL"):
        Meter(url)


def test_without_its_client_the_command_that_brings_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r'pip install -e "\.\[redis\]"'):
        Meter("redis://localhost")
