"""A database that can't be asked: what a client is told, what the operator is told, and what is a defect of ours instead.

A client learns that the database does not answer and nothing more: paths, hosts and users are the operator's. Commands tell the
operator, by `explained`.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from overpaint.errors import ConfigurationError, EngineUnavailable

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # a command, which keeps no log, says the reason once and in its own words

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class DatabaseUnavailable(EngineUnavailable):
    """The database is locked, away, damaged or not ours to use. `reason`: for the operator, with the cure; holds no password."""

    def __init__(self, reason: str) -> None:
        super().__init__("The accounts database does not answer; the server's log says why.")
        self.reason = reason


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Raise DatabaseUnavailable for what is the database's fault. A value that it refuses is ours and stays as it is."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if isinstance(error, DataError | IntegrityError):
            raise
        reason = _reason(url, error)
        log.warning("%s", reason)
        raise DatabaseUnavailable(reason) from error


@contextmanager
def explained() -> Iterator[None]:
    """For commands, where the operator reads the answer: raise ConfigurationError with the reason and the cure."""
    try:
        yield
    except DatabaseUnavailable as error:
        raise ConfigurationError(error.reason) from error


def place_of(url: URL) -> str:
    """Where a database is, without user and password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database or 'PostgreSQL'} at {url.host or url.query.get('host') or 'this machine'}"


def _reason(url: URL, error: DBAPIError | PoolTimeout) -> str:
    detail = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    where, cure = f"The accounts database {place_of(url)}", "Set OVERPAINT_DATABASE_URL right, and see that the server runs."
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code says which kind
    if code in _DAMAGED or isinstance(error, InternalError):
        return f"{where} is damaged ({detail}). Put a backup in its place, or begin anew with an empty one, without its keys."
    if code in _LOCKED:
        return f"{where} is locked by another program ({detail}). Try again when that has ended."
    if url.get_backend_name() == "sqlite":
        cure = "See that this user may write the file and its folder, and that the disk has room."
    return f"{where} does not answer ({detail}). {cure}"
