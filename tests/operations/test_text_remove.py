"""Writing that is taken off a picture."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.lettering.faces import Style
from overpaint.imaging.lettering.writing import Look, write
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.writing import text_remove
from overpaint.regions.detection.text_lines import text_lines
from overpaint.weights import WeightStore

SIZE = (640, 420)


@pytest.fixture(scope="module")
def wall() -> Image:
    columns = np.mgrid[: SIZE[1], : SIZE[0]][1]
    grain = np.random.default_rng(3).normal(0, 2, (SIZE[1], SIZE[0], 3))
    shade = np.dstack([170 + columns / 20, 160 + columns / 25, 150 + columns / 30])
    return Image(np.clip(shade + grain, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def sign(wall: Image, weights: WeightStore) -> Image:
    image = wall
    for words, place in (("GRAND OPENING", "top"), ("新鲜面包", "centre"), ("12.07.2024", "bottom_right")):
        look = Look(place, Style(bold=True), 0.13, colour="#602010", readable=False)  # type: ignore[arg-type]
        image = write(image, Mask.whole(image.size), words, look, weights.path)
    return image


def run(weights: WeightStore, image: Image, mask: Mask | None = None, text: str = "") -> Image:
    context = Context(seed=1, file=weights.path, read=lambda picture: text_lines(picture.rgb, weights))
    return text_remove.apply(Inputs(image, mask or Mask.whole(image.size)), text_remove.Params(text=text), context)


def said(image: Image, weights: WeightStore) -> list[str]:
    return [line.text for line in text_lines(image.rgb, weights)]


def test_all_of_it_goes_and_the_wall_is_as_it_was(sign: Image, wall: Image, weights: WeightStore) -> None:
    answer = run(weights, sign)
    assert said(answer, weights) == []
    apart = answer.pixels.astype(float) - wall.pixels
    assert np.abs(apart).mean() < 1 and np.percentile(np.abs(apart), 99.9) < 14


def test_one_word_of_a_line_goes_alone(sign: Image, weights: WeightStore) -> None:
    answer = run(weights, sign, text="OPENING")
    assert {"GRAND", "新鲜面包"} <= set(said(answer, weights)) and "OPENING" not in " ".join(said(answer, weights))


def test_only_the_lines_in_the_mask_go(sign: Image, weights: WeightStore) -> None:
    values = np.zeros(SIZE[::-1], np.float32)
    values[:140] = 1
    answer = run(weights, sign, Mask(values))
    assert "新鲜面包" in said(answer, weights) and "GRAND OPENING" not in said(answer, weights)
    np.testing.assert_array_equal(answer.pixels[140:], sign.pixels[140:])


def test_what_can_still_be_read_is_refused(sign: Image, weights: WeightStore) -> None:
    stubborn: tuple[Line, ...] = text_lines(sign.rgb, weights)
    context = Context(file=weights.path, read=lambda _picture: stubborn)
    with pytest.raises(CannotDo, match="still_written"):
        text_remove.apply(Inputs(sign, Mask.whole(sign.size)), text_remove.Params(), context)


def test_a_mask_over_what_cannot_be_read_is_filled(wall: Image, weights: WeightStore) -> None:
    pixels = wall.pixels.copy()
    pixels[200:230, 300:340] = (20, 20, 90)
    values = np.zeros(SIZE[::-1], np.float32)
    values[192:238, 292:348] = 1
    answer = run(weights, Image(pixels), Mask(values))
    assert np.abs(answer.pixels[200:230, 300:340].astype(int) - wall.pixels[200:230, 300:340]).mean() < 6


def test_a_mark_beside_the_line_that_stays_is_refused(sign: Image, weights: WeightStore) -> None:
    (line, *_) = text_lines(sign.rgb, weights)
    (left, top), _, _, (_, bottom) = line.corners
    wide = bottom - top
    corners = ((left - 1.2 * wide, top), (left - 0.2 * wide, top), (left - 0.2 * wide, bottom), (left - 1.2 * wide, bottom))
    mark = Line(corners, "Q", 0.9, (0.5,))
    readings = iter(((line,), (mark,), (mark,), (mark,)))
    context = Context(file=weights.path, read=lambda _picture: next(readings))
    with pytest.raises(CannotDo, match="still_written"):
        text_remove.apply(Inputs(sign, Mask.whole(sign.size)), text_remove.Params(), context)


def test_a_letter_left_over_goes_too(sign: Image, weights: WeightStore) -> None:
    (line, *_) = text_lines(sign.rgb, weights)
    a, b, c, d = (np.array(corner) for corner in line.corners)
    part = Line(tuple(tuple(p) for p in (a + 0.8 * (b - a), b, c, d + 0.8 * (c - d))), "G", 0.95, (0.5,))  # type: ignore[arg-type]
    readings = iter(((line,), (part,), ()))
    context = Context(file=weights.path, read=lambda _picture: next(readings))
    answer = text_remove.apply(Inputs(sign, Mask.whole(sign.size)), text_remove.Params(), context)
    assert "GRAND OPENING" not in said(answer, weights)


def test_an_emblem_of_the_same_colour_goes_with_its_line(wall: Image, weights: WeightStore) -> None:
    look = Look("bottom_right", Style(bold=True), 0.1, colour="#ffffff", readable=False)
    image = write(wall, Mask.whole(wall.size), "STUDIO", look, weights.path)
    line = text_lines(image.rgb, weights)[0]
    top, left, bottom, _ = line.box(image.rgb.shape)
    pixels = image.pixels.copy()
    emblem = (
        np.hypot(*(axis - at for axis, at in zip(np.mgrid[: SIZE[1], : SIZE[0]], ((top + bottom) / 2, left - 45), strict=True)))
        < 24
    )
    pixels[emblem] = 255
    answer = run(weights, Image(pixels))
    assert np.abs(answer.pixels[emblem].astype(float) - wall.pixels[emblem]).mean() < 6
    assert said(answer, weights) == []
