"""Who and what is kept, on drawn answers of the networks: no network is asked."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.detection import Detected, Face
from overpaint.regions.salience import looks as looking
from overpaint.regions.salience import people, things
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.sight import Person, Sight
from overpaint.weights import Weight

HEIGHT, WIDTH = 480, 640
SUIT, GREY, RED, BUS = (30, 30, 40), (120, 120, 120), (200, 40, 40), (40, 80, 200)
LEFT: Box = (80, 100, 440, 220)
RIGHT: Box = (90, 360, 440, 480)


class Store:
    def own(self) -> None:
        return None

    def state(self, weight: Weight) -> str:
        return "missing" if weight.name == "isnet" else "ready"


def oblong(box: Box) -> Plane:
    plane: Plane = np.zeros((HEIGHT, WIDTH), np.float32)
    plane[box[0] : box[2], box[1] : box[3]] = 1
    return cv2.GaussianBlur(plane, (0, 0), 1.5)


def face(box: Box) -> Face:
    middle = (box[1] + box[3]) / 2
    top = box[0] + 20
    points = ((top + 10, middle - 15), (top + 10, middle + 15), (top + 25, middle), (top + 40, middle))
    return Face((top, int(middle) - 30, top + 60, int(middle) + 30), points, 0.9)


def person(box: Box, *, selfie: Plane | None = None, pose: Plane | None = None, seen: bool = True) -> Person:
    mask = oblong(box) if selfie is None else selfie
    return Person(box, 0.9, (face(box),) if seen else (), mask, oblong(box) if pose is None else pose, 1.0)


def painted(*parts: tuple[Box, tuple[int, int, int]]) -> Pixels:
    picture = np.full((HEIGHT, WIDTH, 3), GREY, np.uint8)
    for box, colour in parts:
        picture[box[0] : box[2], box[1] : box[3]] = colour
    return picture


def seen_as(picture: Pixels, salience: Plane, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Looks of which the first gives `salience`, and a closer one nothing new."""

    def answer(rgb: Pixels, _store: Any) -> Plane:
        part = salience if rgb.shape == picture.shape else np.zeros((HEIGHT, WIDTH), np.float32)
        return np.asarray(cv2.resize(part, (320, 320), interpolation=cv2.INTER_AREA), np.float32)

    monkeypatch.setattr(looking, "probabilities", answer)
    return Looks(picture, Store(), lambda: None)  # type: ignore[arg-type]


def test_two_persons_stay_whole_and_the_bus_behind_them_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    bus = (60, 40, 400, 600)
    picture = painted((bus, BUS), (LEFT, SUIT), (RIGHT, RED))
    looks = seen_as(picture, np.maximum.reduce([oblong(bus), oblong(LEFT), oblong(RIGHT)]), monkeypatch)
    sight = Sight((person(LEFT), person(RIGHT)), (Detected("bus", 0.9, bus),))
    chosen = people.subjects(sight, looks)
    assert len(chosen) == 2
    belief = next(people.drafts(chosen, sight, looks)).belief
    for box in (LEFT, RIGHT):
        inside = looks.boxed(box)
        assert belief[inside[0] + 8 : inside[2] - 8, inside[1] + 8 : inside[3] - 8].min() > 0.9
    assert belief[:, 240:340].max() < 0.1 and belief[:, 500:].max() < 0.1


def test_a_dark_suit_that_salience_loses_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    head = (80, 100, 170, 220)
    looks = seen_as(painted((LEFT, SUIT)), oblong(head), monkeypatch)
    sight = Sight((person(LEFT),), ())
    draft = next(people.drafts(sight.persons, sight, looks))
    assert draft.belief[200:420, 120:200].min() > 0.9
    assert draft.core is not None and draft.core[250, 160]


def test_a_body_reaches_the_edge_that_cuts_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    box = (80, 100, HEIGHT, 220)
    short = oblong((80, 100, 380, 220))
    looks = seen_as(painted((box, RED)), short, monkeypatch)
    sight = Sight((person(box, pose=short),), ())
    assert next(people.drafts(sight.persons, sight, looks)).belief[-1, 120:200].min() > 0.9


