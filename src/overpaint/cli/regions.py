"""What a plan would touch, shown before it runs: a line for each region, and a picture with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event as Flag

from rich.console import Console

from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.cli.showing import escape
from overpaint.engines.base import Engine, Looked, SeenPlace
from overpaint.errors import InvalidRequest
from overpaint.imaging.codec import FORMATS, OutputFormat, decode, encode, format_of_name
from overpaint.instructions import place_words, say
from overpaint.library import write_whole
from overpaint.plans import Plan
from overpaint.settings import Settings
from overpaint.weights import WeightStore


def format_of(out: Path) -> OutputFormat:
    """Before any work. Raises InvalidRequest for a name that is no format of ours."""
    chosen = format_of_name(out)
    if chosen is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise InvalidRequest(f"--show-regions {out}: its ending names no format we write. Use {known}.", param="show-regions")
    return OutputFormat(chosen)


def look(request: EditRequest, plan: Plan, engines: Sequence[Engine]) -> Looked:
    """Raises InvalidRequest where the engines of the settings don't look."""
    looked = editing.look(request, plan, engines=engines, cancelled=Flag())
    if looked is None:
        raise InvalidRequest("No engine here looks for regions: OVERPAINT_ENGINE has to name `local`.", param="show-regions")
    return looked


def print_regions(console: Console, looked: Looked, plan: Plan) -> None:
    for place in looked.places:
        console.print(f"region: {escape(_name(place, plan))}, {place.share:.0%} of the picture", highlight=False)


def write_regions(out: Path, request: EditRequest, plan: Plan, looked: Looked, config: Settings) -> None:
    """The first picture with every region on it: its name, the numbers of its steps, how sure the finder is."""
    from overpaint.imaging.region_drawing import COLOURS, KEPT, Drawn, draw

    touched = [place for place in looked.places if place.steps]
    regions = [
        Drawn(_name(place, plan), place.outline, COLOURS[touched.index(place) % len(COLOURS)] if place.steps else KEPT)
        for place in looked.places
    ]
    image = draw(decode(request.images[0]), regions, WeightStore(config.weights_dir).path)
    write_whole(out, encode(image, format_of(out)))


def _name(place: SeenPlace, plan: Plan) -> str:
    """`2. the cup, 90 %`; what is kept says so."""
    sure = "" if place.route in ("whole", "mask") else f" {place.confidence:.0%}"
    if not place.steps:
        return say(plan.language, "place", "kept", of=place_words(place.where, plan.language)) + sure
    numbers = ", ".join(str(step + 1) for step in place.steps)
    return f"{numbers}. {place_words(place.where, plan.language)}{sure}"
