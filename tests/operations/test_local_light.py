"""Shadows, highlights and automatic enhancement: what depends on more than one pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from declared_params import ask
from skimage import data

from overpaint.imaging.values import Image, Mask, Size
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs

SIDE: Size = (160, 160)


def photo(name: str) -> Image:
    from overpaint.imaging.resize import resize

    return resize(Image(getattr(data, name)()), SIDE)


def done(name: str, image: Image, **values: Any) -> Image:
    return ask(find_operation(name), image, **values)


def apart(one: Image, other: Image) -> float:
    return float(np.abs(one.pixels.astype(int) - other.pixels.astype(int)).mean())


def halves(dark: int, light: int) -> Image:
    """Left half dark, right half light, with a fine texture of 4 codes on both."""
    pixels = np.full((160, 160, 3), dark, np.uint8)
    pixels[:, 80:] = light
    pixels[::2, ::2] += 4
    return Image(pixels)


def test_shadows_leave_the_lights_and_highlights_the_darks() -> None:
    image = halves(40, 210)
    lifted = done("shadows_highlights", image, shadows=0.8).pixels.astype(int)
    assert lifted[:, :60].mean() > image.pixels[:, :60].mean() + 15
    assert np.abs(lifted[:, 100:] - image.pixels[:, 100:].astype(int)).max() <= 1
    recovered = done("shadows_highlights", image, highlights=-0.8).pixels.astype(int)
    assert recovered[:, 100:].mean() < image.pixels[:, 100:].mean() - 8
    assert np.abs(recovered[:, :60] - image.pixels[:, :60].astype(int)).max() <= 1


def test_an_edge_gets_no_halo() -> None:
    """Beside a strong edge each side looks as it does far from it."""
    answer = done("shadows_highlights", halves(40, 210), shadows=1, highlights=-1).pixels[1::2, 1::2, 0].astype(int)
    for near, far in ((answer[:, 36:40], answer[:, :10]), (answer[:, 40:44], answer[:, -10:])):
        assert np.abs(near - far.mean()).max() <= 0.06 * 170


def test_texture_keeps_its_contrast() -> None:
    before = halves(40, 210).pixels[:, :60].astype(float)
    after = done("shadows_highlights", halves(40, 210), shadows=1).pixels[:, :60].astype(float)
    assert after.std() / after.mean() > 0.75 * before.std() / before.mean()


def test_a_vivid_colour_is_not_clipped_by_lifting() -> None:
    red = Image(np.full((32, 32, 3), (200, 20, 15), np.uint8))
    answer = done("shadows_highlights", red, shadows=1).pixels[0, 0].astype(int)
    assert answer[0] < 250
    assert answer[1] < 45


@pytest.mark.parametrize("name", ["astronaut", "coffee"])
def test_a_good_picture_is_left_nearly_alone(name: str) -> None:
    image = photo(name)
    assert apart(done("auto_enhance", image), image) < 4


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_dark_picture_comes_back(name: str) -> None:
    image = photo(name)
    dark = done("exposure", image, stops=-1.7)
    assert apart(done("auto_enhance", dark), image) < 0.5 * apart(dark, image)


@pytest.mark.parametrize("name", ["astronaut", "chelsea"])
def test_a_hazy_picture_gets_its_black_back(name: str) -> None:
    image = photo(name)
    hazy = Image((image.pixels * 0.55 + 85).astype(np.uint8))
    clear = done("auto_enhance", hazy)
    black, veiled, cleared = (float(np.quantile(each.pixels, 0.01)) for each in (image, hazy, clear))
    assert abs(cleared - black) < 0.35 * (veiled - black)
    assert clear.pixels.std() > 1.5 * hazy.pixels.std()


@pytest.mark.parametrize(("operation", "values"), [("temperature", {"shift": 60}), ("tint", {"amount": -0.5})])
def test_a_cast_gets_weaker(operation: str, values: dict[str, float]) -> None:
    """Measured on a scene of greys, whose own colour is known to be none."""
    greys = Image(np.random.default_rng(8).integers(40, 200, (160, 160, 1), np.uint8).repeat(3, axis=2))

    def cast(image: Image) -> float:
        means = image.pixels.reshape(-1, 3).mean(axis=0)
        return float(np.ptp(means))

    stained = done(operation, greys, **values)
    assert cast(done("auto_enhance", stained)) < 0.5 * cast(stained)


def test_a_picture_of_one_colour_keeps_it() -> None:
    """Estimators of light agree on it perfectly; a limit keeps a sunset from turning grey."""
    orange = Image(np.full((64, 64, 3), (230, 120, 40), np.uint8))
    answer = done("auto_enhance", orange).pixels[0, 0].astype(int)
    assert answer[0] > answer[1] > answer[2]


def test_only_what_the_mask_covers_is_measured() -> None:
    """The dark half is lifted as if it were the whole picture."""
    pixels = np.full((64, 64, 3), 230, np.uint8)
    pixels[:, :32] = np.random.default_rng(9).integers(5, 60, (64, 32, 1), np.uint8)
    image = Image(pixels)
    left = np.zeros((64, 64), np.float32)
    left[:, :32] = 1
    enhance = find_operation("auto_enhance")
    answer = enhance.apply(Inputs(image, Mask(left)), enhance.params(), Context())
    assert answer.pixels[:, :32].mean() > 1.5 * pixels[:, :32].mean()


def test_hidden_pixels_are_not_measured() -> None:
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[:, :32, :3] = np.random.default_rng(9).integers(5, 60, (64, 32, 1), np.uint8)
    shown = done("auto_enhance", Image(pixels))
    pixels[:, 32:, 3] = 0
    hidden = done("auto_enhance", Image(pixels))
    assert hidden.pixels[:, :32, :3].mean() > 1.3 * shown.pixels[:, :32, :3].mean()


def test_a_picture_that_lacks_nothing_is_left_byte_for_byte() -> None:
    """What nobody would see is not done, so that the answer can say that nothing was needed."""
    photo = Image(np.asarray(data.astronaut()))
    operation = find_operation("auto_enhance")
    assert operation.apply(Inputs(photo, Mask.whole(photo.size)), operation.params(), Context()).pixels is photo.pixels
