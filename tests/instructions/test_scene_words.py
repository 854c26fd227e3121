"""Every scene that is installed can be asked for and told, with each of its choices, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from overpaint.instructions.catalogue import choices, installed
from overpaint.instructions.lexicon import read
from overpaint.instructions.messages import has

SCENES = installed().scenes


def every_choice() -> Iterator[tuple[str, str, str]]:
    for scene, params in SCENES.items():
        for field in params.model_fields:
            yield from ((scene, field, str(word)) for word in choices(params, field))


@pytest.mark.parametrize("language", ["en", "zh", "zh-Hant"])
def test_scenes_and_choices_can_be_told(language: str) -> None:
    assert [scene for scene in SCENES if not has(language, "scene", scene)] == [], "messages.toml, table scene"
    assert [scene for scene in SCENES if not has(language, "scene_example", scene)] == [], "messages.toml, table scene_example"
    dumb = {f"{field}_{word}" for _, field, word in every_choice() if not has(language, "detail", f"{field}_{word}")}
    assert not dumb, "messages.toml, table detail"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_scenes_and_choices_can_be_asked_for(language: str) -> None:
    words = read(language, "scenes.toml")
    painted = [(key.partition("/")[2] or key).split(" ") for key in words["scene"]]
    assert set(SCENES) <= {name for name, *_ in painted}, "scenes.toml, table scene"
    named = {choice for _, *rest in painted for choice in rest}
    mute = {
        f"{field}={word}"
        for _, field, word in every_choice()
        if word not in words.get(f"scene_{field}", words.get(field, {})) and f"{field}={word}" not in named
    }
    assert not mute, "scenes.toml, a table scene_<parameter> with a key for the choice"


def test_examples_of_refusals_are_themselves_served() -> None:
    from overpaint.instructions import compile_prompt
    from overpaint.instructions.messages import say

    for scene in SCENES:
        for language, frame in (("en", "change the background to {}"), ("zh", "把背景换成{}"), ("zh-Hant", "把背景換成{}")):
            plan = compile_prompt(frame.format(say(language, "scene_example", scene)))
            assert [step.params["scene"] for step in plan.steps] == [scene], (language, scene, plan.refusals)
