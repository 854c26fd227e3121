"""What the tone operations mean to somebody who looks: brighter is brighter, warmer is warmer, grey stays grey."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from declared_params import ask

from overpaint.imaging.values import Image, Mask
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs

RAMP = Image(np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2))
NOISE = Image(np.random.default_rng(5).integers(0, 256, (24, 24, 3), np.uint8))
SKIN = (224, 172, 140)
DULL_BLUE = (140, 155, 224)


def done(name: str, image: Image, **values: Any) -> np.ndarray:
    return ask(find_operation(name), image, **values).pixels.astype(int)


def plain(colour: tuple[int, int, int], side: int = 8) -> Image:
    return Image(np.full((side, side, 3), colour, np.uint8))


def colourfulness(pixels: np.ndarray) -> float:
    return float((pixels.max(axis=-1) - pixels.min(axis=-1)).mean())


@pytest.mark.parametrize(
    ("name", "parameter", "steps"),
    [
        ("brightness", "amount", (-1, -0.5, -0.1, 0, 0.1, 0.5, 1)),
        ("exposure", "stops", (-5, -2, -0.3, 0, 0.3, 2, 5)),
        ("gamma", "gamma", (0.1, 0.6, 1, 1.4, 10)),
        ("shadows_highlights", "shadows", (-1, -0.4, 0, 0.4, 1)),
        ("shadows_highlights", "highlights", (-1, -0.4, 0, 0.4, 1)),
        ("vignette", "amount", (-1, -0.4, 0, 0.4, 1)),
    ],
)
def test_more_is_brighter_and_less_is_darker(name: str, parameter: str, steps: tuple[float, ...]) -> None:
    means = [done(name, RAMP, **{parameter: step}).mean() for step in steps]
    assert all(dark < light for dark, light in pairwise(means))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        *(("brightness", {"amount": amount}) for amount in (-1, 1)),
        *(("exposure", {"stops": stops}) for stops in (-5, 1, 5)),
        *(("contrast", {"amount": amount}) for amount in (-1, 1)),
        *(("temperature", {"shift": shift}) for shift in (-150, 150)),
        *(("tint", {"amount": amount}) for amount in (-1, 1)),
        *(("shadows_highlights", {"shadows": one, "highlights": other}) for one in (-1, 1) for other in (-1, 1)),
    ],
)
def test_dark_never_overtakes_light(name: str, values: dict[str, float]) -> None:
    """A ramp stays a ramp; where the neighbourhood counts, one plain picture after another."""
    if name == "shadows_highlights":
        levels = [done(name, plain((code, code, code)), **values)[0, 0, 0] for code in range(0, 256, 3)]
        assert (np.diff(levels) >= 0).all()
    else:
        assert (np.diff(done(name, RAMP, **values), axis=1) >= 0).all()


def test_darkening_as_much_takes_brightening_back() -> None:
    there = ask(find_operation("brightness"), RAMP, amount=0.5)
    assert np.abs(done("brightness", there, amount=-0.5) - RAMP.pixels.astype(int)).max() <= 3


@pytest.mark.parametrize(
    ("name", "values"),
    [("brightness", {"amount": 1}), ("exposure", {"stops": 2}), ("contrast", {"amount": 1}), ("temperature", {"shift": 100})],
)
def test_highlights_keep_their_drawing(name: str, values: dict[str, float]) -> None:
    """The brightest third of the scale keeps its steps instead of becoming one white."""
    top = done(name, RAMP, **values)[0, 170:, 0]
    assert (top == 255).sum() <= 12
    assert np.unique(top).size >= 12


def test_exposure_doubles_light_below_its_shoulder() -> None:
    dark = plain((60, 60, 60))
    before = ((60 / 255 + 0.055) / 1.055) ** 2.4
    after = ((done("exposure", dark, stops=1)[0, 0, 0] / 255 + 0.055) / 1.055) ** 2.4
    assert after / before == pytest.approx(2, rel=0.02)


def test_contrast_spreads_around_mid_grey() -> None:
    assert np.abs(done("contrast", plain((118, 118, 118)), amount=1) - 118).max() <= 1
    assert done("contrast", RAMP, amount=0.5).std() > RAMP.pixels.std() > done("contrast", RAMP, amount=-0.5).std()


@pytest.mark.parametrize("code", [40, 118, 200])
def test_warmer_is_redder_than_blue_at_the_same_luminance(code: int) -> None:
    greys = plain((code, code, code))
    answers = [done("temperature", greys, shift=shift)[0, 0] for shift in (-100, -30, 0, 30, 100)]
    ratios = [answer[0] / answer[2] for answer in answers]
    assert all(cold < warm for cold, warm in pairwise(ratios))
    for answer in answers:
        grey = done("grayscale", Image(answer.astype(np.uint8)[None, None]))[0, 0, 0]
        assert abs(grey - code) <= 3


def test_tint_goes_from_green_to_magenta() -> None:
    answers = [done("tint", plain((118, 118, 118)), amount=amount)[0, 0] for amount in (-1, -0.3, 0, 0.3, 1)]
    magenta = [(red + blue) / (2 * green) for red, green, blue in answers]
    assert all(green < pink for green, pink in pairwise(magenta))


def test_grayscale_has_three_equal_channels() -> None:
    grey = done("grayscale", NOISE)
    assert (grey == grey[..., :1]).all()
    np.testing.assert_array_equal(grey, done("saturation", NOISE, amount=-1))
    greys = [done("grayscale", plain(colour))[0, 0, 0] for colour in ((0, 0, 255), (255, 0, 0), (0, 255, 0), (255, 255, 255))]
    assert greys == [76, 127, 220, 255]


def test_saturation_keeps_luminance_and_greys() -> None:
    np.testing.assert_array_equal(done("saturation", RAMP, amount=1), RAMP.pixels)
    muted = Image(np.random.default_rng(6).integers(90, 150, (16, 16, 3), np.uint8))
    vivid = ask(find_operation("saturation"), muted, amount=0.5)
    assert colourfulness(vivid.pixels.astype(int)) > 1.4 * colourfulness(muted.pixels.astype(int))
    before, after = done("grayscale", muted), done("grayscale", vivid)
    assert np.abs(before - after).mean() < 1.5


def test_vibrance_spares_skin_and_what_is_vivid() -> None:
    def gained(colour: tuple[int, int, int]) -> float:
        return colourfulness(done("vibrance", plain(colour), amount=0.6)) / (max(colour) - min(colour))

    assert gained(DULL_BLUE) > 1.2
    assert 1 <= gained(SKIN) < 1 + 0.6 * (gained(DULL_BLUE) - 1)
    assert gained((30, 60, 250)) < 1.05


def test_invert_twice_gives_the_picture_back() -> None:
    invert = find_operation("invert")
    np.testing.assert_array_equal(ask(invert, ask(invert, NOISE)).pixels, NOISE.pixels)


def test_sepia_is_warm_and_keeps_lightness() -> None:
    sepia = done("sepia", RAMP)
    middle = sepia[0, 40:230]
    assert (middle[:, 0] > middle[:, 1]).all()
    assert (middle[:, 1] > middle[:, 2]).all()
    greys = done("grayscale", Image(sepia.astype(np.uint8)))
    assert np.abs(greys - RAMP.pixels.astype(int)).max() <= 12


def test_vignette_is_symmetric_and_leaves_the_middle() -> None:
    flat = plain((160, 120, 90), 41)
    answer = done("vignette", flat, amount=-1)
    np.testing.assert_array_equal(answer, answer[::-1, ::-1])
    np.testing.assert_array_equal(answer[15:26, 15:26], flat.pixels[15:26, 15:26])
    assert (answer[0, 0] < answer[0, 20]).all()
    assert (answer[0, 20] < answer[20, 20]).all()


def test_a_soft_mask_is_half_an_edit() -> None:
    invert = find_operation("invert")
    half = Mask(np.full((24, 24), 0.5, np.float32))
    answer = invert.apply(Inputs(NOISE, half), invert.params(), Context())
    assert np.abs(answer.pixels.astype(int) - 127.5).max() <= 1


NUMBERS = {"brightness": "amount", "exposure": "stops", "temperature": "shift"}
COLOURS = {"saturation": "amount", "vibrance": "amount"}
"""By words, more of these spares greys, which a number does not."""


@pytest.mark.parametrize(
    ("name", "parameter", "degree"),
    [(*row, degree) for row in (NUMBERS | COLOURS).items() for degree in (-0.75, 0.25, 0.5) if degree < 0 or row[0] in NUMBERS],
)
def test_what_a_degree_comes_to_is_the_same_as_a_number(name: str, parameter: str, degree: float) -> None:
    operation = find_operation(name)
    inputs = Inputs(NOISE, Mask.whole(NOISE.size))
    told = operation.measured(operation.params(degree=degree), inputs)
    assert told is not None and told[0] == parameter and told[1] * degree > 0
    np.testing.assert_array_equal(done(name, NOISE, degree=degree), done(name, NOISE, **{parameter: told[1]}))
    assert operation.measured(operation.params(**{parameter: told[1]}), inputs) is None


def test_more_colour_by_words_does_not_bring_out_the_blotches_of_greys() -> None:
    greys = np.full((64, 96, 3), 120, np.uint8)
    greys[:, ::8, 2] += 6
    greys[:, 48:] = (150, 60, 40)
    picture = Image(greys)
    for name in ("saturation", "vibrance"):
        answer = ask(find_operation(name), picture, degree=0.6).pixels
        np.testing.assert_array_equal(answer[:, :40], greys[:, :40])
        assert np.ptp(answer[30, 80].astype(int)) > 110


def test_more_contrast_by_words_turns_no_hue_far() -> None:
    """A muted yellow that grows darker: channel by channel its red runs away from its green."""
    picture = np.full((64, 96, 3), 200, np.uint8)
    picture[:, :32] = (190, 160, 40)
    picture[:, 32:64] = 40
    after = ask(find_operation("contrast"), Image(picture), degree=0.8).pixels[30, 10].astype(float)
    hue = [(middle - low) / (high - low) for low, middle, high in ((40, 160, 190), sorted(after))]
    assert abs(hue[1] - hue[0]) < 0.06