@pytest.mark.parametrize(("name", "kept"), [("", True), ("couch", False)])
def test_what_is_held_stays_and_furniture_goes(name: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    helmet = (300, 215, 420, 300)
    looks = seen_as(painted((LEFT, RED), (helmet, SUIT)), np.maximum(oblong(LEFT), oblong(helmet)), monkeypatch)
    sight = Sight(
        (person((80, 100, 440, 280), selfie=oblong(LEFT), pose=oblong(LEFT)),), (Detected(name, 0.8, helmet),) if name else ()
    )
    belief = next(people.drafts(sight.persons, sight, looks)).belief
    assert bool(belief[360, 260] > 0.9) is kept


def test_who_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    cut, inner = (100, 560, 440, WIDTH), (250, 110, 430, 210)
    looks = seen_as(painted((LEFT, RED)), np.maximum(oblong(LEFT), oblong(cut)), monkeypatch)
    crowd = Sight((person(LEFT), person(cut, seen=False), person(inner, seen=False)), ())
    assert [one.box for one in people.subjects(crowd, looks)] == [LEFT], "a faceless one at the frame, and a second box of one"
    assert people.subjects(Sight((person((10, 10, 50, 30)),), ()), looks) == (), "a passer-by far away is no portrait"


def test_a_thing_is_held_to_its_box_but_for_what_goes_on_surely(monkeypatch: pytest.MonkeyPatch) -> None:
    dog, tail, curtain = (150, 200, 400, 430), (300, 430, 340, 480), (170, 430, 220, 600)
    salience = np.maximum.reduce([oblong(dog), oblong(tail), 0.6 * oblong(curtain)])
    looks = seen_as(painted((dog, RED), (tail, RED)), salience, monkeypatch)
    found = things.chosen(Sight((), (Detected("dog", 0.9, dog), Detected("couch", 0.8, (100, 0, 480, 640)))), looks)
    assert [one.name for one in found] == ["dog"]
    belief = things._held_to(looks.on_canvas(salience), (dog,), looks)
    assert belief[280, 310] > 0.9 and belief[320, 465] > 0.9, "dog and tail"
    assert belief[190, 560] < 0.1, "what the network half believes beside the box"


def test_what_the_network_is_sure_of_needs_no_box(monkeypatch: pytest.MonkeyPatch) -> None:
    bag, handle, pen = (200, 200, 420, 460), (120, 280, 200, 380), (140, 520, 300, 535)
    salience = np.maximum.reduce([oblong(bag), oblong(handle), oblong(pen)])
    looks = seen_as(painted((bag, RED), (handle, RED)), salience, monkeypatch)
    belief = next(things.drafts((Detected("cake", 0.6, bag),), looks)).belief
    assert belief[140, 330] > 0.9 and belief[220, 527] > 0.9


def test_a_part_that_the_network_loses_is_grown_back_by_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    car, seen_part = (150, 150, 400, 500), (290, 150, 400, 500)
    looks = seen_as(painted((car, RED)), np.maximum(oblong(seen_part), 0.05 * oblong(car)), monkeypatch)
    found = (Detected("car", 0.9, car),)
    first, second = things.drafts(found, looks)
    assert things.least_covered(first.belief, (car,), looks) < 0.6
    assert things.least_covered(second.belief, (car,), looks) > 0.97
    assert second.belief[100].max() < 0.1 and not second.sure
    np.testing.assert_array_equal(second.belief, list(things.drafts(found, looks))[1].belief)


def test_boxes_that_hold_little_of_what_stands_out_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = seen_as(painted((RIGHT, RED)), oblong(RIGHT), monkeypatch)
    assert things.chosen(Sight((), (Detected("remote", 0.9, (0, 0, 60, 60)),)), looks) == ()
