"""The accounts room's one object: everything the other rooms and the commands ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from sqlalchemy import exists, select

from overpaint.accounts import backup, checkup, retention, schema
from overpaint.accounts.checkup import Checkup
from overpaint.accounts.console import ConsoleAccess
from overpaint.accounts.database import BUSY_SECONDS, Database
from overpaint.accounts.groups import Groups, add_missing_defaults
from overpaint.accounts.kept_pictures import KeptPictures
from overpaint.accounts.keyring import Keyring, add_key
from overpaint.accounts.ledger import PATIENCE, Ledger
from overpaint.accounts.quota import Quota
from overpaint.accounts.reports import Reports
from overpaint.accounts.tables import KeyRow
from overpaint.accounts.unavailable import place_of
from overpaint.accounts.usage_values import (
    ANY,
    EVERY_KEY,
    Dimension,
    KeyFilter,
    Page,
    Pruned,
    RequestEntry,
    UsageFilter,
    UsageSum,
    Used,
)
from overpaint.accounts.values import Caller, Group, KeyInfo, UsageRecord, utc_now
from overpaint.settings import Settings


class Accounts:
    """Keys, groups, usage and the `console`'s access in one database, given by its SQLAlchemy URL. Sync.

    Safe to use from several threads.

    Nothing is opened before the first call. Every method but `record_usage` raises DatabaseUnavailable when the database does
    not answer. `now`: the clock, aware UTC. `busy_seconds`: how long a statement waits for a lock. `patience`: how many seconds a
    usage record waits for the database before it is logged instead. `keeps_prompts`: whether the requests log has them, with
    plans and steps. `pictures`: the folder of edits' pictures; `keeps_pictures`: whether more come into it.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime] = utc_now,
        busy_seconds: float = BUSY_SECONDS,
        patience: float = PATIENCE,
        keeps_prompts: bool = True,
        pictures: Path | None = None,
        keeps_pictures: bool = False,
    ) -> None:
        self._now = now
        self._keeps_prompts = keeps_prompts
        self._pictures = None if pictures is None else KeptPictures(pictures)
        self._keeps_pictures = keeps_pictures
        self._watchers: list[Callable[[UsageRecord], None]] = []
        self._database = Database(url, busy_seconds=busy_seconds)
        self._keyring = Keyring(self._database, now)
        self._groups = Groups(self._database)
        self._ledger = Ledger(self._database, patience=patience)
        self._reports = Reports(self._database)
        self._quota = Quota(self._database, now)
        self.console = ConsoleAccess(self._database, now)

    @classmethod
    def of(cls, config: Settings) -> Self:
        """The accounts that the settings name. Raises ConfigurationError for a URL that can't be used."""
        return cls(
            config.resolved_database_url,
            busy_seconds=config.database_timeout,
            keeps_prompts=config.keep_prompts_days > 0,
            pictures=config.kept_pictures_dir,
            keeps_pictures=config.keep_pictures_days > 0,
        )

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

    def schema_version(self) -> str | None:
        """The schema that the database has; None for one that is empty or not there yet."""
        self._database.prepare()
        with self._database.read() as session:
            return schema.current(session)

    def check(self) -> Checkup:
        """Look for damage, and for another version's schema; changes nothing."""
        return checkup.check(self._database)

    def backup(self, file: Path) -> int:
        """Copy the database into one file, while others use it; its bytes. Raises ConfigurationError."""
        return backup.backup(self._database, file)

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
            secret, _ = add_key(session, name="first key", group="direct", limits={}, now=self._now())
            return secret

    def authenticate(self, secret: str | None) -> Caller:
        """Who is this? Raises NotAuthenticated: "No token provided" for none, else a reason that does not repeat the key."""
        return self._keyring.authenticate(secret)

    def caller(self, key_id: int) -> Caller:
        """The bearer of a key that is known by its id: the console's way. Raises NotAuthenticated as `authenticate` does."""
        return self._keyring.caller(key_id)

    def issue(
        self,
        name: str = "",
        group: str = "default",
        expires: datetime | None = None,
        limits: Mapping[str, Any] = MappingProxyType({}),
    ) -> tuple[str, KeyInfo]:
        """Make a key: its text, which is not kept, and what is. `limits`: its own, by their names in `accounts.limits`, which
        narrow its group's; `expires`: one of them, aware time. Raises InvalidRequest.
        """
        return self._keyring.issue(name, group, limits if expires is None else {**limits, "expires": expires})

    def change_key(
        self,
        reference: str,
        limits: Mapping[str, Any] = MappingProxyType({}),
        *,
        name: str | None = None,
        group: str | None = None,
    ) -> KeyInfo:
        """Change a key, given by id, prefix or whole text: what is not given stays. A limit that is None is no limit any more.

        Counts from the next request on. Raises NotFound, InvalidRequest.
        """
        return self._keyring.change(reference, limits, name, group)

    def keys(self) -> tuple[KeyInfo, ...]:
        """Every key ever issued, oldest first."""
        return self._keyring.all()

    def find_keys(self, wanted: KeyFilter = EVERY_KEY, *, limit: int = 50, start: int = 0) -> Page[KeyInfo]:
        """Keys as a table shows them: filtered, sorted, `limit` from number `start` on."""
        return self._keyring.find(wanted, limit, start)

    def key(self, reference: str) -> KeyInfo:
        """One key, by id, prefix or whole text. Raises NotFound, or InvalidRequest if several keys fit."""
        return self._keyring.one(reference)

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

    def watch(self, watcher: Callable[[UsageRecord], None]) -> None:
        """Have every record told from now on, with its details, whether or not it can be written. It must not raise."""
        self._watchers.append(watcher)

    @property
    def backlog(self) -> int:
        """Records that wait for the database."""
        return self._ledger.waiting

    def record_usage(self, record: UsageRecord) -> None:
        """Write one edit's record; when the database is locked or away, later; when it stays away, to the log. Never raises."""
        for watcher in self._watchers:
            watcher(record)
        if self._pictures is not None and self._keeps_pictures:
            self._pictures.keep(record)
        self._ledger.record(replace(record, files=(), details=record.details if self._keeps_prompts else None))

    def usage(
        self, *, key_id: int | None = None, request_id: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> tuple[UsageRecord, ...]:
        """Usage records, newest first."""
        return self._ledger.usage(key_id=key_id, request_id=request_id, since=since, limit=limit)

    def usage_sums(self, by: Sequence[Dimension] = (), wanted: UsageFilter = ANY) -> tuple[UsageSum, ...]:
        """Usage added up by day, key, group, … in that order, for charts and CSV; by nothing: one row of totals."""
        return self._reports.sums(by, wanted)

    def requests(self, wanted: UsageFilter = ANY, *, limit: int = 50, after: str = "") -> Page[RequestEntry]:
        """The requests log, newest first, page by page: `after` is the page before's `next`. Raises InvalidRequest."""
        return self._reports.requests(wanted, limit, after)

    def request(self, request_id: str) -> tuple[RequestEntry, ...]:
        """What is on record of a request, with its whole prompt and plan where they are kept; by its id or a record's `uid`."""
        return self._reports.request(request_id)

    def pictures(self, uid: str) -> tuple[Path, ...]:
        """The files kept of a record: `in-1.png`, `mask.png`, `out-1.jpeg`, …, in that order; none where none are kept."""
        return () if self._pictures is None else self._pictures.of(uid)

    def engines_used(self) -> tuple[str, ...]:
        """Every engine that a record names."""
        return self._reports.engines()

    def used(self, key_id: int) -> Used:
        """Pictures that a key was answered, or is promised, this day and this month."""
        return self._quota.used(key_id)

    def reserve(self, caller: Caller, images: int) -> str:
        """Promise pictures to an edit of a key that has a quota. The `uid` that its record must bear. Raises QuotaExceeded."""
        return self._quota.reserve(caller, images)

    def prune(
        self,
        *,
        details_before: datetime | None = None,
        records_before: datetime | None = None,
        pictures_before: datetime | None = None,
    ) -> Pruned:
        """Take away what is kept beside older records (prompt, plan, steps), older records, and pictures of days before that day;
        None takes nothing.
        """
        pruned = retention.prune(self._database, self._now(), details_before, records_before)
        if self._pictures is None or pictures_before is None:
            return pruned
        return replace(pruned, pictures=self._pictures.prune(pictures_before))

    def close(self) -> None:
        """Write what still waits, for five seconds at most, and close the connections."""
        self._ledger.close()
        self._database.close()
