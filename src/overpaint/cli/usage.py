"""`overpaint usage`: what was edited, added up: for people, as JSON, or as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from overpaint.accounts.usage_values import UsageFilter
from overpaint.cli.keys import Json, opened_accounts
from overpaint.cli.showing import escape
from overpaint.cli.times import parse_since
from overpaint.errors import InvalidRequest

if TYPE_CHECKING:
    from overpaint.accounts.usage_values import UsageSum


class By(StrEnum):
    """What usage is added up by."""

    month = "month"
    day = "day"
    key = "key"
    group = "group"
    engine = "engine"
    outcome = "outcome"


NUMBERS = ("edits", "finished", "images", "input_tokens", "output_tokens", "milliseconds", "calls", "cost")
WHEN = "12h, 30d, 8w ago, or 2026-11-01"


def usage(
    by: Annotated[list[By] | None, typer.Option("--by", help="What to add up by; several: one row for each combination.")] = None,
    since: Annotated[datetime | None, typer.Option(parser=parse_since, metavar="WHEN", help=f"{WHEN}; included.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=parse_since, metavar="WHEN", help=f"{WHEN}; not included.")] = None,
    key: Annotated[str | None, typer.Option(help="Only this key's: its prefix, its id, or the whole key.")] = None,
    group: Annotated[str, typer.Option(help="Only this group's.")] = "",
    engine: Annotated[str, typer.Option(help="Only this engine's, as a record names it: local, local+upstream.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values, for a spreadsheet.")] = False,
    json: Json = False,
) -> None:
    """What was edited: edits, pictures, tokens, time and cost, added up by day or as you ask.

    overpaint usage --by month --by key --since 2026-01-01 --csv > usage.csv
    """
    if as_csv and json:
        raise InvalidRequest("Say --csv or --json, not both.", param="csv")
    places = [one.value for one in by or [By.day]]
    with opened_accounts() as accounts:
        key_id = None if key is None else accounts.key(key).id
        wanted = UsageFilter(since=since, until=until, key_id=key_id, group=group, engine=engine)
        rows = accounts.usage_sums(places, wanted)  # type: ignore[arg-type]  # the same words
    if json:
        Console().print_json(ensure_ascii=True, data=[_described(row, places) for row in rows])
    elif as_csv:
        _write_csv(rows, places)
    else:
        _show(rows, places)


def _described(row: UsageSum, places: Sequence[str]) -> dict[str, Any]:
    named = {"key": ("key_id", "key_prefix", "key_name")}
    names = [name for place in places for name in named.get(place, (place,))]
    values = asdict(row)
    return {name: values[name] for name in (*names, *NUMBERS)}


def _write_csv(rows: Sequence[UsageSum], places: Sequence[str]) -> None:
    lines = [_described(row, places) for row in rows]
    names = list(lines[0]) if lines else [*places, *NUMBERS]
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe_cell(value) for name, value in line.items()} for line in lines)


def safe_cell(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: a key's name is somebody's own."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _show(rows: Sequence[UsageSum], places: Sequence[str]) -> None:
    heads = ("edits", "finished", "images", "tokens in", "tokens out", "seconds", "calls", "cost")
    table = Table(*places, *(Column(head, justify="right") for head in heads), box=None, pad_edge=False)
    for row in rows:
        named = [f"{row.key_prefix} {row.key_name}" if place == "key" else str(getattr(row, place)) for place in places]
        numbers = (row.edits, row.finished, row.images, row.input_tokens, row.output_tokens)
        counted = (
            *(f"{number:,}" for number in numbers),
            f"{row.milliseconds / 1000:,.1f}",
            f"{row.calls:,}",
            f"${row.cost:,.2f}",
        )
        table.add_row(*(escape(name) for name in named), *counted)
    Console().print(table)
