"""Borders, paper frames, round corners and bars: the picture's own pixels stay, round them lies what was asked for."""

from __future__ import annotations

import io

import numpy as np
import pytest
from declared_params import ask
from PIL import Image as Pillow

from overpaint import edit
from overpaint.imaging.framing import coverage
from overpaint.imaging.values import Image
from overpaint.operations import find_operation


def _photo(width: int = 120, height: int = 80) -> Image:
    return Image(np.random.default_rng(2).integers(0, 256, (height, width, 3), np.uint8))


def _file(image: Image) -> bytes:
    buffer = io.BytesIO()
    Pillow.fromarray(image.pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(("params", "width"), [({"width": 0.05}, 4), ({"pixels": 7}, 7), ({"width": 0.001}, 1)])
def test_a_border_lies_outside(params: dict, width: int) -> None:
    photo = _photo()
    answer = ask(find_operation("border"), photo, colour="#102030", **params)
    assert answer.size == (120 + 2 * width, 80 + 2 * width)
    np.testing.assert_array_equal(answer.pixels[width:-width, width:-width], photo.pixels)
    rim = np.ones(answer.pixels.shape[:2], bool)
    rim[width:-width, width:-width] = False
    assert (answer.pixels[rim] == (16, 32, 48)).all()


@pytest.mark.parametrize("prompt", ["add a black border", "give it a polaroid frame", "add a thick border and round the corners"])
@pytest.mark.parametrize("size", ["1024x1024", "1536x1024", "source"])
def test_the_answer_has_the_size_that_was_asked_for(prompt: str, size: str) -> None:
    answer = edit(_file(_photo(300, 200)), prompt, size=size).images[0]
    if size == "source":
        assert answer.width > 300 or answer.height > 200
    else:
        assert f"{answer.width}x{answer.height}" == size


def test_a_border_is_even_whatever_the_size() -> None:
    white = Image(np.full((200, 300, 3), 255, np.uint8))
    answer = edit(_file(white), "add a black border", size="1536x1024").images[0].rgb[..., 0]
    rows, columns = (answer < 128).all(axis=1).nonzero()[0], (answer < 128).all(axis=0).nonzero()[0]
    widths = [int((rows < 500).sum()), int((rows > 500).sum()), int((columns < 700).sum()), int((columns > 700).sum())]
    assert len(set(widths)) == 1 and 30 < widths[0] < 60


def test_a_paper_frame_has_the_proportions_of_a_print() -> None:
    answer = ask(find_operation("polaroid"), _photo(100, 100))
    assert answer.width / answer.height == pytest.approx(88 / 107, abs=0.02)
    assert (answer.pixels[-20:] > 240).all()


def test_corners_are_even_and_clear() -> None:
    share = coverage((60, 40), 12)
    fine = np.zeros((400, 600))
    y, x = np.mgrid[:400, :600] / 10 + 0.05
    fine[:] = np.hypot(np.maximum(np.abs(x - 30) - 18, 0), np.maximum(np.abs(y - 20) - 8, 0)) <= 12
    naive = fine.reshape(40, 10, 60, 10).mean(axis=(1, 3))
    assert np.abs(share - naive).max() < 0.13
    answer = ask(find_operation("rounded_corners"), _photo(60, 40), pixels=12)
    assert answer.pixels[0, 0].tolist() == [0, 0, 0, 0]
    np.testing.assert_array_equal(answer.pixels[20, :, :3], _photo(60, 40).pixels[20])
    assert (answer.alpha[20] == 255).all()


def test_corners_keep_a_picture_s_own_alpha() -> None:
    photo = Image(np.dstack([_photo(60, 40).pixels, np.full((40, 60), 100, np.uint8)]))
    assert ask(find_operation("rounded_corners"), photo, pixels=12).alpha.max() == 100


@pytest.mark.parametrize(("size", "aspect"), [((120, 80), (1, 1)), ((80, 121), (16, 9)), ((33, 77), (4, 5)), ((77, 33), (21, 9))])
def test_bars_reach_the_shape_and_keep_all(size: tuple[int, int], aspect: tuple[int, int]) -> None:
    photo = _photo(*size)
    answer = ask(find_operation("pad"), photo, aspect=list(aspect), colour="#ff0000")
    assert answer.width / answer.height == pytest.approx(aspect[0] / aspect[1], rel=0.02)
    assert size[0] == answer.width or size[1] == answer.height
    top, left = (answer.height - size[1]) // 2, (answer.width - size[0]) // 2
    np.testing.assert_array_equal(answer.pixels[top : top + size[1], left : left + size[0]], photo.pixels)


def test_a_picture_of_that_shape_stays_as_it_is() -> None:
    photo = _photo(100, 100)
    assert ask(find_operation("pad"), photo) is photo


def test_a_frame_comes_last_and_is_not_toned() -> None:
    answer = edit(_file(_photo(300, 200)), "add a red border and make it black and white").images[0].rgb
    assert answer[0, 0, 0] > 150 > answer[0, 0, 1]
    assert np.ptp(answer[answer.shape[0] // 2, answer.shape[1] // 2].astype(int)) <= 1


def test_a_reflection_is_the_picture_upside_down_fading() -> None:
    photo = _photo(60, 80)
    answer = ask(find_operation("reflection"), photo, height=0.5, strength=1.0, colour="#000000")
    assert answer.size == (60, 120)
    np.testing.assert_array_equal(answer.pixels[:80], photo.pixels)
    below = answer.pixels[82:].astype(float)
    naive = photo.pixels[::-1][:38] * (np.linspace(1, 0, 38) ** 1.4)[:, None, None]
    assert np.abs(below - naive).max() <= 1


def test_what_is_clear_is_mirrored_as_clear() -> None:
    clear = Image(np.dstack([_photo(30, 40).pixels, np.zeros((40, 30), np.uint8)]))
    assert (ask(find_operation("reflection"), clear, colour="#204060").pixels[40:] == (32, 64, 96)).all()
