"""Usage records read back: added up, page by page with what is kept beside them, and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import defer

from overpaint.accounts.database import Database
from overpaint.accounts.secret import shown
from overpaint.accounts.single_line import storable
from overpaint.accounts.tables import DetailRow, KeyRow, UsageRow
from overpaint.accounts.usage_values import Dimension, Page, RequestEntry, UsageFilter, UsageSum
from overpaint.accounts.values import EditDetails, StepTime
from overpaint.errors import InvalidRequest

PROMPT_SHOWN = 300
"""Characters of a prompt in a list."""

MOST_ROWS = 1000
"""Rows of one page."""

FINISHED = "finished"


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def sums(self, by: Sequence[Dimension], wanted: UsageFilter) -> tuple[UsageSum, ...]:
        """One row for each combination that occurs, in the order of `by`; without any, one row of totals."""
        names = tuple(dict.fromkeys(by))
        places = [self._place(name) for name in names]
        added = _SUMS.where(*_conditions(wanted)).add_columns(*(p.label(n) for n, p in zip(names, places, strict=True)))
        if "key" in names:
            added = added.join(KeyRow, KeyRow.id == UsageRow.key_id).add_columns(KeyRow.prefix, KeyRow.name.label("key_name"))
            added = added.group_by(KeyRow.prefix, KeyRow.name)
        if wanted.text:
            added = added.outerjoin(DetailRow, DetailRow.uid == UsageRow.uid)
        with self._database.read() as session:
            rows = session.execute(added.group_by(*places).order_by(*places)).mappings().all()
        return tuple(_sum(dict(row)) for row in rows)

    def requests(self, wanted: UsageFilter, limit: int, after: str) -> Page[RequestEntry]:
        """Newest first. Raises InvalidRequest for an `after` that no page has given."""
        conditions = _conditions(wanted)
        with self._database.read() as session:
            total = session.scalar(_with_details(select(func.count(UsageRow.id))).where(*conditions)) or 0
            listed = _ENTRIES.options(defer(DetailRow.prompt), defer(DetailRow.plan)).where(*conditions, *_behind(after))
            ordered = listed.order_by(UsageRow.time.desc(), UsageRow.id.desc()).limit(min(limit, MOST_ROWS) + 1)
            rows = session.execute(ordered).all()
            shown_rows = rows[: min(limit, MOST_ROWS)]
            entries = tuple(
                RequestEntry(usage.value(), shown(prefix), name, details and _brief(details, prompt))
                for usage, details, prompt, prefix, name in shown_rows
            )
        last = shown_rows[-1][0] if len(rows) > len(shown_rows) else None
        return Page(entries, total, "" if last is None else f"{last.time.isoformat()}|{last.id}")

    def request(self, request_id: str) -> tuple[RequestEntry, ...]:
        """What is on record of a request, whole: by its id, or the record's `uid`. A client may use an id twice; newest first."""
        name = storable(request_id)
        named = _ENTRIES.where(or_(UsageRow.request_id == name, UsageRow.uid == name)).order_by(UsageRow.time.desc())
        with self._database.read() as session:
            return tuple(
                RequestEntry(usage.value(), shown(prefix), key_name, details and details.value())
                for usage, details, _, prefix, key_name in session.execute(named)
            )

    def engines(self) -> tuple[str, ...]:
        """Every engine that a record names, for a menu."""
        with self._database.read() as session:
            return tuple(session.scalars(select(UsageRow.engine).distinct().order_by(UsageRow.engine)))

    def _place(self, name: Dimension) -> ColumnElement[Any]:
        """The expression that a dimension groups by."""
        if name in ("day", "month"):
            letters = 10 if name == "day" else 7
            if self._database.is_sqlite:  # stored in UTC without a zone
                return func.substr(func.date(UsageRow.time), 1, letters)
            return func.substr(func.to_char(func.timezone("UTC", UsageRow.time), "YYYY-MM-DD"), 1, letters)
        columns: dict[str, ColumnElement[Any]] = {
            "key": UsageRow.__table__.c.key_id,
            "group": UsageRow.__table__.c.group_name,
            "engine": UsageRow.__table__.c.engine,
            "outcome": UsageRow.__table__.c.outcome,
        }
        return columns[name]


_ANSWERED = UsageRow.outcome == FINISHED
_SUMS: Select[Any] = select(
    func.count(UsageRow.id).label("edits"),
    func.coalesce(func.sum(case((_ANSWERED, 1), else_=0)), 0).label("finished"),
    func.coalesce(func.sum(case((_ANSWERED, UsageRow.n), else_=0)), 0).label("images"),
    *(
        func.coalesce(func.sum(getattr(UsageRow, name)), 0).label(name)
        for name in ("input_tokens", "output_tokens", "milliseconds", "calls", "cost")
    ),
)


def _with_details(statement: Select[Any]) -> Select[Any]:
    return statement.select_from(UsageRow).outerjoin(DetailRow, DetailRow.uid == UsageRow.uid)


_ENTRIES: Select[Any] = _with_details(
    select(UsageRow, DetailRow, func.substr(DetailRow.prompt, 1, PROMPT_SHOWN), KeyRow.prefix, KeyRow.name)
).join(KeyRow, KeyRow.id == UsageRow.key_id)


def _conditions(wanted: UsageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(UsageRow.time >= wanted.since)
    if wanted.until is not None:
        found.append(UsageRow.time < wanted.until)
    if wanted.key_id is not None:
        found.append(UsageRow.key_id == wanted.key_id)
    if wanted.group:
        found.append(UsageRow.group == storable(wanted.group))
    if wanted.engine:
        found.append(UsageRow.engine == storable(wanted.engine))
    if wanted.outcome:
        found.append(UsageRow.outcome != FINISHED if wanted.outcome == "failed" else UsageRow.outcome == storable(wanted.outcome))
    if wanted.text:
        part = storable(wanted.text)
        found.append(or_(UsageRow.request_id.icontains(part, autoescape=True), DetailRow.prompt.icontains(part, autoescape=True)))
    return found


def _behind(after: str) -> list[ColumnElement[bool]]:
    """What comes after a row in the list's order."""
    if not after:
        return []
    text, _, number = after.partition("|")
    try:
        time, last = datetime.fromisoformat(text), int(number[:19])
    except ValueError as error:
        raise InvalidRequest("No page begins there; ask for the first.", param="after") from error
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time
    return [or_(UsageRow.time < time, and_(UsageRow.time == time, UsageRow.id < last))]


def _brief(details: DetailRow, prompt: str) -> EditDetails:
    return EditDetails(prompt, "", tuple(StepTime(**step) for step in details.steps), details.message)


def _sum(row: dict[str, Any]) -> UsageSum:
    prefix = row.pop("prefix", None)
    if prefix is not None:
        row |= {"key_id": row.pop("key"), "key_prefix": shown(prefix)}
    numbers = {name: float(value) if name == "cost" else int(value) for name, value in row.items() if name in _NUMBERS}
    return UsageSum(**{**row, **numbers})


_NUMBERS = ("edits", "finished", "images", "input_tokens", "output_tokens", "milliseconds", "calls", "cost")
