"""An answer's words claim no change that its pixels don't show, and leave none out."""

import io

import numpy as np
import pytest
from PIL import Image as PillowImage
from skimage import data

import overpaint
from overpaint.errors import Refusal
from overpaint.imaging import adaptation, tone

ASTRONAUT = np.ascontiguousarray(data.astronaut()[::2, ::2])
BLACK = np.zeros((64, 64, 3), np.uint8)
GREY = np.full((64, 64, 3), 128, np.uint8)


def png(pixels: np.ndarray) -> bytes:
    target = io.BytesIO()
    PillowImage.fromarray(pixels).save(target, "PNG")
    return target.getvalue()


def told(pixels: np.ndarray, instruction: str, **options: object) -> str:
    return overpaint.edit(png(pixels), instruction, **options).revised_prompt


@pytest.mark.parametrize(
    ("pixels", "instruction"),
    [
        (BLACK, "make it darker"),
        (BLACK, "make it warmer"),
        (BLACK, "more contrast"),
        (GREY, "more saturated"),
        (GREY, "make it black and white"),
        (GREY, "flip it horizontally"),
        (GREY, "crop it to a square"),
        (GREY, "rotate it 90 degrees"),
        (BLACK, "crop it to a square and make it darker"),
    ],
)
def test_a_step_that_changed_no_pixel_is_told_so(pixels, instruction):
    result = overpaint.edit(png(pixels), instruction)
    assert np.array_equal(result.images[0].pixels[..., :3], pixels)
    assert result.revised_prompt.count("made no difference") == len(result.plan.steps)
    assert not any(
        claim in result.revised_prompt for claim in ("Darkened", "Made", "Increased", "Mirrored", "Cropped", "Rotated")
    )


def test_a_step_that_changed_something_is_told_as_before_beside_one_that_did_not():
    words = told(GREY, "make it darker and more saturated")
    assert "Darkened the picture." in words and words.count("made no difference") == 1


def test_what_changed_outside_the_mask_only_is_no_change():
    mask = np.full((64, 64, 4), 255, np.uint8)
    mask[:32, :, 3] = 0
    half = np.zeros((64, 64, 3), np.uint8)
    half[32:] = 128
    assert "made no difference" in told(half, "make it darker", mask=png(mask))
    half[:32] = 128
    words = told(half, "make it darker", mask=png(mask))
    assert "made no difference" not in words and "Only what the mask marks" in words


def test_what_a_lossy_file_does_to_kept_pixels_is_told():
    assert "JPEG compresses with loss" in told(ASTRONAUT, "make it darker, keep the person", output="jpeg")
    assert "loss" not in told(ASTRONAUT, "make it darker, keep the person")
    assert "loss" not in told(ASTRONAUT, "make it darker", output="jpeg")


def test_no_step_says_transparent_of_an_answer_that_is_not():
    words = told(ASTRONAUT, "remove the background", output="jpeg")
    assert "it is white now" in words and "it is transparent now" not in words
    assert "it is transparent now" in told(ASTRONAUT, "remove the background")


def test_a_subject_that_takes_the_light_of_a_scene_is_told():
    assert "matched to the new background" in told(ASTRONAUT, "change the background to a beach at sunset")
    assert "matched" not in told(ASTRONAUT, "white background")


def test_enlarging_is_told():
    assert "Enlarged from 64x64" in told(BLACK, "invert it", size="auto")


def test_a_refusal_names_the_prompt_as_its_cause():
    with pytest.raises(Refusal) as caught:
        overpaint.edit(png(GREY), "crop it to 500x500 pixels")
    assert caught.value.param == "prompt"


def test_a_picture_that_needs_no_correction_is_told_so_and_kept():
    result = overpaint.edit(png(ASTRONAUT), "enhance it")
    assert np.array_equal(result.images[0].pixels[..., :3], ASTRONAUT)
    assert "nothing needed to be changed" in result.revised_prompt
    assert "corrected" not in result.revised_prompt.lower()


def test_what_denoising_measured_is_told():
    noisy = np.clip(ASTRONAUT + np.random.default_rng(0).normal(0, 15, ASTRONAUT.shape), 0, 255).astype(np.uint8)
    words = told(noisy, "remove the noise")
    before, after = (float(words.split(cut)[0].split()[-1]) for cut in (" of 255 levels before", " after."))
    assert before > 10 > 6 > after


def test_what_white_balance_measured_is_told():
    warm = tone.through_matrix(ASTRONAUT, adaptation.warming(150))
    words = told(warm, "fix the white balance")
    before, after = (float(words.split(cut)[0].split()[-1]) for cut in (" stops too orange", " are left."))
    assert before > 1.2 > 0.3 > after


def test_no_cast_is_told_to_be_gone_where_none_was_measured():
    words = told(GREY, "fix the white balance")
    assert "nothing was changed" in words and "Balanced" not in words
