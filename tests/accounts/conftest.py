"""Every test of this folder that asks for `url` or `accounts` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moving_clock import Clock
from said import Said
from throwaway_cluster import BINARIES, Cluster

from overpaint.accounts import Accounts
from overpaint.cli import main


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if BINARIES is None:
        pytest.skip("no PostgreSQL server under /usr/lib/postgresql/*/bin: apt-get install postgresql")
    made = Cluster(BINARIES.parent)
    yield made
    made.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; SQLite's file and folder are not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'folder' / 'overpaint.db'}"
    return str(request.getfixturevalue("cluster").new_database())


@pytest.fixture
def overpaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs the console script on a data folder of the test's: in this process, where a traceback fails the test; `serve`, which
    changes its process, in another.
    """
    monkeypatch.setenv("OVERPAINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("OVERPAINT_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "300")

    def run(*arguments: str) -> Said:
        if arguments[0] == "serve":
            command = [sys.executable, "-m", "overpaint.cli", *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            return Said(done.returncode, done.stdout, done.stderr)
        monkeypatch.setattr("sys.argv", ["overpaint", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(url: str, clock: Clock) -> Iterator[Accounts]:
    """Migrated, with the two groups, without keys."""
    with Accounts(url, now=clock) as opened:
        opened.migrate()
        opened.ensure_groups()
        yield opened
