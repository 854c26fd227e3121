"""What is tried with a loaded model, each as the engine does it: the work is opened, painted and answered as in a server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event as Flag
from typing import Any

import numpy as np
import torch
from PIL import Image as Pillow
from skimage import data

from overpaint.canvas import EditRequest
from overpaint.engines.base import Done, Partial, Progress, Work
from overpaint.engines.diffusion.declared import Model
from overpaint.engines.diffusion.families.base import Ask
from overpaint.engines.diffusion.loading import Loaded
from overpaint.engines.diffusion.painting import Painting
from overpaint.engines.planning import plan_for
from overpaint.errors import Cancelled, TryLater
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image

PROMPT = "put a red hat on her"
GIB = 1 << 30


@dataclass(frozen=True)
class Row:
    """An edit. `step`: seconds a step, the median. `model`: seconds in the model's parts by name. `peak`: bytes on the device."""

    name: str
    seconds: float
    step: float
    peak: int
    model: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in self.model.items())
        rest = self.seconds - sum(self.model.values())
        inside = f"{parts}, the rest {rest:.2f}" if parts else ""
        return f"| {self.name} | {self.seconds:.2f} | {self.step:.3f} | {self.peak / GIB:.1f} | {inside} |"


HEAD = "| edit | seconds | a step | peak, GiB | of which in |\n|---|---|---|---|---|"


def photo(width: int, height: int) -> Image:
    """The astronaut, enlarged."""
    return resize(Image(np.ascontiguousarray(data.astronaut())), (width, height))


def request(width: int = 1024, height: int = 1024, pictures: int = 1, mask: float = 0.0, **fields: Any) -> EditRequest:
    """`mask`: the share of each side, in the middle, that is open; 0: none is sent."""
    files = tuple(_file(photo(width, height), f"image{number}") for number in range(pictures))
    opened = None
    if mask:
        alpha = np.full((height, width, 1), 255, np.uint8)
        top, left = (int(side * (1 - mask) / 2) for side in (height, width))
        alpha[top : height - top, left : width - left] = 0
        opened = _file(Image(np.concatenate([np.zeros((height, width, 3), np.uint8), alpha], axis=2)), "mask")
    return EditRequest(**{"images": files, "mask": opened, "prompt": PROMPT, "size": "source", "seed": 7, **fields})


def _file(image: Image, name: str) -> Any:
    return open_image(encode(image, OutputFormat()), name=name, max_pixels=1 << 26)


def events(
    loaded: Loaded, model: Model, asked: EditRequest, cancelled: Flag | None = None
) -> Generator[Progress | Partial, None, Done]:
    """What the engine says; the end is its value, Done."""

    def check() -> None:
        if cancelled is not None and cancelled.is_set():
            raise Cancelled("The edit was cancelled.")

    work = Work(asked, plan_for(asked, None), ())
    return (yield from Painting(loaded, model, work, check).run())


def row(name: str, loaded: Loaded, model: Model, asked: EditRequest) -> tuple[Row, tuple[bytes, ...]]:
    """Its figures and its pictures."""
    _settle(loaded)
    with _timed(loaded) as parts:
        begun = time.perf_counter()
        done = _finished(events(loaded, model, asked))
        whole = time.perf_counter() - begun
    made = Row(name, whole, parts.pop("steps"), _peak(loaded), dict(parts))
    return made, tuple(picture.data for picture in done.pictures)


def _finished(edit: Generator[object, None, Done]) -> Done:
    while True:
        try:
            next(edit)
        except StopIteration as end:
            done: Done = end.value
            return done


def batch(name: str, loaded: Loaded, model: Model, count: int) -> Row:
    """One call of the pipeline for `count` pictures, bare: what painting them together would save."""
    size = model.painter.frame((1024, 1024), "medium")
    seen = Pillow.fromarray(photo(*size).pixels)
    steps = model.steps_for("medium")
    seeds = [torch.Generator().manual_seed(7 + number) for number in range(count)]
    ask = Ask(PROMPT, (seen,), size, steps, seeds if count > 1 else seeds[0], distilled=model.distilled)
    _settle(loaded)
    begun = time.perf_counter()
    loaded.pipe(**model.painter.arguments(ask), num_images_per_prompt=count)
    whole = time.perf_counter() - begun
    return Row(name, whole, whole / steps, _peak(loaded))


