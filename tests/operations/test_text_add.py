"""Words that are written on a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.writing import text_add
from overpaint.regions.detection.text_lines import text_lines
from overpaint.weights import WeightStore


def run(weights: WeightStore, image: Image, mask: Mask | None = None, **values: Any) -> Image:
    return text_add.apply(Inputs(image, mask or Mask.whole(image.size)), text_add.Params(**values), Context(file=weights.path))


@pytest.fixture
def photo() -> Image:
    rows, columns = np.mgrid[:360, :480]
    shade = 120 + 80 * np.sin(columns / 37) * np.cos(rows / 23)
    return Image(np.dstack([shade, 0.8 * shade, 0.5 * shade]).astype(np.uint8))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SALE", {"size": 0.2, "colour": "#e0191b", "place": "top"}),
        ("Grand Opening", {"font": "serif", "italic": True}),
        ("Walk into Mordor", {"font": "poster", "colour": "#ffffff", "outline": "#000000"}),
        ("限时优惠", {"size": 0.2, "box": "#202020", "colour": "#ffffff"}),
        ("Room 2024-B", {"shadow": True, "place": "centre"}),
    ],
)
def test_what_is_written_can_be_read(text: str, values: dict[str, Any], photo: Image, weights: WeightStore) -> None:
    answer = run(weights, photo, text=text, **values)
    assert [line.text.replace(" ", "") for line in text_lines(answer.rgb, weights)] == [text.replace(" ", "")]


def test_the_same_again_and_nothing_without_words(photo: Image, weights: WeightStore) -> None:
    first, second = (run(weights, photo, text="Hello") for _ in range(2))
    np.testing.assert_array_equal(first.pixels, second.pixels)
    np.testing.assert_array_equal(run(weights, photo, text=" ").pixels, photo.pixels)


def test_on_a_cut_out_letters_are_opaque_and_the_rest_stays_clear(weights: WeightStore) -> None:
    image = Image(np.zeros((200, 300, 4), np.uint8))
    answer = run(weights, image, text="HELLO", colour="#ffffff")
    assert answer.pixels[..., 3].max() == 255 and answer.pixels[0, 0].tolist() == [0, 0, 0, 0]


def test_half_covers_half(photo: Image, weights: WeightStore) -> None:
    whole, half = (run(weights, photo, text="HELLO", opacity=share).pixels.astype(int) for share in (1.0, 0.5))
    assert np.abs(half - (photo.pixels + whole) / 2).max() <= 1


def test_what_cannot_be_written_is_refused(photo: Image, weights: WeightStore) -> None:
    with pytest.raises(CannotDo, match="no_letter"):
        run(weights, photo, text="\U00012000")
    narrow = np.zeros((360, 480), np.float32)
    narrow[100:106, 100:106] = 1
    with pytest.raises(CannotDo, match="no_room_to_write"):
        run(weights, photo, Mask(narrow), text="HELLO")
