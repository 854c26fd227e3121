"""Which places a prompt asks to keep, and what it asks to keep that nothing here can find."""

import pytest
from case_files import CATALOGUE

from overpaint.instructions import compile_prompt, refusal_of

KEPT = [
    ("change the background to a beach, keep the person unchanged", ["subject"]),
    ("make it brighter without changing the background", ["background"]),
    ("change the background to white, keep her hair and dress", ["subject"]),
    ("背景换成海边，人物保持不变", ["subject"]),
    ("make it brighter while keeping the colors", []),
    ("remove the background, keeping the person's pose the same", []),
    ("make it brighter, without altering the original structure", []),
    ("make it brighter, keep everything else the same", []),
    ("make it warmer, ensuring the skin looks natural", []),
    ("调亮一点，保持细节清晰", []),
]

LOST = [
    ("make it warmer but keep the rose", "rose"),
    ("make it warmer, keep her face unchanged", "face"),
    ("blur the background but leave the sign alone", "sign"),
    ("make it brighter, leave the man on the left alone", "man"),
    ("调亮，保留路灯", "路灯"),
    ("换白色背景，保留商品和文字", "文字"),
]


@pytest.mark.parametrize(("prompt", "places"), KEPT)
def test_kept_places_are_in_the_plan(prompt, places):
    plan = compile_prompt(prompt, catalogue=CATALOGUE)
    assert refusal_of(plan) is None
    assert [str(place) for place in plan.keep] == places


@pytest.mark.parametrize(("prompt", "thing"), LOST)
def test_a_keep_that_cannot_be_resolved_is_a_refusal(prompt, thing):
    refusal = refusal_of(compile_prompt(prompt, catalogue=CATALOGUE))
    assert refusal is not None and refusal.code == "target_not_found"
    assert thing in refusal.message
