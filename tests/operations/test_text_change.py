"""Writing that says something else, in its own letters."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from overpaint.imaging.lettering.faces import Kind, Style
from overpaint.imaging.lettering.writing import Look, write
from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.writing import text_change
from overpaint.regions.detection.text_lines import text_lines
from overpaint.weights import WeightStore

SIZE = (640, 360)


def board(colour: tuple[int, int, int] = (40, 80, 60)) -> Image:
    columns = np.mgrid[: SIZE[1], : SIZE[0]][1][..., None]
    grain = np.random.default_rng(3).normal(0, 2, (SIZE[1], SIZE[0], 3))
    return Image(np.clip(np.array(colour) + columns / 16 + grain, 0, 255).astype(np.uint8))


def sign(weights: WeightStore, words: str, kind: Kind = "sans", **look: Any) -> Image:
    style = Style(kind, bold=look.pop("bold", True), italic=look.pop("italic", False))
    given = Look(look.pop("place", "centre"), style, look.pop("size", 0.2), colour="#f4e9c0", readable=False)
    image = board()
    pixels = write(image, Mask.whole(image.size), words, given, weights.path).pixels
    return Image(cv2.GaussianBlur(pixels, (0, 0), 0.8))


def run(weights: WeightStore, image: Image, mask: Mask | None = None, **values: Any) -> Image:
    context = Context(seed=1, file=weights.path, read=lambda picture: text_lines(picture.rgb, weights))
    params = text_change.Params(**values)
    return text_change.apply(Inputs(image, mask or Mask.whole(image.size)), params, context)


def said(image: Image, weights: WeightStore) -> list[str]:
    return [line.text.replace(" ", "") for line in text_lines(image.rgb, weights)]


@pytest.mark.parametrize(
    ("words", "kind", "old", "new", "after"),
    [
        ("OPEN", "sans", "OPEN", "CLOSED", "CLOSED"),
        ("Bakery", "serif", "Bakery", "Coffee", "Coffee"),
        ("SALE", "poster", "SALE", "SOLD", "SOLD"),
        ("营业中", "sans", "营业中", "已打烊", "已打烊"),
        ("20% OFF", "sans", "20%", "30%", "30%OFF"),
        ("Room 12", "serif", "12", "47", "Room47"),
    ],
)
def test_it_reads_as_asked(words: str, kind: Kind, old: str, new: str, after: str, weights: WeightStore) -> None:
    before = sign(weights, words, kind)
    answer = run(weights, before, old=old, text=new)
    assert said(answer, weights) == [after]
    far = np.ones(SIZE[::-1], bool)
    far[90:270] = False
    np.testing.assert_array_equal(answer.pixels[far], before.pixels[far])


def test_the_new_letters_are_those_that_would_have_been_written(weights: WeightStore) -> None:
    answer, wanted = run(weights, sign(weights, "OPEN"), old="OPEN", text="NOPE"), sign(weights, "NOPE")
    assert np.abs(answer.pixels.astype(int) - wanted.pixels).mean() < 4


def test_a_turned_line_stays_turned(weights: WeightStore) -> None:
    turn = cv2.getRotationMatrix2D((320, 180), 10, 0.9)
    image = Image(cv2.warpAffine(sign(weights, "OPEN").pixels, turn, SIZE, borderMode=cv2.BORDER_REPLICATE))
    (line,) = text_lines(run(weights, image, old="OPEN", text="SHUT").rgb, weights)
    (left, upper), (right, lower), *_ = line.corners
    assert line.text == "SHUT"
    assert np.degrees(np.arctan2(lower - upper, right - left)) == pytest.approx(-10, abs=2.5)


def test_another_colour_alone(weights: WeightStore) -> None:
    before = sign(weights, "OPEN")
    answer = run(weights, before, colour="#c02020")
    assert said(answer, weights) == ["OPEN"]
    light = before.pixels.min(axis=2) > 175
    np.testing.assert_allclose(np.median(answer.pixels[light], axis=0), (0xC0, 0x20, 0x20), atol=12)


def test_the_same_again_and_nothing_for_nothing(weights: WeightStore) -> None:
    before = sign(weights, "OPEN")
    first, second = (run(weights, before, old="OPEN", text="SHUT") for _ in range(2))
    np.testing.assert_array_equal(first.pixels, second.pixels)
    assert run(weights, before) is before


def test_what_cannot_be_done_is_refused(weights: WeightStore) -> None:
    before = sign(weights, "OPEN")
    for values, reason in (
        ({"old": "CLOSED", "text": "OPEN"}, "nothing_to_change"),
        ({"old": "OPEN", "text": "We are closed for the whole of next summer"}, "no_room_to_write"),
        ({"old": "OPEN", "text": "\U00012000"}, "no_letter"),
    ):
        with pytest.raises(CannotDo, match=reason):
            run(weights, before, **values)
    two = write(before, Mask.whole(SIZE), "DAILY", Look("top", Style(), 0.15), weights.path)
    with pytest.raises(CannotDo, match="several_lines"):
        run(weights, two, text="SHUT")


def test_what_does_not_read_as_asked_is_refused(weights: WeightStore) -> None:
    before = sign(weights, "OPEN")
    lines = text_lines(before.rgb, weights)
    context = Context(file=weights.path, read=lambda _picture: lines)
    with pytest.raises(CannotDo, match="unreadable"):
        text_change.apply(Inputs(before, Mask.whole(SIZE)), text_change.Params(old="OPEN", text="SHUT"), context)


@pytest.mark.parametrize(("ink", "ground"), [("#22262e", (247, 248, 250)), ("#f4ecd6", (28, 66, 58))])
def test_a_new_word_is_as_heavy_as_its_neighbours(ink: str, ground: tuple[int, int, int], weights: WeightStore) -> None:
    plain = Image(np.full((120, 520, 3), ground, np.uint8))
    look = Look("centre", Style("sans"), 0.3, colour=ink, readable=False)
    before, wanted = (write(plain, Mask.whole(plain.size), f"Total {word}", look, weights.path) for word in ("59.90", "19.90"))
    answer = run(weights, before, old="59.90", text="19.90")
    apart = [float(np.abs(image.pixels.astype(int) - ground).sum()) for image in (wanted, answer)]
    assert said(answer, weights) == ["Total19.90"]
    assert apart[1] == pytest.approx(apart[0], rel=0.1)
