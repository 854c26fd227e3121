"""`overpaint groups`: what the keys of a group may do. Options, columns and answers follow from `accounts.limits`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from overpaint.accounts.limits import Limits
from overpaint.accounts.values import Group
from overpaint.cli.keys import Json, opened_accounts
from overpaint.cli.showing import escape

app = typer.Typer(help="Groups of keys: what they may do.", no_args_is_help=True)


def _annotation(schema: dict[str, Any]) -> Any:
    if schema["type"] == "boolean":
        return Annotated[bool | None, typer.Option(help=schema["description"])]
    return Annotated[int | None, typer.Option(min=schema["minimum"], max=schema["maximum"], help=schema["description"])]


def limit_options(command: Callable[..., None], limits: type[Limits] = Limits) -> Callable[..., None]:
    """Give a command that takes `**limits` one option for each: typer reads options from a signature."""
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.kind is not parameter.VAR_KEYWORD]
    schema = limits.model_json_schema()["properties"]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(schema[name]))
        for name in limits.model_fields
    ]
    command.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]  # functions have it
    return command


@app.command("list")
def list_groups(json: Json = False) -> None:
    """Every group with what it allows."""
    with opened_accounts() as accounts:
        groups = accounts.groups()
    if json:
        Console().print_json(ensure_ascii=True, data=[_described(group) for group in groups])
        return
    headings = (limit.heading for limit in Limits.declared().values())
    table = Table("group", *headings, "description", box=None, pad_edge=False)
    for group in groups:
        table.add_row(group.name, *(_shown(value) for _, value in group.limits), escape(group.description))
    Console().print(table)


@app.command("set")
@limit_options
def set_group(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The group; a new name makes a new group.")],
    description: Annotated[str | None, typer.Option(help="A sentence for people.")] = None,
    json: Json = False,
    **limits: bool | int | None,
) -> None:
    """Change a group, from the next request on, or make a new one. What is left out stays."""
    changes = {limit: value for limit, value in limits.items() if value is not None}
    with opened_accounts() as accounts:
        group = accounts.set_group(name, changes, description=description)
    if json:
        Console().print_json(ensure_ascii=True, data=_described(group))
        return
    allowed = ", ".join(f"{limit.heading} {_shown(getattr(group.limits, name))}" for name, limit in Limits.declared().items())
    Console().print(f"Group {group.name}: {allowed}.", highlight=False, markup=False, soft_wrap=True)


def _described(group: Group) -> dict[str, Any]:
    return {"name": group.name, **group.limits.model_dump(), "description": group.description}


def _shown(value: bool | int) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
