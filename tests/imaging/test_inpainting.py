"""Filling a hole: what is around goes on in it, nothing else changes, and nothing banned is copied."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.inpainting.filling import Filled, Piece, fill
from overpaint.imaging.inpainting.grounds import grounds_around
from overpaint.imaging.inpainting.held import held_by
from overpaint.imaging.inpainting.hole import grown, variety_around, with_shadow
from overpaint.imaging.inpainting.judging import judged
from overpaint.imaging.inpainting.matching import distance


def _hole(height: int, width: int, box: tuple[int, int, int, int]) -> np.ndarray:
    hole = np.zeros((height, width), bool)
    hole[box[0] : box[2], box[1] : box[3]] = True
    return hole


def _stripes(height: int = 120, width: int = 160, period: int = 8) -> np.ndarray:
    across = np.arange(width) // (period // 2) % 2
    grey = np.broadcast_to(np.where(across, 200, 60).astype(np.uint8), (height, width))
    return np.dstack([grey, grey // 2, 255 - grey]).astype(np.uint8)


NONE = np.zeros((120, 160), bool)


def test_a_patch_is_as_unlike_another_as_plain_arithmetic_says():
    rng = np.random.default_rng(0)
    picture = rng.uniform(0, 255, (20, 24, 5)).astype(np.float32)
    weight = rng.uniform(0.1, 1, (20, 24)).astype(np.float32)
    shift = np.zeros(3, np.float32)
    for _ in range(20):
        y, x, v, u = rng.integers(3, 17), rng.integers(3, 21), rng.integers(3, 17), rng.integers(3, 21)
        got = distance(picture, weight, int(y), int(x), int(v), int(u), 3, 1e30, 500.0, 20.0, shift)
        one, other = picture[y - 3 : y + 4, x - 3 : x + 4], picture[v - 3 : v + 4, u - 3 : u + 4]
        sure = weight[y - 3 : y + 4, x - 3 : x + 4, None]
        moved = np.clip((sure * (one - other))[..., :3].sum((0, 1)) / sure.sum(), -20, 20)
        there = np.concatenate([other[..., :3] + moved, other[..., 3:]], axis=2)
        prior = 500.0 * (4.0 * ((v - y) / 24) ** 2 + 0.3 * ((u - x) / 24) ** 2)
        wanted = (sure * (one - there) ** 2).sum() / sure.sum() + prior + 0.25 * (moved**2).sum()
        assert got == pytest.approx(wanted, rel=1e-3)
        np.testing.assert_allclose(shift, moved, atol=1e-3)


def test_stripes_go_on_through_the_hole():
    picture = _stripes()
    hole = _hole(120, 160, (40, 60, 80, 100))
    broken = picture.copy()
    broken[hole] = 0
    filled = fill(broken, hole, NONE, seed=0)
    assert np.abs(filled.rgb[hole].astype(int) - picture[hole]).mean() < 12
    assert filled.unlike < 15


def test_outside_the_hole_every_byte_stays():
    picture = np.random.default_rng(1).integers(0, 256, (90, 130, 3), np.uint8)
    hole = _hole(90, 130, (30, 40, 50, 70))
    filled = fill(picture, hole, np.zeros_like(hole), seed=3).rgb
    np.testing.assert_array_equal(filled[~hole], picture[~hole])
    assert not np.array_equal(filled[hole], picture[hole])


def test_the_same_seed_fills_the_same_and_another_does_not():
    picture = np.random.default_rng(2).integers(0, 256, (80, 100, 3), np.uint8)
    hole = _hole(80, 100, (30, 40, 50, 60))
    first, again, other = (fill(picture, hole, np.zeros_like(hole), seed).rgb for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_is_banned_is_not_copied():
    picture = _stripes()
    picture[:, :40] = (255, 0, 0)
    banned = _hole(120, 160, (0, 0, 120, 44))
    hole = _hole(120, 160, (40, 60, 80, 100))
    filled = fill(picture, hole, banned, seed=0).rgb[hole].astype(int)
    assert not ((filled[:, 0] > 230) & (filled[:, 1] < 25) & (filled[:, 2] < 25)).any()


def test_a_field_is_not_filled_with_the_sky():
    picture = np.zeros((200, 300, 3), np.uint8)
    rng = np.random.default_rng(4)
    picture[:90] = (120, 170, 240)
    picture[90:] = (60, 120, 40)
    picture = np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)
    hole = _hole(200, 300, (120, 120, 170, 180))
    filled = fill(picture, hole, np.zeros_like(hole), seed=0).rgb[hole]
    assert filled[:, 2].mean() < 80


def test_no_hole_changes_nothing_and_a_picture_that_is_all_hole_can_not_be_filled():
    picture = _stripes()
    assert fill(picture, NONE, NONE, seed=0).rgb is picture
    with pytest.raises(ValueError, match="copy"):
        fill(picture, ~NONE, NONE, seed=0)


@pytest.mark.parametrize("size", [(40, 40), (7, 300), (300, 9), (33, 1000)])
def test_any_shape_is_filled_or_refused(size: tuple[int, int]):
    picture = np.random.default_rng(5).integers(0, 256, (*size, 3), np.uint8)
    hole = _hole(*size, (size[0] // 3, size[1] // 3, size[0] // 2 + 1, size[1] // 2 + 1))
    try:
        assert fill(picture, hole, np.zeros_like(hole), seed=0).rgb.shape == picture.shape
    except ValueError as error:
        assert "copy" in str(error)


def test_a_hole_grows_all_around_and_further_down():
    mask = _hole(100, 100, (50, 50, 51, 51))
    big = grown(mask, 0.05)
    rows, columns = np.flatnonzero(big.any(axis=1)), np.flatnonzero(big.any(axis=0))
    assert (rows[0], columns[0], columns[-1]) == (45, 45, 55)
    assert rows[-1] == 60
    assert grown(mask, 0.0) is mask


def test_a_hole_across_several_things_has_variety_around_it():
    hole = _hole(120, 160, (40, 60, 80, 100))
    even = np.full((120, 160, 3), 120, np.uint8)
    halves = even.copy()
    halves[:, 80:] = 230
    assert variety_around(even, hole) < 0.01
    assert variety_around(halves, hole) > 15
    assert variety_around(_stripes(), hole) < 15  # texture is no variety
    assert variety_around(even, np.zeros_like(hole)) == 0


def _wall_and_floor(height: int = 200, width: int = 260, line: float = 0.55) -> np.ndarray:
    """Two plain grounds with grain, lighter to the right, parted by a slanting line."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wall = y < line * height + 0.1 * (x - width / 2)
    picture = np.where(wall[..., None], np.float32([200, 190, 170]), np.float32([110, 80, 60])) + 20 * x[..., None] / width
    return np.clip(picture + np.random.default_rng(7).normal(0, 2, picture.shape), 0, 255).astype(np.uint8)


