"""Runs the steps of a part on pixels, between the canvas as it was opened and the answer as it is finished.

Of `n` answers each is made from its own seed; steps before the first that the seed means anything to are done once for all.

Geometry runs first, on the picture as it came, because the answer's size is fixed by the request. Each region is found once, on
the fitted picture or, where fitting had to look for the subject, before it: no later step moves anything but layouts, which come
last: the picture was fitted to the room that they leave.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from overpaint.canvas import EditRequest, Picture
from overpaint.canvas.finishing import answer, preview, told_if_alike
from overpaint.canvas.gathering import gathered
from overpaint.canvas.handoff import Bound, Handoff
from overpaint.canvas.opening import Canvas, focus_by, layouts, open_canvas
from overpaint.canvas.redrawing import bound_around, open_unseen
from overpaint.engines.base import Done, Event, Partial, Progress, Work
from overpaint.engines.local.backdrops import Backdrops
from overpaint.imaging.blend import blend
from overpaint.imaging.codec import decode
from overpaint.imaging.cutout import is_cut_out
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.seen import is_faint
from overpaint.imaging.values import Image, Mask, Pixels, Quality
from overpaint.instructions import NO_EFFECT, describe, refusal_of_operation, refusal_of_place, say
from overpaint.instructions.families import backgrounds
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs, Parameters
from overpaint.plans import Note, Pick, Plan, Step, Where
from overpaint.regions import Found, Unresolved, weights_for
from overpaint.regions.base import SEGMENTER
from overpaint.regions.detection import BOXES_WEIGHT, boxes
from overpaint.regions.detection.text_lines import text_lines
from overpaint.regions.detection.things import things_in
from overpaint.regions.outlining.by_face import faces_changed, meshes
from overpaint.regions.outlining.looking import on_grey
from overpaint.regions.resolve.resolver import Resolver
from overpaint.regions.segmenting import Prompt, segment
from overpaint.weights import WeightStore

Check = Callable[[], None]

_INSIDE = 0.5
"""Likelihood from which on a pixel is of what a segmenter sees."""


def execute(work: Work, weights: WeightStore, folder: PictureFolder, check: Check) -> Iterator[Event]:
    """Do one part. Raises InvalidImage, Refusal (`target_not_found`), Cancelled by `check`."""
    request, plan = work.request, work.plan
    steps = [step for step in work.steps if find_operation(step.operation).kind not in ("geometry", "layout")]
    steps += [step for step in work.steps if find_operation(step.operation).kind == "layout"]
    sources = Backdrops(request, folder, check)
    given = 1 if work.given is None else len(work.given.pictures)
    shared = _shared(steps, sources) if request.n > 1 and given == 1 else 0
    answers = 1 if shared == len(steps) and given == 1 else request.n
    count = _Count(2 + shared + (len(steps) - shared) * answers)
    yield count.next(say(plan.language, "progress", "reading"), "reading")
    canvas, images = _opened(work, weights, check)
    known = {"subject": canvas.subject} if canvas.subject else {}
    regions = Resolver(canvas.image, weights, canvas.mask, canvas.cut_out, known, request.quality, check)
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
            yield count.next(say(plan.language, "progress", "writing"), "writing")
        pictures.append(answer(image, canvas, request, plan, brush.notes, seed))
    if work.last:
        pictures += [replace(pictures[0], seed=request.seed + index) for index in range(answers, request.n)]
        yield Done(told_if_alike(pictures, plan.language))
    else:
        bound = None if work.finds is None else _bound(work.finds, regions)
        handoff = Handoff.of(canvas, tuple(made), (*canvas.notes, *brush.notes))
        yield Done(handoff=replace(handoff, bound=bound))


def _bound(where: Where, regions: Resolver) -> Bound | None:
    """Where an edit belongs that somebody else makes of what is there; None where that is not plain in this picture."""
    own = replace(regions, notes=[])  # what is told of a place is told of steps that run here
    try:
        return bound_around(where, own.resolve(where))
    except Unresolved:
        return None


def _shared(steps: Sequence[Step], sources: Backdrops) -> int:
    """How many steps come before the first that the seed means anything to: they are done once for all answers."""
    return next((number for number, step in enumerate(steps) if sources.vary(step)), len(steps))


@dataclass
class _Count:
    """Numbers the steps of a part as they begin."""

    steps: int
    done: int = 0

    def next(self, text: str, stage: str) -> Progress:
        self.done += 1
        return Progress(self.done, self.steps, text, stage)


@dataclass(frozen=True)
class _Brush:
    """Paints steps on one canvas and tells of each. `wanted`: numbers of the steps after which a partial picture is shown.

    `done`: number of a step in the plan → whether it changed a pixel of the canvas, inside the request's mask.
    """

    work: Work
    canvas: Canvas
    regions: Resolver
    sources: Backdrops
    count: _Count
    wanted: frozenset[int]
    done: dict[int, bool] = field(default_factory=dict)

    @property
    def notes(self) -> list[Note]:
        """What was met on the way; steps that changed no pixel of any answer."""
        idle = [Note(NO_EFFECT, {"step": number}) for number, changed in self.done.items() if not changed]
        return [*self.regions.notes, *self.sources.notes, *idle]

    def paint(
        self, image: Image, steps: Sequence[tuple[int, Step]], seed: int, indices: range
    ) -> Generator[Progress | Partial, None, Image]:
        """`steps` with their numbers, one after the other; `indices`: the answers that partial pictures belong to."""
        for number, step in steps:
            yield self.count.next(describe_step(self.work.plan, step), step.operation)
            before = image
            if step in layouts(self.work.plan):
                image = self._laid_out(step, image, seed)
            else:
                image = run_step(self.work.plan, step, image, self.regions, self.sources, seed)
            at = self.work.plan.steps.index(step)
            changed = image.differs_from(before, self.canvas.mask)
            self.done[at] = self.done.get(at, False) or changed
            if changed and not (image.has_alpha or before.has_alpha) and is_faint(before.rgb, image.rgb):
                self.regions.tell(Note("faint", {"clause": step.clause or step.operation}))
            if number in self.wanted:
                shown = image
                last = layouts(self.work.plan)
                for layout in last[last.index(step) + 1 if step in last else 0 :]:
                    shown = self._laid_out(layout, shown, seed)
                data = preview(shown, self.canvas, self.work.request)
                yield from (Partial(data, index) for index in indices)
        return image

    def _laid_out(self, step: Step, image: Image, seed: int) -> Image:
        """A layout step: the whole picture, with the edges that it was fitted for."""
        edges = self.canvas.edges[layouts(self.work.plan).index(step)]
        operation = find_operation(step.operation)
        inputs = Inputs(image, Mask.whole(image.size), edges=edges, pictures=(self.canvas.image,))
        context = Context(seed=seed, file=self.regions.weights.path)
        return operation.apply(inputs, operation.params.model_validate(step.params), context)


def _opened(work: Work, weights: WeightStore, check: Check) -> tuple[Canvas, tuple[Image, ...]]:
    """The canvas, and the pictures to go on from: the canvas's own, or what the part before made of it."""
    if work.given is not None:
        return work.given.opened()
    if not work.steps:  # it is only looked at here, for one without eyes
        return open_unseen(work.request, work.plan, None)

    def place(image: Image, step: Step) -> Mask:
        regions = Resolver(image, weights, quality=work.request.quality, check=check)
        try:
            return regions.resolve(step.where)
        except Unresolved as error:
            raise refusal_of_place(error, step.clause, work.plan.language) from None

    find = partial(_find, weights, work.request.quality, check)
    canvas = open_canvas(work.request, work.plan, find, weights.path, place, lambda image: meshes(on_grey(image), weights))
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


