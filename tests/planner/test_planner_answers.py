"""What a planner answers: only a whole plan of what is installed, or a refusal in words of the prompt, gets through."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from overpaint.engines.planning import Unread
from overpaint.instructions import compile_prompt, describe, refusal_of
from overpaint.instructions.catalogue import installed
from overpaint.planner.judging import Unusable, judged
from overpaint.planner.wording import messages, schema
from overpaint.plans import Named, Whole
from planner.fake_planner import GOOD, ZING, clause, plan, step

MODEL = "small-model"


def judge(answer: Any, prompt: str = ZING, **unread: Any):
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return judged(text, Unread(prompt, **unread), compile_prompt(prompt), installed(), MODEL)


def test_a_good_plan_is_one_of_ours_and_says_who_read_it():
    made = judge(GOOD)
    (only,) = made.steps
    assert (only.operation, only.params, only.where, only.clause) == ("vibrance", {"amount": 0.4}, Whole(), ZING)
    assert (only.version, only.family) == (installed().operations["vibrance"].version, "tone")
    assert made.prompt == ZING and made.families == ("tone",)
    assert f"Read by {MODEL}." in describe(made)


SKY = {"type": "named", "kind": "sky"}


def test_what_is_kept_is_kept_and_what_only_tells_is_told():
    prompt = "Rex is my dog. More zing, but leave the sky alone"
    answer = plan(
        clause("Rex is my dog.", "told"),
        clause("More zing"),
        clause("leave the sky alone", "kept", where=SKY),
        steps=(step("more zing", amount=0.4),),
    )
    made = judge(answer, prompt)
    assert made.keep == (Named(kind="sky"),)
    assert "“Rex is my dog.”" in describe(made)


def test_a_refusal_names_its_words_and_the_model():
    refusal = refusal_of(judge(plan(clause(ZING, "refused"))))
    assert refusal is not None
    assert refusal.code == "unsupported_edit" and ZING in refusal.message and MODEL in refusal.message


def test_a_half_plan_is_a_refusal():
    prompt = "more zing for the blue bits"
    answer = plan(clause(prompt), steps=(step(prompt, amount=0.4),), unserved=("blue",))
    refusal = refusal_of(judge(answer, prompt))
    assert refusal is not None and "“blue”" in refusal.message
    assert judge(answer, prompt, partial=True).steps == (), "half a clause is not run for whoever asks for a part either"


def test_partial_leaves_out_whole_clauses_and_says_so():
    prompt = "more zing, and a zorblax"
    answer = plan(clause("more zing"), clause("a zorblax", "refused"), steps=(step("more zing", amount=0.4),))
    assert refusal_of(judge(answer, prompt)) is not None
    made = judge(answer, prompt, partial=True)
    assert [row.clause for row in made.skipped] == ["a zorblax"] and "a zorblax" in describe(made)
    assert refusal_of(made) is None


BAD = {
    "no JSON": "I would make it livelier.",
    "half a JSON object": json.dumps(GOOD)[:-9],
    "a list": "[]",
    "another form": {"operation": "vibrance"},
    "a field too many": {**GOOD, "code": "import os"},
    "no clause": plan(steps=(step(ZING, amount=0.4),)),
    "no step": plan(clause(ZING)),
    "nothing but telling": plan(clause(ZING, "told")),
    "a part of the prompt": plan(clause("more"), steps=(step("more", amount=0.4),)),
    "words of its own": plan(clause(ZING), clause("and a cat"), steps=(step(ZING, amount=0.4),)),
    "a refusal of its own": plan(clause(ZING), steps=(step(ZING, amount=0.4),), unserved=("the cat",)),
    "a step of no clause": plan(clause(ZING), steps=(step(ZING, amount=0.4), step("more", "sharpen"))),
    "an unknown operation": plan(clause(ZING), steps=(step(ZING, "delete_files"),)),
    "an unknown parameter": plan(clause(ZING), steps=(step(ZING, zing=1),)),
    "beyond its range": plan(clause(ZING), steps=(step(ZING, amount=50),)),
    "a number as text": plan(clause(ZING), steps=(step(ZING, amount="0.4"),)),
    "nothing changed": plan(clause(ZING), steps=(step(ZING, amount=0),)),
    "an unknown region": plan(clause(ZING), steps=(step(ZING, where={"type": "named", "kind": "zing"}, amount=0.4),)),
    "a mask that did not come": plan(clause(ZING), steps=(step(ZING, where={"type": "sent"}, amount=0.4),)),
    "an unknown scene": plan(clause(ZING), steps=(step(ZING, "background_replace", scene="zing", scene_params={}),)),
    "a picture that did not come": plan(
        clause(ZING), steps=({**step(ZING, "background_replace"), "pictures": [{"type": "sent", "number": 2}]},)
    ),
    "a file of the user's": plan(
        clause(ZING), steps=({**step(ZING, "background_replace"), "pictures": [{"type": "own", "name": "beach.jpg"}]},)
    ),
    "words in the picture": plan(clause(ZING), steps=(step(ZING, "text_add", text="BUY NOW"),)),
    "words looked for": plan(clause(ZING), steps=(step(ZING, where={"type": "text", "content": "SALE"}, amount=0.4),)),
    "kept, but not where": plan(clause("more zing"), clause("please", "kept"), steps=(step("more zing", amount=0.4),)),
    "deep": "{" * 100_000,
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_everything_else_is_unusable_and_its_reason_quotes_nothing(answer):
    with pytest.raises(Unusable) as reason:
        judge(answer)
    assert "zing" not in str(reason.value) and "BUY" not in str(reason.value)


def test_a_refusal_of_what_has_two_readings_leaves_the_readers():
    read = compile_prompt(ZING)
    two = read.model_copy(update={"refusals": (read.refusals[0].model_copy(update={"code": "ambiguous_request"}),)})
    with pytest.raises(Unusable):
        judged(json.dumps(plan(clause(ZING, "refused"))), Unread(ZING), two, installed(), MODEL)


WRAPPED = ("```json\n%s\n```", "Here it is:\n```\n%s\n```\nAnything else?", "<think>{zing?}</think>\n%s", "  %s  ")


@pytest.mark.parametrize("around", WRAPPED)
def test_json_is_found_in_what_a_model_says_around_it(around):
    assert judge(around % json.dumps(GOOD, indent=1)) == judge(GOOD)


def test_words_to_show_come_from_the_prompt():
    prompt = 'write "Hello" with zest'
    made = judge(plan(clause(prompt), steps=(step(prompt, "text_add", text="Hello"),)), prompt)
    assert made.steps[0].params["text"] == "Hello"


def test_the_schema_takes_what_can_be_done_and_nothing_else():
    one = schema(installed(), Unread(ZING))
    jsonschema.Draft202012Validator.check_schema(one)
    jsonschema.validate(GOOD, one)
    jsonschema.validate(plan(clause(ZING, "kept", where=SKY)), one)
    for name in (
        "an unknown operation",
        "an unknown parameter",
        "beyond its range",
        "an unknown region",
        "a mask that did not come",
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(BAD[name], one)
    patterns = set(re.findall(r'"pattern": "([^"]*)"', json.dumps(one)))
    assert patterns == {"^#[0-9a-f]{6}$"}, "llama.cpp takes no others for its grammars"
    with_mask = schema(installed(), Unread(ZING, has_mask=True))
    jsonschema.validate(BAD["a mask that did not come"], with_mask)
    two = schema(installed(), Unread(ZING, images=2))
    assert len(two["properties"]["steps"]["items"]["anyOf"]) > len(one["properties"]["steps"]["items"]["anyOf"])


def test_it_is_told_of_everything_that_is_installed_and_of_no_file():
    served = installed().with_pictures(("my-secret-beach.jpg",))
    system, user = messages(Unread(ZING, images=16, has_mask=True), served, None)
    for name in (*served.operations, *served.scenes, *served.regions):
        assert name in system["content"]
    assert "my-secret-beach" not in system["content"] and json.loads(user["content"]) == {"prompt": ZING}
