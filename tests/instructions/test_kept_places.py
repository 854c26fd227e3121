"""Which places a prompt asks to keep, and what it asks to keep that nothing here can find."""

import pytest
from case_files import CATALOGUE

from overpaint.instructions import compile_prompt, describe, refusal_of

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
    ("make it brighter, not the background", ["background"]),
    ("make it brighter. not the background though", ["background"]),
    ("blur the background, not me", ["subject"]),
    ("it is not the best photo, make it brighter", []),
    ("调亮，不包括背景", ["background"]),
]

UNHELD = [
    ("make it warmer, keep skin tones natural", "keep skin tones natural"),
    ("make it warmer, keep the shadows", "keep the shadows"),
    ("make it warm but keep the whites cool", "keep the whites cool"),
    ("increase contrast but preserve details", "preserve details"),
    ("crop 10% off the left, keep the composition", "keep the composition"),
    ("变暗，保留高光", "保留高光"),
]

HELD_BY_ITSELF = [
    "remove the background, keeping the person's pose the same",
    "make it brighter, keep everything else the same",
    "make it brighter, without altering the original structure",
    "crop 10% off the left, keep the colors",
]

LOST = [
    ("remove the background, but keep the flag", "flag"),
    ("make the background darker, keep the flag", "flag"),
    ("remove the background and keep the shadow", "shadow"),
    ("把背景变暗，但不要动国旗", "国旗"),
    ("把背景换成白色，保留阴影", "阴影"),
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


@pytest.mark.parametrize(("prompt", "clause"), UNHELD)
def test_a_wish_that_no_step_holds_is_told(prompt, clause):
    plan = compile_prompt(prompt, catalogue=CATALOGUE)
    assert refusal_of(plan) is None
    assert [note.facts["clause"] for note in plan.notes if note.key == "unheld"] == [clause]
    assert clause in describe(plan)


@pytest.mark.parametrize("prompt", HELD_BY_ITSELF)
def test_what_the_steps_leave_alone_by_nature_needs_no_word(prompt):
    assert not [note for note in compile_prompt(prompt, catalogue=CATALOGUE).notes if note.key == "unheld"]
