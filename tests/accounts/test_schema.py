from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from moving_clock import Clock
from sqlalchemy import create_engine, text

from overpaint.accounts import Accounts
from overpaint.accounts.database import parse
from overpaint.accounts.tables import Base
from overpaint.errors import ConfigurationError, EngineUnavailable

FIRST_START = """
import sys
from overpaint.accounts import Accounts
with Accounts(sys.argv[1]) as accounts:
    accounts.migrate()
    print(accounts.ensure_defaults() or "")
"""


def test_the_migrations_make_exactly_the_tables(accounts: Accounts, url: str) -> None:
    engine = create_engine(parse(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(accounts: Accounts) -> None:
    key, _ = accounts.issue()
    accounts.migrate()
    accounts.migrate()
    assert accounts.authenticate(key)


def test_four_first_starts_at_once_make_one_key(url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", FIRST_START, url]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [start.communicate(timeout=120) for start in starts]
    assert [complaint for _, complaint in answers] == ["", "", "", ""]
    secrets = [answer.strip() for answer, _ in answers if answer.strip()]
    assert len(secrets) == 1
    with Accounts(url) as accounts:
        assert len(accounts.keys()) == 1
        assert accounts.authenticate(secrets[0]).group.name == "direct"


def test_a_database_of_a_newer_version_is_left_alone(accounts: Accounts, url: str) -> None:
    engine = create_engine(parse(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ConfigurationError, match="another version of Overpaint"):
        accounts.migrate()


def test_the_sqlite_file_is_its_owners_and_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "new" / "overpaint.db"
    with Accounts(f"sqlite:///{path}") as accounts:
        accounts.migrate()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes()[18:20] == b"\x02\x02", "bytes 18 and 19 of the header are 2 in WAL mode"


def test_a_file_that_is_no_database_and_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("not a database " * 99)
    with pytest.raises(ConfigurationError, match="not an SQLite database"):
        Accounts(f"sqlite:///{tmp_path / 'note.txt'}").migrate()
    with pytest.raises(ConfigurationError, match="can't be used: Not a directory"):
        Accounts(f"sqlite:///{tmp_path / 'note.txt' / 'overpaint.db'}").migrate()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a URL"),
        ("overpaint.db", "not a URL"),
        ("mysql://u:hunter2@h/d", "mysql is not served"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
    ],
)
def test_urls_we_cannot_use_are_explained_without_passwords(url: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        Accounts(url)
    assert "hunter2" not in caught.value.message


def test_a_server_that_is_away_is_said_so(tmp_path: Path, clock: Clock) -> None:
    with Accounts(f"postgresql://nobody:hunter2@/none?host={tmp_path}", now=clock) as accounts:
        with pytest.raises(EngineUnavailable, match="does not answer") as caught:
            accounts.authenticate("sk-any")
        with pytest.raises(EngineUnavailable):
            accounts.migrate()
    assert "hunter2" not in caught.value.message


def test_without_psycopg_the_command_that_brings_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "overpaint.accounts.bounded_connection", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r'\.venv/bin/python -m pip install -e "\.\[postgresql\]"'):
        Accounts("postgresql://ada@/overpaint")


def test_the_values_cost_no_sqlalchemy() -> None:
    program = "import sys, overpaint.accounts, overpaint.accounts.values; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
