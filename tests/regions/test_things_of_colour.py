"""Things by their colour alone: of a drawn street, with the real networks."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.plans import Coloured, Named, Note, Pick
from overpaint.regions import FinderContext, Found, Unresolved, find_finder
from overpaint.regions.detection import Detected
from overpaint.regions.outlining import patches
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore

BLUE, YELLOW, RED, GREEN, GREY = "#2563d9", "#ffd91a", "#e0191b", "#22a03a", "#808080"


@pytest.fixture(scope="module")
def street() -> Image:
    """A blue box, two red discs of a size and a yellow lattice, on grey with some grain."""
    picture = np.full((360, 480, 3), 130, np.uint8)
    cv2.rectangle(picture, (40, 60), (120, 180), (40, 90, 210), -1)
    for x in (200, 300):
        cv2.circle(picture, (x, 80), 26, (205, 30, 35), -1, cv2.LINE_AA)
    for at in range(6):
        cv2.rectangle(picture, (200 + 36 * at, 200), (207 + 36 * at, 320), (240, 205, 30), -1)
    for y in (200, 256, 312):
        cv2.rectangle(picture, (200, y), (387, y + 7), (240, 205, 30), -1)
    grain = np.random.default_rng(4).normal(0, 3, picture.shape)
    return Image(np.clip(picture + grain, 0, 255).astype(np.uint8))


def thing(colour: str) -> Coloured:
    return Coloured(of=Named(kind="something", words="gadget"), colour=colour)


def test_the_one_of_a_colour_is_found_and_told(street: Image, weights: WeightStore) -> None:
    places = Resolver(street, weights)
    where = thing(BLUE)
    mask = places.resolve(Pick(of=where, which="main")).values
    assert mask[66:174, 46:114].mean() > 0.97
    assert mask[:, 135:].max() == 0 and mask[200:].max() == 0
    assert places.notes == [Note("found_by_colour", {"region": where})]
    assert places.place(where).route == "by colour"


def test_of_two_alike_both_are_meant_or_none(street: Image, weights: WeightStore) -> None:
    places = Resolver(street, weights)
    assert len(places.place(thing(RED)).instances) == 2
    with pytest.raises(Unresolved, match="ambiguous_target") as caught:
        places.resolve(Pick(of=thing(RED), which="main"))
    assert caught.value.count == 2


def test_a_lattice_is_its_bars(street: Image, weights: WeightStore) -> None:
    mask = Resolver(street, weights).resolve(thing(YELLOW)).values
    assert mask[214:250, 201:206].mean() > 0.8, "a bar"
    assert mask[214:250, 216:228].mean() < 0.1, "what shows between two"


@pytest.mark.parametrize("colour", [GREEN, GREY])
def test_a_colour_of_nothing_or_of_the_ground_is_no_thing(street: Image, colour: str, weights: WeightStore) -> None:
    with pytest.raises(Unresolved, match="target_not_found"):
        Resolver(street, weights).resolve(thing(colour))


def test_without_a_colour_there_is_nothing_to_go_by(street: Image, weights: WeightStore) -> None:
    with pytest.raises(Unresolved, match="target_not_found"):
        Resolver(street, weights).resolve(Named(kind="something"))


def test_a_known_thing_that_nothing_sees_is_looked_for_by_its_colour(street: Image, weights: WeightStore) -> None:
    places = Resolver(street, weights)
    where = Coloured(of=Named(kind="suitcase"), colour=BLUE)
    assert len(places.place(where).instances) == 1
    assert places.notes == [Note("found_by_colour", {"region": where})]
    with pytest.raises(Unresolved, match="target_not_found"):
        places.place(Coloured(of=Named(kind="suitcase"), colour=GREEN))


def test_a_white_thing_is_told_from_pale_ground_by_what_is_around_it(weights: WeightStore) -> None:
    picture = np.full((360, 480, 3), (188, 186, 180), np.uint8)
    cv2.circle(picture, (300, 200), 40, (244, 243, 240), -1, cv2.LINE_AA)
    cv2.circle(picture, (120, 120), 30, (30, 30, 32), -1, cv2.LINE_AA)
    picture = np.clip(picture + np.random.default_rng(4).normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
    places = Resolver(Image(picture), weights)
    white, black = places.resolve(thing("#ffffff")).values, places.resolve(thing("#111111")).values
    assert white[170:230, 270:330].mean() > 0.8 and white[:150].max() == 0
    assert black[100:140, 100:140].mean() > 0.9 and black[170:].max() == 0


class _Boxes:
    """Stands in for the detector: these boxes of these classes."""

    def __init__(self, *seen: Detected) -> None:
        self.seen = seen

    def __call__(self, rgb: object, weights: object) -> tuple[Detected, ...]:
        return self.seen


def cups() -> Image:
    """Two blue cups that are pale inside, a red one, a blue field above them."""
    picture = np.full((300, 480, 3), 110, np.uint8)
    picture[:60] = (50, 90, 200)
    blue, pale, red = (30, 60, 180), (110, 185, 205), (200, 25, 35)
    for x, paint, inside in ((80, blue, pale), (220, blue, pale), (380, red, red)):
        cv2.rectangle(picture, (x - 45, 140), (x + 45, 240), paint, -1)
        cv2.ellipse(picture, (x, 140), (45, 24), 0, 0, 360, inside, -1)
    return Image(picture)


CUPS = (
    Detected("cup", 0.8, (112, 33, 244, 127)),
    Detected("cup", 0.7, (112, 173, 244, 267)),
    Detected("bowl", 0.7, (112, 33, 240, 127)),
    Detected("bowl", 0.6, (112, 173, 240, 267)),
    Detected("bowl", 0.5, (112, 333, 244, 427)),
)


def test_of_several_things_what_has_the_colour_is_found_pale_or_deep(
    monkeypatch: pytest.MonkeyPatch, weights: WeightStore
) -> None:
    monkeypatch.setattr(patches, "boxes", _Boxes(*CUPS))
    rgb = cups().rgb
    blue = patches.patches_of_colour(rgb, ("cup",), BLUE, weights)
    mask = np.maximum.reduce([one.mask.values for one in blue])
    assert len(blue) == 2
    assert mask[170:235, 40:120].mean() > 0.97 and mask[130:150, 200:240].mean() > 0.9, "bodies, and what is pale inside"
    assert mask[:60].max() == 0, "what fills more than the boxes is none of them"
    assert mask[:, 320:].max() == 0
    red = patches.patches_of_colour(rgb, ("cup",), RED, weights)
    assert len(red) == 1 and red[0].box[1] >= 330, "what is called a bowl where cups are called bowls too is a cup"
    assert patches.patches_of_colour(rgb, ("cup",), GREEN, weights) == ()


def test_one_thing_alone_has_no_patches(monkeypatch: pytest.MonkeyPatch, weights: WeightStore) -> None:
    monkeypatch.setattr(patches, "boxes", _Boxes(CUPS[0]))
    assert patches.patches_of_colour(cups().rgb, ("cup",), BLUE, weights) == ()


def test_parts_of_a_colour_are_told_where_no_whole_thing_has_it(weights: WeightStore) -> None:
    picture = cups()
    part = Found.of(Mask(np.ones((300, 480), np.float32)), told_apart="by finder")
    asked: list[str] = []

    def find(image: Image, context: FinderContext) -> Found:
        asked.append(context.colour)
        return part if context.colour else Found.of(Mask(np.eye(300, 480, dtype=np.float32)), told_apart="by finder")

    finder = replace(find_finder("cup"), module=__name__)
    monkey = Resolver(picture, weights, finder_of=lambda kind: finder)
    globals()["find"] = find
    where = Coloured(of=Named(kind="cup"), colour=GREEN)
    try:
        assert monkey.place(where).mask.values.min() == 1
    finally:
        del globals()["find"]
    assert asked == ["", GREEN] and monkey.notes == [Note("found_by_colour", {"region": where})]
