"""Runs the steps of a part on pixels, between the canvas as it was opened and the answer as it is finished.

Of `n` answers each is made from its own seed; steps before the first that the seed means anything to are done once for all.

Geometry runs first, on the picture as it came, because the answer's size is fixed by the request. Each region is found once, on
the fitted picture or, where fitting had to look for the subject, before it: no later step moves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from overpaint.canvas import EditRequest, Picture
from overpaint.canvas.finishing import answer, preview, told_if_alike
from overpaint.canvas.handoff import Handoff
from overpaint.canvas.opening import Canvas, open_canvas
from overpaint.engines.base import Done, Event, Partial, Progress, Work
from overpaint.engines.local.backdrops import Backdrops
from overpaint.errors import Refusal
from overpaint.imaging.blend import blend
from overpaint.imaging.codec import decode
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.values import Image, Mask, Quality
from overpaint.instructions import describe, say, word
from overpaint.instructions.families import backgrounds
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs
from overpaint.plans import Named, Note, Plan, Sent, Step, Where, Whole
from overpaint.regions import find_finder
from overpaint.regions.base import FinderContext, Found
from overpaint.weights import WeightStore

Check = Callable[[], None]

_HALF = 0.5


def execute(work: Work, weights: WeightStore, folder: PictureFolder, check: Check) -> Iterator[Event]:
    """Do one part. Raises InvalidImage, Refusal (`target_not_found`), Cancelled by `check`."""
    request, plan = work.request, work.plan
    steps = [step for step in work.steps if find_operation(step.operation).kind != "geometry"]
    sources = Backdrops(request, folder, check)
    given = 1 if work.given is None else len(work.given.pictures)
    shared = _shared(steps, sources) if request.n > 1 and given == 1 else 0
    answers = 1 if shared == len(steps) and given == 1 else request.n
    count = _Count(2 + shared + (len(steps) - shared) * answers)
    yield count.next(say(plan.language, "progress", "reading"))
    regions = Regions(weights, request.quality, check, plan.language, plan.keep)
    canvas, images = _opened(work, regions, check)
    regions.open(canvas)
    brush = _Brush(work, canvas, regions, sources, count, _wanted(len(steps), request.partials) if work.last else frozenset())
    if shared:
        images = ((yield from brush.paint(images[0], list(enumerate(steps[:shared])), request.seed, range(request.n))),)
    pictures: list[Picture] = []
    made: list[Image] = []
    for index in range(answers):
        seed, begun = request.seed + index, images[min(index, len(images) - 1)]
        image = yield from brush.paint(begun, list(enumerate(steps))[shared:], seed, range(index, index + 1))
        check()
        if not work.last:
            made.append(image)
            continue
        if index == answers - 1:
            yield count.next(say(plan.language, "progress", "writing"))
        pictures.append(answer(image, canvas, request, plan, brush.notes, seed))
    if work.last:
        pictures += [replace(pictures[0], seed=request.seed + index) for index in range(answers, request.n)]
        yield Done(told_if_alike(pictures, plan.language))
    else:
        yield Done(handoff=Handoff.of(canvas, tuple(made), (*canvas.notes, *brush.notes)))


def _shared(steps: Sequence[Step], sources: Backdrops) -> int:
    """How many steps come before the first that the seed means anything to: they are done once for all answers."""
    return next((number for number, step in enumerate(steps) if sources.vary(step)), len(steps))


@dataclass
class _Count:
    """Numbers the steps of a part as they begin."""

    steps: int
    done: int = 0

    def next(self, text: str) -> Progress:
        self.done += 1
        return Progress(self.done, self.steps, text)


@dataclass(frozen=True)
class _Brush:
    """Paints steps on one canvas and tells of each. `wanted`: numbers of the steps after which a partial picture is shown."""

    work: Work
    canvas: Canvas
    regions: Regions
    sources: Backdrops
    count: _Count
    wanted: frozenset[int]

    @property
    def notes(self) -> list[Note]:
        return [*self.regions.notes, *self.sources.notes]

    def paint(
        self, image: Image, steps: Sequence[tuple[int, Step]], seed: int, indices: range
    ) -> Generator[Progress | Partial, None, Image]:
        """`steps` with their numbers, one after the other; `indices`: the answers that partial pictures belong to."""
        for number, step in steps:
            yield self.count.next(describe_step(self.work.plan, step))
            image = run_step(step, image, self.regions, self.sources, seed)
            if number in self.wanted:
                data = preview(image, self.canvas, self.work.request)
                yield from (Partial(data, index) for index in indices)
        return image


def _opened(work: Work, regions: Regions, check: Check) -> tuple[Canvas, tuple[Image, ...]]:
    """The canvas, and the pictures to go on from: the canvas's own, or what the part before made of it."""
    if work.given is not None:
        return work.given.opened()
    canvas = open_canvas(work.request, work.plan, regions.subject_of)
    _read_others(work.request, backgrounds.images_used(work.plan.steps), check)
    return canvas, (canvas.image,)


