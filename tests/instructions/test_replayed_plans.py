"""Plans from outside: what is read, what is replayed as it is, and what is refused with the reason."""

import json
from typing import Any

import pytest

from overpaint.errors import InvalidRequest, Refusal
from overpaint.instructions import check_plan, compile_prompt, read_plan
from overpaint.instructions.catalogue import installed
from overpaint.plans import PLAN_VERSION

PROMPTS = [
    "make it brighter and warmer, and crop it to a square",
    "change the background to a beach at sunset, keep the person unchanged",
    "blur the background",
    "put him in the second picture",
    "把背景换成雪山日出，再调亮一点",
]


def document(prompt: str = "make the background a bit darker", **changes: Any) -> dict[str, Any]:
    return {**json.loads(compile_prompt(prompt, images=2).model_dump_json()), **changes}


def with_step(prompt: str = "make the background a bit darker", **changes: Any) -> dict[str, Any]:
    made = document(prompt)
    return {**made, "steps": [{**made["steps"][0], **changes}]}


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_plan_is_read_back_as_it_was_written(prompt):
    made = compile_prompt(prompt, images=2)
    again = read_plan(made.model_dump_json())
    assert again == made
    check_plan(again, installed(), images=2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "no version, and this version of Overpaint runs version 2"),
        ('{"a": 1}', "no version"),
        (json.dumps(document(version=True)), "version True"),
        (json.dumps(with_step(version=True)), "steps.0.version"),
        (json.dumps(with_step(version="1")), "steps.0.version"),
        (json.dumps(with_step(where={"type": "pick", "of": {"type": "whole"}, "which": True})), "which"),
        (json.dumps(document(version=PLAN_VERSION + 1)), "version 3"),
        (json.dumps(document(version=PLAN_VERSION, colour="red")), "colour: Extra inputs"),
        (json.dumps(with_step(where={"type": "nowhere"})), "steps.0.where"),
        (json.dumps(with_step(where={"type": "coloured", "of": {"type": "whole"}, "colour": "red"})), "colour"),
        (json.dumps(with_step(where={"type": "pick", "of": {"type": "whole"}, "which": 0})), "which"),
        (json.dumps(document(prompt="x" * 120_001)), "longer than"),
    ],
)
def test_what_is_no_plan_is_refused_by_its_field(text, reason):
    with pytest.raises(InvalidRequest, match=reason) as caught:
        read_plan(text)
    assert (caught.value.code, caught.value.param) == ("invalid_plan", "plan")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (with_step(operation="paint"), "no operation 'paint'"),
        (with_step(version=99), "version 99 of brightness, and version 1 is here"),
        (with_step(params={"amount": 7}), "step 1, params: amount"),
        (with_step(params={"colour": 7}), "colour: Extra inputs"),
        (with_step(params={"amount": True}), "amount: Input should be a valid number"),
        (with_step(params={"amount": "0.2"}), "amount: Input should be a valid number"),
        (with_step(params={}), "brightness with these parameters changes nothing"),
        (with_step(params={"amount": 0}), "brightness with these parameters changes nothing"),
        (with_step("crop it to a square", params={}), "crop with these parameters changes nothing"),
        (with_step("crop it to a square", params={"unit": "pixel", "left": 0}), "crop with these parameters changes nothing"),
        (with_step("crop it to a square", params={"left": True}), "left: Input should be a valid number"),
        (with_step("resize it to 50%", params={}), "resize with these parameters changes nothing"),
        (with_step("rotate it by 90 degrees", params={}), "rotate with these parameters changes nothing"),
        (with_step("add a vignette", params={"amount": 0, "midpoint": 0.5}), "vignette with these parameters changes nothing"),
        (with_step(family="magic"), "no family 'magic'"),
        (with_step(where={"type": "named", "kind": "unicorn"}), "nothing here finds 'unicorn'"),
        (
            with_step(where={"type": "side", "side": "left", "of": {"type": "sent"}}),
            "the request's mask, and the request has none",
        ),
        (document(keep=[{"type": "sent"}]), "keep: its place is the request's mask"),
        (with_step("crop it to a square", where={"type": "named", "kind": "subject"}), "its place is the whole picture"),
        (with_step(pictures=[{"type": "sent", "number": 2}]), "reads no other picture"),
        (with_step("white background", params={"scene": "moonbase"}), "no scene 'moonbase'"),
        (with_step("white background", params={"scene": "sea", "scene_params": {"depth": 1}}), "scene_params: depth"),
        (with_step("put him in the second picture", pictures=[{"type": "sent", "number": 3}]), "picture 3 of the request"),
        (with_step("put him in the second picture", pictures=[{"type": "own", "name": "../x"}]), "no picture '../x'"),
        (document(keep=[{"type": "named", "kind": "unicorn"}]), "keep: nothing here finds"),
        (document(notes=[{"key": "hello", "facts": {}}]), "note 'hello'"),
        (document(language="tlh"), "language 'tlh'"),
        (document(steps=[]), "has 0 steps"),
    ],
)
def test_what_cannot_run_here_is_refused_with_the_step_and_the_reason(given, reason):
    plan = read_plan(json.dumps(given))
    with pytest.raises(InvalidRequest, match=reason) as caught:
        check_plan(plan, installed(), images=2)
    assert caught.value.code == "invalid_plan"


def test_geometry_is_refused_under_a_mask():
    with pytest.raises(InvalidRequest, match="mask forbids"):
        check_plan(read_plan(json.dumps(document("crop it to a square"))), installed(), has_mask=True)


def test_a_refused_plan_stays_refused():
    with pytest.raises(Refusal) as caught:
        check_plan(compile_prompt("add a dragon"), installed())
    assert caught.value.code == "unsupported_edit"
