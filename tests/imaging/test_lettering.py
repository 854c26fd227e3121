"""Letters: in lines that fit, where they are wanted, inside the mask, and so that they can be read."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_linear
from overpaint.imaging.lettering.faces import NoLetter, Style, clusters, runs_of
from overpaint.imaging.lettering.ground import READABLE, black_or_white, contrast, contrast_on, opposite
from overpaint.imaging.lettering.lines import cleaned, wrapped
from overpaint.imaging.lettering.room import placed, roomiest
from overpaint.imaging.lettering.writing import Look, NoRoom, write
from overpaint.imaging.values import Image, Mask
from overpaint.weights import WeightStore

PLACES = ("top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right")


def grey(level: int = 128, size: tuple[int, int] = (320, 240)) -> Image:
    return Image(np.full((size[1], size[0], 3), level, np.uint8))


def changed(before: Image, after: Image) -> np.ndarray:
    return np.asarray((before.pixels != after.pixels).any(axis=2))


@pytest.mark.parametrize("place", PLACES)
def test_letters_stand_where_they_are_wanted(place: str, weights: WeightStore) -> None:
    image = grey()
    there = changed(image, write(image, Mask.whole(image.size), "SALE", Look(place, Style(), 0.12), weights.path))  # type: ignore[arg-type]
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    down, across = (rows[0] + rows[-1]) / 2 / 240, (columns[0] + columns[-1]) / 2 / 320
    wanted_down = 0 if place.startswith("top") else 1 if place.startswith("bottom") else 0.5
    wanted_across = 0 if place.endswith("left") else 1 if place.endswith("right") else 0.5
    assert abs(down - wanted_down) < 0.25 and abs(across - wanted_across) < 0.3
    assert rows[0] > 0 and columns[0] > 0 and rows[-1] < 239 and columns[-1] < 319


def test_long_text_is_broken_and_made_smaller_until_it_fits(weights: WeightStore) -> None:
    image, look = grey(), Look("centre", Style(bold=True), 0.3)
    words = "it was the best of times, it was the worst of times, it was the age of wisdom"
    there = changed(image, write(image, Mask.whole(image.size), words, look, weights.path))
    assert 0.2 < there.any(axis=1).mean() <= 0.99 and 0.5 < there.any(axis=0).mean() <= 0.99
    with pytest.raises(NoRoom):
        write(grey(size=(40, 30)), Mask.whole((40, 30)), words * 4, look, weights.path)


def test_outside_the_mask_nothing_changes(weights: WeightStore) -> None:
    image = Image(np.random.default_rng(1).integers(0, 256, (240, 320, 3), np.uint8))
    values = np.zeros((240, 320), np.float32)
    values[120:220, 40:300] = 1
    answer = write(image, Mask(values), "HELLO", Look("top", Style(), 0.2, shadow=True), weights.path)
    there = changed(image, answer)
    assert there[120:220, 40:300].any() and not there[values == 0].any()


def test_letters_are_of_their_colour_and_nothing_else_changes_far_away(weights: WeightStore) -> None:
    image = grey(250)
    look = Look("top", Style(bold=True), 0.3, colour="#c00010")
    answer = write(image, Mask.whole(image.size), "SALE", look, weights.path)
    assert (answer.pixels == (0xC0, 0, 0x10)).all(axis=2).sum() > 500
    assert not changed(image, answer)[150:].any()


@pytest.mark.parametrize("level", [0, 60, 118, 128, 200, 255])
@pytest.mark.parametrize("colour", ["", "#e0191b", "#ffd91a", "#808080"])
def test_letters_can_be_read_on_any_ground(level: int, colour: str, weights: WeightStore) -> None:
    image = grey(level)
    answer = write(image, Mask.whole(image.size), "SALE", Look("centre", Style(bold=True), 0.3, colour=colour), weights.path)
    light = luminance(to_linear(answer.pixels))
    there = changed(image, answer)
    lights = np.percentile(light[there], (5, 95))
    beside = max(contrast(float(lights[0]), float(lights[1])), contrast(float(light[0, 0]), float(np.median(light[there]))))
    assert beside >= 0.9 * min(READABLE, contrast(0.0, 1.0))


def test_both_scripts_accents_and_emoji_have_letters(weights: WeightStore) -> None:
    runs = runs_of("Größe 新年快乐 ¡olé! 🎉", Style(), weights.path)
    assert "".join(run.text for run in runs) == "Größe 新年快乐 ¡olé! 🎉"
    assert len({run.face.path for run in runs}) == 3
    with pytest.raises(NoLetter):
        runs_of("\U0001f1e6\U000e0041", Style(), weights.path)


def test_one_letter_stays_one() -> None:
    assert list(clusters("e\u0301👨‍👩‍👧🇫🇷")) == ["e\u0301", "👨‍👩‍👧", "🇫🇷"]


def test_text_is_kept_to_the_letter() -> None:
    assert cleaned(" “A  b”\u0007 \n c ") == "“A  b”\nc"


def test_lines_are_even_and_marks_stay_with_their_words() -> None:
    assert wrapped("one two three four", 10, len) == ["one two", "three four"]
    assert wrapped("新年快乐，万事如意。", 6, len) == ["新年快乐，", "万事如意。"]
    assert wrapped("first\nsecond", 20, len) == ["first", "second"]
    assert wrapped("incomprehensible", 5, len) is None


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast(0, 1) == pytest.approx(21)
    assert contrast(0.2, 0.2) == 1
    ground = np.full((4, 4), 0.9, np.float32)
    assert black_or_white(ground, np.ones_like(ground)) == 0
    assert contrast_on(0.0, ground, np.zeros_like(ground)) == pytest.approx(21)
    assert all(contrast(opposite(tone), tone) >= READABLE for tone in np.linspace(0, 1, 50))


def test_the_roomiest_part_of_a_mask() -> None:
    values = np.zeros((60, 80), np.float32)
    values[10:50, 5:20] = 1
    values[30:50, 5:70] = 1
    assert roomiest(values) == (30, 5, 50, 70)
    assert roomiest(np.zeros((9, 9), np.float32)) is None
    assert placed((0, 0, 100, 200), 10, 20, "bottom_right") == (90, 180, 100, 200)
