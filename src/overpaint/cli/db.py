"""`overpaint db`: the database of keys and usage: copy it, check it, bring it up to date, take away what is over its time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from overpaint import settings
from overpaint.accounts.over_time import Before, over_their_time
from overpaint.cli.keys import Json, opened_accounts
from overpaint.cli.times import parse_since
from overpaint.errors import InvalidRequest

app = typer.Typer(help="The database of keys and usage: copy, check, upgrade, prune.", no_args_is_help=True)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy, readable by you only.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
) -> None:
    """Copy the database into one file, while servers go on. It is checked before it counts.

    SQLite's copy is a database: put it in place of the old one. PostgreSQL's is for pg_restore.
    """
    from overpaint.accounts import Accounts
    from overpaint.accounts.unavailable import explained

    if file.exists() and not force:
        raise InvalidRequest(f"{file} is there already: choose another name, or add --force.", param="file")
    with explained(), Accounts.of(settings.load()) as accounts:
        size = accounts.backup(file)
        _say(f"{accounts.place} is copied to {file} ({size / 1e6:.1f} MB).")


@app.command()
def upgrade() -> None:
    """Bring the database to this version's schema. `overpaint serve` does so by itself; this is for doing it before."""
    from overpaint.accounts import Accounts
    from overpaint.accounts.unavailable import explained

    with explained(), Accounts.of(settings.load()) as accounts:
        before = accounts.schema_version()
        accounts.migrate()
        after = accounts.schema_version()
        changed = "is up to date" if before == after else f"went from {before or 'nothing'} to {after}"
        _say(f"{accounts.place} {changed}.")


@app.command()
def check(json: Json = False) -> None:
    """Look for damage and for another version's schema. Exit code 1 when something is wrong; nothing is changed."""
    from overpaint.accounts import Accounts
    from overpaint.accounts.unavailable import explained

    with explained(), Accounts.of(settings.load()) as accounts:
        found, place = accounts.check(), accounts.place
    if json:
        Console().print_json(ensure_ascii=True, data={**vars(found), "problems": list(found.problems)})
    else:
        for problem in found.problems:
            _say(f"{place}: {problem}")
        if not found.problems:
            _say(f"{place} is well: schema {found.schema}, {found.keys:,} keys, {found.records:,} usage records.")
    if found.problems:
        raise typer.Exit(1)


@app.command()
def prune(
    prompts: Annotated[
        datetime | None,
        typer.Option(parser=parse_since, metavar="WHEN", help="Forget prompts, plans and steps before 30d ago, 2026-11-01, …"),
    ] = None,
    records: Annotated[
        datetime | None, typer.Option(parser=parse_since, metavar="WHEN", help="Forget usage records before then.")
    ] = None,
    pictures: Annotated[
        datetime | None, typer.Option(parser=parse_since, metavar="WHEN", help="Delete kept pictures of days before that day.")
    ] = None,
) -> None:
    """Take away what is over its time: by the days that the settings name, or as you say.

    A running server does so by itself every hour.
    """
    before: Before = {"pictures_before": pictures, "details_before": prompts, "records_before": records}
    if not any(before.values()):
        before = over_their_time(settings.load())
    with opened_accounts() as accounts:
        gone = accounts.prune(**before)
    _say(f"Forgotten: {gone.details:,} prompts, {gone.records:,} usage records, the pictures of {gone.pictures:,} edits.")


def _say(text: str) -> None:
    Console().print(text, highlight=False, markup=False, soft_wrap=True)
