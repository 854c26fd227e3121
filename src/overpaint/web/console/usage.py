"""Usage: one chart, the numbers under it, and the same as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from overpaint.accounts import Accounts
from overpaint.accounts.usage_values import UsageFilter, UsageSum
from overpaint.accounts.values import utc_now
from overpaint.web.api.context import context_of
from overpaint.web.console.pages import render

By = Literal["group", "key", "engine", "outcome"]
BYS: tuple[By, ...] = ("group", "key", "engine", "outcome")
SPANS = (7, 30, 90, 365)
# Parts that are told apart in the chart; the others are one.
COLOURS = 6
NUMBERS = ("edits", "finished", "images", "input_tokens", "output_tokens", "milliseconds", "calls", "cost")


@dataclass(frozen=True)
class Bar:
    """One part of one day, in the chart's own units: x, y and height in [0, 100] of the plot."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    label: str


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    legend: tuple[tuple[int, str], ...]
    top: int
    days: tuple[tuple[float, str], ...]


async def page(request: Request) -> Response:
    days, by = _asked(request.query_params)
    values = await to_thread.run_sync(_values, context_of(request).accounts, days, by)
    return render(request, "usage.html", {**values, "days": days, "by": by, "spans": SPANS, "bys": BYS})


async def as_csv(request: Request) -> Response:
    """Every day and part with all its numbers."""
    days, by = _asked(request.query_params)
    rows = await to_thread.run_sync(_sums, context_of(request).accounts, days, by)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("day", by, *NUMBERS))
    for row in rows:
        writer.writerow((row.day, _plain(_name(row, by)), *(getattr(row, number) for number in NUMBERS)))
    name = f"usage-{utc_now():%Y-%m-%d}.csv"
    return Response(out.getvalue(), media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'})


def _asked(query: Mapping[str, str]) -> tuple[int, By]:
    days = next((span for span in SPANS if query.get("days") == str(span)), 30)
    return days, next((by for by in BYS if query.get("by") == by), "group")


def _sums(accounts: Accounts, days: int, by: By) -> tuple[UsageSum, ...]:
    return accounts.usage_sums(("day", by), UsageFilter(since=_first_day(days)))


def _values(accounts: Accounts, days: int, by: By) -> dict[str, Any]:
    since = UsageFilter(since=_first_day(days))
    rows = accounts.usage_sums(("day", by), since)
    parts = sorted(accounts.usage_sums((by,), since), key=lambda part: -part.edits)
    (total,) = accounts.usage_sums((), since)
    named = [(_name(part, by), part) for part in parts]
    return {"chart": _chart(rows, [name for name, _ in named], days, by), "parts": named, "total": total}


def _chart(rows: Sequence[UsageSum], names: Sequence[str], days: int, by: By) -> Chart:
    """Edits a day, stacked."""
    first = _first_day(days)
    by_day: dict[str, dict[str, int]] = {}
    for row in rows:
        by_day.setdefault(row.day, {})[_name(row, by)] = row.edits
    top = _round_up(max((sum(parts.values()) for parts in by_day.values()), default=0))
    colours = {name: min(number, COLOURS - 1) for number, name in enumerate(names)}
    width = 100 / days
    bars = []
    for number in range(days):
        day = f"{first + timedelta(days=number):%Y-%m-%d}"
        level = 0.0
        for name in names:
            if edits := by_day.get(day, {}).get(name, 0):
                height = 100 * edits / top
                level += height
                bars.append(
                    Bar(number * width + width * 0.1, 100 - level, width * 0.8, height, colours[name], f"{day} · {name}: {edits}")
                )
    step = next(step for step in (1, 5, 15, 73) if days // step <= 7)
    ticks = tuple((number * width, f"{first + timedelta(days=number):%m-%d}") for number in range(0, days, step))
    legend = tuple((colours[name], name) for name in names[:COLOURS])
    return Chart(tuple(bars), legend, top, ticks)


def _first_day(days: int) -> datetime:
    today = utc_now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)


def _round_up(edits: int) -> int:
    """To what an axis may end with: 1, 2 or 5 times a power of ten, four at least."""
    power = 1
    while True:
        for times in (1, 2, 5):
            if times * power >= max(edits, 4):
                return times * power
        power *= 10


def _name(row: UsageSum, by: By) -> str:
    if by == "key":
        return row.key_name or row.key_prefix
    return str(getattr(row, by)) or "–"


def _plain(text: str) -> str:
    """Nothing that a spreadsheet takes for a formula: a key's name is somebody's own."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
