"""Every test of this folder that asks for `url` or `accounts` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from moving_clock import Clock
from throwaway_cluster import BINARIES, Cluster

from overpaint.accounts import Accounts


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
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(url: str, clock: Clock) -> Iterator[Accounts]:
    """Migrated, with the two groups, without keys."""
    with Accounts(url, now=clock) as opened:
        opened.migrate()
        opened.ensure_groups()
        yield opened
