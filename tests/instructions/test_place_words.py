"""Places in words, and what is said of those that a picture does not have, in every language."""

from typing import get_args

import pytest

from overpaint.instructions import describe, refusal_of_place, tell
from overpaint.instructions.messages import LANGUAGES
from overpaint.instructions.place_words import place_words
from overpaint.plans import Both, Coloured, Minus, Named, Note, Order, Pick, Sent, Side, Sides, Step, Text, Union, Whole
from overpaint.regions import FINDERS, Unresolved
from overpaint.regions.base import Reason

SUBJECT, BACKGROUND = Named(kind="subject"), Named(kind="background", words="the bg")

WORDS = [
    (Whole(), "the picture", "整张照片"),
    (Sent(), "what the mask marks", "遮罩标出的部分"),
    (BACKGROUND, "the background", "背景"),
    (Side(side="left"), "the left of the picture", "整张照片的左边"),
    (Pick(of=SUBJECT, which="most central"), "the subject (the one in the middle)", "主体（最中间的）"),
    (Pick(of=SUBJECT, which=2), "the subject (number 2 from the left)", "主体（左起第2个）"),
    (Pick(of=SUBJECT, which=-1), "the subject (number 1 from the right)", "主体（右起第1个）"),
    (Coloured(of=SUBJECT, colour="#e0191b"), "what is red of the subject", "主体中红色的部分"),
    (Text(content="SALE"), "the words “SALE”", "文字“SALE”"),
    (Union(parts=(SUBJECT, BACKGROUND)), "the subject and the background", "主体和背景"),
    (
        Both(parts=(SUBJECT, Side(side="top"))),
        "the overlap of the subject and the top of the picture",
        "主体和整张照片的上部重叠的部分",
    ),
    (Minus(of=BACKGROUND, without=Sent()), "the background without what the mask marks", "除遮罩标出的部分以外的背景"),
    (Named(kind="unicorn", words="the white one"), "the white one", "the white one"),
    (Named(kind="unicorn"), "unicorn", "unicorn"),
]


@pytest.mark.parametrize(("where", "english", "chinese"), WORDS, ids=lambda value: str(value))
def test_a_place_is_told_in_the_language_of_the_prompt(where, english, chinese):
    assert (place_words(where, "en"), place_words(where, "zh")) == (english, chinese)
    assert place_words(where, "zh-Hant")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_side_and_order_has_its_words(language):
    places = [Side(side=side) for side in get_args(Sides)] + [Pick(of=SUBJECT, which=which) for which in get_args(Order)]
    assert len({place_words(place, language) for place in places}) == len(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_regions_are_called_what_their_finders_say(language):
    for finder in FINDERS:
        for kind, called in finder.kinds.items():
            assert place_words(Named(kind=kind, words="it"), language) == called[language]


def test_steps_and_notes_tell_composed_places():
    step = Step(operation="grayscale", version=1, where=Side(of=BACKGROUND, side="left"))
    assert describe([step]) == "Made the left of the background black and white."
    assert tell("en", Note("kept", {"region": Pick(of=SUBJECT, which="largest")})) == "Left as it was: the subject (the largest)."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_is_a_refusal_that_quotes_the_clause_and_names_the_place(reason, language):
    place = Pick(of=SUBJECT, which="largest")
    refusal = refusal_of_place(Unresolved(place, reason, 2, ((1, 2, 3, 4),)), "brighten it", language)
    assert "brighten it" in refusal.message and "{" not in refusal.message
    assert reason in ("all_kept", "no_mask") or place_words(place, language) in refusal.message
    codes = {"ambiguous_target": "ambiguous_target", "no_finder": "unsupported_edit"}
    usual = "unclear_subject" if reason.startswith("unclear") else "target_not_found"
    assert refusal.code == codes.get(reason, usual)
    assert refusal.param == ("mask" if reason == "no_mask" else "prompt")
    assert refusal.boxes == (((1, 2, 3, 4),) if reason == "ambiguous_target" else ())
