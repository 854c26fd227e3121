"""Databases that can't be used are said so by every command: reason, cure, exit code 2, no traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from said import Said
from throwaway_cluster import Cluster

from overpaint.accounts import Accounts
from overpaint.errors import EngineUnavailable
from web.echo_server import serving
from web.forms import good

COMMANDS = (
    ("keys", "list"),
    ("keys", "issue"),
    ("keys", "revoke", "1"),
    ("groups", "list"),
    ("groups", "set", "press"),
    ("serve", "--port=0"),
)
Run = Callable[..., Said]


def fill(path: Path) -> None:
    """A database with so many keys that they fill pages of their own."""
    with Accounts(f"sqlite:///{path}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        for number in range(60):
            accounts.issue(f"key {number}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def spoil_pages(path: Path) -> None:
    """Whole header, garbage in every page after the one that lists the tables."""
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def check_reason(said: Said, *words: str) -> None:
    assert said.code == 2, said
    assert said.err.count("configuration: ") == 1
    assert all(word in said.err for word in words)
    assert "Traceback" not in said.err + said.out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_damaged_pages_are_named_with_the_cure(command: tuple[str, ...], overpaint: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "overpaint.db"
    fill(path)
    spoil_pages(path)
    check_reason(overpaint(*command), str(path), "is damaged", "backup")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_of_garbage_is_no_database(command: tuple[str, ...], overpaint: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "overpaint.db"
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 64)
    check_reason(overpaint(*command), str(path), "not an SQLite database")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_server_that_is_away_is_named_with_the_cure(
    command: tuple[str, ...], overpaint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERPAINT_DATABASE_URL", f"postgresql://ada:hunter2@/overpaint?host={tmp_path}")
    said = overpaint(*command)
    check_reason(said, f"overpaint at {tmp_path} does not answer", "OVERPAINT_DATABASE_URL")
    assert "hunter2" not in said.err + said.out


def test_the_doctor_goes_on_and_says_the_same(overpaint: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "overpaint.db"
    fill(path)
    spoil_pages(path)
    said = overpaint("doctor")
    assert said.code == 1
    assert "is damaged" in " ".join(said.out.split())
    assert "an edit" in said.out


def test_a_port_in_the_url_that_is_no_number(overpaint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_DATABASE_URL", "postgresql://ada:hunter2@host:port/overpaint")
    said = overpaint("keys", "list")
    check_reason(said, "OVERPAINT_DATABASE_URL is not a URL")
    assert "hunter2" not in said.err


def test_tables_that_are_gone_are_answered_503_on_both_databases(accounts: Accounts) -> None:
    with accounts._database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE api_keys RENAME TO other")
    with pytest.raises(EngineUnavailable):
        accounts.authenticate("sk-any")


def test_clients_learn_no_path_of_a_damaged_database(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        fill(tmp_path / "overpaint.db")
        server.accounts._database.close()
        spoil_pages(tmp_path / "overpaint.db")
        answer = server.post(*good())
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "engine_unavailable"
    assert str(tmp_path) not in answer.text


def test_a_page_damaged_in_postgresql_is_said_so(cluster: Cluster) -> None:
    with Accounts(cluster.new_database()) as accounts:
        accounts.migrate()
        with pytest.raises(EngineUnavailable) as caught, accounts._database.read() as session:
            raising = "DO $$ BEGIN RAISE EXCEPTION 'invalid page in block 0' USING ERRCODE = 'XX001'; END $$"
            session.connection().exec_driver_sql(raising)
    assert "is damaged" in caught.value.reason
