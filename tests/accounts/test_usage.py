from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from throwaway_cluster import Cluster

from overpaint.accounts import Accounts, UsageRecord, ledger
from overpaint.accounts.single_line import TEXT_LIMIT
from overpaint.errors import EngineUnavailable


def a_record(key_id: int, request_id: str = "req_1", **changes: object) -> UsageRecord:
    record = UsageRecord(
        key_id=key_id,
        request_id=request_id,
        engine="echo",
        prompt_length=12,
        images_in=2,
        n=3,
        size="1024x1024",
        milliseconds=456,
        outcome="finished",
        user="ada",
        safety_identifier="hash-of-ada",
        input_tokens=1036,
        output_tokens=3512,
    )
    return replace(record, **changes)


@pytest.fixture
def key_id(accounts: Accounts) -> int:
    return accounts.issue("writer")[1].id


def test_a_record_comes_back_as_it_was_written(accounts: Accounts, key_id: int) -> None:
    record = a_record(key_id)
    accounts.record_usage(record)
    assert accounts.usage() == (record,)


def test_times_come_back_in_utc_whatever_zone_they_went_in(accounts: Accounts, key_id: int) -> None:
    noon_in_tokyo = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=9)))
    accounts.record_usage(a_record(key_id, time=noon_in_tokyo))
    assert accounts.usage()[0].time == datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    assert accounts.usage()[0].time.tzinfo is UTC


def test_usage_is_found_by_key_request_and_time_newest_first(accounts: Accounts, key_id: int) -> None:
    other = accounts.issue("other")[1].id
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for hour in range(4):
        accounts.record_usage(a_record(key_id if hour % 2 else other, f"req_{hour}", time=start + timedelta(hours=hour)))

    def found(**wanted: object) -> list[str]:
        return [record.request_id for record in accounts.usage(**wanted)]

    assert found() == ["req_3", "req_2", "req_1", "req_0"]
    assert found(limit=2) == ["req_3", "req_2"]
    assert found(key_id=key_id) == ["req_3", "req_1"]
    assert found(since=start + timedelta(hours=2)) == ["req_3", "req_2"]
    assert found(request_id="req_1") == ["req_1"]


def test_the_same_record_twice_counts_once(accounts: Accounts, key_id: int) -> None:
    record = a_record(key_id)
    accounts.record_usage(record)
    accounts.record_usage(record)
    assert accounts.usage() == (record,)


def test_texts_that_databases_choke_on_are_kept_as_well_as_can_be(accounts: Accounts, key_id: int) -> None:
    accounts.record_usage(a_record(key_id, user="a\0b\udc80", safety_identifier="ü" * 2000))
    [kept] = accounts.usage()
    assert kept.user == "a\N{REPLACEMENT CHARACTER}b?"
    assert kept.safety_identifier == "ü" * TEXT_LIMIT


def test_a_record_the_database_refuses_is_logged_whole(accounts: Accounts, key_id: int, caplog: pytest.LogCaptureFixture) -> None:
    refused = [a_record(key_id=4711), a_record(key_id, milliseconds=2**70), a_record(key_id, time=datetime(2026, 1, 1))]
    for record in refused:
        accounts.record_usage(record)
    assert logged(caplog) == [record.uid for record in refused]
    assert accounts.usage() == ()


WRITER = """
import sys, threading
from overpaint.accounts import Accounts, UsageRecord
url, key_id, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with Accounts(url) as accounts:
    def work(thread):
        for i in range(20):
            accounts.record_usage(UsageRecord(key_id, f"{name}-{thread}-{i}", "echo", 1, 1, 1, "auto", 1, "finished"))
    threads = [threading.Thread(target=work, args=(t,)) for t in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
"""


def test_two_processes_with_eight_threads_each_lose_nothing(accounts: Accounts, key_id: int, url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, url, str(key_id)]
    processes = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("a", "b")]
    complaints = [process.communicate(timeout=120)[1] for process in processes]
    assert complaints == ["", ""]
    expected = {f"{name}-{thread}-{i}" for name in "ab" for thread in range(8) for i in range(20)}
    records = accounts.usage(limit=1000)
    assert {record.request_id for record in records} == expected
    assert len(records) == len(expected)