def _wanted(steps: int, partials: int) -> frozenset[int]:
    """After which steps a partial picture is shown: spread evenly, the last one left out, whose picture is the answer."""
    between = max(steps - 1, 0)
    count = min(partials, between)
    return frozenset(round((number + 1) * between / (count + 1) - 0.5) for number in range(count))


def describe_step(plan: Plan, step: Step) -> str:
    """One step in plain words, for progress lines."""
    return describe(plan.model_copy(update={"steps": (step,), "notes": ()}))


def run_step(step: Step, image: Image, regions: Regions, backdrops: Backdrops, seed: int) -> Image:
    """Apply one step to the whole picture: its region's mask says where."""
    regions.check()
    operation = find_operation(step.operation)
    params = operation.params.model_validate(step.params)
    mask = regions.mask(step.where, step.clause)
    kept = regions.kept(step.clause)
    backdrop = backdrops.render(step, mask.inverted(), seed) if operation.needs_backdrop else None
    if backdrop is not None and kept is not None:  # what is to stay as it is takes no light from a new scene
        backdrop = replace(backdrop, light=replace(backdrop.light, strength=0.0))
    context = Context(seed=seed, quality=regions.quality, check=regions.check)
    answer = operation.apply(Inputs(image, mask, backdrop), params, context)
    if kept is None:
        return answer
    return blend(image, answer, Mask((kept.values < 1).astype(np.float32)))


def _read_others(request: EditRequest, used: Collection[int], check: Check) -> None:
    """Decode the images that no step reads, one at a time, so that a broken one is refused rather than passed over."""
    for number, file in enumerate(request.images[1:], 2):
        if number not in used:
            check()
            decode(file)


def _finder_of(where: Where) -> str:
    match where:
        case Whole():
            return "whole"
        case Sent():
            return "mask"
        case Named():
            return where.kind
    raise Refusal(f"There is no finder for {where} here.", code="unsupported_edit", param="prompt")


@dataclass
class Regions:
    """The regions of one picture, each found once, when a step first asks for it."""

    weights: WeightStore
    quality: Quality
    check: Check
    language: str = "en"
    keep: tuple[Where, ...] = ()
    notes: list[Note] = field(default_factory=list)
    _canvas: Canvas | None = None
    _found: dict[str, Found] = field(default_factory=dict)

    def open(self, canvas: Canvas) -> None:
        """From here on, regions are those of this canvas."""
        self._canvas = canvas

    def subject_of(self, image: Image) -> Found:
        """The subject of a picture that is not on the canvas yet: where a crop should look."""
        return find_finder("subject").find(image, self._context(None))

    def mask(self, where: Where, clause: str) -> Mask:
        """Where a step takes effect: its place without what the plan keeps.

        Raises Refusal `target_not_found` when the picture has no such region, or what is kept leaves nothing of it.
        """
        mask, kept = self._region(where, clause), self.kept(clause)
        if kept is None:
            return mask
        left = Mask(np.minimum(mask.values, np.float32(1.0) - kept.values))
        if left.values.max() <= _HALF:  # a rim that is half both's is all that the two masks leave of each other
            raise Refusal(say(self.language, "refusal", "all_kept", clause=clause), code="target_not_found", param="prompt")
        return left

    def kept(self, clause: str) -> Mask | None:
        """What no step may change, 1 = keep; None where the plan keeps nothing. Raises Refusal as `mask` does."""
        if not self.keep:
            return None
        if (note := Note("kept", {"region": str(self.keep[0])})) not in self.notes:
            self.notes.append(note)
        return Mask(np.maximum.reduce([self._region(place, clause).values for place in self.keep]))

    def _region(self, where: Where, clause: str) -> Mask:
        if self._canvas is None:
            raise RuntimeError("Regions.open comes before Regions.mask")
        name = _finder_of(where)
        if name not in self._found:
            found = self._find(name, self._canvas)
            if found.mask.is_empty:
                region = word(self.language, "region", name, default=name)
                message = say(self.language, "refusal", "target_not_found", clause=clause, region=region)
                raise Refusal(message, code="target_not_found", param="prompt")
            self._found[name] = found
            if found.note and found.note not in self.notes:
                self.notes.append(found.note)
        return self._found[name].mask

    def _find(self, name: str, canvas: Canvas) -> Found:
        """What fitting has found on the whole picture, which tells more than a crop; else what the canvas shows; or the mask."""
        carried = canvas.subject
        if carried is not None and not carried.mask.is_empty and name in ("subject", "background"):
            return replace(carried, mask=carried.mask if name == "subject" else carried.mask.inverted())
        found = find_finder(name).find(canvas.image, self._context(canvas.mask, canvas.cut_out))
        if not found.mask.is_empty:
            return found
        if canvas.mask is not None:
            return Found(canvas.mask, 0.5, Note("mask_taken", {"region": name}))
        return found

    def _context(self, mask: Mask | None, cut_out: bool = False) -> FinderContext:
        return FinderContext(weights=self.weights, mask=mask, quality=self.quality, check=self.check, cut_out=cut_out)