def test_the_line_between_two_grounds_goes_on_straight_through_the_hole():
    picture = _wall_and_floor()
    hole = _hole(200, 260, (70, 90, 150, 170))
    grounds = grounds_around(picture, hole)
    assert grounds is not None
    assert grounds.count == 2
    y, x = np.mgrid[:200, :260]
    labels = grounds.map(hole)
    wall = y < 110 + 0.1 * (x - 130)
    assert (labels[hole & wall] == labels[5, 5]).mean() > 0.95
    assert (labels[hole & ~wall] == labels[195, 5]).mean() > 0.95
    broken = picture.copy()
    broken[hole] = (255, 0, 0)
    filled = fill(broken, hole, np.zeros_like(hole), seed=0)
    assert filled.parted
    assert np.abs(filled.rgb[hole].astype(int) - picture[hole]).mean() < 6


def test_a_graded_wall_is_filled_without_blotches():
    y, x = np.mgrid[:160, :220].astype(np.float32)
    truth = (90 + 0.5 * x + 0.2 * y)[..., None] * np.float32([1, 0.9, 0.8])
    picture = np.clip(truth + np.random.default_rng(3).normal(0, 3, truth.shape), 0, 255).astype(np.uint8)
    hole = _hole(160, 220, (50, 70, 110, 150))
    filled = fill(picture, hole, np.zeros_like(hole), seed=0).rgb.astype(np.float32)
    drift = cv2.GaussianBlur(filled - truth, (0, 0), 6)[hole]
    assert np.abs(drift).max() < 5
    grain = (filled - cv2.GaussianBlur(filled, (0, 0), 2))[hole].std()
    assert 1.0 < grain < 5.0


def test_across_clutter_no_lines_are_guessed():
    squares = np.random.default_rng(11).integers(0, 256, (10, 13, 3), np.uint8).repeat(20, axis=0).repeat(20, axis=1)
    assert grounds_around(squares, _hole(200, 260, (55, 75, 145, 185))) is None


def test_a_shadow_on_plain_ground_goes_with_its_thing_and_another_thing_does_not():
    picture = _wall_and_floor(line=2.0)
    picture[60:120, 100:150] = (30, 60, 160)
    shadow = np.zeros((200, 260), bool)
    shadow[100:122, 150:166] = True
    picture[shadow] = picture[shadow] * 0.8
    picture[20:180, 215:225] = (20, 20, 20)
    thing = _hole(200, 260, (58, 98, 122, 152))
    wide = with_shadow(picture, thing)
    assert wide[shadow].mean() > 0.9
    assert not wide[:, 200:].any()
    assert np.count_nonzero(wide) < 1.5 * np.count_nonzero(thing | shadow)


