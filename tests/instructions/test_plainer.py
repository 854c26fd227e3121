"""Refused prompts in plainer words: what was only a manner of speaking runs and says how it was read, anything more does not."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, refusal_of
from overpaint.instructions.plainer import plainer


@pytest.mark.parametrize(
    ("prompt", "steps", "read_as"),
    [
        ("take out the ugly radiator", ["object_remove on main radiator"], "take out the radiator"),
        ("remove the cigarette lighter", ["object_remove on main lighter"], "remove the lighter"),
        ("the umbrella on the left is so ugly, please take it out", ["object_remove on leftmost umbrella"], None),
        ("straighten it, the building leans", ["perspective_upright on whole"], "fix the perspective"),
        ("make it look like a clean scan, white paper black print", ["document_flatten on whole"], "scan look"),
        ("bring out more detail in the bricks", ["clarity on whole"], "more clarity"),
        ("bring out more detail in her face", ["clarity on main face"], "add clarity to the face"),
        ("sharpen the fur and eyes", ["sharpen on whole"], "sharpen it"),
        ("Blur the café behind her so she stands out", ["background_blur on background"], None),
        ("Make it 1000 pixels wide", ["resize on whole"], "resize to 1000 px wide"),
        ("Take the wine bottle off the table", ["object_remove on main bottle"], "remove the wine bottle"),
        ("Make the bowl deep blue instead of orange-red", ["recolor on main bowl"], "Make the bowl deep blue"),
        ("Crop it to 4:5 with the castle centred", ["crop_to on main castle"], "crop to 4:5 around the castle"),
        ("Turn it 90 clockwise, my scanner put it in sideways.", ["rotate on whole"], None),
        ("Put HAPPY 60TH DAD across the top in gold", ["text_add on whole"], None),
        ("把整张照片做成黑白，只保留红色杯子的颜色", ["grayscale on whole"], "照片变黑白，保留红色杯子的颜色"),
        ("convert to sepia and put a thin white border round", ["sepia on whole", "border on whole"], None),
        ("get rid of the greenish colour cast", ["tint on whole"], "get rid of the green colour cast"),
        ("The sky is blown out, put in a nice blue sky with some clouds", ["sky_replace on sky"], None),
        ("change the background to plain white for my etsy shop", ["background_replace on background"], None),
        ("crop it square with the dog in the middle", ["crop_to on main dog"], "crop to a square around the dog"),
        ("crop so only the cake is visible", ["crop_to on main cake"], "crop to the cake"),
        ("The watermark across the middle has to go", ["text_remove on watermark"], "remove the watermark"),
        ("get the car out of the driveway", ["object_remove on main car"], "remove the car"),
        ("darken whats behind her so she pops", ["brightness on background"], "darken the background"),
        ("isolate the bottle on white with a soft shadow underneath", ["product_shot on background"], None),
        ("restore this old photo of my grandparents, it has cracks and stains", ["old_photo_restore on whole"], None),
        ("it's a bit grainy, could you smooth that out", ["denoise on whole"], "remove the noise"),
        ("remove the color cast from the snow", ["white_balance on whole"], "remove the colour cast"),
        ("underexposed, please brighten about one stop", ["exposure on whole"], None),
        ("just soften the light", ["shadows_highlights on whole"], "just make it less harsh"),
        ("It's for printing in black and white, so boost the contrast.", ["contrast on whole"], "so boost the contrast."),
    ],
)
def test_a_manner_of_speaking_is_read_as_what_it_means(prompt: str, steps: list[str], read_as: str | None) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [f"{step.operation} on {step.where}" for step in plan.steps] == steps
    told = [note.facts["clause"] for note in plan.notes if note.key == "read_as"]
    assert len(told) == 1
    assert read_as is None or told == [read_as]
    assert plan.prompt == prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "remove the scratches on the car door",
        "there is a guy behind him with a red cap, can he be removed",
        "her skin looks too red, tone that down",
        "make the greens less green",
        "lighten up the dark corners",
        "I want a dramatic black and white with a dark sky",
        "make just the lips red and the rest black and white",
        "lighten the shadows under her eyes and the trees",
        "pixelate the kids' faces",
        "remove the creases in his shirt",
        "get rid of the dust on the shelf",
        "unblur the background",
        "fix the text that says SALE",
        "pixelate all kids faces but mine",
        "soften the light but keep the shadows hard",
        "make the background less busy without blurring it",
        "the colours are great, the light was perfect",
        "the tree is ugly, please keep it",
        "hide the license plate of the red car, keep the blue one",
        "make the leaves look like autumn but keep the grass green",
        "the sky pink, the sea as it was",
        "flip it horizontally (I mean vertically, sorry!)",
        "the shop is called Bella, write it at the top",
        "we had a great time, it was raining",
        "make the rain stop",
        "make the snow white",
        "there is a car on the left, don't remove it",
        "crop it for instagram",
        "make it like the red one in the other pic",
    ],
)
def test_what_means_more_stays_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


def test_what_is_quoted_is_left_as_it_was_written() -> None:
    prompt = 'add our logo text "remove the ugly lighter" in white'
    assert next(iter(plainer(prompt))) == 'add the text "remove the ugly lighter" in white'


def test_a_long_prompt_of_nothing_but_stories_is_read_fast() -> None:
    assert all(words for words in plainer("the sky is blown out, " * 22))
