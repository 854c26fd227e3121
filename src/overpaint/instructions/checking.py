"""Plans that come from outside: read from JSON, then held against what can be done here. Replayed as they are, or refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ValidationError

from overpaint.errors import InvalidRequest
from overpaint.instructions.catalogue import GEOMETRY, LAYOUT, Catalogue, Declared
from overpaint.instructions.families import FAMILIES
from overpaint.instructions.messages import LANGUAGES
from overpaint.instructions.notes import can_tell
from overpaint.instructions.refusals import refusal_of
from overpaint.plans import PLAN_VERSION, OwnPicture, Plan, Sent, SentPicture, Step, Where, Whole, kinds_in, places_in

MAX_PLAN = 120_000
"""Characters of a plan as JSON."""

MAX_STEPS = 64

_NEW = "Make a new one with `overpaint plan --json` or POST /v1/edits/plan."


def read_plan(text: str | bytes) -> Plan:
    """The plan that a text holds. Raises InvalidRequest `invalid_plan`, naming the field, or the versions that differ."""
    if len(text) > MAX_PLAN:
        raise invalid_plan(f"it is longer than {MAX_PLAN:,} characters.")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise invalid_plan("it is not JSON.") from None
    if not isinstance(given, dict):
        raise invalid_plan("it is not a JSON object.")
    if "version" not in given:
        raise invalid_plan(f"it has no version, and this version of Overpaint runs version {PLAN_VERSION}. {_NEW}")
    version = given["version"]
    if version != PLAN_VERSION or isinstance(version, bool):
        raise invalid_plan(f"it has version {version!r:.20}, and this version of Overpaint runs version {PLAN_VERSION}. {_NEW}")
    try:
        return Plan.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise invalid_plan(_first(error)) from None


def check_plan(plan: Plan, catalogue: Catalogue, *, images: int = 1, has_mask: bool = False) -> None:
    """Hold a plan against what is installed: operations and their versions, parameters, places, pictures.

    Raises Refusal for a plan that was refused when it was made, InvalidRequest `invalid_plan` for one that can't run here.
    """
    refusal = refusal_of(plan)
    if refusal is not None:
        raise refusal
    if not 1 <= len(plan.steps) <= MAX_STEPS:
        raise invalid_plan(f"it has {len(plan.steps)} steps; a plan has 1 to {MAX_STEPS}.")
    if plan.language not in LANGUAGES:
        raise invalid_plan(f"language {plan.language!r:.20} is not one of {', '.join(LANGUAGES)}.")
    for number, step in enumerate(plan.steps, 1):
        _check_step(f"step {number}", step, catalogue, images, has_mask)
    kinds = [catalogue.operations[step.operation].kind for step in plan.steps]
    for number, (kind, then) in enumerate(pairwise(kinds), 1):
        if kind == LAYOUT != then:
            raise invalid_plan(f"step {number}: {plan.steps[number - 1].operation} adds to the canvas, so it comes last.")
    for where in plan.keep:
        _check_place("keep", where, catalogue, has_mask)
    for note in plan.notes:
        if not can_tell(plan.language, note):
            raise invalid_plan(f"note {note.key!r:.40} is not known here. {_NEW}")


def invalid_plan(reason: str) -> InvalidRequest:
    """The error of a plan that can't be replayed."""
    return InvalidRequest(f"This plan can't be run: {reason}", code="invalid_plan", param="plan")


