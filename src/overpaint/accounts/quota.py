"""How many pictures a key may still be answered: what is on record, and what is promised to edits that run.

A promise is a row, made in a transaction that no other process shares; the edit's usage record takes its place. A process that
was killed leaves promises behind: they count until their time is over, and no longer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from overpaint.accounts.database import Database
from overpaint.accounts.quota_rules import check, midnight
from overpaint.accounts.reports import FINISHED
from overpaint.accounts.tables import ReservationRow, UsageRow
from overpaint.accounts.usage_values import Used
from overpaint.accounts.values import Caller

PROMISE = timedelta(hours=1)
"""How long a promise counts whose edit is never heard of again; longer than any edit may take and wait."""


class Quota:
    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def used(self, key_id: int) -> Used:
        with self._database.read() as session:
            return _used(session, key_id, self._now())

    def reserve(self, caller: Caller, images: int) -> str:
        """Promise pictures to an edit. The `uid` that its usage record must bear, with `reserved`. Raises QuotaExceeded."""
        now, uid = self._now(), uuid4().hex
        with self._database.write(alone=True) as session:
            check(caller, _used(session, caller.key_id, now), images, now)
            session.add(ReservationRow(uid=uid, key_id=caller.key_id, images=images, until=now + PROMISE))
        return uid


def _used(session: Session, key_id: int, now: datetime) -> Used:
    day = midnight(now)
    promised = select(func.sum(ReservationRow.images)).where(ReservationRow.key_id == key_id, ReservationRow.until > now)
    counted = select(
        func.sum(case((UsageRow.time >= day, UsageRow.n), else_=0)), func.sum(UsageRow.n), promised.scalar_subquery()
    ).where(UsageRow.key_id == key_id, UsageRow.outcome == FINISHED, UsageRow.time >= day.replace(day=1))
    today, this_month, running = (int(number or 0) for number in session.execute(counted).one())
    return Used(today + running, this_month + running)


def forget_promises(session: Session, now: datetime) -> int:
    """Take away what no edit will answer for any more; how many."""
    gone = list(session.scalars(select(ReservationRow.uid).where(ReservationRow.until <= now)))
    session.execute(delete(ReservationRow).where(ReservationRow.uid.in_(gone)))
    return len(gone)
