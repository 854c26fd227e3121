"""One picture over another: where it lies, what shows, and a graphic without the ground it was saved on."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.keying import freed_of_ground
from overpaint.imaging.overlaying import Laid, lay_over
from overpaint.imaging.values import Image, Mask

GREY = Image(np.full((100, 200, 3), 120, np.uint8))
RED = Image(np.broadcast_to(np.array([200, 10, 10], np.uint8), (20, 40, 3)))


def changed(answer: Image) -> tuple[int, int, int, int]:
    """(left, top, width, height) of what is not grey."""
    return tuple(cv2.boundingRect(np.any(answer.rgb != 120, axis=2).astype(np.uint8)))


@pytest.mark.parametrize(
    ("place", "left", "top"),
    [("top_left", 5, 5), ("top_right", 155, 5), ("bottom_right", 155, 75), ("centre", 80, 40)],
)
def test_it_lies_where_it_is_told(place, left, top) -> None:
    answer = lay_over(GREY, Mask.whole(GREY.size), RED, Laid(place, width=0.2, margin=0.05))
    assert changed(answer) == (left, top, 40, 20)


def test_opacity_mixes_the_two() -> None:
    answer = lay_over(GREY, Mask.whole(GREY.size), RED, Laid("centre", width=0.2, opacity=0.25))
    assert answer.pixels[50, 100].tolist() == [140, 92, 92]


def test_it_stays_inside_a_mask() -> None:
    values = np.zeros((100, 200), np.float32)
    values[10:60, 20:90] = 1
    answer = lay_over(GREY, Mask(values), RED, Laid("centre", size=0.9))
    np.testing.assert_array_equal(answer.pixels[values == 0], GREY.pixels[values == 0])
    assert np.any(answer.pixels != GREY.pixels)


def test_over_everything_it_covers_everything_and_repeated_a_part() -> None:
    whole = lay_over(GREY, Mask.whole(GREY.size), RED, Laid(spread="cover"))
    assert (whole.pixels == RED.pixels[0, 0]).all()
    tiled = lay_over(GREY, Mask.whole(GREY.size), RED, Laid(spread="tiled", size=0.12))
    assert 0.1 < np.any(tiled.pixels != 120, axis=2).mean() < 0.5


def test_what_was_clear_shows_what_lies_on_it() -> None:
    clear = Image(np.dstack([GREY.pixels, np.zeros((100, 200), np.uint8)]))
    answer = lay_over(clear, Mask.whole(clear.size), RED, Laid("centre", width=0.2))
    assert answer.pixels[50, 100].tolist() == [200, 10, 10, 255]
    assert answer.pixels[0, 0, 3] == 0


def graphic() -> tuple[Image, np.ndarray]:
    """A ring of ink on white, with soft edges, and how much of each pixel it covers."""
    large = np.zeros((960, 1280), np.float32)
    cv2.circle(large, (640, 480), 320, 1.0, 112)
    cover = cv2.resize(large, (160, 120), interpolation=cv2.INTER_AREA)
    ink = np.array([20, 40, 90], np.float32)
    return Image(np.rint(255 * (1 - cover[..., None]) + ink * cover[..., None]).astype(np.uint8)), cover


def test_a_graphic_loses_its_ground_and_keeps_its_colours() -> None:
    image, cover = graphic()
    freed = freed_of_ground(image)
    assert freed is not None and freed.has_alpha
    _, _, width, height = cv2.boundingRect((cover > 0.02).astype(np.uint8))
    assert abs(freed.width - width) <= 2 and abs(freed.height - height) <= 2
    middle = freed.pixels[freed.height // 2, freed.width // 2]
    assert middle[3] == 0, "the hole of a ring is no ring"
    inks = freed.pixels[freed.pixels[..., 3] > 128][:, :3].astype(int)
    assert np.abs(inks - [20, 40, 90]).max() < 30, "no white is left at its edges"
    assert abs(freed.pixels[..., 3].sum() / 255 - cover.sum()) < 0.06 * cover.sum()


def test_white_on_a_disc_stays() -> None:
    pixels = np.full((200, 200, 3), 255, np.uint8)
    cv2.circle(pixels, (100, 100), 90, (200, 30, 30), -1, cv2.LINE_AA)
    cv2.rectangle(pixels, (92, 80), (108, 120), (255, 255, 255), -1)
    freed = freed_of_ground(Image(pixels))
    assert freed is not None and freed.pixels[freed.height // 2, freed.width // 2, 3] == 255


def test_a_photograph_has_no_ground_to_lose() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    assert freed_of_ground(Image(noise)) is None
