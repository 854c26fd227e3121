"""One part of an edit by a model: framed, painted step by step, put back in its place. In a worker process."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image as Pillow

from overpaint.canvas import Picture
from overpaint.canvas.finishing import answer, preview
from overpaint.canvas.handoff import Handoff
from overpaint.canvas.opening import Canvas
from overpaint.canvas.redrawing import in_its_place, open_unseen, to_be_kept, without_redrawing
from overpaint.engines.base import Done, Event, Partial, Progress, Work
from overpaint.engines.diffusion.declared import Model
from overpaint.engines.diffusion.families.base import Ask
from overpaint.engines.diffusion.frames import Framed, blocks_of, framed
from overpaint.engines.diffusion.loading import Loaded, room
from overpaint.engines.diffusion.stepping import Held
from overpaint.errors import TryLater
from overpaint.imaging.codec import decode
from overpaint.imaging.geometry import crop, flatten
from overpaint.imaging.part import part_around
from overpaint.imaging.values import Box, Image, Mask, Size
from overpaint.instructions import say
from overpaint.plans import Note

# How often who waits for a step looks whether the edit is still wanted, in seconds.
_GLANCE = 0.05
_RETRY_SECONDS = 20


class _Unwanted(BaseException):
    """Ends a pipeline's call between two steps. No Exception, which a pipeline might catch and log."""


@dataclass(frozen=True, eq=False)
class _Step:
    """A step is done. `guess`: the frame as it would be finished by now, where that was to be seen."""

    guess: Image | None = None


