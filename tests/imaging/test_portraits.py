"""Kernels that retouch faces, on drawn planes: what they measure, and that nothing is changed by changing nothing."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.portraits.blemishes import _compact
from overpaint.imaging.portraits.close_up import NoFace, TooSmall, close_up, faces_meant, mean_around, put_back
from overpaint.imaging.portraits.hiding import hidden, places_of
from overpaint.imaging.portraits.mesh import COUNT, OVAL, FaceMesh
from overpaint.imaging.portraits.parts import drawn, grown, softened
from overpaint.imaging.portraits.tinting import change_to, lab_of
from overpaint.imaging.values import Mask


def face(middle: tuple[float, float], width: float) -> FaceMesh:
    """Points on an ellipse, those of the oval in order around it."""
    points = np.tile(np.float32(middle), (COUNT, 1))
    turn = np.linspace(0, 2 * np.pi, len(OVAL), endpoint=False)
    points[list(OVAL)] += np.stack([np.sin(turn) * width / 2, -np.cos(turn) * 0.65 * width], axis=1).astype(np.float32)
    return FaceMesh(points)


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("width", [60.0, 900.0])
def test_a_close_up_without_a_change_leaves_every_byte(width: float) -> None:
    rgb = noise(1300, 1200)
    view = close_up(rgb, face((600, 650), width))
    assert 0.9 < view.mesh.width / min(width, 400.0) < 1.1
    before = rgb.copy()
    put_back(rgb, view, np.zeros(view.rgb.shape, np.float32))
    np.testing.assert_array_equal(rgb, before)


def test_what_is_added_at_one_size_is_added_at_the_other() -> None:
    rgb = np.full((1300, 1200, 3), 100, np.uint8)
    view = close_up(rgb, face((600, 650), 900))
    put_back(rgb, view, np.full(view.rgb.shape, 7.4, np.float32))
    top, left, bottom, right = view.box
    assert (rgb[top:bottom, left:right] == 107).all()
    rgb[top:bottom, left:right] = 100
    assert (rgb == 100).all()


def test_the_faces_meant_are_those_inside_the_mask() -> None:
    left, right, small = face((100, 150), 80), face((300, 150), 80), face((200, 40), 12)
    half = np.zeros((300, 400), np.float32)
    half[:, :190] = 1
    assert faces_meant((left, right, small), Mask(half)) == [left]
    assert faces_meant((left, right, small), Mask.whole((400, 300))) == [left, right]
    with pytest.raises(NoFace):
        faces_meant((right,), Mask(half))
    with pytest.raises(TooSmall):
        faces_meant((small,), Mask.whole((400, 300)))


def test_a_mean_counts_each_pixel_by_its_weight() -> None:
    values = np.where(np.arange(40) < 20, 10.0, 200.0)[None].repeat(40, axis=0).astype(np.float32)
    weight = (values < 100).astype(np.float32)
    np.testing.assert_allclose(mean_around(values, weight, 3.0)[:, :22], 10.0, atol=0.1)


def test_planes_grow_shrink_and_end() -> None:
    disc = drawn(face((50, 60), 60), [OVAL], (120, 100))
    assert disc.sum() == pytest.approx(np.pi * 30 * 39, rel=0.05)
    assert grown(disc, -4).sum() < disc.sum() < grown(disc, 4).sum()
    soft = softened(disc, 4.0)
    assert soft.max() <= 1.0 and soft[0, 0] == 0.0


def test_spots_are_small_and_round() -> None:
    found = np.zeros((200, 200), bool)
    found[20:26, 20:26] = True  # a spot
    found[60:62, 20:60] = True  # a hair
    found[100:160, 100:160] = True  # a patch
    plane = _compact(found, 200.0, 40_000.0)
    assert plane[22, 22] == 1 and plane.sum() == 36
    assert _compact(np.random.default_rng(0).random((200, 200)) < 0.3, 200.0, 40_000.0).sum() == 0, "skin that is like that"


def test_a_change_of_colour_is_as_large_as_its_share() -> None:
    rgb = noise(12, 9)
    lab = lab_of(rgb)
    share = np.zeros((12, 9), np.float32)
    share[:, 4:] = 1
    lighter = lab + np.float32([0.02, 0, 0])
    change = change_to(lighter, lab, share)
    assert (change[:, :4] == 0).all()
    wanted = lab_of(np.clip(np.rint(rgb + change), 0, 255).astype(np.uint8))[:, 4:, 0] - lab[:, 4:, 0]
    inside = ((rgb > 30) & (rgb < 220)).all(axis=2)[:, 4:]
    np.testing.assert_allclose(wanted[inside], 0.02, atol=0.004)


def test_blocks_have_the_mean_light_of_what_they_hide() -> None:
    rgb, mask = noise(120, 120), np.zeros((120, 120), np.float32)
    mask[30:90, 30:90] = 1
    answer = hidden(rgb, mask, "pixelate", 0.0)
    (place,) = places_of(mask)
    count = round((place.box[3] - place.box[1]) / (place.across / 12))
    side = (place.box[3] - place.box[1]) / count
    at = slice(place.box[0] + round(10 * side), place.box[0] + round(11 * side))
    mean = to_srgb(to_linear(rgb[at, at]).reshape(-1, 3).mean(axis=0).astype(np.float32)[None, None])[0, 0]
    assert np.abs(answer[at, at].reshape(-1, 3).mean(axis=0) - mean).max() < 12
    np.testing.assert_array_equal(answer[mask == 0], rgb[mask == 0])


def test_bars_cover_each_face_alone() -> None:
    mask = np.zeros((100, 200), np.float32)
    mask[20:80, 20:60] = 1
    mask[20:80, 120:160] = 1
    assert len(places_of(mask)) == 2
    answer = hidden(np.full((100, 200, 3), 200, np.uint8), mask, "bar", 0.5)
    assert (answer[21:79, 21:59] == 0).all() and (answer[:, 66:114] == 200).all()
    eyes = hidden(np.full((100, 200, 3), 200, np.uint8), mask, "eye_bar", 0.5)
    assert (eyes[38:44, 25:55] == 0).all() and (eyes[60:] == 200).all() and (eyes[:24] == 200).all()
