"""The picture an edit works on: decoded, its geometry steps done, fitted to the size that was asked for, with its mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from overpaint.canvas.gathering import gathered, within_sheet
from overpaint.canvas.request import EditRequest
from overpaint.errors import Refusal
from overpaint.imaging.codec import decode, decode_mask
from overpaint.imaging.cutout import is_cut_out, own_matte
from overpaint.imaging.fitting import Fitted, fit_image
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Box, Edges, Image, Mask, Size
from overpaint.instructions import NO_EFFECT, refusal_of_operation, say
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs, nowhere
from overpaint.plans import Note, Plan, Step
from overpaint.regions.base import Found

# How far two aspect ratios may differ before fitting has to choose what to cut or to add.
SAME_ASPECT = 0.005
# A crop that leaves less than this share of a mask has cut it away: what is left would be no answer to the request.
_MASK_LEFT = 0.02
# How far a head reaches beyond its face, as shares of the face's height and width.
_HAIR, _CHIN, _EARS = 0.45, 0.10, 0.20


@dataclass(frozen=True)
class Canvas:
    """`image`: the fitted picture. `mask`: the request's own mask on it, None without one. `notes`: what opening it did.

    `subject`: what was found of the subject before fitting, its mask moved to the canvas; None where fitting had no need of it.
    `cut_out`: the picture came as a cut-out, so its alpha is its subject's matte. `edges`: what each layout step adds.
    """

    image: Image
    mask: Mask | None
    notes: tuple[Note, ...]
    subject: Found | None = None
    cut_out: bool = False
    edges: tuple[Edges, ...] = ()


def _no_place(image: Image, step: Step) -> Mask:
    """For plans without steps that need one."""
    raise ValueError(f"nothing here finds where {step.operation} goes in a picture of {image.size}")


def open_canvas(
    request: EditRequest,
    plan: Plan,
    find: Callable[[Image, str], Found],
    place: Callable[[Image, Step], Mask] = _no_place,
    file: Callable[[str], Path] = nowhere,
) -> Canvas:
    """Decode and fit. Raises InvalidImage, Refusal.

    `find`: what the finder of a kind of region finds in a picture; called only where fitting must know what to keep. `place`:
    where a step is to bring the canvas to; raises Refusal for a place that the picture has not. `file`: where a file of the
    weights' table lies.
    """
    image = decode(request.images[0])
    mask = decode_mask(request.mask) if request.mask else None
    if mask is not None and mask.is_empty:
        raise Refusal(say(plan.language, "refusal", "empty_mask"), code="target_not_found", param="mask")
    # As it came: the corners that a rotation leaves are transparent too, and cut nothing out.
    cut_out = is_cut_out(image)
    told = [Note(loss) for loss in request.images[0].header.lost]
    if mask is not None:
        told.append(Note("masked"))
    context = Context(seed=request.seed, quality=request.quality, file=file, focus=partial(focus_by, find))
    geometry = [(number, step) for number, step in enumerate(plan.steps) if find_operation(step.operation).kind == "geometry"]
    for number, step in geometry:
        operation = find_operation(step.operation)
        params = operation.params.model_validate(step.params)
        before = image
        at = place(image, step) if operation.of_place else Mask.whole(image.size)
        at = find(image, "subject").mask if operation.heeds_subject else at
        inputs = Inputs(image, at, ratio=_ratio(request) if operation.of_place else None)
        if operation.reads[1]:
            inputs = Inputs(image := within_sheet(image), Mask.whole(image.size), pictures=gathered(request, step))
            natural = operation.natural(params, inputs)
            inputs = replace(inputs, size=_laid_out(request, plan, natural)[1] if step is geometry[-1][1] else natural)
            cut_out = False
        try:
            image = operation.apply(inputs, params, context)
        except CannotDo as error:
            raise refusal_of_operation(error.reason, step.clause, plan.language) from None
        if not image.differs_from(before):
            told.append(Note(NO_EFFECT, {"step": number}))
    edges, size = _laid_out(request, plan, image.size)
    if size == image.size:
        return Canvas(image, mask, tuple(told), cut_out=cut_out, edges=edges)
    subject = None
    if mask is not None:
        fitted = fit_image(image, size, request.fit, mask, "mask")
    elif _needs_focus(request, image.size, size):
        subject = Found.of(Mask(own_matte(image))) if cut_out else find(image, "subject")
        faces = [_with_hair(one.box, image.size) for one in find(image, "face").instances]
        goes = any(find_operation(step.operation).changes_background for step in plan.steps)
        fitted = fit_image(image, size, request.fit, subject.mask, faces=faces, spare_border=goes)
    else:
        fitted = fit_image(image, size, request.fit)
    return Canvas(
        image=fitted.image,
        mask=_fitted_mask(mask, fitted, plan.language) if mask else None,
        notes=(*told, fitted.note) if fitted.note else tuple(told),
        subject=subject.moved(fitted.apply_to_mask) if subject else None,
        cut_out=cut_out,
        edges=edges,
    )


# The least side that layouts may leave of a picture.
_LEAST_SIDE = 16


def layouts(plan: Plan) -> tuple[Step, ...]:
    """The steps that add to the canvas when all else is done, in their order."""
    return tuple(step for step in plan.steps if find_operation(step.operation).kind == "layout")


def _laid_out(request: EditRequest, plan: Plan, size: Size) -> tuple[tuple[Edges, ...], Size]:
    """What each layout step adds, and the size to bring the picture to: with its edges it has the answer's. Raises Refusal."""
    steps = layouts(plan)
    if not steps:
        return (), _answer_size(request, size)
    declared = [find_operation(step.operation) for step in steps]
    given = [operation.params.model_validate(step.params) for operation, step in zip(declared, steps, strict=True)]
    edges, grown = [], size
    for operation, params in zip(declared, given, strict=True):
        edges.append(operation.edges(params, grown, outer=False))
        grown = edges[-1].around(grown)
    if request.size == "source":
        return tuple(edges), size
    left = _answer_size(request, grown)
    edges = []
    for operation, params in zip(reversed(declared), reversed(given), strict=True):
        edges.insert(0, operation.edges(params, left, outer=True))
        left = edges[0].within(left)
    if min(left) < _LEAST_SIDE:
        raise Refusal(say(plan.language, "refusal", "no_room", clause=steps[0].clause), code="unsupported_edit", param="size")
    return tuple(edges), left


