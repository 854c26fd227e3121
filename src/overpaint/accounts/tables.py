"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from overpaint.accounts.limits import Limits
from overpaint.accounts.secret import shown
from overpaint.accounts.values import Group, KeyInfo, UsageRecord


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
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    last_used: Mapped[datetime | None]
    group: Mapped[GroupRow] = relationship(lazy="raise")

    def value(self) -> KeyInfo:
        return KeyInfo(
            id=self.id,
            prefix=shown(self.prefix),
            name=self.name,
            group=self.group_name,
            created=self.created,
            expires=self.expires,
            revoked=self.revoked,
            last_used=self.last_used,
        )


class UsageRow(Base):
    __tablename__ = "usage_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    time: Mapped[datetime] = mapped_column(index=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"), index=True)
    request_id: Mapped[str]
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
        columns: dict[str, Any] = {c.key: getattr(self, c.key) for c in self.__table__.columns if c.key != "id"}
        return UsageRecord(**columns)
