"""Operations on faces, on a portrait of NASA's (public domain; skimage's `astronaut`): what they change, leave and refuse."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from skimage import data

from overpaint.imaging.portraits.mesh import EYES, OVAL, FaceMesh
from overpaint.imaging.values import Image, Mask
from overpaint.operations import OPERATIONS, Operation
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.portrait import face_hide, id_photo, lipstick, red_eye_remove, skin_smooth, teeth_whiten
from overpaint.plans import Named
from overpaint.regions.detection import faces
from overpaint.regions.outlining.by_face import faces_changed, meshes
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore

RETOUCHING = [one for one in OPERATIONS if one.on_faces and one.kind != "geometry" and one.name != "face_hide"]
# What this portrait doesn't show.
_LACKING = ("red_eye_remove",)
STYLES = ("blur", "pixelate", "bar", "eye_bar")


@cache
def portrait(height: int = 512) -> Image:
    pixels = np.ascontiguousarray(data.astronaut()[:300, 100:400])
    return Image(cv2.resize(pixels, (height, height), interpolation=cv2.INTER_CUBIC))


@cache
def seen(weights: WeightStore) -> tuple[FaceMesh, ...]:
    return meshes(portrait().rgb, weights)


def inputs(weights: WeightStore, mask: Mask | None = None, alpha: int | None = None) -> Inputs:
    image = portrait()
    if alpha is not None:
        image = Image(np.dstack([image.rgb, np.full((image.height, image.width), alpha, np.uint8)]))
    return Inputs(image, mask or Mask.whole(image.size), faces=seen(weights))


def ask(operation: Operation, given: Inputs, **params: object) -> Image:
    return operation.apply(given, operation.params.model_validate(params), Context())


def test_a_face_has_its_parts_where_they_are(weights: WeightStore) -> None:
    (face,) = seen(weights)
    right, left = face.points[33], face.points[263]
    assert face.score > 0.9
    assert 100 < face.width < 240
    assert right[0] < left[0] and abs(right[1] - left[1]) < 0.2 * face.width, "eyes on one level, his right one on the left"
    assert face.points[13][1] > right[1] + 0.3 * face.width, "the mouth is below them"


def test_no_face_is_seen_in_a_cat(weights: WeightStore) -> None:
    assert meshes(np.ascontiguousarray(data.chelsea()), weights) == ()


@pytest.mark.parametrize("operation", [one for one in RETOUCHING if one.name not in _LACKING], ids=lambda one: one.name)
def test_a_face_is_retouched_and_nothing_else(operation: Operation, weights: WeightStore) -> None:
    (face,) = seen(weights)
    answer = ask(operation, inputs(weights, alpha=200))
    before = portrait().rgb
    changed = (answer.rgb != before).any(axis=2)
    assert changed.any()
    assert faces_changed(before, before, answer.rgb, weights) == 1
    assert (answer.pixels[..., 3] == 200).all()
    oval = np.zeros(changed.shape, np.uint8)
    cv2.fillPoly(oval, [np.rint(face.points[list(OVAL)]).astype(np.int32)], 1)
    near = cv2.dilate(oval, np.ones((2 * round(0.06 * face.width) + 1,) * 2, np.uint8))
    assert not (changed & (near == 0)).any()
    assert np.abs(answer.rgb.astype(int) - before).max() < 140
    np.testing.assert_array_equal(answer.pixels, ask(operation, inputs(weights, alpha=200)).pixels)


@pytest.mark.parametrize("operation", RETOUCHING, ids=lambda one: one.name)
def test_without_a_face_retouching_is_refused(operation: Operation, weights: WeightStore) -> None:
    given = Inputs(portrait(), Mask.whole(portrait().size))
    with pytest.raises(CannotDo, match="no_face"):
        ask(operation, given)
    small = FaceMesh(seen(weights)[0].points * np.float32(0.1))
    with pytest.raises(CannotDo, match="face_too_small"):
        ask(operation, Inputs(portrait(), Mask.whole(portrait().size), faces=(small,)))


@pytest.mark.parametrize("operation", RETOUCHING, ids=lambda one: one.name)
def test_a_face_that_is_not_meant_stays(operation: Operation, weights: WeightStore) -> None:
    elsewhere = np.zeros((512, 512), np.float32)
    elsewhere[:, :40] = 1
    with pytest.raises(CannotDo, match="no_face"):
        ask(operation, inputs(weights, Mask(elsewhere)))


def test_pupils_lit_red_go_dark_and_others_are_left(weights: WeightStore) -> None:
    with pytest.raises(CannotDo, match="no_red_eye"):
        ask(red_eye_remove.OPERATION, inputs(weights))
    lit = portrait().rgb.copy()
    pupils = [tuple(int(v) for v in seen(weights)[0].points[list(eye)].mean(axis=0)) for eye in EYES]
    for pupil in pupils:
        cv2.circle(lit, pupil, 4, (190, 40, 35), -1)
    answer = ask(red_eye_remove.OPERATION, Inputs(Image(lit), Mask.whole((512, 512)), faces=seen(weights))).rgb
    for column, row in pupils:
        assert answer[row, column].max() < 70 and np.ptp(answer[row, column].astype(int)) < 12
    changed = (answer != lit).any(axis=2)
    assert 80 < changed.sum() < 400


def test_lips_get_the_colour_that_is_asked_for(weights: WeightStore) -> None:
    (face,) = seen(weights)
    column, row = (int(v) for v in face.points[[14, 17]].mean(axis=0))
    shades = [ask(lipstick.OPERATION, inputs(weights), colour=c).rgb[row, column].astype(int) for c in ("#b3122d", "#7a2a8a")]
    assert shades[0][0] > shades[0][2] + 60
    assert shades[1][2] > shades[1][1] + 30 and shades[1][2] > shades[0][2]


def test_white_teeth_are_less_yellow_and_lips_stay(weights: WeightStore) -> None:
    (face,) = seen(weights)
    answer = ask(teeth_whiten.OPERATION, inputs(weights)).rgb.astype(int)
    before = portrait().rgb.astype(int)
    column, row = (int(v) for v in face.points[[13, 14]].mean(axis=0))
    tooth = (slice(row - 3, row + 4), slice(column - 6, column + 7))
    yellow = [(one[tooth][..., 0] - one[tooth][..., 2]).mean() for one in (before, answer)]
    assert yellow[1] < 0.8 * yellow[0]
    below = int(face.points[17][1]) - 2
    np.testing.assert_array_equal(answer[below, column - 5 : column + 5], before[below, column - 5 : column + 5])


@pytest.mark.parametrize(
    "operation", [one for one in RETOUCHING if one.neutral and one.name not in _LACKING], ids=lambda one: one.name
)
def test_more_of_it_changes_more(operation: Operation, weights: WeightStore) -> None:
    (name,) = operation.neutral
    before = portrait().rgb.astype(int)
    apart = [np.abs(ask(operation, inputs(weights), **{name: value}).rgb - before).mean() for value in (0.0, 0.3, 0.9)]
    assert apart[0] == 0 < apart[1] < apart[2]


def test_smooth_skin_keeps_its_texture_and_its_features(weights: WeightStore) -> None:
    """Of waves as wide as blotches much goes, of waves as fine as pores at most half; eyes stay as they are."""
    (face,) = seen(weights)
    before = portrait().rgb
    cheek = tuple(slice(int(c - 0.08 * face.width), int(c + 0.08 * face.width)) for c in face.points[50][::-1])

    def left(period: float) -> float:
        """How much of waves on the skin is left."""
        y, x = np.mgrid[: before.shape[0], : before.shape[1]] * (2 * np.pi / period)
        waves = 5 * np.sin(x) * np.sin(y)
        rough = Image(np.clip(np.rint(before + waves[..., None]), 0, 255).astype(np.uint8))
        both = [
            ask(skin_smooth.OPERATION, Inputs(one, Mask.whole(one.size), faces=(face,)), amount=1.0)
            for one in (rough, portrait())
        ]
        unlike = (both[0].rgb.astype(int) - both[1].rgb).mean(axis=2)
        return float((unlike * waves)[cheek].sum() / (waves * waves)[cheek].sum())

    assert left(0.015 * face.width) > 0.45
    assert left(0.06 * face.width) < 0.5
    after = ask(skin_smooth.OPERATION, inputs(weights), amount=0.6).rgb
    for corner in (159, 386):
        column, row = (int(v) for v in face.points[corner])
        np.testing.assert_array_equal(
            after[row : row + 4, column - 3 : column + 3], before[row : row + 4, column - 3 : column + 3]
        )


@pytest.mark.parametrize("style", STYLES)
def test_a_hidden_face_is_gone_and_the_rest_stays(style: str, weights: WeightStore) -> None:
    picture = portrait()
    mask = Resolver(picture, weights).resolve(Named(kind="face"))
    answer = face_hide.apply(Inputs(picture, mask), face_hide.Params(style=style, strength=0.0), Context())
    changed = (answer.pixels != picture.pixels).any(axis=2)
    assert changed.mean() > 0.01
    if style in ("blur", "pixelate"):
        assert not (changed & (mask.values == 0)).any()
    if style != "eye_bar":
        assert meshes(answer.rgb, weights) == () or style == "blur"
        eye = tuple(slice(int(c) - 12, int(c) + 12) for c in seen(weights)[0].points[159][::-1])
        assert answer.pixels[eye].std() < 0.65 * picture.pixels[eye].std()
    assert faces_changed(picture.rgb, picture.rgb, answer.rgb, weights) == 1


def test_blocks_are_as_coarse_as_the_face_is_large(weights: WeightStore) -> None:
    """In a picture twice as large they are twice as large."""
    mask = Resolver(portrait(), weights).resolve(Named(kind="face"))
    large = Mask(cv2.resize(mask.values, (1024, 1024), interpolation=cv2.INTER_LINEAR))
    params = face_hide.Params(style="pixelate")
    small = face_hide.apply(Inputs(portrait(), mask), params, Context()).rgb
    double = face_hide.apply(Inputs(portrait(1024), large), params, Context()).rgb
    blocks = [len(np.unique(one[sure.values > 0.8], axis=0)) for one, sure in ((small, mask), (double, large))]
    assert 20 < blocks[0] < 160
    assert 0.8 < blocks[1] / blocks[0] < 1.25


def test_a_mask_without_room_for_a_face_is_refused() -> None:
    with pytest.raises(CannotDo, match="face_too_small"):
        face_hide.apply(Inputs(portrait(), Mask(np.zeros((512, 512), np.float32))), face_hide.Params(), Context())


def test_small_faces_are_found_as_well(weights: WeightStore) -> None:
    """Nine faces of 60 pixels in a picture of 1500: as a whole it is too coarse to show all of them."""
    picture = cv2.GaussianBlur(cv2.resize(np.ascontiguousarray(data.coffee()), (1500, 1000)), (0, 0), 8)
    small = cv2.resize(np.ascontiguousarray(data.astronaut()[:220, 120:340]), (142, 142), interpolation=cv2.INTER_AREA)
    for row in (60, 400, 780):
        for column in (100, 650, 1250):
            picture[row : row + 142, column : column + 142] = small
    assert len(faces(picture, weights)) < 6
    assert len(meshes(picture, weights)) >= 8


def test_a_face_that_fills_the_picture_is_found(weights: WeightStore) -> None:
    (face,) = seen(weights)
    top, left, bottom, right = face.box(0.0, (512, 512, 3))
    close = np.ascontiguousarray(portrait().rgb[top + 8 : bottom - 8, left + 8 : right - 8])
    (found,) = meshes(close, weights)
    np.testing.assert_allclose(found.points + np.float32((left + 8, top + 8)), face.points, atol=0.08 * face.width)
    assert faces_changed(close, close, 255 - close, weights) == 1


def test_an_identity_photo_has_its_size_and_the_eyes_where_they_belong(weights: WeightStore) -> None:
    image = portrait(1024)
    given = Inputs(image, Mask.whole(image.size), faces=meshes(image.rgb, weights))
    answer = ask(id_photo.OPERATION, given, standard="one inch")
    assert answer.size == (295, 413)
    (face,) = meshes(answer.rgb, weights)
    eyes = np.mean([face.points[list(eye)].mean(axis=0) for eye in EYES], axis=0)
    assert abs(eyes[0] - 147) < 10 and 130 < eyes[1] < 215
