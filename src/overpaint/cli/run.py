"""Composes the commands and turns errors into exit codes: 1 the work failed, 2 the command line is wrong, 3 an honest refusal."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from overpaint import __version__
from overpaint.cli import doctor, edit, groups, keys, plan, serve, warm, weights
from overpaint.errors import ConfigurationError, InvalidRequest, OverpaintError, Refusal

# The exit code of each branch of the error tree; the first match counts.
EXIT_CODES: tuple[tuple[type[OverpaintError], int], ...] = (
    (Refusal, 3),
    (InvalidRequest, 2),
    (ConfigurationError, 2),
    (OverpaintError, 1),
)

# Every command, in the order of `--help`.
COMMANDS = (("edit", edit.edit), ("plan", plan.plan), ("serve", serve.serve), ("warm", warm.warm), ("doctor", doctor.doctor))
GROUPS = (("keys", keys.app), ("groups", groups.app), ("weights", weights.app))


def _version(wanted: bool) -> None:
    if wanted:
        Console().print(f"overpaint {__version__}", highlight=False)
        raise typer.Exit


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="overpaint",
        help="Edit pictures by instruction, on your own machine.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
    ) -> None:
        """Edit pictures by instruction, on your own machine."""

    for name, function in COMMANDS:
        app.command(name)(function)
    for name, group in GROUPS:
        app.add_typer(group, name=name)
    return app


def main() -> None:
    """The console script."""
    try:
        build()()
    except OverpaintError as error:
        Console(stderr=True).print(f"[bold red]{error.code}[/]: {escape(error.message)}", highlight=False, soft_wrap=True)
        sys.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))
    except BrokenPipeError:
        sys.exit(1)


def escape(text: str) -> str:
    """Text of a user's own, safe from rich's markup."""
    from rich.markup import escape as rich_escape

    return rich_escape(text)