def test_no_shadow_is_guessed_where_there_is_no_plain_ground():
    noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8)
    thing = _hole(120, 160, (40, 60, 80, 100))
    np.testing.assert_array_equal(with_shadow(noise, thing), thing)


def test_the_truth_passes_and_smears_and_broken_lines_do_not():
    picture = _wall_and_floor()
    picture[:, 120:126] = (20, 20, 30)
    picture[:, 140:146] = (20, 20, 30)
    hole = _hole(200, 260, (70, 90, 150, 170))
    true = judged(picture, Filled(picture, (Piece(hole, 8.0),)))
    assert true.passes
    assert true.broken < 0.1
    smear = picture.copy()
    smear[hole] = cv2.GaussianBlur(picture, (0, 0), 25)[hole]
    bad = judged(picture, Filled(smear, (Piece(hole, 20.0, whole=0.1),)))
    assert not bad.passes
    assert bad.broken > 0.5
    assert bad.doubt > true.doubt


def test_the_worst_piece_tells():
    picture = _wall_and_floor()
    one, other = _hole(200, 260, (20, 30, 40, 60)), _hole(200, 260, (150, 190, 180, 230))
    smear = picture.copy()
    smear[other] = (200, 30, 160)
    pieces = Piece(one, 5.0), Piece(other, 40.0, whole=0.1)
    assert judged(picture, Filled(smear, pieces[:1])).passes
    assert not judged(picture, Filled(smear, pieces)).passes


def test_a_hole_filled_from_one_place_is_whole_and_each_piece_is_told_of():
    picture = _stripes()
    filled = fill(picture, _hole(120, 160, (10, 10, 30, 30)) | _hole(120, 160, (80, 110, 110, 150)), NONE, seed=0)
    assert len(filled.pieces) == 2
    assert all(0 <= piece.whole <= 1 for piece in filled.pieces)
    assert filled.unlike == max(piece.unlike for piece in filled.pieces)


def _with_a_ball(touching: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Somebody (the hole) on a lawn, with a ball at the side."""
    grain = np.random.default_rng(3).normal(0, 6, (200, 300, 1))
    picture = np.clip(np.array([90, 140, 70]) + grain, 0, 255).astype(np.uint8)
    somebody = _hole(200, 300, (50, 100, 180, 150))
    picture[somebody] = (200, 60, 40)
    ball = np.hypot(*(np.mgrid[:200, :300] - np.array([140, 168 if touching else 230])[:, None, None])) < 20
    picture[ball & ~somebody] = (20, 20, 30)
    return picture, grown(somebody, 0.012), ball & ~grown(somebody, 0.012)


def test_what_somebody_holds_before_plain_ground_goes_with_them():
    picture, somebody, ball = _with_a_ball(touching=True)
    none = np.zeros_like(somebody)
    held = held_by(picture, somebody, none, somebody | ball)
    assert held[ball].mean() > 0.9
    assert np.count_nonzero(held & ~ball) < 0.5 * np.count_nonzero(ball)
    assert not held_by(picture, somebody, ball, somebody | ball).any()  # somebody else's


def test_what_lies_apart_or_before_no_plain_ground_stays():
    picture, somebody, ball = _with_a_ball(touching=False)
    none = np.zeros_like(somebody)
    assert not held_by(picture, somebody, none, somebody | ball).any()
    noise = np.random.default_rng(1).integers(0, 256, picture.shape, np.uint8)
    assert not held_by(noise, somebody, none, none).any()
    assert not held_by(picture, none, none, none).any()


def test_where_it_is_open_a_segmenter_is_asked_whether_the_hole_shows():
    picture = _wall_and_floor()
    hole = _hole(200, 260, (70, 90, 150, 170))
    filled = Filled(picture, (Piece(hole, 30.0, whole=0.2),))
    assert 0.4 < judged(picture, filled).doubt < 0.8
    places = []

    def shown(rgb: np.ndarray, place: tuple[float, float], *, seen: bool) -> np.ndarray:
        places.append(place)
        answer = np.zeros(rgb.shape[:2], bool)
        row, column = (round(at) for at in place)
        answer[max(0, row - 40) : row + 40, max(0, column - 40) : column + 40] = seen
        return answer

    assert judged(picture, filled, lambda rgb, place: shown(rgb, place, seen=False)).passes
    assert not judged(picture, filled, lambda rgb, place: shown(rgb, place, seen=True)).passes
    assert not judged(picture, filled, lambda _rgb, _place: None).passes
    assert len(places) == 2
    asked = len(places)
    clear = Filled(picture, (Piece(hole, 5.0),))
    assert judged(picture, clear, lambda rgb, place: shown(rgb, place, seen=True)).passes
    assert len(places) == asked