def run_step(plan: Plan, step: Step, image: Image, regions: Resolver, backdrops: Backdrops, seed: int) -> Image:
    """Apply one step to the whole picture: its place's mask says where. Raises Refusal for a place that can't be resolved."""
    regions.check()
    operation = find_operation(step.operation)
    params = operation.params.model_validate(step.params)
    try:
        mask, kept = step_mask(plan, step, regions), regions.kept(plan.keep)
    except Unresolved as error:
        raise refusal_of_place(error, step.clause, plan.language) from None
    if not operation.on_faces and (count := regions.several(step.where)):
        regions.tell(Note("several", {"count": count, "region": step.where}))
    looks = None if BOXES_WEIGHT in regions.weights.missing() else partial(boxes, on_grey(regions.image), regions.weights)
    try:
        backdrop = backdrops.render(step, mask.inverted(), seed, looks) if operation.needs_backdrop else None
    except CannotDo as error:
        raise refusal_of_operation(error.reason, step.clause, plan.language) from None
    if backdrop is not None and kept is not None:  # what is to stay as it is takes no light from a new scene
        backdrop = replace(backdrop, light=replace(backdrop.light, strength=0.0))
    if backdrop is not None and backdrop.light.strength > 0 and not operation.under_sky:
        backdrops.notes.append(Note("relit"))
    context = Context(
        seed,
        regions.quality,
        regions.check,
        regions.weights.path,
        partial(_lines, weights=regions.weights),
        partial(focus_by, partial(_find, regions.weights, regions.quality, regions.check)),
        regions.weights.onnx,
        lambda key, **facts: regions.tell(Note(key, {"region": step.where, **facts})),
        partial(_pointed_at, regions.weights),
    )
    things = things_in(regions.image, regions.weights) if operation.shuns_things else None
    faces = meshes(on_grey(regions.image), regions.weights) if operation.on_faces else ()
    try:
        others = gathered(backdrops.request, step, regions.check) if operation.reads[1] else ()
        mattes = tuple(_cut(one, params, operation.cuts, step.clause, plan.language, regions) for one in others if operation.cuts)
        seen_there = _Seen(operation.sees, regions)
        inputs = Inputs(image, mask, backdrop, others, things, faces=faces, mattes=mattes, seen=seen_there)
        answer = operation.apply(inputs, params, context)
    except CannotDo as error:
        raise refusal_of_operation(error.reason, step.clause, plan.language) from None
    if kept is not None:
        answer = blend(image, answer, Mask((kept.values < 1).astype(np.float32)))
    if operation.on_faces:
        count = faces_changed(on_grey(regions.image), image.rgb, answer.rgb, regions.weights)
        if count:
            regions.tell(Note("faces" if count > 1 else "face", {"count": count, "clause": step.clause or step.operation}))
    return answer


