"""Composes the commands and turns errors into exit codes: 1 the work failed, 2 the command line is wrong, 3 an honest refusal."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from typer import rich_utils
from typer.exceptions import TyperException

from overpaint import __version__
from overpaint.cli import console, db, doctor, edit, groups, keys, plan, serve, usage, warm, weights
from overpaint.cli.environment import unknown_variables
from overpaint.cli.showing import plain
from overpaint.errors import ConfigurationError, InvalidRequest, OverpaintError, Refusal

# The exit code of each branch of the error tree; the first match counts.
EXIT_CODES: tuple[tuple[type[OverpaintError], int], ...] = (
    (Refusal, 3),
    (InvalidRequest, 2),
    (ConfigurationError, 2),
    (OverpaintError, 1),
)

# Every command, in the order of `--help`.
COMMANDS = (
    ("edit", edit.edit),
    ("plan", plan.plan),
    ("serve", serve.serve),
    ("usage", usage.usage),
    ("warm", warm.warm),
    ("doctor", doctor.doctor),
)
GROUPS = (("keys", keys.app), ("groups", groups.app), ("console", console.app), ("db", db.app), ("weights", weights.app))

# These tell of unknown variables in their own way: in the log, and in the list of findings.
TELL_THEMSELVES = ("serve", "doctor")


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
        context: typer.Context,
        version: bool = typer.Option(  # noqa: ARG001 - its callback does the work
            False, "--version", help="Print the version.", callback=_version, is_eager=True
        ),
    ) -> None:
        """Edit pictures by instruction, on your own machine."""
        if context.invoked_subcommand not in TELL_THEMSELVES:
            for sentence in unknown_variables():
                _complain("warning", sentence, style="bold yellow")

    for name, function in COMMANDS:
        app.command(name)(function)
    for name, group in GROUPS:
        app.add_typer(group, name=name)
    return app


def main() -> None:
    """The console script."""
    try:
        code = build()(standalone_mode=False)
    except OverpaintError as error:
        _complain(error.code, error.message)
        sys.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))
    except TyperException as error:  # it repeats what was typed
        error.message = plain(error.message, lines=True)
        rich_utils.rich_format_error(error)  # type: ignore[arg-type]  # typer raises only its own kind of this
        sys.exit(error.exit_code)
    except typer.Abort:
        rich_utils.rich_abort_error()
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:  # a full disk, a folder that may not be written: the machine's, not a defect of ours
        _complain("failed", f"{error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(what: str, message: str, style: str = "bold red") -> None:
    console = Console(stderr=True)
    console.print(f"{what}:", style=style, end=" ", highlight=False)
    console.print(plain(message, lines=True), highlight=False, markup=False, soft_wrap=True)
