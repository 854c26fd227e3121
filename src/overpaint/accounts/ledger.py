"""Usage records get written, or at the very least logged.

A finished edit never fails, and waits once at most, because its record can't be written: the first try is made at once; a record
that meets a locked or absent database joins a backlog, which a thread works off in order for as long as PATIENCE. What still
can't be written then, or at the end of the process, is logged whole at ERROR, from where it can be entered again. A record
carries its own `uid`: when a connection breaks between the commit and its answer, the second try changes nothing.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from overpaint.accounts.database import Database
from overpaint.accounts.single_line import storable, whole
from overpaint.accounts.tables import RECORDED, DetailRow, ReservationRow, UsageRow
from overpaint.accounts.values import EditDetails, UsageRecord
from overpaint.errors import EngineUnavailable

log = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds a record waits in the backlog for the database before it is logged instead."""

BACKLOG_LIMIT = 100_000
"""Records that may wait, about 100 MB of them; beyond it new ones are logged at once."""

GRACE = 5.0
"""Seconds `close` gives the backlog."""

_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Ledger:
    def __init__(self, database: Database, *, patience: float = PATIENCE) -> None:
        self._database = database
        self._patience = patience
        # One statement, made once, past the ORM: it is on every edit's way, and building it anew costs more than running it.
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        self._insert = insert(cast(Table, UsageRow.__table__)).on_conflict_do_nothing(index_elements=["uid"])
        self._insert_details = insert(cast(Table, DetailRow.__table__)).on_conflict_do_nothing(index_elements=["uid"])
        self._backlog: deque[tuple[float, UsageRecord]] = deque()  # (give up at, record)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed_at: float | None = None

    def record(self, record: UsageRecord) -> None:
        """Write one record. Never raises for the database's sake; returns after one try."""
        record = _cleaned(record)
        # With others waiting the database is known to be away: asking again would only make this edit wait too.
        if not self._backlog and self._try(record):
            return
        with self._changed:
            if len(self._backlog) >= BACKLOG_LIMIT or self._closed_at is not None:
                _give_up(record)
                return
            self._backlog.append((time.monotonic() + self._patience, record))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work_off, name="overpaint-usage", daemon=True)
                self._thread.start()

    def usage(
        self, *, key_id: int | None = None, request_id: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> tuple[UsageRecord, ...]:
        """The newest records first. `since`: aware time, included."""
        wanted: list[ColumnElement[bool]] = []
        if key_id is not None:
            wanted.append(UsageRow.key_id == key_id)
        if request_id is not None:
            wanted.append(UsageRow.request_id == request_id)
        if since is not None:
            wanted.append(UsageRow.time >= since)
        newest = select(UsageRow).where(*wanted).order_by(UsageRow.time.desc(), UsageRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return tuple(row.value() for row in session.scalars(newest))

    @property
    def waiting(self) -> int:
        """Records in the backlog."""
        return len(self._backlog)

    def close(self) -> None:
        """Give the backlog a last GRACE seconds; log what is left of it."""
        with self._changed:
            self._closed_at = time.monotonic()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work_off(self) -> None:
        failures = 0
        while True:
            with self._changed:
                if not self._backlog:
                    self._thread = None
                    return
                give_up_at, record = self._backlog[0]
                if self._closed_at is not None:
                    give_up_at = min(give_up_at, self._closed_at + GRACE)
            done = self._try(record)
            if not done and time.monotonic() >= give_up_at:
                _give_up(record)
                done = True
            with self._changed:
                if done:
                    self._backlog.popleft()
                    failures = 0
                else:
                    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                    failures += 1
                    self._changed.wait(pause if self._closed_at is None else _PAUSES[0])

    def _try(self, record: UsageRecord) -> bool:
        """True when the record needs no further try: written, or refused by a database that did answer (then it is logged)."""
        try:
            with self._database.write() as session:
                connection = session.connection()
                connection.execute(self._insert, _columns(record))
                if record.details is not None:
                    details = asdict(record.details)
                    connection.execute(self._insert_details, {"uid": record.uid, "time": record.time, **details})
                if record.reserved:  # what was promised is now on record
                    connection.execute(delete(ReservationRow).where(ReservationRow.uid == record.uid))
        except EngineUnavailable:
            return False
        except Exception:  # whatever it is, a finished edit does not fail for it and the backlog's thread goes on
            log.exception("usage record refused by the database")
            _give_up(record)
        return True


def _columns(record: UsageRecord) -> dict[str, Any]:
    """By the names of the table's columns."""
    names = UsageRow.__mapper__.columns
    return {names[name].name: getattr(record, name) for name in RECORDED}


def _give_up(record: UsageRecord) -> None:
    """Without the details: no log holds a prompt."""
    log.error("usage record not written: %s", json.dumps({name: getattr(record, name) for name in RECORDED}, default=str))


def _cleaned(record: UsageRecord) -> UsageRecord:
    """The same record with texts that any database takes: no NUL, no half characters, no novels."""
    details = record.details
    if details is not None:
        steps = tuple(replace(step, text=storable(step.text), stage=storable(step.stage)) for step in details.steps)
        details = EditDetails(whole(details.prompt), whole(details.plan), steps, storable(details.message))
    return replace(
        record,
        details=details,
        request_id=storable(record.request_id),
        user=None if record.user is None else storable(record.user),
        safety_identifier=None if record.safety_identifier is None else storable(record.safety_identifier),
    )
