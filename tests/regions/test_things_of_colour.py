"""Things by their colour alone: of a drawn street, with the real networks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Image
from overpaint.plans import Coloured, Named, Note, Pick
from overpaint.regions import Unresolved
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
