"""Is the database whole, and of this version?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from overpaint.accounts import schema
from overpaint.accounts.database import Database
from overpaint.accounts.tables import GroupRow, KeyRow, UsageRow
from overpaint.errors import ConfigurationError

MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Checkup:
    """What was found. `schema`: its version, None where there is none; `newest`: this Overpaint's. `problems` name the cure."""

    schema: str | None
    newest: str
    keys: int = 0
    records: int = 0
    problems: tuple[str, ...] = ()


def check(database: Database) -> Checkup:
    """Changes nothing. Raises DatabaseUnavailable when the database does not answer."""
    newest = schema.newest()
    with database.read() as session:
        found = schema.current(session)
        if found != newest:
            old = "it is of another version" if found else "it has no tables yet"
            return Checkup(found, newest, problems=(f"{old}: `overpaint db upgrade` brings it to {newest}",))
        keys = session.scalar(select(func.count(KeyRow.id))) or 0
        records = session.scalar(select(func.count(UsageRow.id))) or 0
        broken = tuple(_broken_pages(session)) if database.is_sqlite else ()  # PostgreSQL has pg_amcheck for that
        problems = broken or tuple(_strange_limits(session))
    return Checkup(found, newest, keys, records, problems)


def _broken_pages(session: Session) -> Iterator[str]:
    """What SQLite itself finds: pages, indexes, and rows that point to none."""
    for row in session.execute(text(f"PRAGMA integrity_check({MOST_PROBLEMS})")):
        if row[0] != "ok":
            yield f"{row[0]}: put a backup in its place"
    for table, number, other, _ in session.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST_PROBLEMS):
        yield f"row {number} of {table} points to no row of {other}: put a backup in its place"


def _strange_limits(session: Session) -> Iterator[str]:
    """Limits that this version does not know: such a key is let in by nobody, such a group has no keys that are."""
    for row in (*session.scalars(select(GroupRow)), *session.scalars(select(KeyRow))):
        try:
            row.value()
        except ConfigurationError as error:
            yield error.message