def test_a_server_that_restarts_loses_nothing(cluster: Cluster) -> None:
    accounts = Accounts(cluster.new_database())
    accounts.migrate()
    key = accounts.ensure_defaults()
    key_id = accounts.authenticate(key).key_id
    records = [a_record(key_id, f"req_{i}") for i in range(4)]
    accounts.record_usage(records[0])
    cluster.stop()
    try:
        for record in records[1:]:
            accounts.record_usage(record)
        with pytest.raises(EngineUnavailable):
            accounts.authenticate(key)
    finally:
        cluster.start()
    assert accounts.authenticate(key).key_id == key_id
    deadline = time.monotonic() + 10
    while len(accounts.usage()) < len(records) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sorted(record.request_id for record in accounts.usage()) == [record.request_id for record in records]
    accounts.close()


# From here on: databases that are locked. SQLite, because a lock is easily held; the backlog is the same code for both.


@pytest.fixture
def locked(tmp_path: Path) -> tuple[Accounts, int, Path]:
    """An accounts object that waits for no lock long, a key of it, and the database file to lock."""
    path = tmp_path / "overpaint.db"
    accounts = Accounts(f"sqlite:///{path}", busy_seconds=0.2)
    accounts.migrate()
    accounts.ensure_groups()
    return accounts, accounts.issue("writer")[1].id, path


def hold(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR and "{" in record.getMessage()]
    return [json.loads(message[message.index("{") :])["uid"] for message in found]


def test_a_locked_database_delays_records_but_loses_none(locked: tuple[Accounts, int, Path]) -> None:
    accounts, key_id, path = locked
    with closing(hold(path)) as lock:
        start = time.monotonic()
        records = [a_record(key_id, f"req_{i}") for i in range(5)]
        for record in records:
            accounts.record_usage(record)
        assert time.monotonic() - start < 0.8, "only the first record may wait for the lock"
        assert accounts.usage() == (), "nothing can be written yet, but reading goes on"
        lock.rollback()
    accounts.close()
    with Accounts(f"sqlite:///{path}") as reopened:
        assert sorted(r.request_id for r in reopened.usage()) == [r.request_id for r in records]


def test_records_are_written_while_running_once_the_lock_goes(locked: tuple[Accounts, int, Path]) -> None:
    accounts, key_id, path = locked
    with closing(hold(path)) as lock:
        accounts.record_usage(a_record(key_id))
        lock.rollback()
    deadline = time.monotonic() + 5
    while not accounts.usage() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(accounts.usage()) == 1
    accounts.record_usage(a_record(key_id))
    assert len(accounts.usage()) == 2, "after the backlog, records are written at once again"
    accounts.close()


def test_a_record_is_logged_when_patience_ends(locked: tuple[Accounts, int, Path], caplog: pytest.LogCaptureFixture) -> None:
    _, key_id, path = locked
    accounts = Accounts(f"sqlite:///{path}", busy_seconds=0.05, patience=0.3)
    record = a_record(key_id)
    with closing(hold(path)):
        accounts.record_usage(record)
        deadline = time.monotonic() + 5
        while not logged(caplog) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert logged(caplog) == [record.uid]
    accounts.close()


def test_close_waits_a_bounded_time_and_logs_the_rest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "GRACE", 0.3)
    path = tmp_path / "overpaint.db"
    accounts = Accounts(f"sqlite:///{path}", busy_seconds=0.05)
    accounts.migrate()
    accounts.ensure_groups()
    key_id = accounts.issue()[1].id
    records = [a_record(key_id, f"req_{i}") for i in range(3)]
    with closing(hold(path)):
        for record in records:
            accounts.record_usage(record)
        start = time.monotonic()
        accounts.close()
        assert time.monotonic() - start < 2
    assert logged(caplog) == [record.uid for record in records]
    assert not [t for t in threading.enumerate() if t.name == "overpaint-usage"]


def test_a_full_backlog_logs_instead_of_growing(
    locked: tuple[Accounts, int, Path], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "BACKLOG_LIMIT", 2)
    accounts, key_id, path = locked
    records = [a_record(key_id, f"req_{i}") for i in range(3)]
    with closing(hold(path)) as lock:
        for record in records:
            accounts.record_usage(record)
        assert logged(caplog) == [records[2].uid]
        lock.rollback()
    accounts.close()


def test_a_locked_database_does_not_turn_good_keys_away(locked: tuple[Accounts, int, Path]) -> None:
    accounts, _, path = locked
    key, info = accounts.issue("reader")
    with closing(hold(path)):
        assert accounts.authenticate(key).key_id == info.id
    assert accounts.keys()[-1].last_used is None
    accounts.close()
