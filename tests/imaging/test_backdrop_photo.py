"""A photograph as a backdrop: its size, what is kept of it, its light."""

import numpy as np
import pytest

from overpaint.imaging.backdrop_photo import backdrop_of
from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Image


def noisy(size, colour=(120, 120, 120), seed=0):
    random = np.random.default_rng(seed)
    pixels = np.asarray(colour) + random.normal(0, 12, (size[1], size[0], 3))
    return np.clip(pixels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("size", [(64, 64), (300, 100), (100, 300), (17, 23)])
def test_any_picture_fills_any_size(size):
    for picture in (Image(noisy((90, 60))), Image(noisy((1, 1))), Image(noisy((400, 31)))):
        backdrop = backdrop_of(picture, size)
        assert backdrop.size == size and backdrop.pixels.dtype == np.float32
        assert np.isfinite(backdrop.pixels).all() and backdrop.pixels.min() >= 0 and backdrop.pixels.max() <= 1


def test_a_picture_of_that_size_keeps_its_bytes():
    picture = Image(noisy((80, 60)))
    assert np.array_equal(to_srgb(backdrop_of(picture, (80, 60)).pixels), picture.pixels)


@pytest.mark.parametrize("left", [0, 130, 270])
def test_the_cut_keeps_what_stands_out(left):
    pixels = noisy((300, 100))
    pixels[30:70, left : left + 30] = (220, 20, 20)
    kept = to_srgb(backdrop_of(Image(pixels), (100, 100)).pixels).astype(int)
    assert ((kept[..., 0] - kept[..., 1]) > 120).sum() > 0.95 * 40 * 30


def test_transparent_parts_are_white():
    pixels = np.dstack([noisy((40, 40)), np.zeros((40, 40), np.uint8)])
    assert np.array_equal(to_srgb(backdrop_of(Image(pixels), (40, 40)).pixels), np.full((40, 40, 3), 255, np.uint8))


def test_the_light_has_the_colour_of_the_picture_and_no_direction():
    grey = noisy((120, 120)).astype(float)
    warm = Image(np.clip(grey * (1.25, 1.0, 0.7), 0, 255).astype(np.uint8))
    red, _, blue = backdrop_of(warm, (120, 120)).light.illuminant
    plain = backdrop_of(Image(grey.astype(np.uint8)), (120, 120)).light
    assert red > 1.1 * blue and red > plain.illuminant[0]
    assert plain.towards is None and plain.sun is None and max(plain.illuminant) - min(plain.illuminant) < 0.05


def test_nothing_is_added_to_the_picture():
    backdrop = backdrop_of(Image(noisy((64, 48))), (32, 32))
    assert backdrop.grain == 0 and backdrop.defocus == 0 and backdrop.horizon is None and backdrop.ground == "none"
    assert float(backdrop.pixels.mean()) == pytest.approx(float(to_linear(noisy((64, 48))).mean()), rel=0.05)


def test_its_noise_is_measured_and_the_subject_raised_to_it():
    from overpaint.imaging.compositing import compose

    random = np.random.default_rng(3)
    grainy = Image(np.clip(random.normal(120, 4, (256, 256, 3)), 0, 255).astype(np.uint8))
    backdrop = backdrop_of(grainy, (256, 256))
    assert 0.5 * 4 / 255 < backdrop.noise < 1.5 * 4 / 255
    foreground = np.full((256, 256, 3), 0.2, np.float32)
    alpha = np.zeros((256, 256), np.float32)
    alpha[64:192, 64:192] = 1.0
    first, second = (compose(foreground, alpha, backdrop, seed, "medium", lambda: None) for seed in (1, 2))
    assert np.array_equal(first, second), "a photograph leaves nothing to the seed"
    assert first[80:176, 80:176, 1].std() > 1.5
    assert np.abs(first[:30].astype(int) - grainy.pixels[:30]).max() <= 1
