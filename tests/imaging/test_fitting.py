"""Fitting: always the size asked for, the subject kept, masks moved along, and words that say what happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.photographs import drawing, noise, photograph, with_alpha
from overpaint.imaging.fitting import Fit, fit_image
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image, Mask
from overpaint.instructions import tell

FITS: tuple[Fit, ...] = ("auto", "crop", "extend", "pad", "stretch")
EDGES = st.integers(1, 70)


def focus_at(size: tuple[int, int], top: int, left: int, bottom: int, right: int) -> Mask:
    values = np.zeros((size[1], size[0]), np.float32)
    values[top:bottom, left:right] = 1.0
    return Mask(values)


@settings(max_examples=150, deadline=None)
@given(st.tuples(EDGES, EDGES), st.tuples(EDGES, EDGES), st.sampled_from(FITS), st.sampled_from([3, 4]), st.integers(0, 2))
def test_the_size_is_always_exact(
    source: tuple[int, int], target: tuple[int, int], fit: Fit, channels: int, focused: int
) -> None:
    image = Image(noise(*source, channels))
    focus = (None, Mask(np.zeros(source[::-1], np.float32)), focus_at(source, 0, 0, 1, 1))[focused]
    fitted = fit_image(image, target, fit, focus)
    assert fitted.image.size == target
    assert fitted.image.has_alpha == image.has_alpha
    assert fitted.apply_to_mask(Mask.whole(source)).size == target
    assert (fitted.note is not None) == (source != target)


@pytest.mark.parametrize("fit", FITS)
def test_a_picture_of_that_size_is_the_same_object(fit: Fit) -> None:
    image = Image(noise(32, 16, 3))
    fitted = fit_image(image, (32, 16), fit)
    assert fitted.image is image
    assert fitted.note is None
    mask = Mask(np.random.default_rng(0).random((16, 32), dtype=np.float32))
    np.testing.assert_array_equal(fitted.apply_to_mask(mask).values, mask.values)


@pytest.mark.parametrize("fit", ["auto", "crop", "extend", "pad"])
def test_the_same_aspect_is_only_scaled(fit: Fit) -> None:
    image = Image(photograph("coffee"))
    fitted = fit_image(image, (300, 200), fit)
    np.testing.assert_array_equal(fitted.image.pixels, resize(image, (300, 200)).pixels)
    assert tell("en", fitted.note) == "Scaled from 600x400 to 300x200."


def test_a_crop_that_nobody_sees_is_called_scaling() -> None:
    fitted = fit_image(Image(photograph("chelsea")), (600, 400), "auto")
    assert tell("en", fitted.note) == "Scaled from 451x300 to 600x400, its edges trimmed by less than 1%."


def test_crop_without_focus_takes_the_middle() -> None:
    image = Image(noise(90, 30, 3))
    fitted = fit_image(image, (30, 30), "crop")
    np.testing.assert_array_equal(fitted.image.pixels, image.pixels[:, 30:60])
    assert tell("en", fitted.note) == "Cropped from 90x30 to 30x30 (33% of the picture kept)."


@pytest.mark.parametrize(("left", "right", "start"), [(70, 90, 60), (0, 10, 0), (20, 30, 10), (0, 90, 30)])
def test_crop_keeps_the_focus_in_its_middle(left: int, right: int, start: int) -> None:
    image = Image(noise(90, 30, 3))
    fitted = fit_image(image, (30, 30), "crop", focus_at((90, 30), 5, left, 25, right))
    np.testing.assert_array_equal(fitted.image.pixels, image.pixels[:, start : start + 30])
    assert fitted.note.key == "cropped_around_subject"


def test_crop_keeps_the_heavier_of_two_subjects() -> None:
    values = np.zeros((30, 90), np.float32)
    values[5:25, 2:12] = 0.4
    values[5:25, 75:88] = 1.0
    fitted = fit_image(Image(noise(90, 30, 3)), (30, 30), "crop", Mask(values))
    assert fitted.taken[1] <= 75
    assert fitted.taken[3] >= 88


def test_a_subject_too_tall_for_the_crop_keeps_its_top_with_air_above() -> None:
    """A head on a far heavier body: what is kept begins a little above the head."""
    values = np.zeros((90, 60), np.float32)
    values[20:32, 25:35] = 1.0
    values[32:90, 5:55] = 1.0
    fitted = fit_image(Image(noise(60, 90, 3)), (60, 40), "crop", Mask(values))
    assert 16 <= fitted.taken[0] < 20
    assert fitted.taken[2] - fitted.taken[0] == 40


def test_a_subject_at_the_upper_edge_or_one_that_fits_stays_inside() -> None:
    image = Image(noise(60, 90, 3))
    assert fit_image(image, (60, 40), "crop", focus_at((60, 90), 0, 10, 90, 50)).taken[0] == 0
    whole = fit_image(image, (60, 40), "crop", focus_at((60, 90), 50, 10, 80, 50))
    assert (whole.taken[0], whole.taken[2]) == (45, 85)


def test_a_mask_as_focus_keeps_most_of_itself_and_is_named() -> None:
    values = np.zeros((90, 60), np.float32)
    values[0:4, 20:30] = 1.0
    values[50:90] = 1.0
    fitted = fit_image(Image(noise(60, 90, 3)), (60, 40), "crop", Mask(values), "mask")
    assert fitted.taken[0] == 50
    assert fitted.note.key == "cropped_around_mask"


@pytest.mark.parametrize(
    ("size", "focus", "expected"),
    [
        ((90, 72), (10, 40, 60, 60), "cropped_around_subject"),
        ((90, 72), (10, 0, 60, 104), "extended"),
        ((40, 72), (10, 40, 60, 60), "extended"),
        ((90, 72), None, "extended"),
        ((96, 72), None, "cropped"),
    ],
    ids=[
        "little lost",
        "the subject needs the width",
        "too much lost",
        "subject unknown",
        "subject unknown, next to nothing lost",
    ],
)
def test_auto_crops_only_where_little_is_lost(
    size: tuple[int, int], focus: tuple[int, int, int, int] | None, expected: str
) -> None:
    image = Image(photograph("coffee", (104, 72)))
    mask = focus_at(image.size, *focus) if focus else None
    assert fit_image(image, size, "auto", mask).note.key == expected


def test_stretch_uses_everything() -> None:
    image = Image(photograph("coffee", (80, 40)))
    fitted = fit_image(image, (40, 40), "stretch")
    np.testing.assert_array_equal(fitted.image.pixels, resize(image, (40, 40)).pixels)
    assert tell("en", fitted.note) == "Stretched from 80x40 to 40x40."


@pytest.mark.parametrize(
    ("size", "rows", "columns"), [((60, 60), slice(15, 45), slice(0, 60)), ((120, 30), slice(0, 30), slice(30, 90))]
)
def test_pad_adds_plain_bars_in_the_borders_colour(size: tuple[int, int], rows: slice, columns: slice) -> None:
    pixels = np.full((30, 60, 3), (9, 99, 199), np.uint8)
    pixels[10:20, 20:40] = 255
    fitted = fit_image(Image(pixels), size, "pad")
    np.testing.assert_array_equal(fitted.image.pixels[rows, columns], pixels)
    bars = np.ones(size[::-1], bool)
    bars[rows, columns] = False
    assert (fitted.image.pixels[bars] == (9, 99, 199)).all()
    mask = fitted.apply_to_mask(Mask.whole((60, 30)))
    assert mask.values[bars].max() == 0.0
    assert mask.values[rows, columns].min() == 1.0


def test_pad_is_transparent_where_the_picture_has_alpha() -> None:
    fitted = fit_image(Image(with_alpha(drawing(60, 30))), (60, 60), "pad")
    assert fitted.image.pixels[:15, :, 3].max() == 0
    assert fitted.image.pixels[45:, :, 3].max() == 0


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("target", [(64, 64), (120, 40), (40, 120), (300, 260)])
def test_masks_follow_the_picture(fit: Fit, target: tuple[int, int]) -> None:
    """A mask of the bright square, fitted, is the bright square of the fitted picture."""
    pixels = np.zeros((60, 90, 3), np.uint8)
    pixels[20:40, 35:60] = 255
    square = Mask((pixels[..., 0] / 255).astype(np.float32))
    fitted = fit_image(Image(pixels), target, fit, square)
    moved = fitted.apply_to_mask(square).values
    seen = fitted.image.pixels[..., 0] / 255
    assert np.abs(moved - seen).mean() < 0.01
    assert moved.max() == 1.0


def test_what_was_invented_can_be_marked() -> None:
    fitted = fit_image(Image(noise(60, 30, 3)), (60, 60), "extend")
    mask = fitted.apply_to_mask(Mask(np.zeros((30, 60), np.float32)), invented=1.0)
    assert mask.values[:15].min() == mask.values[45:].min() == 1.0
    assert mask.values[15:45].max() == 0.0


def test_masks_and_focus_must_have_the_pictures_size() -> None:
    image = Image(noise(60, 30, 3))
    with pytest.raises(ValueError, match="focus is"):
        fit_image(image, (30, 30), "crop", Mask.whole((30, 60)))
    with pytest.raises(ValueError, match="mask is"):
        fit_image(image, (30, 30), "crop").apply_to_mask(Mask.whole((30, 30)))
