"""`overpaint edit PHOTO "instruction" -o OUT`: one edit on this machine, without a server."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from overpaint import library, settings
from overpaint.canvas import MAX_N, QUALITIES, Background, EditRequest, QualityName
from overpaint.cli import regions
from overpaint.cli.edit_files import (
    STDIO,
    check_writable,
    named,
    output_of,
    photos_and_instruction,
    read_photo,
    read_plan_file,
)
from overpaint.cli.showing import escape
from overpaint.editing import second_reader
from overpaint.engines.base import Engine
from overpaint.engines.base import Progress as StepBegins
from overpaint.engines.planning import plan_for
from overpaint.imaging.codec import Format
from overpaint.imaging.fitting import Fit
from overpaint.planner import Planner
from overpaint.settings import Settings


def edit(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="PHOTO… INSTRUCTION",
            help='The photo to edit (- for standard input), more if the edit needs them, then what to do: "blur the background".',
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to write (- for standard output); with --n, -1, -2 … before the suffix.")
    ],
    plan: Annotated[
        Path | None, typer.Option(help="Run this plan (JSON, from `overpaint plan --json`) instead of reading an instruction.")
    ] = None,
    mask: Annotated[Path | None, typer.Option(help="Picture of the photo's size; transparent where the edit may happen.")] = None,
    size: Annotated[
        str, typer.Option(help="WIDTHxHEIGHT, auto (nearest size the API allows) or source (as the edit leaves it).")
    ] = "source",
    n: Annotated[int, typer.Option("--n", "-n", min=1, max=MAX_N, help="How many answers, each from its own seed.")] = 1,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same picture. Default: a new one, printed.")] = None,
    output_format: Annotated[Format | None, typer.Option("--format", "-f", help="Default: what the name of OUT says.")] = None,
    compression: Annotated[int | None, typer.Option(min=0, max=100, help="Quality of jpeg and webp, 0 to 100.")] = None,
    fit: Annotated[Fit, typer.Option(help="How another aspect ratio is met.")] = "auto",
    quality: Annotated[
        QualityName, typer.Option(help="How much work the picture is worth; auto and standard are medium.")
    ] = "auto",
    background: Annotated[Background, typer.Option(help="transparent cuts the subject out.")] = "auto",
    partial: Annotated[bool, typer.Option("--partial", help="Of several edits, do those that can be done.")] = False,
    show_regions: Annotated[
        Path | None, typer.Option(help="Also write the photo to this file, with what is touched and kept drawn on it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the photo itself, if OUT is that.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Edit a photo by an instruction and say what was done.

    overpaint edit portrait.jpg "change the background to a sunset over the ocean" -o sunset.png

    overpaint edit cup.jpg "white background" -o - --format jpeg > cup-white.jpg
    """
    config = settings.load()
    console = Console(stderr=True, quiet=quiet)
    photos, instruction = photos_and_instruction(words, has_plan=plan is not None)
    check_writable(out, [*photos, *([mask] if mask else [])], force=force, n=n)
    if show_regions is not None:
        check_writable(show_regions, [*photos, *([mask] if mask else [])], force=force, n=1)
        regions.format_of(show_regions)
    with named(photos, mask):
        request = library.request_for(
            [read_photo(photo) for photo in photos],
            None if mask is None else read_photo(mask),
            config,
            instruction=instruction,
            n=n,
            size=size,
            seed=seed,
            fit=fit,
            quality=QUALITIES[quality],
            background=background,
            output=output_of(out, output_format, compression),
            partial=partial,
            plan=None if plan is None else read_plan_file(plan),
        )
        if seed is None:
            request = replace(request, seed=secrets.randbits(31))
        with _bar(console) as bar:
            task = bar.add_task("starting", total=None)
            with library.opened(config) as (engines, planner, policy):
                if show_regions is not None:
                    request = _write_regions(show_regions, request, engines, planner, config)
                result = library.run(request, engines, lambda step: _advance(bar, task, step), planner, policy)
    if out == STDIO:
        sys.stdout.buffer.write(result.pictures[0].data)
        sys.stdout.buffer.flush()
        written = [out]
    else:
        written = result.save(out, format=result.output.format)
    for path, picture in zip(written, result.pictures, strict=True):
        name = "standard output" if path == STDIO else escape(str(path))
        made = "" if picture.seed is None else f", seed {picture.seed}"
        console.print(f"[bold]{name}[/] {picture.size[0]}x{picture.size[1]}{made}", highlight=False)
    console.print(escape(result.revised_prompt), highlight=False)


def _write_regions(
    out: Path, request: EditRequest, engines: Sequence[Engine], planner: Planner | None, config: Settings
) -> EditRequest:
    """What is touched, before it is; a place that is not in the photo is the edit's own to refuse. The request as it goes on: a
    planner is not asked twice, it might answer with another plan.
    """
    plan = plan_for(request, engines[0].catalogue(), second_reader(planner, None, Flag()))
    regions.write_regions(out, request, plan, regions.look(request, plan, engines), config)
    return request if planner is None else replace(request, plan=plan)


def _bar(console: Console) -> Progress:
    """Progress for people only: a file or a pipe gets none."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=console.quiet or not console.is_terminal)


def _advance(bar: Progress, task: TaskID, step: StepBegins) -> None:
    bar.update(task, description=escape(step.text), completed=step.step - 1, total=step.steps)
