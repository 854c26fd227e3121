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
# From this factor on, what was painted looks soft where it is enlarged, and the answer says so.
_ENLARGED = 1.2


class _Unwanted(BaseException):
    """Ends a pipeline's call between two steps. No Exception, which a pipeline might catch and log."""


@dataclass(frozen=True, eq=False)
class _Step:
    """A step is done. `guess`: the frame as it would be finished by now, where that was to be seen."""

    guess: Image | None = None


@dataclass(frozen=True, eq=False)
class _Scene:
    """What every answer begins with. `window`: the part of the canvas that is painted. `others`: pictures that came along.

    `shown`: the steps after which the picture is shown.
    """

    canvas: Canvas
    originals: tuple[Image, ...]
    window: Box
    others: tuple[Framed, ...]
    shown: frozenset[int]

    @property
    def size(self) -> Size:
        top, left, bottom, right = self.window
        return right - left, bottom - top


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
        yield Progress(1, 1 + request.n * self._steps, say(plan.language, "progress", "reading"))
        canvas, originals = open_unseen(request, plan, self.work.given)
        scene = _Scene(
            canvas=canvas,
            originals=originals,
            window=part_around(canvas.image.size, canvas.mask, family.frame(canvas.image.size, request.quality)),
            others=tuple(self._framed(decode(file)) for file in request.images[1:]),
            shown=_shown(self._steps, request.partials if self.work.last else 0),
        )
        pictures: list[Picture] = []
        made: list[Image] = []
        notes: list[Note] = []
        for index in range(request.n):
            image, notes = yield from self._one(scene, index)
            made.append(image)
            if self.work.last:
                pictures.append(answer(image, canvas, request, plan, notes, request.seed + index))
        if self.work.last:
            return Done(tuple(pictures))
        return Done(handoff=Handoff.of(canvas, tuple(made), (*canvas.notes, *notes)))

    @property
    def _steps(self) -> int:
        return self.model.steps_for(self.work.request.quality)

    def _one(self, scene: _Scene, index: int) -> Generator[Event, None, tuple[Image, list[Note]]]:
        """Answer `index`, and what to say of it."""
        request, language = self.work.request, self.work.plan.language
        before = scene.originals[min(index, len(scene.originals) - 1)]
        frame = self._framed(crop(before, scene.window))

        def placed(painted: Image) -> Image:
            return in_its_place(frame.taken_out(painted, scene.size), before, scene.canvas, scene.window)

        painting, number = self._painted(frame, scene, index), 1 + index * self._steps
        while True:
            try:
                step = next(painting)
            except StopIteration as end:
                image, notes = placed(end.value), self._notes(before, frame, scene)
                break
            number += 1
            yield Progress(number, 1 + request.n * self._steps, say(language, "progress", "painting"))
            if step.guess is not None:
                yield Partial(preview(placed(step.guess), scene.canvas, request), index)
        if not to_be_kept(request, over_all=self.work.over_all):
            return image, notes
        image, told = without_redrawing(before, image, self.work.given.bound if self.work.given else None)
        return image, [*told, *notes]

    def _framed(self, image: Image) -> Framed:
        opaque = flatten(image) if image.has_alpha else image
        return framed(opaque, self.model.painter.frame(image.size, self.work.request.quality))

    def _notes(self, before: Image, frame: Framed, scene: _Scene) -> list[Note]:
        named = {"name": self.model.name}
        notes = [Note("painted_part", {"words": self.work.words, **named}) if self.work.words else Note("painted", named)]
        if scene.size[0] > _ENLARGED * frame.inner[0]:
            sizes = (f"{width}x{height}" for width, height in (frame.inner, scene.size))
            notes.append(Note("painted_smaller", dict(zip(("before", "after"), sizes, strict=True))))
        return [*notes, Note("painted_opaque")] if before.has_alpha else notes

    def _held(self, frame: Framed, scene: _Scene) -> Held | None:
        """Under a mask: what the steps themselves leave as it is, so that what is painted goes with it."""
        if scene.canvas.mask is None:
            return None
        top, left, bottom, right = scene.window
        family, pipe = self.model.painter, self.loaded.pipe
        changes = blocks_of(Mask(scene.canvas.mask.values[top:bottom, left:right]), frame, family.block)
        device = pipe._execution_device
        pixels = torch.from_numpy(frame.image.pixels.copy()).permute(2, 0, 1)[None].to(device, pipe.vae.dtype) / 127.5 - 1
        with torch.no_grad():
            source = family.latents(pipe, pixels)
        return Held(source.to(device), torch.from_numpy(changes).reshape(1, -1, 1).to(device))

    def _painted(self, frame: Framed, scene: _Scene, index: int) -> Generator[_Step, None, Image]:
        """Its steps, then the frame as it is painted. The pipeline runs in a thread of its own, and ends with this."""
        family, size = self.model.painter, frame.image.size
        self._check_room(size, 1 + len(scene.others))
        ask = Ask(
            prompt=self.work.words or self.work.request.prompt,
            pictures=tuple(Pillow.fromarray(one.image.pixels) for one in (frame, *scene.others)),
            size=size,
            steps=self._steps,
            generator=torch.Generator().manual_seed(self.work.request.seed + index),
            distilled=self.model.distilled,
        )
        said: queue.SimpleQueue[_Step | Image | BaseException] = queue.SimpleQueue()
        unwanted = threading.Event()

        def told(number: int, _steps: int, guess: torch.Tensor) -> None:
            if unwanted.is_set():
                raise _Unwanted
            seen = family.image(self.loaded.pipe, guess.to(self.loaded.pipe.vae.dtype), size) if number in scene.shown else None
            said.put(_Step(seen))

        thread = threading.Thread(
            target=self._call, args=(family.arguments(ask), self._held(frame, scene), told, said), daemon=True
        )
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
