"""The promises of `compile_prompt`: what must work, what must be refused, and never an empty plan."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from overpaint.errors import Refusal
from overpaint.instructions import compile_prompt, describe, refusal_of
from overpaint.instructions.catalogue import Catalogue
from overpaint.operations import OPERATIONS
from overpaint.operations.base import Parameters, parameter
from overpaint.operations.words import Words
from overpaint.plans import Minus, Named, Plan, Whole


class _Scene(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Solid(_Scene):
    colour: str = "#ffffff"


class _Sea(_Scene):
    time: Literal["dawn", "noon", "sunset", "night"] = "sunset"
    shore: bool = False


class _Blur(Parameters):
    strength: float = parameter(0.5, "How far.", valid=(0, 1), useful=(0, 1))


class _BackgroundBlur:
    family = "background_blur"
    kind = "area"
    needs_backdrop = False
    neutral = None
    words: ClassVar[dict[str, Words]] = {}
    version = 1
    params = _Blur


class _BackgroundRemove:
    family = "background_remove"
    needs_backdrop = False
    neutral = None
    words: ClassVar[dict[str, Words]] = {}
    version = 1
    params = Parameters


SERVED = Catalogue(
    {o.name: o for o in OPERATIONS} | {"background_blur": _BackgroundBlur(), "background_remove": _BackgroundRemove()},
    {"solid": _Solid, "sea": _Sea},
    {"subject": {}, "background": {}},
)


def plan(prompt: str, **more: Any) -> Plan:
    return compile_prompt(prompt, catalogue=SERVED, **more)


@pytest.mark.parametrize(
    ("prompt", "operations"),
    [
        ("make it black and white", ["grayscale"]),
        ("blur the background", ["background_blur"]),
        ("white background", ["background_replace"]),
        ("make it brighter and warmer, and crop it to a square", ["brightness", "temperature", "crop"]),
        ("Change the background to a sunset over the ocean", ["background_replace"]),
        ("make it look better", ["auto_enhance"]),
        ("enhance", ["auto_enhance"]),
        ("rotate 90 degrees left and flip it vertically", ["rotate", "flip"]),
    ],
)
def test_served_requests_become_steps(prompt: str, operations: list[str]) -> None:
    compiled = plan(prompt)
    assert [step.operation for step in compiled.steps] == operations
    assert refusal_of(compiled) is None
    assert describe(compiled)


@pytest.mark.parametrize(
    ("prompt", "code", "family"),
    [
        ("add a dragon", "unsupported_edit", "object_add"),
        ("change the background to Mars", "unsupported_edit", "background_replace"),
        ("asdf", "not_understood", ""),
        ("", "not_understood", ""),
        ("make it brighter and add a dragon", "unsupported_edit", "object_add"),
    ],
)
def test_refusals_name_the_clause_and_the_family(prompt: str, code: str, family: str) -> None:
    compiled = plan(prompt)
    refusal = refusal_of(compiled)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert compiled.refusals[0].family == family
    assert compiled.refusals[0].clause in refusal.message


def test_geometry_is_refused_under_a_mask() -> None:
    assert refusal_of(plan("crop it to a square")) is None
    assert refusal_of(plan("crop it to a square", has_mask=True)) is not None
    assert refusal_of(plan("make it brighter", has_mask=True)) is None


def test_partial_keeps_what_can_run_and_lists_the_rest() -> None:
    compiled = plan("make it brighter and add a dragon", partial=True)
    assert [step.operation for step in compiled.steps] == ["brightness"]
    assert refusal_of(compiled) is None
    assert [skipped.family for skipped in compiled.skipped] == ["object_add"]
    assert "add a dragon" in describe(compiled)


def test_plans_are_replayable() -> None:
    compiled = plan("make it brighter and warmer, and crop it to a square")
    assert Plan.model_validate_json(compiled.model_dump_json()) == compiled


@pytest.mark.parametrize(
    "prompt", ["make it much brighter", "sepia", "increase contrast by 20%", "resize to 800x600", "+1 stop exposure"]
)
def test_every_step_has_valid_parameters(prompt: str) -> None:
    steps = plan(prompt).steps
    assert steps
    for step in steps:
        SERVED.operations[step.operation].params.model_validate(step.params)


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    compiled = plan("make it brighter \ud800")
    assert [step.operation for step in compiled.steps] == ["brightness"]
    assert Plan.model_validate_json(compiled.model_dump_json()) == compiled


class _Paint(Parameters):
    colour: str = parameter("#000000", "The colour.")


class _Painting:
    family = "style"
    kind = "area"
    needs_backdrop = False
    neutral = None
    words: ClassVar[dict[str, Words]] = {}
    version = 3
    params = _Paint


def test_a_new_operation_turns_refusals_into_plans() -> None:
    prompt = "turn it into a ukiyo-e print"
    assert refusal_of(plan(prompt)) is not None
    grown = Catalogue({**SERVED.operations, "painting": _Painting()}, SERVED.scenes, SERVED.regions)
    compiled = compile_prompt(prompt, catalogue=grown)
    assert refusal_of(compiled) is None
    assert [(step.operation, step.version, str(step.where)) for step in compiled.steps] == [("painting", 3, "whole")]


def test_a_new_scene_is_served_by_being_there() -> None:
    prompt = "change the background to a forest"
    assert refusal_of(plan(prompt)) is not None
    grown = Catalogue(SERVED.operations, {**SERVED.scenes, "forest": _Scene}, SERVED.regions)
    compiled = compile_prompt(prompt, catalogue=grown)
    assert [step.params for step in compiled.steps] == [{"scene": "forest", "scene_params": {}}]


def test_a_region_without_a_finder_is_refused_by_name() -> None:
    refusal = refusal_of(plan("make the sky darker"))
    assert refusal is not None
    assert "“sky”" in refusal.message
    grown = Catalogue(SERVED.operations, SERVED.scenes, {**SERVED.regions, "sky": {}})
    assert compile_prompt("make the sky darker", catalogue=grown).steps[0].where == Named(kind="sky", words="sky")
    rest = compile_prompt("darken everything but the sky", catalogue=grown).steps[0].where
    assert rest == Minus(of=Whole(), without=Named(kind="sky", words="sky"))
