"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from overpaint.accounts.limits import Limits
from overpaint.accounts.secret import shown
from overpaint.accounts.values import EditDetails, Group, KeyInfo, StepTime, UsageRecord


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC times in and out. SQLite has no time zones: there the UTC time is stored without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"times need a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime(), str: Text()}  # noqa: RUF012 - SQLAlchemy declares it as a plain attribute


class GroupRow(Base):
    __tablename__ = "key_groups"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    description: Mapped[str]

    def value(self) -> Group:
        """Raises ConfigurationError for limits of another version."""
        return Group(self.name, Limits.stored(self.name, self.limits), self.description)


class KeyRow(Base):
    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str]
    group_name: Mapped[str] = mapped_column(ForeignKey("key_groups.name"))
    created: Mapped[datetime]
    revoked: Mapped[datetime | None]
    last_used: Mapped[datetime | None]
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    group: Mapped[GroupRow] = relationship(lazy="raise")

    def value(self) -> KeyInfo:
        """Raises ConfigurationError for limits of another version."""
        return KeyInfo(
            id=self.id,
            prefix=shown(self.prefix),
            name=self.name,
            group=self.group_name,
            created=self.created,
            limits=Limits.stored(shown(self.prefix), self.limits, of="key"),
            revoked=self.revoked,
            last_used=self.last_used,
        )


class UsageRow(Base):
    __tablename__ = "usage_records"
    __table_args__ = (Index("ix_usage_records_key_id_time", "key_id", "time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    time: Mapped[datetime] = mapped_column(index=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    group: Mapped[str] = mapped_column("group_name")
    request_id: Mapped[str] = mapped_column(index=True)
    engine: Mapped[str]
    prompt_length: Mapped[int]
    images_in: Mapped[int]
    n: Mapped[int]
    size: Mapped[str]
    milliseconds: Mapped[int]
    outcome: Mapped[str]
    user: Mapped[str | None]
    safety_identifier: Mapped[str | None]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    upstream: Mapped[str]
    model: Mapped[str]
    calls: Mapped[int]
    cost: Mapped[float]

    def value(self) -> UsageRecord:
        return UsageRecord(**{name: getattr(self, name) for name in RECORDED})


RECORDED = tuple(column.key for column in UsageRow.__mapper__.column_attrs if column.key != "id")
"""The fields of a UsageRecord that the table has, by the names of both."""


class DetailRow(Base):
    """What is kept for a while of an edit, beside its record: with retention over, the row goes and the record stays."""

    __tablename__ = "edit_details"

    uid: Mapped[str] = mapped_column(ForeignKey("usage_records.uid", ondelete="CASCADE"), primary_key=True)
    time: Mapped[datetime] = mapped_column(index=True)
    prompt: Mapped[str]
    plan: Mapped[str]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    message: Mapped[str]

    def value(self) -> EditDetails:
        return EditDetails(self.prompt, self.plan, tuple(StepTime(**step) for step in self.steps), self.message)


class ReservationRow(Base):
    """Pictures of an edit that runs, of a key whose pictures are counted. The edit's usage record takes the row's place."""

    __tablename__ = "reservations"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"), index=True)
    images: Mapped[int]
    until: Mapped[datetime]


class ConsoleRow(Base):
    """One row: the admin's password, hashed, or the digest of the code that lets one be chosen; the console's own key."""

    __tablename__ = "console"

    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str]
    code_digest: Mapped[str] = mapped_column(String(64))
    changed: Mapped[datetime]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("api_keys.id"))


class SignInRow(Base):
    __tablename__ = "console_sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("api_keys.id"))
