"""Backgrounds by name: scenes and their choices by what is installed, the user's own pictures, pictures of the request."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Literal

import pytest
from case_files import CATALOGUE
from pydantic import BaseModel, ConfigDict

from overpaint.instructions import compile_prompt, describe, refusal_of
from overpaint.instructions.catalogue import Catalogue, installed
from overpaint.plans import Plan, Step


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Forest(_Params):
    time: Literal["noon", "golden_hour"] = "noon"
    season: Literal["summer", "autumn"] = "summer"


class _Sky(_Params):
    time: Literal["noon", "sunset"] = "noon"
    weather: Literal["fair", "cloudy", "clear"] = "fair"


class _Interior(_Params):
    place: Literal["office", "kitchen"] = "office"


class _Solid(_Params):
    colour: str = "#ffffff"


def catalogue(**scenes: type[BaseModel]) -> Catalogue:
    return Catalogue(CATALOGUE.operations, MappingProxyType({"solid": _Solid, **scenes}), CATALOGUE.regions)


def plan(prompt: str, served: Catalogue | None = None, **more: Any) -> Plan:
    return compile_prompt(prompt, catalogue=served or catalogue(forest=_Forest), **more)


def source(compiled: Plan) -> Any:
    assert refusal_of(compiled) is None, refusal_of(compiled)
    (step,) = compiled.steps
    return str(step.pictures[0]) if step.pictures else (step.params["scene"], step.params["scene_params"])


def message(compiled: Plan) -> str:
    refusal = refusal_of(compiled)
    assert refusal is not None, compiled.steps
    return refusal.message


@pytest.mark.parametrize(
    ("prompt", "params"),
    [
        ("change the background to a forest", {}),
        ("change the background to an autumn forest", {"season": "autumn"}),
        ("change the background to a forest in the fall at golden hour", {"season": "autumn", "time": "golden_hour"}),
        ("把背景换成秋天的森林", {"season": "autumn"}),
        ("背景換成黃金時刻的森林", {"time": "golden_hour"}),
    ],
)
def test_words_become_the_choices_that_a_scene_declares(prompt: str, params: dict[str, str]) -> None:
    assert source(plan(prompt)) == ("forest", params)


@pytest.mark.parametrize("prompt", ["change the background to a forest at sunset", "把背景换成日落时的森林"])
def test_a_lacking_hour_of_the_same_light_is_taken_and_told(prompt: str) -> None:
    compiled = plan(prompt)
    assert source(compiled) == ("forest", {"time": "golden_hour"})
    assert ("“at sunset”" in describe(compiled)) or ("“sunset”" in describe(compiled)) or ("“日落”" in describe(compiled))


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("change the background to a forest at night", ["“at night”", "at noon, at golden hour"]),
        ("change the background to a forest in winter", ["“winter”", "in summer, in autumn"]),
        ("change the background to a foggy forest", ["“foggy”", "forest"]),
        ("change the background to a purple forest", ["“purple”", "forest"]),
        ("把背景换成夜晚的森林", ["“夜晚”", "正午", "黄金时刻"]),
    ],
)
def test_another_choice_is_refused_with_those_there_are(prompt: str, words: list[str]) -> None:
    assert all(word in message(plan(prompt)) for word in words), message(plan(prompt))


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("change the background to a red dragon", None),
        ("背景换成红色恐龙", None),
        ("change the background to bright red", "solid"),
        ("change the background color to blue", "solid"),
        ("background colour: #ff8800", "solid"),
        ("把背景换成红色的", "solid"),
        ("给她换个森林的背景", "forest"),
    ],
)
def test_a_colour_is_a_background_and_a_coloured_thing_is_not(prompt: str, scene: str | None) -> None:
    compiled = plan(prompt)
    assert [step.params["scene"] for step in compiled.steps] == ([scene] if scene else [])


@pytest.mark.parametrize("prompt", ["change the background to a kitchen", "把背景换成厨房"])
def test_a_new_choice_or_scene_turns_refusals_into_plans(prompt: str) -> None:
    assert "Nearest" in message(plan(prompt)) or "最接近" in message(plan(prompt))
    assert source(plan(prompt, catalogue(interior=_Interior))) == ("interior", {"place": "kitchen"})
    stadium = "change the background to a football stadium"
    assert "football stadium" in message(plan(stadium))
    assert source(plan(stadium, catalogue(stadium=_Params))) == ("stadium", {})


def test_only_the_sky_is_replaced_where_something_can_find_it() -> None:
    prompt = "change the sky to a cloudy sky"
    assert "sky" in message(plan(prompt))
    finding = catalogue(forest=_Forest, sky=_Sky, sea=_Sky)
    finding = Catalogue(finding.operations, finding.scenes, {**finding.regions, "sky": {}})
    (step,) = plan(prompt, finding).steps
    assert (str(step.where), step.params["scene"]) == ("sky", "sky")
    (step,) = plan("replace the sky with a sunset", finding).steps
    assert (str(step.where), step.params["scene_params"]) == ("sky", {"time": "sunset"})
    assert "ground of its own" in message(plan("change the sky to a forest", finding))


@pytest.mark.parametrize(
    ("prompt", "where"),
    [
        ("put a blue sky in for her", "sky"),
        ("put him in the blue sky", "background"),
        ("a starry sky behind her", "background"),
        ("把背景换成蓝天", "background"),
    ],
)
def test_a_sky_is_the_pictures_own_unless_somebody_is_put_before_it(prompt: str, where: str) -> None:
    (step,) = compile_prompt(prompt).steps
    assert (str(step.where), step.params["scene"]) == (where, "sky")


def own(*files: str) -> Catalogue:
    return catalogue(forest=_Forest).with_pictures(files)


@pytest.mark.parametrize(
    ("file", "prompt"),
    [
        ("office.jpg", "change the background to my office"),
        ("Office.PNG", "put her in the office"),
        ("my garden.png", "use my garden as the background"),
        ("my_garden.webp", "change the background to My Garden"),
        ("mygarden.png", "change the background to my garden"),
        ("zorblax.jpg", "change the background to zorblax"),
        ("grandma's porch.jpg", "change the background to “grandma's porch”"),
        ("办公室.jpg", "把背景换成办公室"),
        ("办公室.jpg", "背景換成辦公室"),
        ("奶奶家.png", "把背景换成奶奶家"),
        ("forest.jpg", "change the background to a forest"),
    ],
)
def test_the_users_own_pictures_are_found_by_name(file: str, prompt: str) -> None:
    compiled = plan(prompt, own("aaa.png", file))
    assert source(compiled) == file
    assert file in describe(compiled)


@pytest.mark.parametrize(
    "prompt",
    ["change the background to an autumn forest", "change the background to a forest at golden hour", "make it brighter"],
)
def test_a_request_that_says_more_than_the_name_is_not_the_own_picture(prompt: str) -> None:
    assert all(not step.pictures for step in plan(prompt, own("forest.jpg")).steps)


@pytest.mark.parametrize(
    "prompt",
    [
        "put him in the second picture",
        "use image 2 as the background",
        "change the background to the second photo",
        "replace the background with the background of image 2",
        "Put the dog from image 1 into image 2",
        "把他放到图2里",
        "把背景换成图二",
        "用第二张图片做背景",
        "将图1的人物放到图2的背景中",
    ],
)
def test_another_picture_of_the_request_becomes_the_background(prompt: str) -> None:
    compiled = plan(prompt, images=2)
    assert source(compiled) == "picture 2"
    assert "2" in describe(compiled) and "first of" not in describe(compiled) and "只编辑" not in describe(compiled)
    assert "2" in message(plan(prompt, images=1))
    assert plan(prompt, images=3).notes


@pytest.mark.parametrize(
    "prompt",
    [
        "put him next to the woman in image 2",
        "put my face on the man in image 2",
        "put the dog from image 2 into image 1",
        "swap the faces of image 1 and image 2",
        "use image 1 as the background",
        "让图1的人穿上图2的衣服",
        "把图一的脸换到图二上",
    ],
)
def test_other_combinations_stay_refused(prompt: str) -> None:
    assert message(plan(prompt, images=2))


def test_a_stylised_scene_is_told_in_the_language_of_the_prompt() -> None:
    served = installed()
    stylised = Step(operation="background_replace", version=1, params={"scene": "sea", "scene_params": {"time": "night"}})
    fine = Step(operation="background_replace", version=1, params={"scene": "solid", "scene_params": {}})
    from overpaint.scenes import sea

    expected = sea.rating(sea.Params(time="night")) == "stylised"
    assert "sea" in served.scenes
    assert ("stylised" in describe([stylised])) is expected
    assert ("风格化" in describe([stylised], "zh")) is expected
    assert "stylised" not in describe([fine])


@pytest.mark.parametrize(
    ("prompt", "colours", "told"),
    [
        ("change the background to a gradient from blue to white", ("#2563d9", "#ffffff"), "(blue, white)"),
        ("change the background to a blue gradient", ("#2563d9", "#92b1ec"), "(blue)"),
        ("背景换成渐变蓝", ("#2563d9", "#92b1ec"), "蓝色的渐变色"),
    ],
)
def test_one_colour_of_a_scene_of_two_comes_with_its_shade(prompt: str, colours: tuple[str, str], told: str) -> None:
    compiled = compile_prompt(prompt)
    assert source(compiled) == ("gradient", {"start": colours[0], "end": colours[1]})
    assert told in describe(compiled)


@pytest.mark.parametrize("prompt", ["put me in my loft", "place her in My Loft", "put us in my_loft", "把我放到 my loft"])
def test_somebody_is_put_into_a_picture_whose_name_no_lexicon_knows(prompt: str) -> None:
    served = catalogue(forest=_Forest).with_pictures(("my loft.png",))
    compiled = plan(prompt, served)
    assert source(compiled) == "my loft.png"
    assert compiled.families == ("background_replace",)


@pytest.mark.parametrize("prompt", ["put a lamp in my loft", "put a hat on me in my loft"])
def test_a_thing_is_not_put_into_an_own_picture(prompt: str) -> None:
    served = catalogue(forest=_Forest).with_pictures(("my loft.png",))
    assert plan(prompt, served).families == ("object_add",)


def test_only_a_scene_that_is_sharp_is_blurred_besides() -> None:
    soft = plan("背景换成虚化的办公室", catalogue(interior=_Interior))
    sharp = plan("背景换成纯蓝色，再虚化背景", catalogue())
    assert [step.operation for step in soft.steps] == ["background_replace"]
    assert [step.operation for step in sharp.steps] == ["background_replace", "background_blur"]
