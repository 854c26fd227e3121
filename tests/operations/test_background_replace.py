"""The operation around `compose`: what it takes from its context, its mask and a picture's own alpha."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from overpaint.imaging.values import Backdrop, Image, Light, Mask
from overpaint.operations.background import background_replace
from overpaint.operations.base import Context, Inputs

SIDE = 96
PARAMS = background_replace.Params(scene="solid", scene_params={"colour": "green"})


def picture() -> Image:
    """A textured square before a grey wall."""
    pixels = np.full((SIDE, SIDE, 3), 120, np.uint8)
    pixels[24:72, 24:72] = np.random.default_rng(2).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    return Image(pixels)


def background() -> Mask:
    values = np.ones((SIDE, SIDE), np.float32)
    values[24:72, 24:72] = 0.0
    return Mask(values)


def backdrop(colour: tuple[float, float, float] = (1, 1, 1), side: int = SIDE) -> Backdrop:
    return Backdrop(np.full((side, side, 3), colour, np.float32), Light(strength=0.0))


def replaced(image: Image, mask: Mask, behind: Backdrop | None) -> Image:
    return background_replace.apply(Inputs(image, mask, behind), PARAMS, Context(seed=3))


def test_plain_background_is_exact_and_the_subject_untouched() -> None:
    result = replaced(picture(), background(), backdrop())
    assert (result.pixels[:20] == 255).all()
    assert np.array_equal(result.pixels[28:68, 28:68], picture().pixels[28:68, 28:68])


def test_a_scene_relights_the_subject() -> None:
    dark = Backdrop(np.full((SIDE, SIDE, 3), 0.01, np.float32), Light())
    result = replaced(picture(), background(), dark)
    darkened = result.pixels[28:68, 28:68].mean() / picture().pixels[28:68, 28:68].mean()
    assert 0.75 < darkened < 0.95, "darker, and no silhouette"


def test_transparent_parts_are_background_already() -> None:
    alpha = np.full((SIDE, SIDE, 1), 255, np.uint8)
    alpha[40:60, 40:60] = 0
    alpha[30:36, 30:36] = 128
    cut_out = Image(np.concatenate([picture().pixels, alpha], axis=2))
    result = replaced(cut_out, background(), backdrop((0, 0, 0)))
    assert not result.has_alpha
    assert (result.pixels[40:60, 40:60] == 0).all()
    whole = replaced(picture(), background(), backdrop((0, 0, 0)))
    half = result.pixels[30:36, 30:36].astype(float)
    assert (half <= whole.pixels[30:36, 30:36]).all()
    assert half.mean() > 40


def test_a_half_transparent_part_is_laid_over_the_colour_once() -> None:
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    pixels[20:70, 20:70, 3] = 255
    pixels[40:50, 40:50, 3] = 128
    background = Mask(np.float32(1) - pixels[..., 3] / np.float32(255))
    result = replaced(Image(pixels), background, backdrop()).pixels
    assert np.abs(result[42:48, 42:48].astype(int) - 127).max() <= 1
    assert (result[:20] == 255).all() and (result[20:40, 20:70] == 0).all()


def test_nothing_to_replace_leaves_the_picture() -> None:
    nothing = Mask(np.zeros((SIDE, SIDE), np.float32))
    assert np.array_equal(replaced(picture(), nothing, backdrop()).pixels, picture().pixels)


def test_a_whole_mask_gives_the_scene() -> None:
    result = replaced(picture(), Mask.whole((SIDE, SIDE)), backdrop((0, 0, 0)))
    assert (result.pixels == 0).all()


@pytest.mark.parametrize("given", [None, backdrop(side=64)], ids=["none", "of another size"])
def test_needs_a_backdrop_of_its_size(given: Backdrop | None) -> None:
    with pytest.raises(ValueError, match="backdrop"):
        replaced(picture(), background(), given)


def test_parameters_are_closed() -> None:
    with pytest.raises(ValidationError):
        background_replace.Params.model_validate({"scene": "sea", "colour": "green"})
