"""What keys and records of usage are asked for, and how they come back: by filter, in sums, page by page. Without SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeAlias, TypeVar

from overpaint.accounts.values import EditDetails, KeyState, UsageRecord

Dimension: TypeAlias = Literal["month", "day", "key", "group", "engine", "outcome"]
"""What usage is added up by. Days and months are UTC's."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class UsageFilter:
    """Which records are meant; what is None or empty takes any.

    `since` is included, `until` is not; both are aware. `engine`: `local`, or `local+upstream` for an edit that both took part
    in. `outcome`: `finished`, `failed` for every other, or one error code. `text`: a part of the request id or, while that is
    kept, of the prompt, in any case.
    """

    since: datetime | None = None
    until: datetime | None = None
    key_id: int | None = None
    group: str = ""
    engine: str = ""
    outcome: str = ""
    text: str = ""


ANY = UsageFilter()


@dataclass(frozen=True)
class KeyFilter:
    """Which keys are meant, and in which order; what is empty takes any. `text`: a part of the name or prefix, in any case.

    `sort`: what a table's column shows; `descending` turns it round. Keys that were never used come last in either order.
    """

    text: str = ""
    group: str = ""
    state: KeyState | Literal[""] = ""
    sort: Literal["id", "name", "group", "created", "last_used"] = "id"
    descending: bool = False


EVERY_KEY = KeyFilter()


@dataclass(frozen=True)
class UsageSum:
    """Edits added up. Of `month` (2026-11), `day` (2026-11-22), `key_id`, `group`, `engine` and `outcome` those are set that were
    asked for.

    `edits`: all, `finished`: those that were answered; `images`: pictures answered. Tokens, `milliseconds`, upstream `calls` and
    their `cost` (US dollars): of all edits.
    """

    edits: int
    finished: int
    images: int
    input_tokens: int
    output_tokens: int
    milliseconds: int
    calls: int
    cost: float
    month: str = ""
    day: str = ""
    key_id: int | None = None
    key_prefix: str = ""
    key_name: str = ""
    group: str = ""
    engine: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class RequestEntry:
    """One line of the requests log. `details`: None where they are not kept (any more); in a list the prompt is cut at
    PROMPT_SHOWN characters and the plan left out.
    """

    record: UsageRecord
    key_prefix: str
    key_name: str
    details: EditDetails | None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of many. `total`: of all that fit the filter. `next`: the next page's `after`, empty on the last."""

    rows: tuple[Row, ...]
    total: int
    next: str = ""


@dataclass(frozen=True)
class Used:
    """Pictures that a key was answered this day and this month (UTC), with those that are reserved by edits that run."""

    day: int
    month: int


@dataclass(frozen=True)
class Pruned:
    """How many rows retention has taken away, and the pictures of how many edits."""

    details: int
    records: int
    reservations: int
    pictures: int = 0
