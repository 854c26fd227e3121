"""Runs a plan on pixels: decode → geometry → fit to size → the other steps → the mask has the last word → encode.

Of `n` answers each is made from its own seed; steps before the first that the seed means anything to are done once for all.

Geometry runs first, on the picture as it came, because the answer's size is fixed by the request. Each region is found once, on
the fitted picture or, where fitting had to look for the subject, before it: no later step moves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import numpy as np

from overpaint.engines.base import EditRequest, Event, Finished, Picture, Progress
from overpaint.engines.local.backdrops import Backdrops
from overpaint.engines.local.canvas import open_canvas
from overpaint.engines.local.finishing import finish
from overpaint.imaging.blend import blend
from overpaint.imaging.codec import decode, encode
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.values import Image, Mask
from overpaint.instructions import describe, refusal_of_place, say, tell
from overpaint.instructions.families import backgrounds
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs
from overpaint.plans import Note, Plan, Step
from overpaint.regions import Found, Unresolved
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore

Check = Callable[[], None]


def execute(request: EditRequest, plan: Plan, weights: WeightStore, folder: PictureFolder, check: Check) -> Iterator[Event]:
    """Yield Progress for every step, then Finished. Raises InvalidImage, Refusal (`target_not_found`), Cancelled by `check`."""
    steps = [step for step in plan.steps if find_operation(step.operation).kind != "geometry"]
    sources = Backdrops(request, folder, check)
    shared = next((number for number, step in enumerate(steps) if sources.vary(step)), len(steps)) if request.n > 1 else 0
    total = 2 + shared + (len(steps) - shared) * request.n
    yield Progress(1, total, say(plan.language, "progress", "reading"))

    def subject_of(image: Image) -> Found:
        return Resolver(image, weights, quality=request.quality, check=check).find("subject")

    canvas = open_canvas(request, plan, subject_of)
    _read_others(request, backgrounds.images_used(plan.steps), check)
    known = {"subject": canvas.subject} if canvas.subject else {}
    regions = Resolver(canvas.image, weights, canvas.mask, canvas.cut_out, known, request.quality, check)
    image, done = canvas.image, 1
    for step in steps[:shared]:
        done += 1
        yield Progress(done, total, describe_step(plan, step))
        image = run_step(plan, step, image, regions, sources, request.seed)
    pictures: list[Picture] = []
    for seed in range(request.seed, request.seed + request.n):
        if pictures and shared == len(steps):
            pictures.append(replace(pictures[0], seed=seed))
            continue
        answer = image
        for step in steps[shared:]:
            done += 1
            yield Progress(done, total, describe_step(plan, step))
            answer = run_step(plan, step, answer, regions, sources, seed)
        final, notes = finish(answer, canvas, request)
        check()
        if done == total - 1:
            yield Progress(total, total, say(plan.language, "progress", "writing"))
        words = describe(plan, notes=[*canvas.notes, *regions.notes, *sources.notes, *notes])
        pictures.append(Picture(encode(final, request.output), final.size, seed, words))
    yield Finished(_told_if_alike(pictures, plan.language), plan.model_dump_json())


def _told_if_alike(pictures: list[Picture], language: str) -> tuple[Picture, ...]:
    """Several answers that are one and the same say so: not every edit leaves something to chance."""
    if len({picture.data for picture in pictures}) > 1 or len(pictures) == 1:
        return tuple(pictures)
    note = say(language, "punctuation", "between") + tell(language, Note("alike", {"count": len(pictures)}))
    return tuple(replace(picture, revised_prompt=picture.revised_prompt + note) for picture in pictures)


def describe_step(plan: Plan, step: Step) -> str:
    """One step in plain words, for progress lines."""
    return describe(plan.model_copy(update={"steps": (step,), "notes": ()}))


def run_step(plan: Plan, step: Step, image: Image, regions: Resolver, backdrops: Backdrops, seed: int) -> Image:
    """Apply one step to the whole picture: its place's mask says where. Raises Refusal for a place that can't be resolved."""
    regions.check()
    operation = find_operation(step.operation)
    params = operation.params.model_validate(step.params)
    try:
        mask, kept = regions.step_mask(step.where, plan.keep), regions.kept(plan.keep)
    except Unresolved as error:
        raise refusal_of_place(error, step.clause, plan.language) from None
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
