"""Times as people type them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import typer

_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def parse_expiry(text: str) -> datetime:
    """`12h`, `30d`, `8w` from now, or a date or time, UTC unless it says otherwise. Raises typer.BadParameter."""
    try:
        if span := re.fullmatch(r"(\d{1,5})([hdw])", text):
            return datetime.now(UTC) + int(span[1]) * _SPANS[span[2]]
        return _moment(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter("Say 12h, 30d, 8w, a date such as 2027-01-01, or a time such as 2027-01-01T18:00.") from error


def parse_since(text: str) -> datetime:
    """`12h`, `30d`, `8w` ago, or a date or time, UTC unless it says otherwise. Raises typer.BadParameter."""
    try:
        if span := re.fullmatch(r"(\d{1,5})([hdw])", text):
            return datetime.now(UTC) - int(span[1]) * _SPANS[span[2]]
        return _moment(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter("Say 12h, 30d, 8w, a date such as 2026-11-01, or a time such as 2026-11-01T18:00.") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
