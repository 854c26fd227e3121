"""`overpaint edit PHOTO "instruction" -o OUT`: one edit on this machine, without a server."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from overpaint import library, settings
from overpaint.canvas import MAX_N, Background
from overpaint.engines.base import Progress as StepBegins
from overpaint.errors import InvalidImage, InvalidRequest
from overpaint.imaging.codec import OutputFormat
from overpaint.imaging.fitting import Fit
from overpaint.imaging.values import Quality, Size

Format = Literal["png", "jpeg", "webp"]

# What a file name's ending says about its format.
SUFFIXES: dict[str, Format] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}


def edit(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="PHOTO… INSTRUCTION",
            help='The photo to edit, more if the edit needs them, then what to do in words: "blur the background".',
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write; with --n, -1, -2 … before the suffix.")],
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
    quality: Annotated[Quality, typer.Option(help="How much work the picture is worth.")] = "medium",
    background: Annotated[Background, typer.Option(help="transparent cuts the subject out.")] = "auto",
    partial: Annotated[bool, typer.Option("--partial", help="Of several edits, do those that can be done.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Edit a photo by an instruction and say what was done."""
    config = settings.load()
    console = Console(stderr=True, quiet=quiet)
    check_writable(out)
    photos, instruction = photos_and_instruction(words, has_plan=plan is not None)
    request = library.request_for(
        photos,
        mask,
        config,
        instruction=instruction,
        n=n,
        size=parse_size(size),
        seed=secrets.randbits(31) if seed is None else seed,
        fit=fit,
        quality=quality,
        background=background,
        output=output_of(out, output_format, compression),
        partial=partial,
        plan=None if plan is None else _read(plan),
    )
    with _bar(console) as bar:
        task = bar.add_task("starting", total=None)
        result = library.run(request, library.local_engine(config), lambda step: _advance(bar, task, step))
    for path, picture in zip(result.save(out), result.pictures, strict=True):
        console.print(f"[bold]{escape(str(path))}[/] {picture.size[0]}x{picture.size[1]}, seed {picture.seed}", highlight=False)
    console.print(escape(result.revised_prompt), highlight=False)


def photos_and_instruction(words: list[str], *, has_plan: bool) -> tuple[list[Path], str]:
    """The arguments apart: files first, the instruction last; none with a plan. Raises InvalidRequest, InvalidImage by name."""
    photos, instruction = (words, "") if has_plan else (words[:-1], words[-1])
    if not photos:
        missing = "an instruction" if Path(instruction).is_file() else "a photo"
        message = f'There is {missing} missing: overpaint edit photo.jpg "blur the background" -o edited.png'
        raise InvalidRequest(message, code="missing_required_parameter", param="instruction")
    for word in photos:
        if not Path(word).is_file():
            several = len(photos) > 1 and Path(words[0]).is_file()
            hint = " Put quotes around an instruction of several words." if several else ""
            raise InvalidImage(f"{word}: there is no such file.{hint}", param="photo")
    return [Path(word) for word in photos], instruction


def _read(plan: Path) -> bytes:
    """Raises InvalidRequest for a file that can't be read."""
    try:
        return plan.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"--plan {plan}: {error.strerror or error}.", param="plan") from error


def check_writable(out: Path) -> None:
    """Raise InvalidRequest, before any work, for a place where no file can be made."""
    folder = out.absolute().parent
    if out.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if out.is_dir() else f"{folder} is no folder that you may write to"
        raise InvalidRequest(f"--out {out}: {reason}.", param="out")


def parse_size(text: str) -> Size | Literal["auto", "source"]:
    """`1024x768` → (1024, 768). Raises InvalidRequest (`invalid_size`)."""
    if text == "auto":
        return "auto"
    if text == "source":
        return "source"
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise InvalidRequest(f"--size {text}: write WIDTHxHEIGHT (1024x1024), auto or source.", code="invalid_size", param="size")
    return int(width), int(height)


def output_of(out: Path, chosen: Format | None, compression: int | None) -> OutputFormat:
    """The format that is asked for, else the one that the file's name says. Raises InvalidRequest for neither."""
    output_format = chosen or SUFFIXES.get(out.suffix.lower())
    if output_format is None:
        raise InvalidRequest(
            f"{out}: its ending names no format we write. Use .png, .jpg or .webp, or say --format.", param="format"
        )
    if compression is not None and output_format == "png":
        raise InvalidRequest("--compression is for jpeg and webp: PNG is always lossless.", param="compression")
    return OutputFormat(output_format, compression)


def _bar(console: Console) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=console.quiet)


def _advance(bar: Progress, task: TaskID, step: StepBegins) -> None:
    bar.update(task, description=escape(step.text), completed=step.step - 1, total=step.steps)
