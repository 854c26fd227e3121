"""`overpaint db`: copies made while others write, damage that is found, versions that are told apart."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from moving_clock import Clock
from said import Said
from sqlalchemy import create_engine, text
from throwaway_cluster import Cluster
from usage_of_two_keys import write_usage

from overpaint.accounts import Accounts, UsageRecord, backup
from overpaint.accounts.database import parse
from overpaint.accounts.schema import newest
from overpaint.errors import ConfigurationError

Run = Callable[..., Said]


def test_a_copy_of_sqlite_is_a_database_with_all_that_was_written(tmp_path: Path, overpaint: Run) -> None:
    key = overpaint("keys", "issue", "--group", "direct").out.strip()
    copy = tmp_path / "copy.db"
    said = overpaint("db", "backup", str(copy))
    assert (said.code, "is copied to" in said.out) == (0, True)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
    with Accounts(f"sqlite:///{copy}") as restored:
        assert restored.authenticate(key).group.name == "direct"
    again = overpaint("db", "backup", str(copy))
    assert (again.code, "--force" in again.err) == (2, True)
    assert overpaint("db", "backup", str(copy), "--force").code == 0


def test_a_copy_made_while_others_write_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    with Accounts(f"sqlite:///{path}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        key_id = accounts.issue()[1].id
        done = threading.Event()

        def write() -> None:
            while not done.is_set():
                accounts.record_usage(UsageRecord(key_id, "req", "echo", 1, 1, 1, "auto", 1, "finished"))

        writer = threading.Thread(target=write)
        writer.start()
        for number in range(5):
            accounts.backup(tmp_path / f"{number}.db")
        done.set()
        writer.join()
    counts = []
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts.append(copy.execute("SELECT count(*) FROM usage_records").fetchone()[0])
    assert counts == sorted(counts)


def test_a_copy_of_postgresql_is_restored(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.new_database()
    with Accounts(url) as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        key, _ = accounts.issue("ada", "direct", limits={"max_n": 2})
        write_usage(accounts)
        accounts.backup(tmp_path / "copy.dump")
    assert stat.S_IMODE((tmp_path / "copy.dump").stat().st_mode) == 0o600
    other = cluster.new_database()
    restore = shutil.which("pg_restore")
    assert restore is not None
    subprocess.run([restore, "--dbname", other, str(tmp_path / "copy.dump")], check=True, capture_output=True)
    with Accounts(other) as restored:
        assert restored.authenticate(key).group.limits.max_n == 2
        assert restored.usage_sums()[0].edits == 5
        assert restored.check().problems == ()


def test_what_cannot_be_copied_is_explained_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy.db"
    with Accounts(f"sqlite:///{tmp_path / 'none.db'}") as accounts, pytest.raises(ConfigurationError, match="no database"):
        accounts.backup(copy)
    (tmp_path / "note.db").write_text("not a database " * 99)
    with Accounts(f"sqlite:///{tmp_path / 'note.db'}") as accounts, pytest.raises(ConfigurationError, match="can't be copied"):
        accounts.backup(copy)
    with Accounts(f"sqlite:///{tmp_path / 'note.db'}") as accounts, pytest.raises(ConfigurationError, match="No such file"):
        accounts.backup(tmp_path / "no folder" / "copy.db")
    with Accounts(f"postgresql://ada:hunter2@/none?host={tmp_path}") as accounts:
        with pytest.raises(ConfigurationError, match="pg_dump") as caught:
            accounts.backup(copy)
        assert "hunter2" not in caught.value.message
        monkeypatch.setattr(backup.shutil, "which", lambda _name: None)
        with pytest.raises(ConfigurationError, match="postgresql-client"):
            accounts.backup(copy)
    assert [path.name for path in tmp_path.iterdir()] == ["note.db"]


def test_a_well_database_is_said_to_be_so(accounts: Accounts) -> None:
    write_usage(accounts)
    found = accounts.check()
    assert (found.schema, found.newest, found.keys, found.records, found.problems) == (newest(), newest(), 2, 5, ())


def test_another_version_is_found(accounts: Accounts, url: str) -> None:
    engine = create_engine(parse(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    [problem] = accounts.check().problems
    assert "overpaint db upgrade" in problem


def test_limits_of_another_version_are_found(accounts: Accounts, url: str) -> None:
    accounts.issue("ada")
    engine = create_engine(parse(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE api_keys SET limits = '{\"max_dragons\": 3}'"))
    engine.dispose()
    [problem] = accounts.check().problems
    assert "max_dragons" in problem


def test_rows_that_point_nowhere_are_found(tmp_path: Path, overpaint: Run) -> None:
    overpaint("keys", "issue")
    assert overpaint("db", "check").out.strip().endswith("1 keys, 0 usage records.")
    with closing(sqlite3.connect(tmp_path / "data" / "overpaint.db")) as connection:
        connection.execute("DELETE FROM key_groups WHERE name = 'default'")
        connection.commit()
    said = overpaint("db", "check")
    assert (said.code, "points to no row of key_groups" in said.out) == (1, True)
    assert json.loads(overpaint("db", "check", "--json").out)["problems"]


def test_upgrade_says_what_it_did(overpaint: Run) -> None:
    assert f"went from nothing to {newest()}." in overpaint("db", "upgrade").out
    assert "is up to date." in overpaint("db", "upgrade").out
    assert overpaint("db", "check").code == 0


def test_check_before_the_first_upgrade(overpaint: Run) -> None:
    said = overpaint("db", "check")
    assert (said.code, "Traceback" in said.err) != (0, True)


def test_prune_by_settings_and_by_hand(tmp_path: Path, overpaint: Run, clock: Clock) -> None:
    with Accounts(f"sqlite:///{tmp_path / 'data' / 'overpaint.db'}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        key_id = accounts.issue()[1].id
        old = clock.time - timedelta(days=4000)
        accounts.record_usage(UsageRecord(key_id, "req", "echo", 1, 1, 1, "auto", 1, "finished", time=old))
        accounts.record_usage(UsageRecord(key_id, "req", "echo", 1, 1, 1, "auto", 1, "finished"))
    assert "0 prompts, 1 usage records" in overpaint("db", "prune").out
    assert "0 usage records" in overpaint("db", "prune", "--prompts", "1d").out
    assert "1 usage records" in overpaint("db", "prune", "--records", "2099-01-01").out
