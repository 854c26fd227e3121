"""A background out of focus behind a subject that is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from declared_params import ask, run
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear
from overpaint.imaging.values import Image, Mask
from overpaint.operations.background.background_blur import OPERATION, Params, _blur_of_rows

SIZE = 200


def disc(radius: float, softness: float = 4.0, row: float = 0.5) -> NDArray[np.float32]:
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    return np.clip((radius - np.hypot(y - row * SIZE, x - SIZE / 2)) / softness + 0.5, 0, 1).astype(np.float32)


def scene(alpha: NDArray[np.float32], background: NDArray[np.float32]) -> tuple[Image, Mask]:
    """A red subject before a background of sRGB codes."""
    pixels = alpha[..., None] * np.float32([220, 20, 20]) + (1 - alpha[..., None]) * background
    return Image(np.rint(pixels).astype(np.uint8)), Mask(1 - alpha)


def stripes(low: int = 60, high: int = 180) -> NDArray[np.float32]:
    return np.broadcast_to(np.where(np.arange(SIZE) // 4 % 2, high, low)[None, :, None], (SIZE, SIZE, 3)).astype(np.float32)


def test_the_subject_keeps_every_byte() -> None:
    alpha = disc(50)
    image, mask = scene(alpha, stripes())
    blurred = run(OPERATION, image, Params(radius=4), mask)
    np.testing.assert_array_equal(blurred.pixels[alpha == 1], image.pixels[alpha == 1])


def test_nothing_of_the_subject_bleeds_into_the_background() -> None:
    alpha = disc(50)
    image, mask = scene(alpha, np.full((SIZE, SIZE, 3), 128, np.float32))
    blurred = run(OPERATION, image, Params(radius=6), mask)
    np.testing.assert_allclose(blurred.pixels[alpha == 0].astype(int), 128, atol=1)
    plain = cv2.blur(image.pixels, (23, 23))
    assert np.abs(plain[alpha == 0].astype(int) - 128).max() > 40, "a plain blur would"


def test_the_soft_edge_lies_over_the_blurred_background() -> None:
    alpha = disc(50, softness=12)
    image, mask = scene(alpha, np.full((SIZE, SIZE, 3), 128, np.float32))
    blurred = run(OPERATION, image, Params(radius=6), mask)
    edge = (alpha > 0.1) & (alpha < 0.9)
    assert np.abs(blurred.pixels.astype(int) - image.pixels)[edge].mean() < 2, "before an even background nothing changes"


def test_detail_goes_and_light_stays() -> None:
    image, mask = scene(disc(30), stripes())
    far = disc(60) == 0
    blurred = run(OPERATION, image, Params(radius=5), mask)
    assert blurred.pixels[far].std() < 0.2 * image.pixels[far].std()
    assert to_linear(blurred.pixels)[far].mean() == pytest.approx(to_linear(image.pixels)[far].mean(), rel=0.1)


def test_a_point_of_light_becomes_a_disc_not_a_hill() -> None:
    pixels = np.full((SIZE, SIZE, 3), 40, np.uint8)
    pixels[98:103, 98:103] = 255
    blurred = to_linear(ask(OPERATION, Image(pixels), radius=6).pixels)[..., 0]
    inside, outside = blurred[100, 94:107], blurred[100, [80, 84, 116, 120]]
    assert inside.min() > 0.85 * inside.max()
    assert outside.max() < 0.3 * inside.min()


@pytest.mark.parametrize("width", [150, 600])
def test_the_radius_is_a_share_of_the_longer_side(width: int) -> None:
    """The same picture, larger, gets the same blur: also where it is done on a smaller copy."""
    noise = cv2.GaussianBlur(np.random.default_rng(3).standard_normal((300, 450, 3)), (0, 0), 3)
    base = Image((128 + 100 * noise / np.abs(noise).max()).astype(np.uint8))
    resized = cv2.resize(base.pixels, (width, width * 2 // 3), interpolation=cv2.INTER_AREA if width < 450 else cv2.INTER_CUBIC)
    reference = cv2.resize(ask(OPERATION, base, radius=3).pixels, (75, 50), interpolation=cv2.INTER_AREA)
    answer = cv2.resize(ask(OPERATION, Image(resized), radius=3).pixels, (75, 50), interpolation=cv2.INTER_AREA)
    assert np.abs(reference.astype(int) - answer).mean() < 1.5


def test_the_ground_a_subject_stands_on_begins_sharp() -> None:
    alpha = disc(45, row=0.6)
    image, mask = scene(alpha, stripes())
    blurred = run(OPERATION, image, Params(radius=4), mask)
    contrast = blurred.pixels[:, :40].astype(np.float32).std(axis=(1, 2))
    feet = int(0.6 * SIZE + 45)
    assert contrast[feet] > 0.9 * stripes()[:, :40].std()
    assert contrast[feet - 50] < 0.2 * contrast[feet]
    assert contrast[feet - 12] < contrast[feet - 4]


@pytest.mark.parametrize(("radius", "row"), [(120, 0.5), (30, 0.2), (0, 0.5)])
def test_without_ground_in_sight_the_blur_is_the_same_in_all_rows(radius: float, row: float) -> None:
    """Cut by the frame, hanging high, or nobody there."""
    assert (_blur_of_rows(disc(radius, row=row)) == 1).all() or radius == 0
    if radius == 0:
        assert (_blur_of_rows(np.zeros((9, 9), np.float32)) == 1).all()


def test_alpha_is_kept_and_hidden_colours_stay_hidden() -> None:
    pixels = np.full((SIZE, SIZE, 4), 255, np.uint8)
    pixels[..., :3] = 90
    pixels[:, 100:] = (255, 0, 0, 0)
    blurred = ask(OPERATION, Image(pixels), radius=5).pixels
    np.testing.assert_array_equal(blurred[..., 3], pixels[..., 3])
    np.testing.assert_allclose(blurred[:, :100, :3].astype(int), 90, atol=2)


def test_a_cut_out_has_no_background_to_blur() -> None:
    alpha = np.rint(255 * disc(50, softness=20)).astype(np.uint8)
    image = Image(np.dstack([stripes().astype(np.uint8), alpha]))
    assert run(OPERATION, image, Params(radius=6), Mask(1 - alpha.astype(np.float32) / 255)) is image
