"""What the user is told: refusals, notes and summaries, in the prompt's own language."""

from __future__ import annotations

import string

import pytest

from overpaint.instructions import compile_prompt, describe, explain, refusal_of, tell
from overpaint.instructions.catalogue import installed
from overpaint.instructions.lexicon import read
from overpaint.plans import Named, Note, SentPicture, Step


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("make it brighter and warmer", ["Brightened the picture.", "Made the picture warmer."]),
        ("put me on a beach at noon", ["Replaced the background with a beach at noon."]),
        ("crop it to 16:9", ["Cropped to 16:9."]),
        ("crop 10% off the left", ["Cropped the edges (left 10%)."]),
        ("make the photo bigger a little", ["Resized to 1.25 times the size."]),
        ("make it a bit smaller", ["Resized to 0.8 times the size."]),
        ("posterize it to four levels", ["Posterized the picture to 4 tones a channel."]),
        ("照片放大一点", ["已缩放到 1.25 倍。"]),
        ("把照片放大", ["已缩放到 2 倍。"]),
        ("rotate 12 degrees counterclockwise", ["Rotated 12 degrees counterclockwise."]),
        ("左边裁掉10%", ["已裁掉边缘（左边 10%）。"]),
        ("把背景換成紅色", ["背景已換成紅色的純色。"]),
        ("make the background black and white", ["Made the background black and white."]),
        ("make it look better", ["Corrected the light and colour", "The request did not say how"]),
        ("把照片调亮", ["已调亮整张照片。"]),
        ("請把照片調亮", ["已調亮整張照片。"]),
    ],
)
def test_a_plan_is_told_step_by_step_in_the_language_of_the_prompt(prompt: str, words: list[str]) -> None:
    told = describe(compile_prompt(prompt))
    assert all(sentence in told for sentence in words), told


@pytest.mark.parametrize(
    ("prompt", "language", "words"),
    [
        ("add a dragon", "en", ["“add a dragon”", "adding something"]),
        (
            "change the background to Mars",
            "en",
            ["no scene for “Mars”", "the sea", "Nearest: “change the background to a"],
        ),
        ("make it brighter and add a dragon", "en", ["“add a dragon”", "Brightened the picture."]),
        ("加一条龙", "zh", ["“加一条龙”", "添加物体"]),
        ("把背景換成火星", "zh-Hant", ["“把背景換成火星”", "沒有“火星”這種場景"]),
    ],
)
def test_a_refusal_quotes_the_clause_says_why_and_what_would_do(prompt: str, language: str, words: list[str]) -> None:
    plan = compile_prompt(prompt)
    refusal = refusal_of(plan)
    assert plan.language == language
    assert refusal is not None
    assert refusal.param == "prompt"
    assert all(word in refusal.message for word in words), refusal.message


def test_several_refusals_are_all_named() -> None:
    refusal = refusal_of(compile_prompt("add a dragon, make him smile and swap our faces"))
    assert refusal is not None
    assert all(clause in refusal.message for clause in ("add a dragon", "make him smile", "swap our faces"))


def test_a_second_picture_that_is_not_used_is_mentioned() -> None:
    assert "first of the 2 pictures" in describe(compile_prompt("make it brighter", images=2))
    assert "first of" not in describe(compile_prompt("make it brighter"))


LANGUAGES = ("en", "zh", "zh-Hant")


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("table", ["refusal", "nearest", "note", "progress", "family", "step", "place", "slot"])
def test_every_language_has_every_sentence_with_the_same_blanks(language: str, table: str) -> None:
    here, english = read(language, "messages.toml")[table], read("en", "messages.toml")[table]
    assert {key: _blanks(line) for key, line in here.items()} == {key: _blanks(line) for key, line in english.items()}


