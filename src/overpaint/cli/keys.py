"""`overpaint keys`: issue, list, change and revoke API keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from overpaint import settings
from overpaint.cli.limit_options import given, in_words, limit_options
from overpaint.cli.showing import escape, plain

if TYPE_CHECKING:
    from overpaint.accounts import Accounts, KeyInfo

app = typer.Typer(help="API keys: issue, list, change, revoke.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]

_STATES = {"active": "[green]active[/]", "expired": "[yellow]expired[/]", "revoked": "[red]revoked[/]"}


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
@limit_options
def issue(
    name: Annotated[str, typer.Option(help="Whose key it is, or what for.")] = "",
    group: Annotated[str, typer.Option(help="Its group, which says what it may do.")] = "default",
    json: Json = False,
    **limits: object,
) -> None:
    """Make a key and show it, this one time. The key alone goes to standard output: `KEY=$(overpaint keys issue)`.

    Limits of its own narrow what its group allows; they never widen it.
    """
    with opened_accounts() as accounts:
        secret, info = accounts.issue(name, group, limits=given(limits))
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
        "id",
        Column("key", no_wrap=True),
        *("name", "group", "state", "created", "expires", "last used", "own limits"),
        box=None,
        pad_edge=False,
    )
    for key in keys:
        state = _STATES[key.state(datetime.now(UTC))]
        times = (_day(key.created), _day(key.expires), _minute(key.last_used))
        table.add_row(str(key.id), key.prefix, escape(key.name), key.group, state, *times, in_words(key.limits, own=True))
    Console().print(table)


@app.command("set")
@limit_options
def set_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its prefix (sk-ab12), its id, or the whole key.")],
    name: Annotated[str | None, typer.Option(help="Whose key it is, or what for.")] = None,
    group: Annotated[str | None, typer.Option(help="Its group from now on.")] = None,
    json: Json = False,
    **limits: object,
) -> None:
    """Change a key, from the next request on. What is left out stays.

    Limits of its own narrow what its group allows; they never widen it.
    """
    with opened_accounts() as accounts:
        info = accounts.change_key(key, given(limits), name=name, group=group)
    if json:
        Console().print_json(ensure_ascii=True, data=_described(info))
        return
    own = in_words(info.limits, own=True) or "none"
    said = f"Key {info.id}, {info.prefix}, group {info.group}; limits of its own: {own}."
    Console().print(said, highlight=False, markup=False, soft_wrap=True)


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
    known = {field.name: getattr(key, field.name) for field in fields(key)} | {"expires": key.expires}
    shown = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in known.items()}
    return {**shown, "limits": key.limits.storable(), "state": key.state(datetime.now(UTC))}


def _day(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d}" if time else "never"


def _minute(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "never"
