"""`overpaint db`: the database of keys and usage: copy it, check it, bring it up to date, take away what is over its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from overpaint import settings
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
) -> None:
    """Take away what is over its time: by OVERPAINT_KEEP_PROMPTS_DAYS and OVERPAINT_KEEP_USAGE_DAYS, or as you say.

    A running server does so by itself every hour.
    """
    config, now = settings.load(), datetime.now(UTC)
    if prompts is None and records is None:
        prompts, records = now - timedelta(days=config.keep_prompts_days), now - timedelta(days=config.keep_usage_days)
    with opened_accounts() as accounts:
        gone = accounts.prune(details_before=prompts, records_before=records)
    _say(f"Forgotten: {gone.details:,} prompts, {gone.records:,} usage records.")


def _say(text: str) -> None:
    Console().print(text, highlight=False, markup=False, soft_wrap=True)