def promises(loaded: Loaded, model: Model) -> Iterator[tuple[str, bool, str]]:
    """(what is promised, whether it was kept, a figure)."""
    asked = request()
    _, first = row("", loaded, model, asked)
    _, again = row("", loaded, model, asked)
    yield "the same seed, the same picture", first == again, ""
    _, among = row("", loaded, model, replace(asked, seed=6, n=2))
    yield "asked for among others, the same picture", among[1] == first[0], ""

    masked = request(mask=0.3)
    _, made = row("", loaded, model, masked)
    after = decode(open_image(made[0], name="", max_pixels=1 << 26))
    unlike = (decode(masked.images[0]).pixels != after.pixels).any(axis=2)
    top = int(1024 * 0.35)
    inside = unlike[top : 1024 - top, top : 1024 - top].mean()
    unlike[top - 1 : 1025 - top, top - 1 : 1025 - top] = False
    yield "outside a mask, to the bit", not unlike.any() and inside > 0.5, f"{inside:.0%} of the inside changed"

    held = _used(loaded)
    flag, waited = Flag(), 0.0
    try:
        for event in events(loaded, model, asked, flag):
            if isinstance(event, Progress) and event.step == 2:
                flag.set()
                begun = time.perf_counter()
    except Cancelled:
        waited = time.perf_counter() - begun
    _, after_it = row("", loaded, model, asked)
    yield (
        "an end in the middle, the model healthy",
        waited > 0 and after_it == first,
        f"ended {waited:.2f} s after it was asked for",
    )
    yield "nothing is kept of an edit", abs(_used(loaded) - held) < GIB // 16, f"{(_used(loaded) - held) / GIB:+.2f} GiB"

    if loaded.line is not None:
        yield _refuses(loaded, model, asked, first, loaded.line.bytes(2 * 1024 * 1024 / 1e6))


def _refuses(loaded: Loaded, model: Model, asked: EditRequest, first: tuple[bytes, ...], needed: int) -> tuple[str, bool, str]:
    """With too little memory free: a refusal before the work, no failure in it, and the same picture when there is room again."""
    torch.cuda.empty_cache()
    free, _ = torch.cuda.mem_get_info(loaded.device)
    filler = torch.empty(max(0, free - needed // 2), dtype=torch.uint8, device=loaded.device)
    try:
        _finished(events(loaded, model, asked))
        refused = False
    except TryLater:
        refused = True
    del filler
    torch.cuda.empty_cache()
    _, made = row("", loaded, model, asked)
    return "too little memory: refused before the work", refused and made == first, f"an edit needs {needed / GIB:.1f} GiB"


def _settle(loaded: Loaded) -> None:
    if loaded.device.type == "cuda":
        torch.cuda.synchronize(loaded.device)
        torch.cuda.reset_peak_memory_stats(loaded.device)


def _peak(loaded: Loaded) -> int:
    return torch.cuda.max_memory_allocated(loaded.device) if loaded.device.type == "cuda" else 0


def _used(loaded: Loaded) -> int:
    return torch.cuda.memory_allocated(loaded.device) if loaded.device.type == "cuda" else 0


@contextmanager
def _timed(loaded: Loaded) -> Iterator[dict[str, float]]:
    """Seconds in each part of the pipeline, by name, and under `steps` the median of a step's."""
    parts: dict[str, float] = {}
    pipe = loaded.pipe
    places = [(pipe.text_encoder, "forward", "text"), (pipe.transformer, "forward", "steps of the model")]
    places += [(pipe.vae, "encode", "encoding"), (pipe.vae, "decode", "decoding")]
    steps: list[float] = []

    def timing(inner: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            _wait(loaded)
            begun = time.perf_counter()
            try:
                return inner(*args, **named)
            finally:
                _wait(loaded)
                took = time.perf_counter() - begun
                parts[name] = parts.get(name, 0.0) + took
                if name.startswith("steps"):
                    steps.append(took)

        return call

    inner = [getattr(holder, attribute) for holder, attribute, _ in places]
    for (holder, attribute, name), call in zip(places, inner, strict=True):
        setattr(holder, attribute, timing(call, name))
    try:
        yield parts
    finally:
        for (holder, attribute, _), call in zip(places, inner, strict=True):
            setattr(holder, attribute, call)
        parts["steps"] = statistics.median(steps) if steps else 0.0


def _wait(loaded: Loaded) -> None:
    if loaded.device.type == "cuda":
        torch.cuda.synchronize(loaded.device)
