"""A database that is locked, frozen or away: every answer comes in bounded time, and no record is lost."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import QueuePool, create_engine, text
from throwaway_cluster import Cluster

from overpaint.accounts import Accounts
from overpaint.accounts.database import Database, parse
from overpaint.accounts.unavailable import DatabaseUnavailable
from web.echo_server import Server, serving
from web.forms import good

BUSY_SECONDS = 0.3
HANGS = 60
"""Seconds after which a call counts as hanging: many times what it may take, for slow machines."""


@pytest.fixture
def server(cluster: Cluster, tmp_path: Path) -> Iterator[Server]:
    """The echo engine behind HTTP, its accounts on PostgreSQL."""
    with serving(tmp_path, database_url=cluster.new_database(), database_timeout=BUSY_SECONDS) as running:
        yield running


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    """Another transaction holds the whole table."""
    engine = create_engine(parse(url))
    with engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


def in_time(call: Callable[..., Any], *arguments: Any) -> Any:
    """The call's result. Raises TimeoutError, rather than to wait for ever, when it hangs."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(call, *arguments).result(timeout=HANGS)
    finally:
        pool.shutdown(wait=False)


def written(server: Server, count: int) -> bool:
    """Whether so many usage records are there, now or soon."""
    deadline = time.monotonic() + HANGS
    while len(server.accounts.usage()) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(server.accounts.usage()) == count


def check_unavailable(answer: Any) -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (503, "server_error", "engine_unavailable")
    assert list(error) == ["message", "type", "param", "code"]
    assert "does not answer" in error["message"]


def test_a_locked_table_of_keys_is_answered_503(server: Server) -> None:
    with locked(server.settings.database_url, "api_keys"):
        check_unavailable(in_time(server.post, *good()))
    assert server.post(*good()).status_code == 200


def test_a_locked_table_of_usage_costs_no_edit_and_no_record(server: Server) -> None:
    with locked(server.settings.database_url, "usage_records"):
        assert in_time(server.post, *good()).status_code == 200
        assert in_time(server.post, *good()).status_code == 200
    assert written(server, 2)


def test_a_frozen_server_is_answered_503_and_used_again_when_it_thaws(server: Server, cluster: Cluster) -> None:
    assert server.post(*good()).status_code == 200  # so that there is a connection to be caught by
    with cluster.frozen():
        check_unavailable(in_time(server.post, *good()))
    assert server.post(*good()).status_code == 200
    assert written(server, 2)


def test_a_server_that_freezes_in_the_middle_of_a_transaction_is_noticed(cluster: Cluster) -> None:
    database = Database(cluster.new_database(), busy_seconds=BUSY_SECONDS)

    def ask() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1"))
            with cluster.frozen():
                session.execute(text("SELECT 2"))

    with pytest.raises(DatabaseUnavailable) as caught:
        in_time(ask)
    assert "did not answer in 1.3 s" in caught.value.reason
    database.close()


def test_a_free_connection_is_waited_for_no_longer_than_a_lock(url: str) -> None:
    database = Database(url, busy_seconds=BUSY_SECONDS)
    database.prepare()
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.timeout() == BUSY_SECONDS
    database.close()


def test_migrations_wait_for_nobody_when_there_is_nothing_to_do(cluster: Cluster) -> None:
    with Accounts(cluster.new_database(), busy_seconds=BUSY_SECONDS) as accounts:
        accounts.migrate()
        with locked(str(accounts._database.url), "key_groups"):
            in_time(accounts.migrate)


def test_a_locked_sqlite_file_is_said_so_in_time(tmp_path: Path) -> None:
    path = tmp_path / "overpaint.db"
    with Accounts(f"sqlite:///{path}", busy_seconds=BUSY_SECONDS) as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseUnavailable) as caught:
                in_time(accounts.issue)
    assert "locked by another program" in caught.value.reason


def test_many_threads_get_their_answer_from_a_frozen_server(cluster: Cluster) -> None:
    with Accounts(cluster.new_database(), busy_seconds=BUSY_SECONDS) as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        key, _ = accounts.issue()
        refused: list[str] = []

        def ask() -> None:
            try:
                accounts.authenticate(key)
            except DatabaseUnavailable as error:
                refused.append(error.code)

        with cluster.frozen():
            threads = [threading.Thread(target=ask, daemon=True) for _ in range(50)]  # more than the pool has connections
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(HANGS)
        assert refused == ["engine_unavailable"] * 50
        assert accounts.authenticate(key)
