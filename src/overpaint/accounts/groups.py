"""Groups of keys: data, not code. `default` and `direct` are only what a new database starts with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from overpaint.accounts.database import Database
from overpaint.accounts.limits import Limits
from overpaint.accounts.single_line import single_line
from overpaint.accounts.tables import GroupRow
from overpaint.accounts.values import DEFAULT_GROUPS, Group
from overpaint.errors import InvalidRequest

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Groups:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Group, ...]:
        with self._database.read() as session:
            return tuple(row.value() for row in session.scalars(select(GroupRow).order_by(GroupRow.name)))

    def set(self, name: str, changes: Mapping[str, Any], description: str | None) -> Group:
        """Change what is given, keep the rest; a new group starts as `default` does. Raises InvalidRequest."""
        if not NAME.fullmatch(name):
            message = (
                f"A group's name is up to 64 small letters, digits, - and _, beginning with a letter or digit; got {name[:64]!r}."
            )
            raise InvalidRequest(message, param="name")
        if description is not None:
            description = single_line(description, "description")
        with self._database.write(alone=True) as session:
            row = session.get(GroupRow, name)
            if row is None:
                row = GroupRow(name=name, limits=Limits().whole(), description="")
                session.add(row)
            row.limits = row.value().limits.changed(changes).whole()
            if description is not None:
                row.description = description
            session.flush()
            return row.value()


def add_missing_defaults(session: Session) -> None:
    """Create `default` and `direct` where they are missing; a group that was changed stays as it is."""
    there = set(session.scalars(select(GroupRow.name)))
    for group in DEFAULT_GROUPS:
        if group.name not in there:
            session.add(GroupRow(name=group.name, limits=group.limits.whole(), description=group.description))
    session.flush()
