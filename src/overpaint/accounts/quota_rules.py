"""When a key's pictures are used up, and until when. Without SQL: an edit asks it before any database."""

from __future__ import annotations

from datetime import datetime, timedelta

from overpaint.accounts.limits import Limits
from overpaint.accounts.usage_values import Used
from overpaint.accounts.values import Caller
from overpaint.errors import QuotaExceeded


def has_quota(limits: Limits) -> bool:
    return limits.images_per_day is not None or limits.images_per_month is not None


def check(caller: Caller, used: Used, images: int, now: datetime) -> None:
    """Raise QuotaExceeded where so many more pictures would be too many."""
    limits = caller.group.limits
    for name, most, done, ends in (
        ("images_per_day", limits.images_per_day, used.day, next_day(now)),
        ("images_per_month", limits.images_per_month, used.month, next_month(now)),
    ):
        if most is not None and done + images > most:
            span, left = name.removeprefix("images_per_"), max(0, most - done)
            asked = f"; this edit asks for {images}" if left else ""
            message = (
                f"This key may be answered {most:,} pictures a {span} and has {left:,} left{asked}. "
                f"The next {span} begins at {ends:%Y-%m-%d %H:%M} UTC."
            )
            raise QuotaExceeded(message, retry_after=seconds_until(ends, now))


def next_day(now: datetime) -> datetime:
    return midnight(now) + timedelta(days=1)


def next_month(now: datetime) -> datetime:
    return (midnight(now).replace(day=1) + timedelta(days=32)).replace(day=1)


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds, at least one."""
    return max(1, -(-(moment - now) // timedelta(seconds=1)))


def midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
