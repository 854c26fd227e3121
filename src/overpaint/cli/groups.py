"""`overpaint groups`: what the keys of a group may do. Options, columns and answers follow from `accounts.limits`."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from overpaint.accounts.values import Group
from overpaint.cli.keys import Json, opened_accounts
from overpaint.cli.limit_options import given, in_words, limit_options
from overpaint.cli.showing import escape

app = typer.Typer(help="Groups of keys: what they may do.", no_args_is_help=True)


@app.command("list")
def list_groups(json: Json = False) -> None:
    """Every group with what it allows."""
    with opened_accounts() as accounts:
        groups = accounts.groups()
    if json:
        Console().print_json(ensure_ascii=True, data=[_described(group) for group in groups])
        return
    table = Table("group", "limits", "description", box=None, pad_edge=False)
    for group in groups:
        table.add_row(group.name, in_words(group.limits), escape(group.description))
    Console().print(table)


@app.command("set")
@limit_options
def set_group(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The group; a new name makes a new group.")],
    description: Annotated[str | None, typer.Option(help="A sentence for people.")] = None,
    json: Json = False,
    **limits: object,
) -> None:
    """Change a group, from the next request on, or make a new one. What is left out stays."""
    with opened_accounts() as accounts:
        group = accounts.set_group(name, given(limits), description=description)
    if json:
        Console().print_json(ensure_ascii=True, data=_described(group))
        return
    Console().print(f"Group {group.name}: {in_words(group.limits)}.", highlight=False, markup=False, soft_wrap=True)


def _described(group: Group) -> dict[str, Any]:
    return {"name": group.name, **group.limits.whole(), "description": group.description}
