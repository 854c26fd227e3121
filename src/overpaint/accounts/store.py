"""The accounts room's one object: everything the other rooms and the commands ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self

from sqlalchemy import exists, select

from overpaint.accounts import schema
from overpaint.accounts.database import BUSY_SECONDS, Database
from overpaint.accounts.groups import Groups, add_missing_defaults
from overpaint.accounts.keyring import Keyring, add_key
from overpaint.accounts.ledger import PATIENCE, Ledger
from overpaint.accounts.tables import KeyRow
from overpaint.accounts.unavailable import place_of
from overpaint.accounts.values import Caller, Group, KeyInfo, UsageRecord, utc_now
from overpaint.settings import Settings


class Accounts:
    """Keys, groups and usage in one database, given by its SQLAlchemy URL. Safe to use from several threads; sync.

    Nothing is opened before the first call. Every method but `record_usage` raises DatabaseUnavailable when the database does
    not answer. `now`: the clock, aware UTC. `busy_seconds`: how long a statement waits for a lock. `patience`: how many seconds a
    usage record waits for the database before it is logged instead.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime] = utc_now,
        busy_seconds: float = BUSY_SECONDS,
        patience: float = PATIENCE,
    ) -> None:
        self._now = now
        self._database = Database(url, busy_seconds=busy_seconds)
        self._keyring = Keyring(self._database, now)
        self._groups = Groups(self._database)
        self._ledger = Ledger(self._database, patience=patience)

    @classmethod
    def of(cls, config: Settings) -> Self:
        """The accounts that the settings name. Raises ConfigurationError for a URL that can't be used."""
        return cls(config.resolved_database_url, busy_seconds=config.database_timeout)

    @property
    def place(self) -> str:
        """Where the database is, for the operator: no user, no password."""
        return place_of(self._database.url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def migrate(self) -> None:
        """Bring the database to the newest schema, creating SQLite's file and folder. Several processes may do so at once.

        Raises ConfigurationError for a database that can't be made or that another version of Overpaint has moved on.
        """
        schema.migrate(self._database)

    def ensure_groups(self) -> None:
        """Create the groups `default` and `direct` where they are missing."""
        with self._database.write(alone=True) as session:
            add_missing_defaults(session)

    def ensure_defaults(self) -> str | None:
        """`ensure_groups`, and where there has never been a key, one of group `direct`, whose text is returned this one time."""
        with self._database.write(alone=True) as session:
            add_missing_defaults(session)
            if session.scalar(select(exists(select(KeyRow.id)))):
                return None
            secret, _ = add_key(session, name="first key", group="direct", expires=None, now=self._now())
            return secret

    def authenticate(self, secret: str | None) -> Caller:
        """Who is this? Raises NotAuthenticated: "No token provided" for none, else a reason that does not repeat the key."""
        return self._keyring.authenticate(secret)

    def issue(self, name: str = "", group: str = "default", expires: datetime | None = None) -> tuple[str, KeyInfo]:
        """Make a key: its text, which is not kept, and what is. `expires`: aware time. Raises InvalidRequest."""
        return self._keyring.issue(name, group, expires)

    def keys(self) -> tuple[KeyInfo, ...]:
        """Every key ever issued, oldest first."""
        return self._keyring.all()

    def revoke(self, reference: str) -> KeyInfo:
        """Revoke a key from now on, by id, prefix or whole text. Raises NotFound, or InvalidRequest if several keys fit."""
        return self._keyring.revoke(reference)

    def groups(self) -> tuple[Group, ...]:
        """Every group, by name."""
        return self._groups.all()

    def set_group(self, name: str, limits: Mapping[str, Any] = MappingProxyType({}), *, description: str | None = None) -> Group:
        """Change a group, or make it: what is not given stays. `limits`: by their names in `accounts.limits`.

        Counts from the next request on. Raises InvalidRequest.
        """
        return self._groups.set(name, limits, description)

    def record_usage(self, record: UsageRecord) -> None:
        """Write one edit's record; when the database is locked or away, later; when it stays away, to the log. Never raises."""
        self._ledger.record(record)

    def usage(
        self, *, key_id: int | None = None, request_id: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> tuple[UsageRecord, ...]:
        """Usage records, newest first."""
        return self._ledger.usage(key_id=key_id, request_id=request_id, since=since, limit=limit)

    def close(self) -> None:
        """Write what still waits, for five seconds at most, and close the connections."""
        self._ledger.close()
        self._database.close()
