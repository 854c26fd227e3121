"""Everything that can be known before a pixel is decoded: the plan, its refusals, what the request's other fields mean for it."""

from __future__ import annotations

from overpaint.canvas import EditRequest
from overpaint.errors import InvalidRequest, Refusal
from overpaint.instructions import check_plan, compile_prompt, refusal_of, say, spoken_language
from overpaint.instructions.catalogue import Catalogue
from overpaint.operations import find_operation
from overpaint.plans import Named, Plan, Step


def plan_for(request: EditRequest, catalogue: Catalogue | None) -> Plan:
    """The plan to run. `catalogue`: what prompts are read for; None where an engine takes them unread, and there are no steps.

    Raises Refusal, and InvalidRequest for fields that contradict the plan or a plan that can't be replayed.
    """
    if catalogue is None:
        return Plan(prompt=request.prompt, language=spoken_language(request.prompt))
    plan = _planned(request, catalogue)
    _check_resize(plan, request)
    _check_opaque(request)
    return _with_background(plan, request)


def _planned(request: EditRequest, catalogue: Catalogue) -> Plan:
    """The plan that the request brings, if it can run here, or what its prompt compiles to."""
    images, has_mask = len(request.images), request.mask is not None
    if request.plan is not None:
        check_plan(request.plan, catalogue, images=images, has_mask=has_mask)
        return request.plan
    plan = compile_prompt(request.prompt, images=images, has_mask=has_mask, partial=request.partial, catalogue=catalogue)
    refusal = refusal_of(plan)
    if refusal is not None:
        raise refusal
    return plan


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
