"""Whatever is written: an answer, soon, and never an empty plan without a refusal."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overpaint.instructions import compile_prompt, describe, explain, refusal_of
from overpaint.instructions.catalogue import installed
from overpaint.instructions.lexicon import load
from overpaint.plans import Plan

LIMIT = 0.1
"""Seconds of processor time one prompt may take on an ordinary machine; measured worst: 0.06."""

WORDS = (
    "remove the dog and add a cat, make it brighter please “quoted” 'more' change background to sea 50% "
    "把背景换成白色，去掉人 #f80 \n ( . : "
)
PIECES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=60).map(" ".join)


def _is_answered(prompt: str) -> None:
    plan = compile_prompt(prompt)
    assert plan.steps or refusal_of(plan) is not None
    assert describe(plan)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    for step in plan.steps:
        installed().operations[step.operation].params.model_validate(step.params)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_random_unicode_is_answered(prompt: str) -> None:
    _is_answered(prompt)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_random_requests_are_answered_with_valid_steps(prompt: str) -> None:
    _is_answered(prompt)


@settings(max_examples=50, deadline=None)
@given(PIECES)
def test_the_same_prompt_has_the_same_plan(prompt: str) -> None:
    assert explain(prompt) == explain(prompt)
    assert explain(prompt).plan == compile_prompt(prompt)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="\"'“”‘’«»「」『』`() ab", max_size=300))
def test_nested_and_broken_quotes_are_answered(prompt: str) -> None:
    _is_answered(prompt)


LONG = {
    "one word": "remove " * 5000,
    "one command": "remove the dog " * 2200,
    "commas": "remove the dog, " * 2000,
    "different commands": " ".join(f"remove dog{i}, and add cat{i}." for i in range(1100)),
    "quotes": '"' * 32_000,
    "open quotes": "'a \"b " * 5400,
    "brackets": "(" * 32_000,
    "把": "把" * 32_000,
    "换成": "把狗换成猫，" * 5400,
    "to": "change a to " * 2700,
    "with": "replace with with " * 1800,
    "digits": "1:1 " * 8000,
    "colours": "rgb(" * 8000,
    "letters": "x" * 32_000,
    "lines": "\n" * 32_000,
    "thai": "ก" * 32_000,
    "hyphens": "-" * 32_000,
    "arrows": "->" * 16_000,
    "politeness": "please " * 4500,
    "的": "的" * 32_000,
    "and": "and and " * 4000,
    "zero width": "\u200b" * 32_000,
    "combining": "a\u0301" * 16_000,
    "every English phrase": ", ".join(" ".join(phrase) for phrase in load("en").phrases),
    "every Chinese phrase": "，".join("".join(phrase) for phrase in load("zh").phrases),
    "it": "There is a lamp. Remove it. " * 1100,
    "slips": " ".join(f"backgruond{chr(97 + i % 26)}" for i in range(2900)),
}


@pytest.mark.parametrize("name", LONG)
def test_thirty_two_thousand_characters_take_bounded_time(name: str) -> None:
    prompt = LONG[name][:32_000]
    compile_prompt(prompt)
    assert _seconds(lambda: compile_prompt(prompt)) < LIMIT * _slowness()


def test_time_grows_no_faster_than_the_text() -> None:
    short, long = "brighten the photo. I like it. " * 60, "brighten the photo. I like it. " * 480
    compile_prompt(short)
    assert _seconds(lambda: compile_prompt(long)) < 16 * _seconds(lambda: compile_prompt(short))


def test_too_long_a_text_is_refused_not_half_read() -> None:
    story = " ".join(f"On day {i} we walked {i} miles and saw {i} birds." for i in range(300))
    plan = compile_prompt(f"{story} Make it brighter.")
    assert [refusal.code for refusal in plan.refusals] == ["not_understood"]


def _seconds(work: object) -> float:
    """Processor time of the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()  # type: ignore[operator]
        best = min(best, time.process_time() - start)
    return best


def _slowness() -> float:
    """How many times slower than an ordinary machine this one is just now."""
    return max(1.0, _seconds(lambda: sum(i * i for i in range(300_000))) / 0.02)
