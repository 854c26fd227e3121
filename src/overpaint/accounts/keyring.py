"""API keys in the database: issue, recognise, list, revoke. No message ever repeats a key."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from overpaint.accounts import secret as key_text
from overpaint.accounts.database import Database
from overpaint.accounts.limits import Limits
from overpaint.accounts.single_line import single_line, storable
from overpaint.accounts.tables import GroupRow, KeyRow
from overpaint.accounts.usage_values import KeyFilter, Page
from overpaint.accounts.values import Caller, Group, KeyInfo
from overpaint.errors import EngineUnavailable, InvalidRequest, NotAuthenticated, NotFound

log = logging.getLogger(__name__)

LAST_USED_EVERY = timedelta(minutes=1)
"""`last_used` is written no more often than this for a key, so that asking is a read and not a write."""

# Columns, not objects: half the time of loading two rows through the ORM, and every request pays it.
_KNOWN = select(
    KeyRow.id,
    KeyRow.prefix,
    KeyRow.limits.label("own"),
    KeyRow.revoked,
    KeyRow.last_used,
    GroupRow.name,
    GroupRow.limits,
    GroupRow.description,
).join(GroupRow, KeyRow.group_name == GroupRow.name)
_KNOWN_BY_TEXT = _KNOWN.where(KeyRow.digest == bindparam("digest"))
_KNOWN_BY_ID = _KNOWN.where(KeyRow.id == bindparam("id"))


class Keyring:
    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._touched: dict[int, datetime] = {}  # key id → our last try to write its last_used

    def authenticate(self, secret: str | None) -> Caller:
        """Raises NotAuthenticated for no key, or one that is unknown, expired or revoked."""
        if not secret:
            raise NotAuthenticated("No token provided")
        return self._good(_KNOWN_BY_TEXT, {"digest": key_text.digest(secret)})

    def caller(self, key_id: int) -> Caller:
        """The same for a key that is known by its id."""
        return self._good(_KNOWN_BY_ID, {"id": key_id})

    def _good(self, statement: Select[Any], which: Mapping[str, Any]) -> Caller:
        with self._database.glance() as connection:
            row = connection.execute(statement, which).one_or_none()
        if row is None:
            raise NotAuthenticated("This API key is not known here. Get one with `overpaint keys issue`.")
        key_id, prefix, own, revoked, last_used, name, limits, description = row
        now = self._now()
        group = effective(name, limits, description, key_text.shown(prefix), own)
        expires = group.limits.expires
        if revoked is not None:
            raise NotAuthenticated(f"This API key was revoked on {revoked:%Y-%m-%d at %H:%M} UTC. Get another one.")
        if expires is not None and expires <= now:
            what = "API key" if "expires" in group.narrowed else f"API key's group {name!r}"
            raise NotAuthenticated(f"This {what} expired on {expires:%Y-%m-%d at %H:%M} UTC. Get another one.")
        if last_used is None or now - last_used >= LAST_USED_EVERY:
            self._touch(key_id, now)
        return Caller(key_id, key_text.shown(prefix), group)

    def issue(self, name: str, group: str, limits: Mapping[str, Any]) -> tuple[str, KeyInfo]:
        """Make a key. Its text is given here and never again. Raises InvalidRequest."""
        name = single_line(name, "name")
        with self._database.write(alone=True) as session:
            return add_key(session, name=name, group=group, limits=limits, now=self._now())

    def change(self, reference: str, limits: Mapping[str, Any], name: str | None, group: str | None) -> KeyInfo:
        """What is given in place of what was. Raises NotFound, InvalidRequest."""
        with self._database.write(alone=True) as session:
            row = _row_named(session, reference)
            if name is not None:
                row.name = single_line(name, "name")
            if group is not None:
                _check_group(session, group)
                row.group_name = group
            row.limits = row.value().limits.changed(limits).narrowing().storable()
            session.flush()
            return row.value()

    def all(self) -> tuple[KeyInfo, ...]:
        """Every key ever issued, oldest first."""
        with self._database.read() as session:
            return tuple(row.value() for row in session.scalars(select(KeyRow).order_by(KeyRow.id)))

    def one(self, reference: str) -> KeyInfo:
        """Raises NotFound, InvalidRequest."""
        with self._database.read() as session:
            return _row_named(session, reference).value()

    def find(self, wanted: KeyFilter, limit: int, start: int) -> Page[KeyInfo]:
        """`state` is told from a key's own limits, which are no column: with it every key that fits the rest is read."""
        fitting = select(KeyRow).where(*_fitting(wanted)).order_by(*_order(wanted))
        with self._database.read() as session:
            if not wanted.state:
                total = session.scalar(select(func.count(KeyRow.id)).where(*_fitting(wanted))) or 0
                rows = session.scalars(fitting.limit(limit).offset(start))
                return Page(tuple(row.value() for row in rows), total)
            found = [row.value() for row in session.scalars(fitting)]
        found = [key for key in found if key.state(self._now()) == wanted.state]
        return Page(tuple(found[start : start + limit]), len(found))

    def revoke(self, reference: str) -> KeyInfo:
        """Revoke by id, by prefix (with or without …) or by the whole key; a revoked key stays as it is.

        Raises NotFound, or InvalidRequest for a prefix that several keys share, naming their ids.
        """
        with self._database.write(alone=True) as session:
            row = _row_named(session, reference)
            if row.revoked is None:
                row.revoked = self._now()
                session.flush()
            return row.value()

    def _touch(self, key_id: int, now: datetime) -> None:
        """Write `last_used`. A database that is too busy for it must not turn a good key away: the next minute will do."""
        tried = self._touched.get(key_id)
        if tried is not None and now - tried < LAST_USED_EVERY:
            return
        self._touched[key_id] = now
        try:
            with self._database.write() as session:
                session.execute(update(KeyRow).where(KeyRow.id == key_id).values(last_used=now))
        except EngineUnavailable:
            log.warning("last_used of key %s not written", key_id)


