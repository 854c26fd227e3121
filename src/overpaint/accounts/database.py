"""One database, SQLite or PostgreSQL, behind two doors: `read()` and `write()`.

SQLite runs in WAL mode (readers never wait for the writer) with `synchronous=FULL` (a committed record survives a power cut; at
one write an edit that costs nothing). A writer takes the write lock at its start, `BEGIN IMMEDIATE`: a transaction that reads
first and writes later would otherwise fail at once, without waiting, when another process wrote in between.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from overpaint.accounts.unavailable import translated
from overpaint.errors import ConfigurationError
from overpaint.settings import private_folder

if TYPE_CHECKING:
    from overpaint.accounts.bounded_connection import BoundedConnection

BUSY_SECONDS = 5.0
"""How long one statement waits: for another process's lock, for a free connection, for a server that does not answer."""

LOCK_NUMBER = 0x4F56_5250
"""PostgreSQL's advisory lock that serialises our rare read-then-write transactions: `OVRP` in ASCII."""


INSTALL = '.venv/bin/python -m pip install -e ".[postgresql]"'
"""What brings psycopg: Overpaint is on no package index, so it is installed from its own folder."""


class Database:
    """Safe to use from several threads. Nothing is opened before the first use."""

    def __init__(self, url: str | URL, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = parse(url)
        self.engine = _sqlite(self.url, busy_seconds) if self.is_sqlite else _postgresql(self.url, busy_seconds)
        self._writer = self.engine.execution_options(overpaint_write=True)
        self._glancing = self.engine.execution_options(overpaint_glance=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking. Raises DatabaseUnavailable when the database does not answer."""
        with translated(self.url), Session(self.engine) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """A connection for one statement that only looks: one alone needs no transaction around it, which every request would pay
        for. Raises DatabaseUnavailable when the database does not answer.
        """
        with translated(self.url), self._glancing.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Session]:
        """A session that commits at its end. `alone`: no other `alone` writer, in any process, runs meanwhile.

        On SQLite every writer is alone. Raises DatabaseUnavailable when the database does not answer.
        """
        with translated(self.url), Session(self._writer, expire_on_commit=False) as session, session.begin():
            if alone:
                self._lock(session.connection())
            yield session

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A bare connection in one transaction that no other process shares: for migrations."""
        with translated(self.url), self._writer.begin() as connection:
            self._lock(connection)
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _lock(self, connection: Connection) -> None:
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})

    def prepare(self) -> None:
        """Create SQLite's folder and file, readable by their owner only, and switch to WAL; the mode is a property of the file.

        Raises ConfigurationError where that can't be done.
        """
        if not self.is_sqlite:
            return
        path = Path(self.url.database or "")
        private_folder(path.parent)
        try:
            path.touch(mode=0o600, exist_ok=True)  # SQLite gives its -wal and -shm the mode of this file
        except OSError as error:
            raise ConfigurationError(f"The database {path} can't be made: {error.strerror}. Set OVERPAINT_DATA_DIR.") from error
        _use_wal(path)


def _use_wal(path: Path) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # "Locked" comes at once here, without SQLite's busy wait, while another process makes the same switch.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise ConfigurationError(f"The database {path} can't be opened: {error}.") from error
            time.sleep(0.02)
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(f"{path} is not an SQLite database: {error}.") from error


def parse(url: str | URL) -> URL:
    """Check a database URL. Raises ConfigurationError for one we can't use; its message never shows a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise ConfigurationError("OVERPAINT_DATABASE_URL is not a URL such as sqlite:////folder/file.db.") from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ConfigurationError(f"OVERPAINT_DATABASE_URL: {parsed.drivername} is not served; use sqlite or postgresql.")
    if parsed.get_backend_name() == "sqlite" and (parsed.database or ":memory:") == ":memory:":
        raise ConfigurationError("OVERPAINT_DATABASE_URL: SQLite in memory can't be shared; name a file.")
    return parsed


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, pool_size=8, max_overflow=56, pool_timeout=busy_seconds)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("overpaint_glance", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("overpaint_write", False) else "BEGIN")

    return engine


def _postgresql(url: URL, busy_seconds: float) -> Engine:
    # A server that vanished without a word is noticed in seconds, not in the hours TCP takes by itself.
    patience: dict[str, Any] = {
        "connect_timeout": max(2, math.ceil(busy_seconds)),  # libpq's smallest is 2
        "keepalives_idle": 30,
        "tcp_user_timeout": 10_000,
    }
    arguments = {name: value for name, value in patience.items() if name not in url.query}
    try:
        from overpaint.accounts.bounded_connection import BoundedConnection

        pool: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 24, "pool_timeout": busy_seconds}
        engine = create_engine(url, connect_args=arguments, **pool)
    except ImportError as error:
        raise ConfigurationError(f"PostgreSQL needs one more package. In Overpaint's folder: {INSTALL}") from error

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, given: tuple[Any, ...], named: dict[str, Any]) -> BoundedConnection:
        return BoundedConnection.connect(*given, **named)

    @event.listens_for(engine, "connect")
    def prepare(connection: BoundedConnection, _record: object) -> None:
        # The server's limits come first: its answer names what it waited for, and the connection stays good.
        connection.patience = busy_seconds + 1
        for limit in ("statement_timeout", "lock_timeout"):
            connection.execute("SELECT set_config(%s, %s, false)", (limit, f"{math.ceil(busy_seconds * 1000)}ms"))
        connection.commit()

    return engine
