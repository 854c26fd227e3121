"""Runs a plan on pixels: decode → geometry → fit to size → the other steps → the mask has the last word → encode.

Of `n` answers each is made from its own seed; steps before the first that the seed means anything to are done once for all.

Geometry runs first, on the picture as it came, because the answer's size is fixed by the request. Each region is found once, on
the fitted picture or, where fitting had to look for the subject, before it: no later step moves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from overpaint.engines.base import EditRequest, Event, Finished, Picture, Progress
from overpaint.engines.local.backdrops import Backdrops
from overpaint.engines.local.canvas import Canvas, open_canvas
from overpaint.engines.local.finishing import finish
from overpaint.errors import Refusal
from overpaint.imaging.codec import decode, encode
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.values import Image, Mask, Note, Quality
from overpaint.instructions import describe, say, tell, word
from overpaint.instructions.families import backgrounds
from overpaint.instructions.plan import Plan, Step
from overpaint.operations import find_operation
from overpaint.operations.base import Context
from overpaint.regions import find_finder
from overpaint.regions.base import FinderContext, Found
from overpaint.weights import WeightStore

Check = Callable[[], None]


def execute(request: EditRequest, plan: Plan, weights: WeightStore, folder: PictureFolder, check: Check) -> Iterator[Event]:
    """Yield Progress for every step, then Finished. Raises InvalidImage, Refusal (`target_not_found`), Cancelled by `check`."""
    steps = [step for step in plan.steps if find_operation(step.operation).KIND != "geometry"]
    sources = Backdrops(request, folder, check)
    shared = next((number for number, step in enumerate(steps) if sources.vary(step)), len(steps)) if request.n > 1 else 0
    total = 2 + shared + (len(steps) - shared) * request.n
    yield Progress(1, total, say(plan.language, "progress", "reading"))
    regions = Regions(weights, request.quality, check, plan.language)
    canvas = open_canvas(request, plan, regions.subject_of)
    _read_others(request, backgrounds.images_used(plan.steps), check)
    regions.open(canvas)
    image, done = canvas.image, 1
    for step in steps[:shared]:
        done += 1
        yield Progress(done, total, describe_step(plan, step))
        image = run_step(step, image, regions, sources, request.seed)
    pictures: list[Picture] = []
    for seed in range(request.seed, request.seed + request.n):
        if pictures and shared == len(steps):
            pictures.append(replace(pictures[0], seed=seed))
            continue
        answer = image
        for step in steps[shared:]:
            done += 1
            yield Progress(done, total, describe_step(plan, step))
            answer = run_step(step, answer, regions, sources, seed)
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


def run_step(step: Step, image: Image, regions: Regions, backdrops: Backdrops, seed: int) -> Image:
    """Apply one step to the whole picture: its region's mask says where."""
    regions.check()
    operation = find_operation(step.operation)
    params = operation.Params.model_validate(step.params)
    mask = regions.mask(step.region.name, step.clause)
    backdrop = backdrops.render(step, mask.inverted(), seed) if "scene" in operation.Params.model_fields else None
    context = Context(seed=seed, quality=regions.quality, backdrop=backdrop, check=regions.check)
    return operation.apply(image, mask, params, context)


def _read_others(request: EditRequest, used: Collection[str], check: Check) -> None:
    """Decode the images that no step reads, one at a time, so that a broken one is refused rather than passed over."""
    for number, file in enumerate(request.images[1:], 2):
        if f"image {number}" not in used:
            check()
            decode(file)


@dataclass
class Regions:
    """The regions of one picture, each found once, when a step first asks for it."""

    weights: WeightStore
    quality: Quality
    check: Check
    language: str = "en"
    notes: list[Note] = field(default_factory=list)
    _canvas: Canvas | None = None
    _found: dict[str, Found] = field(default_factory=dict)

    def open(self, canvas: Canvas) -> None:
        """From here on, regions are those of this canvas."""
        self._canvas = canvas

    def subject_of(self, image: Image) -> Found:
        """The subject of a picture that is not on the canvas yet: where a crop should look."""
        return find_finder("subject").find(image, self._context(None))

    def mask(self, name: str, clause: str) -> Mask:
        """Where a step on region `name` takes effect. Raises Refusal `target_not_found` when the picture has no such region."""
        if self._canvas is None:
            raise RuntimeError("Regions.open comes before Regions.mask")
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
