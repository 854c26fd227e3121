"""Everything that can be known before a pixel is decoded: the plan, its refusals, what the answer's background means for it."""

from __future__ import annotations

from overpaint.engines.base import EditRequest
from overpaint.errors import InvalidRequest, Refusal
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.instructions import check_plan, compile_prompt, refusal_of, say
from overpaint.instructions.catalogue import Catalogue, installed
from overpaint.operations import find_operation
from overpaint.plans import Named, Plan, Step, kinds_in
from overpaint.regions import weights_for
from overpaint.weights import PULL, WeightStore, find_weight


def prepare(request: EditRequest, weights: WeightStore, folder: PictureFolder) -> Plan:
    """The plan to run. Raises Refusal, or EngineUnavailable naming the cure when a weight file is missing or damaged.

    `folder`: backgrounds of the user's own, which a prompt may name.
    """
    plan = _planned(request, installed().with_pictures(folder.names()))
    _check_resize(plan, request)
    _check_opaque(request)
    plan = _with_background(plan, request)
    places = (*(step.where for step in plan.steps), *plan.keep)
    for name in weights_for(sorted(kind for where in places for kind in kinds_in(where))):
        weights.path(name)
    return plan


def _planned(request: EditRequest, catalogue: Catalogue) -> Plan:
    """The plan that the request brings, if it can run here, or what its prompt compiles to. Raises Refusal, InvalidRequest."""
    images, has_mask = len(request.images), request.mask is not None
    if request.plan is not None:
        check_plan(request.plan, catalogue, images=images, has_mask=has_mask)
        return request.plan
    plan = compile_prompt(request.prompt, images=images, has_mask=has_mask, partial=request.partial, catalogue=catalogue)
    refusal = refusal_of(plan)
    if refusal is not None:
        raise refusal
    return plan


def missing_weights(weights: WeightStore) -> tuple[str, ...]:
    """Weight files that are missing or damaged, each with the command that brings it."""
    lacking = [find_weight(name) for name in weights.missing()]
    return tuple(f"weight file {weight.file} is {weights.state(weight)}: run `{PULL} {weight.name}`" for weight in lacking)


def _check_resize(plan: Plan, request: EditRequest) -> None:
    """A prompt that names a size beside a `size` field that fixes another one can't be met by any picture."""
    step = next((s for s in plan.steps if s.operation == "resize"), None)
    if step is None or not isinstance(request.size, tuple):
        return
    size = f"{request.size[0]}x{request.size[1]}"
    message = say(plan.language, "refusal", "size_field", clause=step.clause, size=size)
    raise Refusal(message, code="unsupported_edit", param="size")


def _check_opaque(request: EditRequest) -> None:
    """A mask keeps transparent pixels as they are, `background=opaque` fills them: where there are some, only one can hold."""
    if request.mask is not None and request.background == "opaque" and request.images[0].header.has_alpha:
        raise InvalidRequest(
            "background=opaque would fill transparent pixels that the mask keeps. Leave `background` out, or send a picture "
            "without transparency.",
            code="invalid_value",
            param="background",
        )


def _with_background(plan: Plan, request: EditRequest) -> Plan:
    """Make `background=transparent` true: add the step that cuts the subject out, unless the plan does so or contradicts it."""
    if request.background != "transparent":
        return plan
    operations = [find_operation(step.operation) for step in plan.steps]
    if any(operation.needs_backdrop for operation in operations):
        raise InvalidRequest(
            "background=transparent contradicts a prompt that asks for a new background. Leave `background` out, or ask to "
            "remove the background instead.",
            code="invalid_value",
            param="background",
        )
    if any(operation.makes_alpha for operation in operations):
        return plan
    operation = find_operation("background_remove")
    step = Step(
        operation="background_remove",
        version=operation.version,
        where=Named(kind="background"),
        clause="background=transparent",
        family=operation.family,
    )
    return plan.model_copy(update={"steps": (*plan.steps, step)})
