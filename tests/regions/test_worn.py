"""What persons show: parts of drawn persons against what was drawn; a photograph's at places that are surely one or the other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data

from overpaint.imaging.portraits.mesh import COUNT, OVAL, FaceMesh
from overpaint.imaging.values import Image, Mask
from overpaint.plans import Named
from overpaint.regions import Unresolved
from overpaint.regions.base import Instance
from overpaint.regions.outlining.bare import is_bare
from overpaint.regions.outlining.by_parts import Parts, parts_of
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore

SKIN, HAIR, SHIRT = (214, 164, 140), (52, 36, 28), (40, 96, 190)
WIDE = 90.0
MIDDLE = (200.0, 150.0)


def mesh() -> FaceMesh:
    points = np.tile(np.float32(MIDDLE), (COUNT, 1))
    turn = np.linspace(0, 2 * np.pi, len(OVAL), endpoint=False)
    points[list(OVAL)] += np.stack([np.sin(turn) * WIDE / 2, -np.cos(turn) * 0.65 * WIDE], axis=1).astype(np.float32)
    return FaceMesh(points)


def drawn(
    hair: tuple[int, int, int] = HAIR, shirt: tuple[int, int, int] = SHIRT
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """(picture, the person's mask, where each part is) of a person with hair about the face, a neck and a bare forearm."""
    x, y = (round(at) for at in MIDDLE)
    places = {name: np.zeros((420, 400), np.uint8) for name in ("hair", "clothes", "skin")}
    cv2.ellipse(places["hair"], (x, y - 14), (62, 68), 0, 180, 360, 1, -1)
    cv2.rectangle(places["clothes"], (x - 100, y + 90), (x + 100, 419), 1, -1)
    cv2.ellipse(places["skin"], (x, y), (round(WIDE / 2), round(0.65 * WIDE)), 0, 0, 360, 1, -1)
    cv2.rectangle(places["skin"], (x - 22, y + 40), (x + 22, y + 95), 1, -1)
    cv2.rectangle(places["skin"], (x - 60, y + 200), (x + 60, y + 240), 1, -1)
    picture = np.full((420, 400, 3), (120, 130, 120), np.float32)
    for name, colour in (("hair", hair), ("clothes", shirt), ("skin", SKIN)):
        picture[places[name] > 0] = colour
    person = np.maximum.reduce(list(places.values())).astype(np.float32)
    places["hair"] &= 1 - places["skin"]
    places["clothes"] &= 1 - places["skin"]
    shade = np.linspace(1.05, 0.85, 400)[None, :, None]
    noise = np.random.default_rng(3).normal(0, 2, picture.shape)
    return np.clip(picture * shade + noise, 0, 255).astype(np.uint8), person, places


def overlap(plane: np.ndarray | None, place: np.ndarray) -> float:
    assert plane is not None
    found, meant = plane > 0.5, place > 0
    return np.count_nonzero(found & meant) / np.count_nonzero(found | meant)


def test_the_parts_of_a_drawn_person() -> None:
    picture, person, places = drawn()
    parts = parts_of(picture, person, mesh())
    assert overlap(parts.skin, places["skin"]) > 0.9
    assert overlap(parts.hair, places["hair"]) > 0.85
    assert overlap(parts.clothes, places["clothes"]) > 0.95


def test_parts_share_a_person_and_nothing_else() -> None:
    picture, person, _ = drawn()
    parts = parts_of(picture, person, mesh())
    planes = [plane for plane in (parts.skin, parts.hair, parts.clothes) if plane is not None]
    assert all(plane.dtype == np.float32 and plane.min() >= 0 for plane in planes)
    assert float(np.max(sum(planes) - person)) < 1e-4


def test_the_same_picture_has_the_same_parts() -> None:
    picture, person, _ = drawn()
    first, second = (parts_of(picture, person, mesh()) for _ in range(2))
    assert np.array_equal(first.hair, second.hair)
    assert np.array_equal(first.clothes, second.clothes)


def test_clothes_of_the_skins_colour_are_not_told_from_it() -> None:
    picture, person, _ = drawn(shirt=SKIN)
    parts = parts_of(picture, person, mesh())
    assert parts.clothes is None


def test_a_red_cap_is_no_hair() -> None:
    picture, person, places = drawn(hair=(200, 20, 30))
    parts = parts_of(picture, person, mesh())
    assert parts.hair is None
    assert overlap(parts.clothes, places["clothes"]) > 0.9


def test_a_bald_head_has_no_hair() -> None:
    picture, person, places = drawn(hair=SKIN)
    parts = parts_of(picture, person, mesh())
    assert parts.hair is None
    assert overlap(parts.skin, places["skin"] | places["hair"]) > 0.85


def test_a_hidden_face_tells_nothing() -> None:
    picture, person, _ = drawn()
    parts = parts_of(picture, np.where(np.arange(420)[:, None] < 180, np.float32(0), person), mesh())
    assert parts == Parts() or parts.skin is None


PLACES = {
    "bare_skin": [(150, 200), (115, 220)],
    "head_hair": [(40, 230), (90, 170), (100, 285)],
    "clothing": [(330, 100), (400, 90), (300, 280), (260, 110)],
    "": [(60, 420), (300, 450), (30, 60), (230, 30)],
}
"""Rows and columns in scikit-image's astronaut that are surely a part of her, or none of them."""


@pytest.mark.parametrize("kind", ["bare_skin", "head_hair", "clothing"])
def test_the_parts_of_a_photograph(kind: str, weights: WeightStore) -> None:
    values = Resolver(Image(np.ascontiguousarray(data.astronaut())), weights).resolve(Named(kind=kind)).values
    for own, spots in PLACES.items():
        for row, column in spots:
            seen = float(values[row - 2 : row + 3, column - 2 : column + 3].mean())
            assert seen > 0.65 if own == kind else seen < 0.1, (own, row, column, seen)


def test_a_part_is_refused_where_the_face_is_too_small(weights: WeightStore) -> None:
    small = cv2.resize(data.astronaut(), (110, 110), interpolation=cv2.INTER_AREA)
    with pytest.raises(Unresolved) as refused:
        Resolver(Image(np.ascontiguousarray(small)), weights).resolve(Named(kind="clothing"))
    assert refused.value.reason == "unclear_part"


def test_all_of_a_hand_is_skin_but_a_dressed_back_or_grey_glove_is_not() -> None:
    picture, person, _ = drawn()
    hand = np.full((420, 400, 3), SKIN, np.float32) * np.linspace(1.05, 0.8, 400)[None, :, None]
    bare = np.clip(hand, 0, 255).astype(np.uint8)
    whole = Instance.of(Mask(person))
    assert is_bare(bare, whole)
    assert is_bare(np.clip(hand * 0.45, 0, 255).astype(np.uint8), whole), "deep skin"
    assert not is_bare(picture, whole)
    assert not is_bare(np.full_like(picture, 150), whole)
    half = bare.copy()
    half[:, 200:] //= 3
    assert not is_bare(half, whole), "two things, though both have its hue"