def test_what_other_rooms_note_is_told_in_the_language_of_the_prompt() -> None:
    plan = compile_prompt("把照片调亮")
    notes = [
        Note("cropped_around_subject", {"before": "9x3", "after": "3x3", "kept": 1 / 3}),
        Note("mask_taken", {"region": Named(kind="subject")}),
    ]
    told = describe(plan, notes=notes)
    assert told == "已调亮整张照片。已围绕主体从 9x3 裁剪到 3x3（保留画面的 33%）。照片里看不出主体在哪里：已用遮罩代替。"
    assert tell("zh-Hant", Note("no_subject")) == "這張照片裡沒有突出的主體。"


@pytest.mark.parametrize("prompt", ["", "   ", "\n"])
def test_a_blank_prompt_is_called_empty(prompt: str) -> None:
    refusal = refusal_of(compile_prompt(prompt))
    assert refusal is not None
    assert refusal.message.startswith("The prompt is empty.")


def test_every_operation_here_can_be_told() -> None:
    for name, operation in installed().operations.items():
        others = tuple(SentPicture(number=2) for _ in range(operation.reads[0]))
        step = Step(operation=name, version=operation.version, params=operation.params().model_dump(), pictures=others)
        assert describe([step]) and "{" not in describe([step])
        assert describe([step], "zh") and "{" not in describe([step], "zh")


def test_an_explanation_shows_clauses_rules_and_slots() -> None:
    told = explain("Hi! Please remove the man on the left while keeping the tattoo, then make it brighter.")
    assert [request.family for request in told.requests] == ["object_remove", "tone"]
    assert told.requests[0].target == "man on the left"
    assert "remove" in told.requests[0].rule
    assert told.keep == ("while keeping the tattoo",)
    assert told.refusal_code == "target_not_found"
    assert told.plan.refusals[0].clause in told.refusal


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("make it 500% brighter", "+500% is beyond the strongest setting"),
        ("亮度提高500%", "+500% 超过了最强的设置"),
        ("亮度降低150%，謝謝", "-150% 超過了最強的設定"),
    ],
)
def test_an_amount_beyond_the_strongest_is_told_in_the_language_of_the_prompt(prompt: str, words: str) -> None:
    assert words in describe(compile_prompt(prompt))


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("crop to 10x15 cm", "sizes in cm mean nothing without a resolution"),
        ("resize to 4 inches wide", "sizes in inches"),
        ("裁成4x6英寸", "英寸的尺寸无法换算"),
        ("crop to 99999x99999 pixels", "at most 16384"),
    ],
)
def test_a_size_that_can_not_be_met_is_refused_with_the_reason(prompt: str, words: str) -> None:
    refusal = refusal_of(compile_prompt(prompt))
    assert refusal is not None
    assert words in refusal.message


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("don't blur it", "“don't blur it” only says what must not happen or must stay as it is; there is nothing to do."),
        ("不要调暗", "“不要调暗”只说了不许做什么或什么要保持不变"),
        ("請不要把照片調暗", "只說了不許做什麼或什麼要保持不變"),
        ("keep the sky as it is", "there is nothing to do"),
    ],
)
def test_a_prompt_that_only_forbids_is_told_so(prompt: str, words: str) -> None:
    refusal = refusal_of(compile_prompt(prompt))
    assert refusal is not None
    assert refusal.code == "not_understood"
    assert words in refusal.message


def test_a_crop_in_pixels_is_told() -> None:
    assert describe(compile_prompt("crop to 1000x800 pixels")) == "Cropped to width 1000 px, height 800 px."
    assert describe(compile_prompt("裁剪到宽800像素")) == "已裁剪到宽 800 px。"


@pytest.mark.parametrize(
    ("prompt", "words"), [("crop 200%", "the limit is 98%"), ("放大50倍", "上限是 1–16"), ("rotate 720 degrees", "as it is")]
)
def test_an_amount_that_makes_no_sense_is_refused_with_the_limit(prompt: str, words: str) -> None:
    refusal = refusal_of(compile_prompt(prompt))
    assert refusal is not None
    assert words in refusal.message