@dataclass(frozen=True, eq=False)
class Painting:
    """One part of an edit with a loaded model. `check`: raises Cancelled when nobody waits any more."""

    loaded: Loaded
    model: Model
    work: Work
    check: Callable[[], None]

    def run(self) -> Generator[Event, None, Done]:
        """Raises InvalidImage, Refusal, TryLater, Cancelled, and what a pipeline raises."""
        request, plan, family = self.work.request, self.work.plan, self.model.painter
        steps = self.model.steps_for(request.quality)
        total = 1 + request.n * steps
        yield Progress(1, total, say(plan.language, "progress", "reading"))
        canvas, originals = open_unseen(request, plan, self.work.given)
        window = part_around(canvas.image.size, canvas.mask, family.frame(canvas.image.size, request.quality))
        others = tuple(self._framed(decode(file)) for file in request.images[1:])
        shown = _shown(steps, request.partials if self.work.last else 0)
        pictures: list[Picture] = []
        made: list[Image] = []
        notes: list[Note] = []
        for index in range(request.n):
            before = originals[min(index, len(originals) - 1)]
            frame = self._framed(crop(before, window))
            painting = self._painted(frame, others, self._held(frame, canvas, window), index, shown)
            number = 1 + index * steps
            while True:
                try:
                    step = next(painting)
                except StopIteration as end:
                    painted: Image = end.value
                    break
                number += 1
                yield Progress(number, total, say(plan.language, "progress", "painting"))
                if step.guess is not None:
                    yield Partial(preview(self._placed(step.guess, frame, before, canvas, window), canvas, request), index)
            image = self._placed(painted, frame, before, canvas, window)
            notes = self._notes(before)
            if to_be_kept(request, over_all=self.work.over_all):
                image, told = without_redrawing(before, image)
                notes = [told, *notes]
            made.append(image)
            if self.work.last:
                pictures.append(answer(image, canvas, request, plan, notes, request.seed + index))
        if self.work.last:
            return Done(tuple(pictures))
        return Done(handoff=Handoff.of(canvas, tuple(made), (*canvas.notes, *notes)))

    def _framed(self, image: Image) -> Framed:
        opaque = flatten(image) if image.has_alpha else image
        return framed(opaque, self.model.painter.frame(image.size, self.work.request.quality))

    def _placed(self, painted: Image, frame: Framed, before: Image, canvas: Canvas, window: Box) -> Image:
        top, left, bottom, right = window
        return in_its_place(frame.taken_out(painted, (right - left, bottom - top)), before, canvas, window)

    def _notes(self, before: Image) -> list[Note]:
        named = {"name": self.model.name}
        by = Note("painted_part", {"words": self.work.words, **named}) if self.work.words else Note("painted", named)
        return [by, Note("painted_opaque")] if before.has_alpha else [by]

    def _held(self, frame: Framed, canvas: Canvas, window: Box) -> Held | None:
        """Under a mask: what the steps themselves leave as it is, so that what is painted goes with it."""
        if canvas.mask is None:
            return None
        top, left, bottom, right = window
        family, pipe = self.model.painter, self.loaded.pipe
        changes = blocks_of(Mask(canvas.mask.values[top:bottom, left:right]), frame, family.block)
        device = pipe._execution_device
        pixels = torch.from_numpy(frame.image.pixels.copy()).permute(2, 0, 1)[None].to(device, pipe.vae.dtype) / 127.5 - 1
        with torch.no_grad():
            source = family.latents(pipe, pixels)
        return Held(source.to(device), torch.from_numpy(changes).reshape(1, -1, 1).to(device))

    def _painted(
        self, frame: Framed, others: tuple[Framed, ...], held: Held | None, index: int, shown: frozenset[int]
    ) -> Generator[_Step, None, Image]:
        """Its steps, then the frame as it is painted. The pipeline runs in a thread of its own, and ends with this."""
        family, size = self.model.painter, frame.image.size
        self._check_room(size, 1 + len(others))
        ask = Ask(
            prompt=self.work.words or self.work.request.prompt,
            pictures=tuple(Pillow.fromarray(one.image.pixels) for one in (frame, *others)),
            size=size,
            steps=self.model.steps_for(self.work.request.quality),
            generator=torch.Generator().manual_seed(self.work.request.seed + index),
            distilled=self.model.distilled,
        )
        said: queue.SimpleQueue[_Step | Image | BaseException] = queue.SimpleQueue()
        unwanted = threading.Event()

        def told(number: int, _steps: int, guess: torch.Tensor) -> None:
            if unwanted.is_set():
                raise _Unwanted
            seen = family.image(self.loaded.pipe, guess.to(self.loaded.pipe.vae.dtype), size) if number in shown else None
            said.put(_Step(seen))

        thread = threading.Thread(target=self._call, args=(family.arguments(ask), held, told, said), daemon=True)
        thread.start()
        try:
            while True:
                self.check()
                try:
                    one = said.get(timeout=_GLANCE)
                except queue.Empty:
                    continue
                if isinstance(one, torch.OutOfMemoryError):
                    torch.cuda.empty_cache()
                    raise _no_room()
                if isinstance(one, BaseException):
                    raise one
                if isinstance(one, Image):
                    return one
                yield one
        finally:
            unwanted.set()
            thread.join()

    def _call(
        self,
        arguments: dict[str, Any],
        held: Held | None,
        told: Callable[[int, int, torch.Tensor], None],
        said: queue.SimpleQueue[_Step | Image | BaseException],
    ) -> None:
        scheduler = self.loaded.scheduler
        scheduler.held, scheduler.told = held, told
        try:
            said.put(Image(np.asarray(self.loaded.pipe(**arguments).images[0].convert("RGB"))))
        except BaseException as error:  # whoever waits raises it, in the thread that can be answered for
            said.put(error)
        finally:
            scheduler.held = scheduler.told = None

    def _check_room(self, size: Size, pictures: int) -> None:
        """Raise TryLater rather than run out of memory in the middle."""
        line = self.loaded.line
        if line is None:
            return
        if line.bytes(size[0] * size[1] * (1 + pictures) / 1e6) > room(self.loaded.device).device:
            raise _no_room()


def _shown(steps: int, partials: int) -> frozenset[int]:
    """After which steps the picture is shown: evenly between the first and the last, which is the answer."""
    return frozenset(number for part in range(partials) if 0 < (number := round(steps * (part + 1) / (partials + 1))) < steps)


def _no_room() -> TryLater:
    message = "The edit takes more memory than the accelerator has free. Send fewer pictures, or try again later."
    return TryLater(message, retry_after=_RETRY_SECONDS)
