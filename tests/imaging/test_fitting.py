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


@pytest.mark.parametrize(
    ("focus", "size", "placed"),
    [
        ((0, 0, 60, 20), (120, 60), (0, 0, 60, 60)),
        ((0, 40, 60, 60), (120, 60), (0, 60, 60, 120)),
        ((10, 20, 60, 50), (60, 120), (60, 0, 120, 60)),
        ((0, 20, 50, 50), (60, 120), (0, 0, 60, 60)),
        ((10, 10, 50, 50), (120, 60), (0, 30, 60, 90)),
    ],
    ids=["cut at the left", "cut at the right", "cut at the bottom", "cut at the top", "cut nowhere"],
)
def test_what_the_frame_cuts_stays_at_the_edge(
    focus: tuple[int, int, int, int], size: tuple[int, int], placed: tuple[int, int, int, int]
) -> None:
    image = Image(noise(60, 60, 3))
    fitted = fit_image(image, size, "extend", focus_at((60, 60), *focus))
    assert fitted.placed == placed
    assert fit_image(image, size, "pad", focus_at((60, 60), *focus)).placed == fit_image(image, size, "pad").placed


def test_what_is_cut_at_both_ends_is_cropped_as_an_extension_would_smear_it() -> None:
    image = Image(noise(90, 60, 3))
    assert fit_image(image, (60, 60), "auto", focus_at((90, 60), 0, 15, 60, 75)).note.key == "cropped_around_subject"
    assert fit_image(image, (60, 60), "auto", focus_at((90, 60), 20, 0, 60, 90)).note.key == "extended"
    assert fit_image(image, (20, 60), "auto", focus_at((90, 60), 0, 0, 60, 90)).note.key == "extended", "too much would go"


def test_where_the_border_is_replaced_no_tip_of_a_finger_is_cropped_away() -> None:
    image = Image(noise(90, 60, 3))
    values = focus_at((90, 60), 5, 20, 55, 70).values.copy()
    values[30:34, 8:20] = values[30:34, 70:80] = 1.0
    assert fit_image(image, (60, 60), "auto", Mask(values)).note.key == "cropped_around_subject"
    assert fit_image(image, (60, 60), "auto", Mask(values), spare_border=True).note.key == "extended"


def test_no_crop_runs_through_a_face() -> None:
    image = Image(noise(120, 40, 3))
    focus = focus_at((120, 40), 0, 20, 40, 100)
    faces = [(5, 22, 15, 32), (5, 66, 15, 76)]
    assert fit_image(image, (40, 40), "crop", focus).taken == (0, 40, 40, 80), "in the middle, through the second face"
    assert fit_image(image, (40, 40), "crop", focus, faces=faces[1:]).taken == (0, 40, 40, 80)
    left, right = fit_image(image, (40, 40), "crop", focus, faces=[(5, 70, 15, 90)]).taken[1::2]
    assert left <= 70 and right >= 90
    left, right = fit_image(image, (40, 40), "crop", focus, faces=faces).taken[1::2]
    for _, first, _, last in faces:
        assert right <= first or left >= last or (left <= first and right >= last)


def test_auto_crops_no_face_away() -> None:
    image = Image(noise(90, 60, 3))
    focus = focus_at((90, 60), 10, 2, 50, 86)
    faces = [(10, 4, 25, 16), (10, 70, 25, 82)]
    cut = focus_at((90, 60), 0, 12, 60, 78)
    assert fit_image(image, (60, 60), "auto", cut).note.key == "cropped_around_subject"
    assert fit_image(image, (60, 60), "auto", cut, faces=faces).note.key == "extended"
    assert fit_image(image, (86, 60), "auto", focus, faces=faces).note.key == "cropped_around_subject"


@given(st.tuples(EDGES, EDGES), st.tuples(EDGES, EDGES), st.integers(0, 60), st.integers(1, 30))
def test_a_face_that_fits_is_never_cut(source: tuple[int, int], target: tuple[int, int], at: int, side: int) -> None:
    face = (min(at, source[1] - 1), min(at, source[0] - 1), min(at + side, source[1]), min(at + side, source[0]))
    top, left, bottom, right = fit_image(Image(noise(*source, 3)), target, "crop", faces=[face]).taken
    fits = bottom - top >= face[2] - face[0] and right - left >= face[3] - face[1]
    whole = top <= face[0] and left <= face[1] and bottom >= face[2] and right >= face[3]
    assert whole == fits
