"""Rows go when their time is over: first what is kept beside a record (prompt, plan, steps), then the record itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from overpaint.accounts.database import Database
from overpaint.accounts.quota import forget_promises
from overpaint.accounts.tables import DetailRow, UsageRow
from overpaint.accounts.usage_values import Pruned

BATCH = 500
"""Rows of one transaction: SQLite's one writer is not held for long, and edits go on in between."""


def prune(database: Database, now: datetime, details_before: datetime | None, records_before: datetime | None) -> Pruned:
    """Take away what is older; None takes nothing. Safe to run in several processes at once."""
    details = 0 if details_before is None else _prune(database, DetailRow, details_before)
    records = 0 if records_before is None else _prune(database, UsageRow, records_before)
    with database.write() as session:
        promises = forget_promises(session, now)
    return Pruned(details, records, promises)


def _prune(database: Database, table: type[DetailRow] | type[UsageRow], before: datetime) -> int:
    """Rows of a table older than that, with their details, a batch at a time so that nobody waits long. How many."""
    count = 0
    while True:
        with database.write() as session:
            uids = list(session.scalars(select(table.uid).where(table.time < before).limit(BATCH)))
            for row in dict.fromkeys((DetailRow, table)):
                session.execute(delete(row).where(row.uid.in_(uids)))
        count += len(uids)
        if len(uids) < BATCH:
            return count
