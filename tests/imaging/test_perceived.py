"""Strengths by eye: a dark picture goes far, a bright one little, and nothing is spoilt on the way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from skimage import data

from overpaint.imaging import perceived
from overpaint.imaging.values import Image, Mask, Pixels
from overpaint.operations import find_operation
from overpaint.operations.base import Context, Inputs

DEGREES = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0)
MEASURED = ("brightness", "exposure", "contrast", "saturation", "vibrance", "temperature")


def exposed(light: float) -> Image:
    """A photograph of middling light, as if taken with `light` times as much of it."""
    codes = np.asarray(data.astronaut(), np.float64) / 255
    return Image(np.rint(np.clip(codes**2.2 * light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


PHOTO = exposed(1.0)


def done(name: str, image: Image, mask: Mask | None = None, **values: float) -> Pixels:
    operation = find_operation(name)
    inputs = Inputs(image, mask or Mask.whole(image.size))
    return operation.apply(inputs, operation.params(**values), Context()).rgb


def measured(name: str, rgb: Pixels) -> float:
    lab = perceived.lab_of(rgb)
    match name:
        case "brightness" | "exposure":
            return float(lab[..., 0].mean())
        case "contrast":
            return float(lab[..., 0].std())
        case "saturation" | "vibrance":
            return float(np.hypot(lab[..., 1], lab[..., 2]).mean())
    return float(lab[..., 2].mean())


@pytest.mark.parametrize("name", MEASURED)
def test_each_degree_goes_further_than_the_one_before(name: str) -> None:
    values = [measured(name, done(name, PHOTO, degree=degree)) for degree in DEGREES]
    assert all(less <= more + 0.05 for less, more in pairwise(values))
    assert values[-1] > values[5] > values[4] > values[3] > values[0]


@pytest.mark.parametrize("name", ["brightness", "exposure"])
def test_a_dark_picture_gains_more_light_than_a_bright_one(name: str) -> None:
    gains = []
    for light in (0.05, 0.3, 1.0, 3.0):
        image = exposed(light)
        gains.append(measured(name, done(name, image, degree=0.75)) - measured(name, image.rgb))
    assert all(dark > bright for dark, bright in pairwise(gains))
    assert gains[0] > 18
    assert 0.5 < gains[-1] < 8


@pytest.mark.parametrize("name", ["brightness", "exposure", "contrast"])
@pytest.mark.parametrize("light", [0.3, 1.0, 2.0])
def test_lights_keep_their_drawing(name: str, light: float) -> None:
    image = exposed(light)
    before, after = (perceived.lab_of(rgb)[..., 0] for rgb in (image.rgb, done(name, image, degree=1.0)))
    assert ((after > 98.5) & (before < 97)).mean() < 0.03


def test_of_two_pictures_the_flatter_one_gains_more_contrast_and_both_keep_their_middle() -> None:
    flat = Image((PHOTO.rgb * 0.3 + 90).astype(np.uint8))
    gains = [measured("contrast", done("contrast", one, degree=0.5)) / measured("contrast", one.rgb) for one in (flat, PHOTO)]
    assert gains[0] > gains[1] > 1.03
    for one in (flat, PHOTO, exposed(0.1)):
        after = done("contrast", one, degree=0.75)
        assert abs(measured("brightness", after) - measured("brightness", one.rgb)) < 4


def test_a_muted_picture_gains_more_colour_than_a_vivid_one() -> None:
    grey = PHOTO.rgb.mean(axis=2, keepdims=True)
    muted = Image(np.rint(grey + (PHOTO.rgb - grey) * 0.3).astype(np.uint8))
    gains = [
        measured("saturation", done("saturation", one, degree=0.5)) / measured("saturation", one.rgb) for one in (muted, PHOTO)
    ]
    assert gains[0] > gains[1] > 1.1


def test_skin_gets_neither_glaring_nor_grey() -> None:
    rng = np.random.default_rng(3)
    skin = np.clip(np.array([205, 160, 135]) + rng.normal(0, 6, (64, 64, 1)), 0, 255).astype(np.uint8)
    picture = Image(np.hstack([skin, rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)]))
    own = measured("saturation", skin)
    for degree in (0.5, 1.0):
        assert measured("saturation", done("saturation", picture, degree=degree)[:, :64]) <= 44
    assert measured("saturation", done("saturation", picture, degree=-0.75)[:, :64]) >= 0.55 * own


def test_a_grey_picture_gets_no_colour() -> None:
    grey = Image(np.random.default_rng(1).integers(0, 256, (40, 40, 1)).astype(np.uint8).repeat(3, axis=2))
    assert np.array_equal(done("saturation", grey, degree=1.0), grey.rgb)


def test_warmth_is_seen_alike_on_cool_and_warm_pictures_and_less_where_it_is_warm_already() -> None:
    warm = Image(done("temperature", PHOTO, shift=60))
    shifts = [
        measured("temperature", done("temperature", one, degree=0.5)) - measured("temperature", one.rgb) for one in (PHOTO, warm)
    ]
    assert 8 > shifts[0] > shifts[1] > 2


@pytest.mark.parametrize("name", MEASURED)
def test_only_what_the_mask_covers_is_measured_and_changed(name: str) -> None:
    values = np.zeros(PHOTO.rgb.shape[:2], np.float32)
    values[100:300, 50:250] = 1
    mask = Mask(values)
    other = PHOTO.rgb.copy()
    other[values == 0] = 255 - other[values == 0]
    here, there = (done(name, Image(rgb), mask, degree=0.5) for rgb in (PHOTO.rgb, other))
    inside = values == 1
    # the small copy mixes pixels along the mask's edge
    assert np.abs(here[inside].astype(int) - there[inside].astype(int)).max() <= 6
    assert np.array_equal(there[~inside], other[~inside])


@pytest.mark.parametrize("name", MEASURED)
def test_nothing_to_measure_is_nothing_to_do(name: str) -> None:
    hidden = Image(np.dstack([PHOTO.rgb, np.zeros(PHOTO.rgb.shape[:2], np.uint8)]))
    assert np.array_equal(done(name, hidden, degree=1.0), hidden.rgb)


def test_a_degree_adds_to_a_number() -> None:
    more = measured("brightness", done("brightness", PHOTO, amount=0.2, degree=0.5))
    assert more > measured("brightness", done("brightness", PHOTO, degree=0.5)) > measured("brightness", PHOTO.rgb)