def step_mask(plan: Plan, step: Step, regions: Resolver) -> Mask:
    """Where a step takes effect, without what the plan keeps. Raises Unresolved."""
    operation = find_operation(step.operation)
    if (operation.shuns_things or operation.on_faces) and isinstance(step.where, Pick) and step.where.which == "main":
        regions.resolve(step.where.of, single=True)  # which of several is meant is not for us to guess
    return regions.step_mask(step.where, plan.keep)


def _cut(picture: Image, params: Parameters, name: str, clause: str, language: str, regions: Resolver) -> Mask:
    """What of another picture a step cuts out. Raises Refusal where it is not there."""
    other = Resolver(picture, regions.weights, cut_out=is_cut_out(picture), quality=regions.quality, check=regions.check)
    try:
        return other.resolve(TypeAdapter[Where](Where).validate_python(getattr(params, name)))
    except Unresolved as error:
        raise refusal_of_place(error, clause, language) from None


@dataclass(frozen=True)
class _Seen(Mapping[str, Mask]):
    """Where each of these kinds of region is, looked for when somebody asks.

    Those that are nowhere, or whose weights are missing, are not in it.
    """

    kinds: tuple[str, ...]
    regions: Resolver

    def __getitem__(self, kind: str) -> Mask:
        there = kind in self.kinds and set(self.regions.weights.missing()).isdisjoint(weights_for([kind]))
        found = self.regions.find(kind) if there else None
        if found is None or found.is_empty:
            raise KeyError(kind)
        return found.mask

    def __iter__(self) -> Iterator[str]:
        return (kind for kind in self.kinds if kind in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _find(weights: WeightStore, quality: Quality, check: Check, image: Image, kind: str) -> Found:
    return Resolver(image, weights, quality=quality, check=check).find(kind)


def _pointed_at(weights: WeightStore, rgb: Pixels, place: tuple[float, float]) -> NDArray[np.bool_] | None:
    if not set(SEGMENTER).isdisjoint(weights.missing()):
        return None
    return np.asarray(segment(rgb, Prompt(on=(place,)), weights).likelihood(rgb.shape[1::-1]) > _INSIDE)


def _lines(image: Image, weights: WeightStore) -> tuple[Line, ...]:
    return text_lines(on_grey(image), weights)


def _read_others(request: EditRequest, used: Collection[int], check: Check) -> None:
    """Decode the images that no step reads, one at a time, so that a broken one is refused rather than passed over."""
    for number, file in enumerate(request.images[1:], 2):
        if number not in used:
            check()
            decode(file)
