"""The picture an edit works on: decoded, its geometry steps done, fitted to the size that was asked for, with its mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from overpaint.engines.base import EditRequest
from overpaint.errors import Refusal
from overpaint.imaging.codec import decode, decode_mask
from overpaint.imaging.cutout import is_cut_out, own_matte
from overpaint.imaging.fitting import Fitted, fit_image
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Image, Mask, Size
from overpaint.instructions.plan import Plan
from overpaint.operations import find_operation
from overpaint.operations.base import Context

# How far two aspect ratios may differ before fitting has to choose what to cut or to add.
SAME_ASPECT = 0.005
# A crop that leaves less than this share of a mask has cut it away: what is left would be no answer to the request.
_MASK_LEFT = 0.02


@dataclass(frozen=True)
class Canvas:
    """`image`: the fitted picture. `mask`: the request's own mask on it, None without one. `notes`: what fitting did.

    `subject`: the subject as it was found before fitting, on the canvas; None where fitting had no need of it. `cut_out`: the
    picture came as a cut-out, so its alpha is its subject's matte.
    """

    image: Image
    mask: Mask | None
    notes: tuple[str, ...]
    subject: Mask | None = None
    cut_out: bool = False


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
    # As it came: the corners that a rotation leaves are transparent too, and cut nothing out.
    cut_out = is_cut_out(image)
    for step in plan.steps:
        operation = find_operation(step.operation)
        if operation.KIND == "geometry":
            params = operation.Params.model_validate(step.params)
            image = operation.apply(image, Mask.whole(image.size), params, Context(seed=request.seed, quality=request.quality))
    size = _answer_size(request, image.size)
    if size == image.size:
        return Canvas(image, mask, (), cut_out=cut_out)
    subject = None
    if mask is None and _needs_focus(request, image.size, size):
        subject = Mask(own_matte(image)) if cut_out else subject_of(image)
    fitted = fit_image(image, size, request.fit, mask or subject, "mask" if mask else "subject")
    return Canvas(
        image=fitted.image,
        mask=_fitted_mask(mask, fitted) if mask else None,
        notes=(fitted.description,) if fitted.description else (),
        subject=fitted.apply_to_mask(subject) if subject else None,
        cut_out=cut_out,
    )


def _fitted_mask(mask: Mask, fitted: Fitted) -> Mask:
    """The mask on the fitted picture. A mask always takes effect: raises Refusal where the crop leaves (nearly) none of it."""
    top, left, bottom, right = fitted.taken
    moved = fitted.apply_to_mask(mask)
    left_over = float(mask.values[top:bottom, left:right].sum(dtype="float64"))
    if moved.is_empty or left_over < _MASK_LEFT * float(mask.values.sum(dtype="float64")):
        width, height = fitted.image.size
        raise Refusal(
            f"The crop to {width}x{height} cuts away the part that the mask marks, so the edit could not be seen. "
            "Use fit=extend or fit=pad, which keep the whole picture.",
            code="target_not_found",
            param="mask",
        )
    return moved


def _answer_size(request: EditRequest, edited: Size) -> Size:
    if request.size == "source":
        return edited
    return auto_size(edited) if request.size == "auto" else request.size


def _needs_focus(request: EditRequest, source: Size, target: Size) -> bool:
    ratio = (source[0] / source[1]) / (target[0] / target[1])
    return request.fit in ("auto", "crop") and abs(ratio - 1.0) > SAME_ASPECT
