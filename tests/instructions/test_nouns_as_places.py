"""Which place a noun means that a finder knows, with what says which one."""

import pytest

from overpaint.instructions import compile_prompt

STEPS = [
    ("make the car brighter", "main car"),
    ("把汽车变亮", "car"),
    ("turn the dog black and white", "main dog"),
    ("make the sky darker", "sky"),
    ("make the red car on the left brighter", "leftmost #e0191b car"),
    ("make the second person from the left darker", "person 2"),
    ("make the second dog from the right sepia", "dog -2"),
    ("make the man on the right black and white", "rightmost man"),
    ("make the left dog darker", "leftmost dog"),
    ("brighten the dogs", "dog"),
    ("make both dogs brighter", "dog"),
    ("make the dogs on the left brighter", "left of dog"),
    ("brighten the largest dog", "largest dog"),
    ("make the person in the middle black and white", "most central person"),
    ("make the people sepia", "person"),
    ("make everything black and white except the bus", "(whole without main bus)"),
    ("把左边的汽车变暗", "leftmost car"),
    ("把第二个人变亮", "person 2"),
    ("把所有的狗变成黑白", "dog"),
    ("把男人变暗", "main man"),
    ("把天空变暗", "sky"),
    ("make the lawn darker", "grass"),
    ("make the foliage more vivid", "vegetation"),
    ("把草地变亮", "grass"),
    ("make the sea darker", "water"),
    ("make the floor on the left brighter", "left of ground"),
    ("把水面变暗", "water"),
    ("把地板变亮", "ground"),
    ("让树叶更鲜艳", "vegetation"),
    ("make the dress blue", "main clothing"),
    ("change her dress to green", "main clothing"),
    ("make the clothes darker", "clothing"),
    ("把裙子改成红色", "clothing"),
    ("brighten the hair", "main head_hair"),
    ("make the shoes red", "shoe"),
    ("make her dress blue", "main clothing"),
    ("turn her dress green", "main clothing"),
    ("make her hair darker", "main head_hair"),
    ("warm up her skin", "bare_skin"),
    ("brighten her skin a bit", "bare_skin"),
    ("提亮头发", "head_hair"),
    ("让皮肤更亮", "bare_skin"),
]

KEPT = [
    ("make it darker, keep the sky", ["sky"]),
    ("make the picture black and white but keep the red umbrella in color", ["main #e0191b umbrella"]),
    ("make it brighter, leave the man on the left alone", ["leftmost man"]),
    ("把照片变成黑白，保留红色的汽车", ["#e0191b car"]),
    ("change the background to a beach, keep the dog unchanged", ["subject"]),
    ("more saturation but keep the skin", ["bare_skin"]),
    ("增加饱和度，但保持肤色不变", ["bare_skin"]),
    ("make the background black and white, keep the dress", ["subject"]),
]

REFUSED = [
    "make the flux capacitor brighter",
    "make the car door brighter",
    "make the man behind the tree brighter",
    "brighten the bottle on the table",
    "remove her clothes",
    "remove the dress",
    "remove the hair",
    "去掉衣服",
    "replace her dress with a suit",
    "make the beard darker",
    "make her hair longer",
    "make her dress like a queen",
]


@pytest.mark.parametrize(("prompt", "where"), STEPS)
def test_a_noun_is_a_place(prompt: str, where: str) -> None:
    plan = compile_prompt(prompt)
    assert not plan.refusals
    assert [str(step.where) for step in plan.steps] == [where]


@pytest.mark.parametrize(("prompt", "places"), KEPT)
def test_a_noun_can_be_kept(prompt: str, places: list[str]) -> None:
    plan = compile_prompt(prompt)
    assert not plan.refusals
    assert [str(place) for place in plan.keep] == places


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_no_finder_knows_stays_refused(prompt: str) -> None:
    plan = compile_prompt(prompt)
    assert plan.refusals and not plan.steps
