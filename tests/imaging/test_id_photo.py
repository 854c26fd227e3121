"""Photos for passports: the size exact, the head where the office has it, and what can't become one refused."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.portraits.id_photo import STANDARDS, Unfit, id_photo, standard_for
from overpaint.imaging.portraits.mesh import LEFT_EYE, RIGHT_EYE, FaceMesh
from overpaint.imaging.values import Image

DPI = 300


def face(x: float = 500, y: float = 450, high: float = 300, turn: float = 0.0, tilt: float = 0.0) -> FaceMesh:
    """A face in the middle of its points: chin `high` below the hairline. `turn`: where its nose lies, in [-1, 1]."""
    points = np.tile(np.array([[x, y]], np.float64), (468, 1))
    half = high / 2
    points[10], points[152] = (x, y - half), (x, y + half)
    points[234], points[454] = (x - 0.37 * high, y), (x + 0.37 * high, y)
    points[1] = (x + turn * 0.37 * high, y + 0.1 * high)
    points[list(RIGHT_EYE)] = (x - 0.16 * high, y - 0.1 * high)
    points[list(LEFT_EYE)] = (x + 0.16 * high, y - 0.1 * high)
    angle = np.deg2rad(tilt)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return FaceMesh(((points - (x, y)) @ rotation.T + (x, y)).astype(np.float32))


def picture(width: int = 1000, height: int = 1100, chin: int = 600, top: int = 192) -> Image:
    """Grey, with a white band from the crown to the chin of the face above."""
    pixels = np.full((height, width, 3), 90, np.uint8)
    pixels[top:chin] = 230
    return Image(pixels)


@pytest.mark.parametrize("name", STANDARDS)
def test_the_size_is_exact_and_the_head_as_large_as_the_standard_has_it(name: str) -> None:
    standard = STANDARDS[name]
    answer = id_photo(picture(), [face()], standard, DPI)
    assert answer.size == standard.pixels(DPI)
    column = answer.pixels[:, answer.width // 2, 0].astype(int) > 160
    millimetre = answer.height / standard.height
    assert abs(column.sum() / millimetre - standard.head) < 0.5
    assert abs(int(np.argmax(column)) / millimetre - standard.above) < 0.4


def test_pixels_of_known_prints() -> None:
    assert STANDARDS["one inch"].pixels(300) == (295, 413)
    assert STANDARDS["two inch"].pixels(300) == (413, 579)
    assert STANDARDS["35x45"].pixels(300) == (413, 531)
    assert STANDARDS["us"].pixels(300) == (600, 600)


def test_a_size_that_a_standard_has_is_that_standard() -> None:
    assert standard_for(50.8, 50.8) == STANDARDS["us"]
    assert standard_for(40, 60).head == pytest.approx(36)


def test_a_tilted_head_is_levelled() -> None:
    assert id_photo(picture(), [face(tilt=6)], STANDARDS["us"], DPI).size == (600, 600)


@pytest.mark.parametrize(
    ("faces", "reason"),
    [
        ([], "no_head"),
        ([face(), face(x=200, high=200)], "several_heads"),
        ([face(high=90)], "head_too_small"),
        ([face(turn=0.6)], "head_turned"),
        ([face(tilt=20)], "head_turned"),
        ([face(y=150)], "head_cut"),
        ([face(y=900)], "shoulders_cut"),
        ([face(x=130)], "too_close"),
    ],
)
def test_what_suits_no_office_is_refused(faces: list[FaceMesh], reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        id_photo(picture(), faces, STANDARDS["35x45"], DPI)
