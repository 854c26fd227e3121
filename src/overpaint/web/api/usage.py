"""`GET /v1/usage`, an extension: what a key has used, by day, and what its limits leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from overpaint.accounts import Accounts, Caller
from overpaint.accounts.quota_rules import next_day, next_month
from overpaint.accounts.usage_values import UsageFilter, UsageSum
from overpaint.accounts.values import utc_now
from overpaint.errors import InvalidRequest
from overpaint.web.api.authentication import caller_of
from overpaint.web.api.context import context_of
from overpaint.web.api.openapi import error_responses

router = APIRouter(tags=["usage"])

# Days that are told of where nothing else is asked.
USUAL_DAYS = 30
By = Literal["day", "month", "engine", "outcome"]


def _utc(time: datetime) -> datetime:
    """Raises ValueError."""
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("that time is out of the calendar") from error


Time = Annotated[datetime, AfterValidator(_utc)]


class UsageQuery(BaseModel):
    """What is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Time | None = Field(
        None, description="A date or time, UTC unless it says otherwise; included. 30 days ago if left out."
    )
    until: Time | None = Field(None, description="The same; not included. Now if left out.")
    by: By = Field("day", description="What `data` is added up by.")


class Sum(BaseModel):
    """Edits added up. `images`: pictures answered; `calls`, `cost` (US dollars): of upstreams, as the operator prices them."""

    edits: int
    finished: int
    images: int
    input_tokens: int
    output_tokens: int
    milliseconds: int
    calls: int
    cost: float


class SumBy(Sum):
    """One row: of that day or month (UTC), engine or outcome (`finished`, or an error code)."""

    day: str | None = None
    month: str | None = None
    engine: str | None = None
    outcome: str | None = None


class Allowance(BaseModel):
    """Pictures a day or a month."""

    limit: int
    used: int
    resets_at: datetime


class UsageAnswer(BaseModel):
    """What the key that asks has used. `limits`: of its pictures, where they are counted."""

    object: Literal["usage"] = "usage"
    key: str
    group: str
    since: datetime
    until: datetime
    total: Sum
    data: list[SumBy]
    limits: dict[str, Allowance]


@router.get(
    "/v1/usage",
    summary="What this key has used",
    operation_id="getUsage",
    response_model_exclude_none=True,
    responses=error_responses(400, 401, 403, 503),
)
async def get_usage(request: Request, asked: Annotated[UsageQuery, Query()]) -> UsageAnswer:
    """Extension. A key's own records, added up by day."""
    return await to_thread.run_sync(_answer, context_of(request).accounts, caller_of(request), asked)


def _answer(accounts: Accounts, caller: Caller, asked: UsageQuery) -> UsageAnswer:
    until = asked.until or utc_now()
    since = asked.since or until - min(timedelta(days=USUAL_DAYS), until - datetime.min.replace(tzinfo=UTC))
    if since > until:
        raise InvalidRequest("Invalid 'since': it is after 'until'.", param="since")
    wanted = UsageFilter(since=since, until=until, key_id=caller.key_id)
    [total] = accounts.usage_sums((), wanted)
    rows = accounts.usage_sums((asked.by,), wanted)
    return UsageAnswer(
        key=caller.key_prefix,
        group=caller.group.name,
        since=since,
        until=until,
        total=Sum(**_numbers(total)),
        data=[SumBy(**_numbers(row), **{asked.by: getattr(row, asked.by)}) for row in rows],
        limits=_limits(accounts, caller),
    )


def _numbers(row: UsageSum) -> dict[str, float]:
    return {name: getattr(row, name) for name in Sum.model_fields}


def _limits(accounts: Accounts, caller: Caller) -> dict[str, Allowance]:
    limits, now, used = caller.group.limits, utc_now(), accounts.used(caller.key_id)
    spans = {
        "images_per_day": (limits.images_per_day, used.day, next_day(now)),
        "images_per_month": (limits.images_per_month, used.month, next_month(now)),
    }
    return {
        name: Allowance(limit=limit, used=count, resets_at=end)
        for name, (limit, count, end) in spans.items()
        if limit is not None
    }