def focus_by(find: Callable[[Image, str], Found], image: Image) -> tuple[Mask | None, tuple[Box, ...]]:
    """What matters in a picture: its subject, and the heads of people."""
    faces = tuple(_with_hair(one.box, image.size) for one in find(image, "face").instances)
    subject = find(image, "subject")
    return None if subject.is_empty else subject.mask, faces


def _with_hair(face: Box, size: Size) -> Box:
    """A face from chin to forehead → the head around it, and a little air."""
    top, left, bottom, right = face
    high, wide = bottom - top, right - left
    up, down, aside = round(_HAIR * high), round(_CHIN * high), round(_EARS * wide)
    return max(0, top - up), max(0, left - aside), min(size[1], bottom + down), min(size[0], right + aside)


def _fitted_mask(mask: Mask, fitted: Fitted, language: str) -> Mask:
    """The mask on the fitted picture. A mask always takes effect: raises Refusal where the crop leaves (nearly) none of it."""
    top, left, bottom, right = fitted.taken
    moved = fitted.apply_to_mask(mask)
    left_over = float(mask.values[top:bottom, left:right].sum(dtype="float64"))
    if moved.is_empty or left_over < _MASK_LEFT * float(mask.values.sum(dtype="float64")):
        width, height = fitted.image.size
        message = say(language, "refusal", "mask_cut_away", width=width, height=height)
        raise Refusal(message, code="target_not_found", param="mask")
    return moved


def _answer_size(request: EditRequest, edited: Size) -> Size:
    if request.size == "source":
        return edited
    return auto_size(edited) if request.size == "auto" else request.size


def _ratio(request: EditRequest) -> float | None:
    """Width by height of the answer, where it is asked for."""
    return request.size[0] / request.size[1] if isinstance(request.size, tuple) else None


def _needs_focus(request: EditRequest, source: Size, target: Size) -> bool:
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    return request.fit in ("auto", "crop") and abs(ratio - 1.0) > SAME_ASPECT
