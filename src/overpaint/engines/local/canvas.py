"""The picture an edit works on: decoded, its geometry steps done, fitted to the size that was asked for, with its mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from overpaint.engines.base import EditRequest
from overpaint.errors import Refusal
from overpaint.imaging.codec import decode, decode_mask
from overpaint.imaging.fitting import fit_image
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Image, Mask, Size
from overpaint.instructions.plan import Plan
from overpaint.operations import find_operation
from overpaint.operations.base import Context

# How far two aspect ratios may differ before fitting has to choose what to cut or to add.
SAME_ASPECT = 0.005


@dataclass(frozen=True)
class Canvas:
    """`image`: the fitted picture. `mask`: the request's own mask on it, None without one. `notes`: what fitting did."""

    image: Image
    mask: Mask | None
    notes: tuple[str, ...]


def open_canvas(request: EditRequest, plan: Plan, subject_of: Callable[[Image], Mask]) -> Canvas:
    """Decode and fit. `subject_of` is called only where fitting must know what to keep. Raises InvalidImage, Refusal."""
    image = decode(request.images[0])
    mask = decode_mask(request.mask) if request.mask else None
    if mask is not None and mask.is_empty:
        raise Refusal(
            "The mask keeps every pixel (alpha 255 everywhere), so nothing may change. Make the part to edit transparent.",
            code="target_not_found",
            param="mask",
        )
    for step in plan.steps:
        operation = find_operation(step.operation)
        if operation.KIND == "geometry":
            params = operation.Params.model_validate(step.params)
            image = operation.apply(image, Mask.whole(image.size), params, Context(seed=request.seed, quality=request.quality))
    size = _answer_size(request, image.size)
    if size == image.size:
        return Canvas(image, mask, ())
    focus = subject_of(image) if _needs_focus(request, image.size, size) else None
    fitted = fit_image(image, size, request.fit, focus)
    notes = (fitted.description,) if fitted.description else ()
    return Canvas(fitted.image, fitted.apply_to_mask(mask) if mask else None, notes)


def _answer_size(request: EditRequest, edited: Size) -> Size:
    if request.size == "source":
        return edited
    return auto_size(edited) if request.size == "auto" else request.size


def _needs_focus(request: EditRequest, source: Size, target: Size) -> bool:
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    return request.fit in ("auto", "crop") and abs(ratio - 1.0) > SAME_ASPECT
