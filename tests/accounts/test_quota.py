"""A key's pictures are counted by day and month, with those that running edits were promised, by any number of processes."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from moving_clock import Clock

from overpaint.accounts import Accounts, Caller, UsageRecord
from overpaint.accounts.quota_rules import next_day, next_month
from overpaint.accounts.usage_values import Used
from overpaint.errors import QuotaExceeded


def issued(accounts: Accounts, **limits: int) -> Caller:
    key, _ = accounts.issue("phone", "direct", limits=limits)
    return accounts.authenticate(key)


def record(caller: Caller, uid: str, clock: Clock, n: int = 1, outcome: str = "finished") -> UsageRecord:
    made = UsageRecord(caller.key_id, "req_1", "echo", 1, 1, n, "auto", 1, outcome, time=clock.time, reserved=True)
    return replace(made, uid=uid)


def test_what_is_promised_counts_until_the_record_takes_its_place(accounts: Accounts, clock: Clock) -> None:
    caller = issued(accounts, images_per_day=5)
    uid = accounts.reserve(caller, 4)
    assert accounts.used(caller.key_id) == Used(4, 4)
    with pytest.raises(QuotaExceeded, match=r"5 pictures a day and has 1 left; this edit asks for 2"):
        accounts.reserve(caller, 2)
    accounts.record_usage(record(caller, uid, clock, n=4, outcome="engine_failed"))
    assert accounts.used(caller.key_id) == Used(0, 0), "what was not answered is not counted"
    accounts.record_usage(record(caller, accounts.reserve(caller, 5), clock, n=5))
    assert accounts.used(caller.key_id) == Used(5, 5)
    with pytest.raises(QuotaExceeded, match=r"has 0 left\. The next day begins at 2026-11-23 00:00 UTC") as caught:
        accounts.reserve(caller, 1)
    assert (caught.value.code, caught.value.retry_after) == ("insufficient_quota", 12 * 3600)


def test_days_and_months_begin_anew(accounts: Accounts, clock: Clock) -> None:
    caller = issued(accounts, images_per_day=2, images_per_month=3)
    accounts.record_usage(record(caller, accounts.reserve(caller, 2), clock, n=2))
    clock.forward(days=1)
    assert accounts.used(caller.key_id) == Used(0, 2)
    with pytest.raises(QuotaExceeded, match=r"3 pictures a month and has 1 left.*2026-12-01") as caught:
        accounts.reserve(caller, 2)
    assert caught.value.retry_after == 7 * 86400 + 12 * 3600
    clock.forward(days=8)
    assert accounts.used(caller.key_id) == Used(0, 0)


@pytest.mark.parametrize(
    ("now", "day", "month"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 2, 2, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
    ],
)
def test_when_the_next_day_and_month_begin(now: datetime, day: datetime, month: datetime) -> None:
    assert (next_day(now), next_month(now)) == (day, month)


def test_promises_of_a_process_that_was_killed_end(accounts: Accounts, clock: Clock) -> None:
    caller = issued(accounts, images_per_day=1)
    accounts.reserve(caller, 1)
    clock.forward(minutes=59)
    assert accounts.used(caller.key_id).day == 1
    clock.forward(minutes=1)
    assert accounts.used(caller.key_id).day == 0
    assert accounts.prune().reservations == 1


def test_edits_at_the_same_moment_never_get_more_than_there_is(url: str, accounts: Accounts) -> None:
    caller = issued(accounts, images_per_day=10)
    others = [Accounts(url, now=accounts._now) for _ in range(2)]
    given: list[str] = []

    def ask(one: Accounts) -> None:
        for _ in range(4):
            with suppress(QuotaExceeded):
                given.append(one.reserve(caller, 1))

    threads = [threading.Thread(target=ask, args=(one,)) for one in (accounts, *others, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.close()
    assert len(given) == 10
    assert accounts.used(caller.key_id).day == 10


def test_a_group_s_quota_is_each_key_s_own(accounts: Accounts, clock: Clock) -> None:
    accounts.set_group("default", {"images_per_day": 1})
    callers = [accounts.authenticate(accounts.issue()[0]) for _ in range(2)]
    for caller in callers:
        accounts.record_usage(record(caller, accounts.reserve(caller, 1), clock))
