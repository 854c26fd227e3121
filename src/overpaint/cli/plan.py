"""`overpaint plan "instruction"`: what a prompt would do, with a photo where. `--batch` reads many, for measuring."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Flag
from typing import Annotated

import typer
from rich.console import Console

from overpaint import library, settings
from overpaint.canvas import MAX_IMAGES
from overpaint.cli import regions
from overpaint.cli.edit_files import check_writable, named, photos_and_instruction, read_photo
from overpaint.cli.showing import escape
from overpaint.editing import second_reader
from overpaint.engines import open_engines
from overpaint.engines.planning import SecondReader, Unread, explain_prompt, explain_request
from overpaint.errors import InvalidRequest, Refusal
from overpaint.imaging.picture_folder import own_backgrounds
from overpaint.instructions import Explanation, compile_prompt, refusal_of
from overpaint.instructions.catalogue import Catalogue, installed
from overpaint.planner import open_planner
from overpaint.settings import Settings


def plan(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PHOTO]… INSTRUCTION", help='A photo to look at, if any; what to do: "blur the background".'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON, to be stored and replayed.")] = False,
    show_reading: Annotated[bool, typer.Option("--explain", help="Show how the words were read: clauses, rules, slots.")] = False,
    masked: Annotated[bool, typer.Option("--mask", help="Plan as if a mask came with the picture.")] = False,
    images: Annotated[int, typer.Option(min=1, max=MAX_IMAGES, help="How many pictures would come with it.")] = 1,
    partial: Annotated[bool, typer.Option("--partial", help="Keep what can be done and list the rest as skipped.")] = False,
    show_regions: Annotated[
        Path | None, typer.Option(help="Write the photo to this file with what would be touched and kept drawn on it.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help='Read lines {"text": …} from this file (- for standard input), print one plan a line.')
    ] = None,
) -> None:
    """Say what an instruction would do, step by step; exit code 3 if it would be refused."""
    if (not words) == (batch is None):
        raise InvalidRequest(
            "Give either an instruction or --batch FILE.", code="missing_required_parameter", param="instruction"
        )
    if batch is not None:
        _write_lines(_batch(batch, masked, partial))
        return
    *photos, instruction = words or [""]
    if photos:
        _plan_photos(photos, instruction, as_json, show_reading, partial, show_regions)
        return
    if show_regions is not None:
        message = 'Regions are looked for in a photo: overpaint plan photo.jpg "blur the background" --show-regions out.png'
        raise InvalidRequest(message, param="show-regions")
    with _second_reader(settings.load()) as second:
        explanation = explain_prompt(Unread(instruction, images, masked, partial), _catalogue(), second)
    _tell(explanation, as_json, show_reading)
    _refuse(explanation, as_json)


def _plan_photos(
    photos: list[str], instruction: str, as_json: bool, show_reading: bool, partial: bool, show_regions: Path | None
) -> None:
    """The plan, and where in the first photo it takes effect."""
    paths, instruction = photos_and_instruction([*photos, instruction], has_plan=False)
    config = settings.load()
    if show_regions is not None:
        check_writable(show_regions, paths, force=False, n=1)
        regions.format_of(show_regions)
    with named(paths, None):
        request = library.request_for(
            [read_photo(path) for path in paths], None, config, instruction=instruction, partial=partial
        )
        with _second_reader(config) as second:
            explanation = explain_request(request, _catalogue(), second)
        _tell(explanation, as_json, show_reading)
        _refuse(explanation, as_json)
        engines = open_engines(config, here=True)
        looked = regions.look(request, explanation.plan, engines)
        if not as_json:
            regions.print_regions(Console(), looked, explanation.plan)
        if show_regions is not None:
            regions.write_regions(show_regions, request, explanation.plan, looked, config)
    if looked.refusal is not None:
        raise looked.refusal


@contextmanager
def _second_reader(config: Settings) -> Iterator[SecondReader | None]:
    """The planner of the settings, if they name one. `--batch` measures our own reader, and does not ask it."""
    planner = open_planner(config, here=True)
    try:
        yield second_reader(planner, None, Flag())
    finally:
        if planner is not None:
            planner.close()


def _tell(explanation: Explanation, as_json: bool, show_reading: bool) -> None:
    if as_json:
        _write_lines([explanation.plan.model_dump_json(indent=2)])
    else:
        _show(explanation, show_reading)


def _refuse(explanation: Explanation, as_json: bool) -> None:
    if explanation.refusal:
        raise typer.Exit(3) if as_json else Refusal(explanation.refusal, code=explanation.refusal_code)


def _catalogue() -> Catalogue:
    """What is installed, and the backgrounds in the folder of the settings."""
    return installed().with_pictures(own_backgrounds(settings.load()).names())


def _show(explanation: Explanation, show_reading: bool) -> None:
    console = Console()
    if show_reading:
        for request in explanation.requests:
            console.print(f"[bold]{escape(request.clause)}[/]", highlight=False)
            console.print(f"  family {request.family}, rule “{escape(request.rule)}”, doable {request.doable}", highlight=False)
            console.print(f"  target “{escape(request.target)}”, value “{escape(request.value)}”", highlight=False)
    for number, step in enumerate(explanation.plan.steps, 1):
        params = ", ".join([*(f"{name}={value}" for name, value in step.params.items()), *map(str, step.pictures)])
        console.print(f"{number}. {step.operation}({escape(params)}) on {escape(str(step.where))}", highlight=False)
    for kept in explanation.keep:
        console.print(f"keeps: {escape(kept)}", highlight=False)
    if explanation.plan.steps:
        console.print(escape(explanation.summary), highlight=False)


def _batch(path: Path, masked: bool, partial: bool) -> Iterator[str]:
    served = _catalogue()
    for number, text in _texts(path):
        compiled = compile_prompt(text, has_mask=masked, partial=partial, catalogue=served)
        refusal = refusal_of(compiled)
        row = {
            "line": number,
            "text": text,
            "families": list(compiled.families),
            "steps": [step.model_dump() for step in compiled.steps],
            "refusals": [row.model_dump() for row in compiled.refusals],
            "code": refusal.code if refusal else None,
        }
        yield json.dumps(row, ensure_ascii=False)


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and text of every line that is not empty. Raises InvalidRequest naming a line that can't be read."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InvalidRequest(f"{path}, line {number}: not JSON ({error.msg}).", code="invalid_body") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InvalidRequest(f'{path}, line {number}: needs {{"text": "…"}}.', code="invalid_body")
        yield number, row["text"]


def _lines(path: Path) -> Iterable[str]:
    if str(path) == "-":
        return sys.stdin
    try:
        return path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{path}: can't be read ({error}).", code="invalid_value", param="batch") from error


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