def effective(name: str, limits: Mapping[str, Any], description: str, key: str, own: Mapping[str, Any]) -> Group:
    """A group as it holds for one key: its limits, narrowed by the key's own. Raises ConfigurationError."""
    whole = Limits.stored(name, limits)
    narrowing = Limits.stored(key, own, of="key")
    held = whole.within(narrowing)
    narrowed = frozenset(limit for limit in narrowing.model_fields_set if getattr(held, limit) != getattr(whole, limit))
    return Group(name, held, description, narrowed)


def add_key(session: Session, *, name: str, group: str, limits: Mapping[str, Any], now: datetime) -> tuple[str, KeyInfo]:
    """Add a key in a transaction of the caller's. Raises InvalidRequest for an unknown group, a limit that can't be, or an expiry
    that is past.
    """
    _check_group(session, group)
    own = Limits().changed(limits).narrowing()
    expires = own.expires
    if expires is not None and expires <= now:
        raise InvalidRequest(f"The key would be expired already: {expires:%Y-%m-%d %H:%M} UTC is past.", param="expires")
    secret = key_text.make_secret()
    row = KeyRow(
        digest=key_text.digest(secret),
        prefix=key_text.prefix(secret),
        name=name,
        group_name=group,
        created=now,
        limits=own.storable(),
    )
    session.add(row)
    session.flush()
    return secret, row.value()


def _fitting(wanted: KeyFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.group:
        found.append(KeyRow.group_name == storable(wanted.group))
    if wanted.text:
        part = storable(wanted.text).removesuffix("…")
        found.append(or_(KeyRow.name.icontains(part, autoescape=True), KeyRow.prefix.icontains(part, autoescape=True)))
    if wanted.state == "revoked":
        found.append(KeyRow.revoked.is_not(None))
    elif wanted.state:
        found.append(KeyRow.revoked.is_(None))
    return found


def _order(wanted: KeyFilter) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "id": KeyRow.__table__.c.id,
        "name": func.lower(KeyRow.name),
        "group": KeyRow.__table__.c.group_name,
        "created": KeyRow.__table__.c.created,
        "last_used": KeyRow.__table__.c.last_used,
    }
    column = columns[wanted.sort]
    ordered = column.desc() if wanted.descending else column.asc()
    return [ordered.nulls_last(), KeyRow.__table__.c.id]


def _row_named(session: Session, reference: str) -> KeyRow:
    rows = list(session.scalars(select(KeyRow).where(_names(reference)).order_by(KeyRow.id)))
    if not rows:
        raise NotFound("No key has this id or prefix; see `overpaint keys list`.", param="key")
    if len(rows) > 1:
        which = "; ".join(f"id {row.id} ({row.name or 'no name'}, group {row.group_name})" for row in rows)
        raise InvalidRequest(f"Several keys begin alike; say which by its id: {which}.", param="key")
    return rows[0]


def _check_group(session: Session, group: str) -> None:
    if session.get(GroupRow, storable(group)) is None:
        known = ", ".join(session.scalars(select(GroupRow.name).order_by(GroupRow.name)))
        raise InvalidRequest(
            f"There is no group {group[:64]!r}; there are: {known}. `overpaint groups set` makes one.", param="group"
        )


def _names(reference: str) -> ColumnElement[bool]:
    """Which keys a person means by an id, a prefix or a whole key."""
    if reference.isascii() and reference.isdigit():
        # Python reads no number of thousands of digits, and no id has more than ten.
        return KeyRow.id == min(int(reference[:20]), 2**31 - 1)
    start = reference.removesuffix("…").removesuffix("...")
    return or_(KeyRow.prefix == storable(start), KeyRow.digest == key_text.digest(start))
