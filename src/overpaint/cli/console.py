"""`overpaint console`: the admin's password."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from overpaint.cli.keys import opened_accounts

app = typer.Typer(help="The console at /console: its password.", no_args_is_help=True)


@app.command()
def password(
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
) -> None:
    """Set the password that opens /console. Whoever is signed in there is signed out."""
    if stdin:
        chosen = sys.stdin.readline().rstrip("\r\n")
    else:
        chosen = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with opened_accounts() as accounts:
        accounts.console.set_password(chosen)
    Console(stderr=True).print("The console's password is set.", highlight=False)


@app.command()
def link() -> None:
    """Print the path with a code that lets one choose the first password, once; `overpaint serve` prints it with its address."""
    with opened_accounts() as accounts:
        code = accounts.console.offer_code()
    if code is None:
        Console(stderr=True).print("There is a password already; `overpaint console password` sets another.", highlight=False)
        raise typer.Exit(1)
    Console().print(f"/console/sign-in?code={code}", highlight=False, markup=False, soft_wrap=True)
