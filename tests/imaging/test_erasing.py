"""Letters told from their ground, and taken off it."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.lettering.erasing import erased, hole_of, slab_of
from overpaint.imaging.lettering.faces import Style
from overpaint.imaging.lettering.strips import strip_of
from overpaint.imaging.lettering.wording import letters_of
from overpaint.imaging.lettering.writing import Look, write
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Image, Mask
from overpaint.regions.detection.text_lines import text_lines
from overpaint.weights import WeightStore

SIZE = (300, 480)
EVERYWHERE = np.ones(SIZE, bool)


def board(noise: float = 2.0) -> Image:
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    shade = 90 + 40 * columns / SIZE[1] + 20 * rows / SIZE[0]
    grain = np.random.default_rng(4).normal(0, noise, (*SIZE, 3))
    return Image(np.clip(np.dstack([0.6 * shade, shade, 0.7 * shade]) + grain, 0, 255).astype(np.uint8))


def lettered(image: Image, weights: WeightStore, words: str, colour: str) -> tuple[Image, Line]:
    look = Look("centre", Style(bold=True), 0.22, colour=colour, readable=False)
    answer = write(image, Mask.whole(image.size), words, look, weights.path)
    (line,) = text_lines(answer.rgb, weights)
    return answer, line


@pytest.mark.parametrize("colour", ["#f4e9c0", "#101010", "#c02020"])
def test_letters_are_told_from_their_ground(colour: str, weights: WeightStore) -> None:
    before = board()
    after, line = lettered(before, weights, "BAKERY", colour)
    inked = strip_of(after.rgb, line).inked
    assert inked is not None
    there = strip_of(after.rgb, line).in_picture(inked.letters.astype(np.float32), SIZE) > 0.5
    changed = np.abs(after.pixels.astype(int) - before.pixels).max(axis=2) > 40
    assert (there & changed).sum() > 0.9 * max(there.sum(), changed.sum())
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    np.testing.assert_allclose(inked.ink, wanted, atol=8)


@pytest.mark.parametrize("colour", ["#f4e9c0", "#101010"])
def test_a_plain_ground_goes_on_with_its_grain(colour: str, weights: WeightStore) -> None:
    before = board()
    after, line = lettered(before, weights, "BAKERY", colour)
    answer = erased(after.rgb, [line], EVERYWHERE, 1)
    assert answer.unlike == 0
    apart = answer.rgb.astype(float) - before.pixels
    assert abs(apart[answer.hole].mean()) < 1.5 and np.sqrt((apart[answer.hole] ** 2).mean()) < 5
    noise = np.diff(answer.rgb.astype(float), axis=1)[answer.hole[:, 1:]].std()
    assert noise == pytest.approx(np.diff(before.pixels.astype(float), axis=1).std(), rel=0.35)
    far = np.ones(SIZE, bool)
    far[100:200] = False
    np.testing.assert_array_equal(answer.rgb[far], after.pixels[far])


def test_only_what_may_change_does_and_the_same_again(weights: WeightStore) -> None:
    after, line = lettered(board(), weights, "BAKERY", "#101010")
    left = EVERYWHERE & (np.arange(SIZE[1]) < 240)
    first, second = (erased(after.rgb, [line], left, 7).rgb for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first[~left], after.pixels[~left])


def test_the_whole_frame_where_it_is_asked_for(weights: WeightStore) -> None:
    after, line = lettered(board(), weights, "BAKERY", "#101010")
    letters, frame = hole_of(after.rgb, line), hole_of(after.rgb, line, whole=True)
    assert letters.ground is not None and frame.ground is None
    assert letters.flags.sum() < frame.flags.sum()


def test_a_word_has_a_part_of_its_line(weights: WeightStore) -> None:
    after, line = lettered(board(), weights, "OPEN NOW", "#101010")
    first, last = (slab_of(after.rgb, line, *letters_of(line.text, word)) for word in ("OPEN", "NOW"))  # type: ignore[misc]
    assert not (first & last).any()
    dark = after.pixels.max(axis=2) < 40
    assert (dark & (first | last)).sum() > 0.99 * dark.sum()
    assert (dark & first).sum() > 0.4 * dark.sum()