def _check_step(at: str, step: Step, catalogue: Catalogue, images: int, has_mask: bool) -> None:
    declared = catalogue.operations.get(step.operation)
    if declared is None:
        raise invalid_plan(f"{at}: there is no operation {step.operation!r:.60} here.")
    if step.version != declared.version:
        versions = f"it was made for version {step.version} of {step.operation}, and version {declared.version} is here"
        raise invalid_plan(f"{at}: {versions}: the same parameters would give another picture. {_NEW}")
    if step.family not in ("", *FAMILIES):
        raise invalid_plan(f"{at}: there is no family {step.family!r:.60}.")
    params = _checked(at, "params", declared.params, step.params)
    if _asks_nothing(params, declared.neutral):
        raise invalid_plan(
            f"{at}: {step.operation} with these parameters changes nothing. Say what it shall do, or leave it out."
        )
    if declared.of_place and isinstance(step.where, Whole):
        raise invalid_plan(f"{at}: {step.operation} brings the canvas to a place in the picture: say which, in `where`.")
    if not isinstance(step.where, Whole) and _changes_canvas(declared) and not declared.of_place:
        raise invalid_plan(f"{at}: {step.operation} changes the whole canvas: its place is the whole picture.")
    if has_mask and _changes_canvas(declared):
        raise invalid_plan(f"{at}: {step.operation} changes the whole canvas, which the request's mask forbids.")
    _check_place(at, step.where, catalogue, has_mask)
    if declared.needs_backdrop:
        _check_backdrop(at, step, params.model_dump(), catalogue, images)
    else:
        _check_pictures(at, step, declared.reads, images)


def _changes_canvas(declared: Declared) -> bool:
    return declared.kind in (GEOMETRY, LAYOUT)


def _check_place(at: str, where: Where, catalogue: Catalogue, has_mask: bool) -> None:
    if not has_mask and any(isinstance(place, Sent) for place in places_in(where)):
        raise invalid_plan(f"{at}: its place is the request's mask, and the request has none.")
    unknown = sorted(kinds_in(where) - catalogue.regions.keys())
    if unknown:
        raise invalid_plan(f"{at}: nothing here finds {unknown[0]!r:.60}. Regions: {', '.join(sorted(catalogue.regions))}.")


def _check_pictures(at: str, step: Step, reads: tuple[int, int], images: int) -> None:
    """As many pictures of the request as the operation reads."""
    if reads == (0, 0) and step.pictures:
        raise invalid_plan(f"{at}: {step.operation} reads no other picture.")
    if not reads[0] <= len(step.pictures) <= reads[1]:
        raise invalid_plan(f"{at}: {step.operation} reads {reads[0]} to {reads[1]} other pictures, not {len(step.pictures)}.")
    for picture in step.pictures:
        if not isinstance(picture, SentPicture):
            raise invalid_plan(f"{at}: {step.operation} reads pictures of the request only.")
        if not 2 <= picture.number <= images:
            raise invalid_plan(f"{at}: it needs picture {picture.number} of the request, which has {images}.")


def _check_backdrop(at: str, step: Step, params: Mapping[str, Any], catalogue: Catalogue, images: int) -> None:
    """One picture, or a scene with its parameters."""
    if len(step.pictures) > 1 or (step.pictures and step.params):
        raise invalid_plan(f"{at}: {step.operation} takes one picture, or a scene, not both.")
    for picture in step.pictures:
        if isinstance(picture, SentPicture) and not 2 <= picture.number <= images:
            raise invalid_plan(f"{at}: it needs picture {picture.number} of the request, which has {images}.")
        if isinstance(picture, OwnPicture) and picture.name not in catalogue.pictures:
            raise invalid_plan(f"{at}: there is no picture {picture.name!r:.60} in the folder of backgrounds.")
    scene = str(params["scene"])
    if not step.pictures and scene not in catalogue.scenes:
        raise invalid_plan(f"{at}: there is no scene {scene!r:.60}. Scenes: {', '.join(catalogue.scenes)}.")
    if not step.pictures:
        _checked(at, "scene_params", catalogue.scenes[scene], params["scene_params"])


def _asks_nothing(params: BaseModel, neutral: Mapping[str, Any] | None) -> bool:
    """Whether an operation is given the parameters that leave a picture as it is.

    Where none is named as neutral, those are the defaults of all that is None or zero unless somebody says it.
    """
    if neutral is None:
        return False
    if neutral:
        return all(getattr(params, name) == value for name, value in neutral.items())
    return all(field.default or getattr(params, name) == field.default for name, field in type(params).model_fields.items())


def _checked(at: str, field: str, model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """The parameters as JSON's own types: true is no number, "1" neither."""
    try:
        return model.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        raise invalid_plan(f"{at}, {field}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    """The first thing wrong, with its place: `steps.0.where.side: Input should be …`."""
    row = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part)[:40] for part in row["loc"])
    return f"{place}: {row['msg']}." if place else f"{row['msg']}."
