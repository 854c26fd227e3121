"""Another sky: thin things stay, nothing of the old sky's colour is left at edges, and the land takes the new light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_linear, to_srgb
from overpaint.imaging.compositing.placement import skyline_over
from overpaint.imaging.outdoors.other_sky import LowSun, NotWhole, TooDark, under_another_sky
from overpaint.imaging.outdoors.sky_edge import land_before
from overpaint.imaging.values import Backdrop, Light, LinearPixels

HEIGHT, WIDTH = 240, 320
WHITE, BROWN = np.float32(1.0), np.float32((0.12, 0.08, 0.05))


def _scene() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Brown land below a blown-out sky, with a spire, softly drawn; its coarse sky mask; and the true share of land."""
    land = np.zeros((HEIGHT * 4, WIDTH * 4), np.float32)
    land[150 * 4 :] = 1
    cv2.fillPoly(land, [np.array([[80 * 4, 150 * 4], [90 * 4, 60 * 4], [100 * 4, 150 * 4]])], 1.0)
    land[40 * 4 : 150 * 4, 200 * 4 : 203 * 4] = 1
    share = cv2.resize(land, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    picture = BROWN * share[..., None] + WHITE * (1 - share[..., None])
    coarse = (share < 0.5).astype(np.float32)
    coarse[40:150, 198:206] = 1.0  # the post was missed
    return np.asarray(picture, np.float32), cv2.GaussianBlur(coarse, (0, 0), 1.5), share


def _backdrop(colour: tuple[float, float, float]) -> Backdrop:
    pixels: LinearPixels = np.zeros((HEIGHT, WIDTH, 3), np.float32) + np.float32(colour)
    return Backdrop(pixels, Light(), horizon=0.6)


def _srgb(linear: np.ndarray) -> np.ndarray:
    return to_srgb(np.asarray(linear, np.float32))


def test_the_lands_share_is_found_to_the_pixel_and_what_is_thin_is_kept() -> None:
    picture, coarse, share = _scene()
    alpha, colours, _ = land_before(picture, coarse)
    assert np.abs(alpha - share).mean() < 0.01
    assert alpha[60:140, 201].min() > 0.8
    edge = (alpha > 0.2) & (alpha < 1)
    assert np.abs(colours[edge] - BROWN).mean() < 0.06


def test_no_white_is_left_before_a_dark_sky() -> None:
    picture, coarse, share = _scene()
    answer = under_another_sky(_srgb(picture), coarse, None, _backdrop((0.02, 0.03, 0.08)), "dusk", 1, lambda: None)
    edge = (share > 0.05) & (share < 0.95)
    assert float(luminance(to_linear(answer))[edge].max()) < 0.15


def test_the_land_is_darker_and_warmer_under_a_low_sun_and_blue_by_night() -> None:
    picture, coarse, _ = _scene()
    rgb = _srgb(picture)
    sunset = to_linear(under_another_sky(rgb, coarse, None, _backdrop((0.3, 0.15, 0.1)), "sunset", 1, lambda: None))[200:]
    night = to_linear(under_another_sky(rgb, coarse, None, _backdrop((0.01, 0.012, 0.02)), "night", 1, lambda: None))[200:]
    day = to_linear(rgb)[200:]
    assert sunset.mean() < day.mean() and sunset[..., 0].mean() / sunset[..., 2].mean() > day[..., 0].mean() / day[..., 2].mean()
    assert night.mean() < 0.5 * day.mean()
    assert night[..., 0].mean() / night[..., 2].mean() < day[..., 0].mean() / day[..., 2].mean()


def test_the_same_seed_gives_the_same_and_a_dark_land_takes_no_day() -> None:
    picture, coarse, _ = _scene()
    rgb, backdrop = _srgb(picture), _backdrop((0.2, 0.3, 0.6))
    one, other = (under_another_sky(rgb, coarse, None, backdrop, "noon", 5, lambda: None) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    with pytest.raises(TooDark):
        under_another_sky(_srgb(picture * np.float32(0.05)), coarse, None, backdrop, "noon", 5, lambda: None)


def test_the_horizon_lies_where_most_of_the_sky_ends() -> None:
    _, coarse, _ = _scene()
    assert 0.6 < skyline_over(1 - coarse) < 0.7


def test_a_cloud_that_was_not_found_is_never_left_in_another_sky() -> None:
    picture, coarse, _ = _scene()
    picture[20:44, 240:300], coarse[20:44, 240:300] = (1.0, 0.75, 0.2), 0.0
    with pytest.raises(NotWhole):
        under_another_sky(_srgb(picture), coarse, None, _backdrop((0.2, 0.3, 0.6)), "noon", 1, lambda: None)


def test_a_dark_bird_is_no_remnant() -> None:
    picture, coarse, _ = _scene()
    picture[30:38, 250:262], coarse[30:38, 250:262] = 0.02, 0.0
    answer = under_another_sky(_srgb(picture), coarse, None, _backdrop((0.2, 0.3, 0.6)), "noon", 1, lambda: None)
    assert answer[32:36, 253:259].max() < 70


def test_what_is_neither_land_nor_sky_over_a_wide_strip_is_refused() -> None:
    picture, coarse, _ = _scene()
    picture[130:150] = 0.5 * picture[130:150] + 0.5 * BROWN
    coarse[130:150] = 0.5
    with pytest.raises(NotWhole):
        under_another_sky(_srgb(picture), coarse, None, _backdrop((0.2, 0.3, 0.6)), "noon", 1, lambda: None)


def test_an_evening_takes_no_sky_by_day_but_another_sunset() -> None:
    picture, coarse, share = _scene()
    evening = picture * np.where(share[..., None] < 0.5, np.float32((0.9, 0.45, 0.2)), np.float32(1))
    rgb = _srgb(np.asarray(evening, np.float32))
    with pytest.raises(LowSun):
        under_another_sky(rgb, coarse, None, _backdrop((0.2, 0.3, 0.6)), "noon", 1, lambda: None)
    assert under_another_sky(rgb, coarse, None, _backdrop((0.6, 0.4, 0.3)), "sunset", 1, lambda: None).shape == rgb.shape
