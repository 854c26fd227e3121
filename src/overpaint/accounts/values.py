"""What the accounts room gives and takes: frozen values without SQL. Times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from overpaint.accounts.limits import Limits

KeyState = Literal["active", "expired", "revoked"]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Group:
    """What the keys of a group may do. `narrowed`: of a Caller's group, the limits that the key itself holds shorter."""

    name: str
    limits: Limits = field(default_factory=Limits)
    description: str = ""
    narrowed: frozenset[str] = frozenset()


DEFAULT_GROUPS = (
    Group("default", Limits(), "One picture at a time, no masks."),
    Group("direct", Limits(allow_mask=True, max_n=10), "Masks, and up to ten pictures a request."),
)


@dataclass(frozen=True)
class Caller:
    """Who sent a request: a key that was found good, and its group, with the limits that hold for this key.

    `key_prefix` is what may be logged and shown.
    """

    key_id: int
    key_prefix: str
    group: Group


@dataclass(frozen=True)
class KeyInfo:
    """A key as it may be shown: everything but its secret. `limits`: its own, of which only those count that were set; they
    narrow its group's. `last_used` is exact to a minute.
    """

    id: int
    prefix: str
    name: str
    group: str
    created: datetime
    limits: Limits = field(default_factory=Limits)
    revoked: datetime | None = None
    last_used: datetime | None = None

    @property
    def expires(self) -> datetime | None:
        """When it stops being accepted, by its own limits."""
        return self.limits.expires

    def state(self, now: datetime) -> KeyState:
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= now else "active"


@dataclass(frozen=True)
class StepTime:
    """One step of an edit: what it did in plain words, its stage (`queue`, `reading`, an operation, an upstream, `writing`), and
    how long that took.
    """

    text: str
    stage: str
    milliseconds: int


@dataclass(frozen=True)
class EditDetails:
    """What is kept for a while beside an edit's record, where the operator wants it: `prompt` as sent, `plan` as JSON (empty
    where there was none), the steps that ran, and `message`, what the caller was told where it failed.
    """

    prompt: str = ""
    plan: str = ""
    steps: tuple[StepTime, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class UsageRecord:
    """One edit, whatever came of it.

    `group`: the key's at that time. `prompt_length`: characters; the prompt itself is in `details`, if anywhere. `images_in`:
    pictures sent, mask not counted. `size`: `1024x1024` as answered, or as asked for when there was no answer. `outcome`:
    `finished` or an error code. `user`, `safety_identifier`: as the caller sent them. `upstream`, `model`: who was asked, empty
    where the edit was made here; `calls`: how often; `cost`: US dollars that it may have cost, by the price that the operator has
    named. `uid`: makes a second try of the same write harmless. `key_prefix`, `reserved` (pictures were reserved under its
    `uid`), `details` and `files` (pictures by their names, as `Accounts.pictures` has them): only on the way in.
    """

    key_id: int
    request_id: str
    engine: str
    prompt_length: int
    images_in: int
    n: int
    size: str
    milliseconds: int
    outcome: str
    user: str | None = None
    safety_identifier: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    upstream: str = ""
    model: str = ""
    calls: int = 0
    cost: float = 0.0
    time: datetime = field(default_factory=utc_now)
    uid: str = field(default_factory=lambda: uuid4().hex)
    group: str = ""
    key_prefix: str = field(default="", compare=False)
    reserved: bool = field(default=False, compare=False)
    details: EditDetails | None = field(default=None, compare=False)
    files: tuple[tuple[str, bytes | Path], ...] = field(default=(), compare=False, repr=False)
