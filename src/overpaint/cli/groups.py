"""`overpaint groups`: what the keys of a group may do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from overpaint.cli.keys import Json, opened_accounts
from overpaint.engines.base import MAX_N

app = typer.Typer(help="Groups of keys: what they may do.", no_args_is_help=True)


@app.command("list")
def list_groups(json: Json = False) -> None:
    """Every group with what it allows."""
    with opened_accounts() as accounts:
        groups = accounts.groups()
    if json:
        Console().print_json(data=[asdict(group) for group in groups])
        return
    table = Table("group", "masks", "most answers", "description", box=None, pad_edge=False)
    for group in groups:
        table.add_row(group.name, "yes" if group.allow_mask else "no", str(group.max_n), escape(group.description))
    Console().print(table)


@app.command("set")
def set_group(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The group; a new name makes a new group.")],
    allow_mask: Annotated[bool | None, typer.Option(help="Whether its keys may send a mask.")] = None,
    max_n: Annotated[int | None, typer.Option(min=1, max=MAX_N, help="The most answers one request may ask for.")] = None,
    description: Annotated[str | None, typer.Option(help="A sentence for people.")] = None,
    json: Json = False,
) -> None:
    """Change a group, from the next request on, or make a new one. What is left out stays."""
    with opened_accounts() as accounts:
        group = accounts.set_group(name, allow_mask=allow_mask, max_n=max_n, description=description)
    if json:
        Console().print_json(data=asdict(group))
        return
    masks = "masks allowed" if group.allow_mask else "no masks"
    Console().print(f"Group {group.name}: {masks}, up to {group.max_n} a request.", highlight=False, soft_wrap=True)
