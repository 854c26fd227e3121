"""API keys in the database: issue, recognise, list, revoke. No message ever repeats a key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from overpaint.accounts import secret as key_text
from overpaint.accounts.database import Database
from overpaint.accounts.limits import Limits
from overpaint.accounts.single_line import single_line, storable
from overpaint.accounts.tables import GroupRow, KeyRow
from overpaint.accounts.values import Caller, Group, KeyInfo
from overpaint.errors import EngineUnavailable, InvalidRequest, NotAuthenticated, NotFound

log = logging.getLogger(__name__)

LAST_USED_EVERY = timedelta(minutes=1)
"""`last_used` is written no more often than this for a key, so that asking is a read and not a write."""

# Columns, not objects: half the time of loading two rows through the ORM, and every request pays it.
_KNOWN = (
    select(
        KeyRow.id,
        KeyRow.prefix,
        KeyRow.expires,
        KeyRow.revoked,
        KeyRow.last_used,
        GroupRow.name,
        GroupRow.limits,
        GroupRow.description,
    )
    .join(GroupRow, KeyRow.group_name == GroupRow.name)
    .where(KeyRow.digest == bindparam("digest"))
)


class Keyring:
    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._touched: dict[int, datetime] = {}  # key id → our last try to write its last_used

    def authenticate(self, secret: str | None) -> Caller:
        """Raises NotAuthenticated for no key, or one that is unknown, expired or revoked."""
        if not secret:
            raise NotAuthenticated("No token provided")
        with self._database.read() as session:
            row = session.execute(_KNOWN, {"digest": key_text.digest(secret)}).one_or_none()
        if row is None:
            raise NotAuthenticated("This API key is not known here. Get one with `overpaint keys issue`.")
        key_id, prefix, expires, revoked, last_used, group, limits, description = row
        now = self._now()
        if revoked is not None:
            raise NotAuthenticated(f"This API key was revoked on {revoked:%Y-%m-%d at %H:%M} UTC. Get another one.")
        if expires is not None and expires <= now:
            raise NotAuthenticated(f"This API key expired on {expires:%Y-%m-%d at %H:%M} UTC. Get another one.")
        if last_used is None or now - last_used >= LAST_USED_EVERY:
            self._touch(key_id, now)
        return Caller(key_id, key_text.shown(prefix), Group(group, Limits.stored(group, limits), description))

    def issue(self, name: str, group: str, expires: datetime | None) -> tuple[str, KeyInfo]:
        """Make a key. Its text is given here and never again. Raises InvalidRequest."""
        name = single_line(name, "name")
        with self._database.write(alone=True) as session:
            return add_key(session, name=name, group=group, expires=expires, now=self._now())

    def all(self) -> tuple[KeyInfo, ...]:
        """Every key ever issued, oldest first."""
        with self._database.read() as session:
            return tuple(row.value() for row in session.scalars(select(KeyRow).order_by(KeyRow.id)))

    def revoke(self, reference: str) -> KeyInfo:
        """Revoke by id, by prefix (with or without …) or by the whole key; a revoked key stays as it is.

        Raises NotFound, or InvalidRequest for a prefix that several keys share, naming their ids.
        """
        with self._database.write(alone=True) as session:
            rows = list(session.scalars(select(KeyRow).where(_names(reference)).order_by(KeyRow.id)))
            if not rows:
                raise NotFound("No key has this id or prefix; see `overpaint keys list`.", param="key")
            if len(rows) > 1:
                which = "; ".join(f"id {row.id} ({row.name or 'no name'}, group {row.group_name})" for row in rows)
                raise InvalidRequest(f"Several keys begin alike; say which by its id: {which}.", param="key")
            if rows[0].revoked is None:
                rows[0].revoked = self._now()
                session.flush()
            return rows[0].value()

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


def add_key(session: Session, *, name: str, group: str, expires: datetime | None, now: datetime) -> tuple[str, KeyInfo]:
    """Add a key in a transaction of the caller's. Raises InvalidRequest for an unknown group or an expiry that is past."""
    if session.get(GroupRow, storable(group)) is None:
        known = ", ".join(session.scalars(select(GroupRow.name).order_by(GroupRow.name)))
        raise InvalidRequest(
            f"There is no group {group[:64]!r}; there are: {known}. `overpaint groups set` makes one.", param="group"
        )
    if expires is not None and expires <= now:
        raise InvalidRequest(f"The key would be expired already: {expires:%Y-%m-%d %H:%M} UTC is past.", param="expires")
    secret = key_text.make_secret()
    row = KeyRow(
        digest=key_text.digest(secret),
        prefix=key_text.prefix(secret),
        name=name,
        group_name=group,
        created=now,
        expires=expires,
    )
    session.add(row)
    session.flush()
    return secret, row.value()


def _names(reference: str) -> ColumnElement[bool]:
    """Which keys a person means by an id, a prefix or a whole key."""
    if reference.isascii() and reference.isdigit():
        # Python reads no number of thousands of digits, and no id has more than ten.
        return KeyRow.id == min(int(reference[:20]), 2**31 - 1)
    start = reference.removesuffix("…").removesuffix("...")
    return or_(KeyRow.prefix == storable(start), KeyRow.digest == key_text.digest(start))
