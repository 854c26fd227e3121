"""`overpaint keys`: issue, list and revoke API keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from overpaint import settings
from overpaint.cli.showing import escape, plain

if TYPE_CHECKING:
    from overpaint.accounts import Accounts, KeyInfo

app = typer.Typer(help="API keys: issue, list, revoke.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]

_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_STATES = {"active": "[green]active[/]", "expired": "[yellow]expired[/]", "revoked": "[red]revoked[/]"}


def parse_expiry(text: str) -> datetime:
    """`12h`, `30d`, `8w` from now, or a date or time, UTC unless it says otherwise. Raises typer.BadParameter."""
    try:
        if span := re.fullmatch(r"(\d{1,5})([hdw])", text):
            return datetime.now(UTC) + int(span[1]) * _SPANS[span[2]]
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter("Say 12h, 30d, 8w, a date such as 2027-01-01, or a time such as 2027-01-01T18:00.") from error


@contextmanager
def opened_accounts() -> Iterator[Accounts]:
    """The accounts that the settings name, at the newest schema and with the groups that every installation has.

    Inside, as at the opening, a database that can't be used raises ConfigurationError with the reason and the cure.
    """
    from overpaint.accounts import Accounts  # SQLAlchemy and Alembic: half a second that `overpaint --help` need not wait
    from overpaint.accounts.unavailable import explained

    with explained(), Accounts.of(settings.load()) as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        yield accounts


@app.command()
def issue(
    name: Annotated[str, typer.Option(help="Whose key it is, or what for.")] = "",
    group: Annotated[str, typer.Option(help="Its group, which says what it may do.")] = "default",
    expires: Annotated[
        datetime | None,
        typer.Option(parser=parse_expiry, metavar="WHEN", help="12h, 30d, 8w or 2027-01-01; never when left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a key and show it, this one time. The key alone goes to standard output: `KEY=$(overpaint keys issue)`."""
    with opened_accounts() as accounts:
        secret, info = accounts.issue(name, group, expires)
    if json:
        Console().print_json(ensure_ascii=True, data={"key": secret, **_described(info)})
        return
    until = f"until {info.expires:%Y-%m-%d %H:%M} UTC" if info.expires else "until revoked"
    note = f"Key {info.id}, group {info.group}, {until}. It is not kept: this is the only time it is shown."
    Console(stderr=True).print(note, highlight=False, markup=False, soft_wrap=True)
    Console().print(secret, highlight=False, markup=False, soft_wrap=True)


@app.command("list")
def list_keys(json: Json = False) -> None:
    """Every key ever issued: prefix, name, group, state, and when it was last used."""
    with opened_accounts() as accounts:
        keys = accounts.keys()
    if json:
        Console().print_json(ensure_ascii=True, data=[_described(key) for key in keys])
        return
    table = Table(
        "id", Column("key", no_wrap=True), "name", "group", "state", "created", "expires", "last used", box=None, pad_edge=False
    )
    for key in keys:
        state = _STATES[key.state(datetime.now(UTC))]
        times = (_day(key.created), _day(key.expires), _minute(key.last_used))
        table.add_row(str(key.id), key.prefix, escape(key.name), key.group, state, *times)
    Console().print(table)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its prefix (sk-ab12), its id, or the whole key.")],
    json: Json = False,
) -> None:
    """Revoke a key, from the next request on, for good."""
    with opened_accounts() as accounts:
        info = accounts.revoke(key)
    if json:
        Console().print_json(ensure_ascii=True, data=_described(info))
        return
    named = f" ({plain(info.name)})" if info.name else ""
    Console().print(f"Key {info.id}, {info.prefix}{named}, is revoked.", highlight=False, markup=False, soft_wrap=True)


def _described(key: KeyInfo) -> dict[str, Any]:
    times = {name: value.isoformat() for name, value in asdict(key).items() if isinstance(value, datetime)}
    return {**asdict(key), **times, "state": key.state(datetime.now(UTC))}


def _day(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d}" if time else "never"


def _minute(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "never"
