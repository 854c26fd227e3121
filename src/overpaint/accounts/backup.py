"""A copy of the database in one file, made while servers go on: SQLite's by its own backup, PostgreSQL's by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL

from overpaint.accounts.database import Database
from overpaint.errors import ConfigurationError

SUFFIX = ".part"
"""Of a copy that is not whole yet."""


def backup(database: Database, file: Path) -> int:
    """Write the copy, readable by its owner only; an old file of that name is replaced when the new one is whole. Its bytes.

    Raises ConfigurationError where it can't be made, or is found damaged.
    """
    part = file.with_name(file.name + SUFFIX)
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if database.is_sqlite:
            _copy_sqlite(Path(database.url.database or ""), part)
        else:
            _dump_postgresql(database.url, part)
        part.replace(file)
    except OSError as error:
        raise ConfigurationError(f"{error.filename or file} can't be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return file.stat().st_size


def _copy_sqlite(source: Path, part: Path) -> None:
    """Page by page, with what the write-ahead log holds; who writes meanwhile is not held up."""
    if not source.exists():
        raise ConfigurationError(f"There is no database {source} to copy.")
    try:
        reading = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        with closing(reading) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file: its log's last page is in it
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise ConfigurationError(f"The database {source} can't be copied: {error}.") from error
    if found != "ok":
        raise ConfigurationError(f"The database {source} is damaged, and so would its copy be ({found}). `overpaint db check`")


def _dump_postgresql(url: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise ConfigurationError("PostgreSQL is copied by its own pg_dump, which is not here (Debian: postgresql-client).")
    # The password goes past the list of processes, which everybody on the machine can read.
    secret = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    bare = url.set(drivername="postgresql", password=None).render_as_string()
    command = [program, "--format=custom", "--no-owner", "--no-privileges", "--file", str(part), "--dbname", bare]
    done = subprocess.run(
        command, env={**os.environ, **secret}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ConfigurationError(f"pg_dump: {' '.join(done.stderr.split())[:500]}")
