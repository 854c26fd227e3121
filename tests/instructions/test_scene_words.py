"""Every scene that is installed can be asked for and told, with each of its choices, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from overpaint.instructions.catalogue import choices, installed
from overpaint.instructions.lexicon import load, scene_words
from overpaint.instructions.messages import has

SCENES = installed().scenes


def every_choice() -> Iterator[tuple[str, str, str]]:
    for scene, params in SCENES.items():
        for field in params.model_fields:
            yield from ((scene, field, str(word)) for word in choices(params, field))


@pytest.mark.parametrize("language", ["en", "zh", "zh-Hant"])
def test_scenes_and_choices_can_be_told(language: str) -> None:
    assert [scene for scene in SCENES if not has(language, "scene", scene)] == [], "called of the scene's words"
    assert [scene for scene in SCENES if not has(language, "scene_example", scene)] == [], "example of the scene's words"
    rows = (f"{scene}_{field}_{word}" for scene, field, word in every_choice())
    dumb = {row for row in rows if not has(language, "detail", row)}
    assert not dumb, "table told of the scene's words"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_scenes_and_choices_can_be_asked_for(language: str) -> None:
    words, lexicon = scene_words(language), load(language)
    assert [scene for scene in SCENES if not words[scene].places] == [], "table places of the scene's words"
    general = {(entry.cls, entry.key) for entries in lexicon.phrases.values() for entry in entries}
    mute = set()
    for scene, field, choice in every_choice():
        named = any(f"{field}={choice}" in key.split(" ") for key in words[scene].places)
        asked = choice in words[scene].choices.get(field, {}) or {(field, choice), (f"scene_{field}", choice)} & general
        if not (named or asked):
            mute.add(f"{scene} {field}={choice}")
    assert not mute, "a table choices.<parameter> with a key for the choice"


@pytest.mark.parametrize("language", ["en", "zh", "zh-Hant"])
def test_words_speak_of_choices_that_there_are(language: str) -> None:
    """What no scene has is asked for all the same (`a kitchen`), so that it is refused by name; told it can't be."""
    there = {(scene, field, choice) for scene, field, choice in every_choice()}
    for scene, words in scene_words(language).items():
        told = {(scene, field, choice) for field, rows in words.told.items() for choice in rows}
        asked = {(scene, field, choice) for field, rows in words.choices.items() for choice in rows}
        assert (told | asked) <= there
        assert set(words.called_with) <= {choice for name, _, choice in there if name == scene}


def test_examples_of_refusals_are_themselves_served() -> None:
    from overpaint.instructions import compile_prompt
    from overpaint.instructions.messages import say

    for scene in SCENES:
        for language, frame in (("en", "change the background to {}"), ("zh", "把背景换成{}"), ("zh-Hant", "把背景換成{}")):
            plan = compile_prompt(frame.format(say(language, "scene_example", scene)))
            assert [step.params["scene"] for step in plan.steps] == [scene], (language, scene, plan.refusals)
