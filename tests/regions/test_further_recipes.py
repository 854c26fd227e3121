"""What is tried where the first recipes fail, on drawn answers of the network, and heads that are looked at from near."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from skimage import data

from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.detection import faces, person_masks, seen_closely
from overpaint.regions.salience import agreeing, even_ground, people, things
from overpaint.regions.salience import looks as looking
from overpaint.regions.salience.even_ground import even_ground as ground_of
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.outline import undrawn
from overpaint.regions.salience.sight import look_for
from overpaint.weights import Weight, WeightStore

HEIGHT, WIDTH = 360, 480
DISC = (180, 240, 90)
GROUND, RED, GREEN = (150, 150, 160), (200, 40, 40), (40, 160, 60)


class Store:
    def own(self) -> None:
        return None

    def state(self, weight: Weight) -> str:
        return "missing" if weight.name == "isnet" else "ready"


def disc(row: int, column: int, radius: int) -> Plane:
    plane: Plane = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.circle(plane, (column, row), radius, 1.0, -1)
    return plane


def painted(*parts: tuple[Plane, tuple[int, int, int]]) -> Pixels:
    picture = np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8)
    for plane, colour in parts:
        picture[plane > 0.5] = colour
    return picture


def seen_as(picture: Pixels, first: Plane, others: Plane, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Looks of which the first gives `first`, and those at the mirror image and at parts what `others` has there."""

    def answer(rgb: Pixels, _store: Any) -> Plane:
        if rgb.shape != picture.shape:
            plane = next(part for part in parts_of(others, picture) if part[0] == rgb.shape[:2])[1]
        elif np.array_equal(rgb, picture):
            plane = first
        else:
            plane = np.ascontiguousarray(others[:, ::-1])
        return np.asarray(cv2.resize(plane, (320, 320), interpolation=cv2.INTER_AREA), np.float32)

    monkeypatch.setattr(looking, "probabilities", answer)
    return Looks(picture, Store(), lambda: None)  # type: ignore[arg-type]


def parts_of(plane: Plane, picture: Pixels) -> list[tuple[tuple[int, ...], Plane]]:
    """The picture as it goes on beyond its frame, and any part around the belief, by shape."""
    down, across = picture.shape[0] // 8, picture.shape[1] // 8
    wide = cv2.copyMakeBorder(plane, down, down, across, across, cv2.BORDER_REFLECT_101)
    rows, columns = np.flatnonzero((plane > 0.5).any(axis=1)), np.flatnonzero((plane > 0.5).any(axis=0))
    answers = [(tuple(wide.shape), wide)]
    for margin in range(120):
        top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
        part = plane[top : rows[-1] + 1 + margin, left : columns[-1] + 1 + margin]
        answers.append((tuple(part.shape), part))
    return answers


def test_an_outline_is_drawn_by_two_colours() -> None:
    red = disc(*DISC)
    assert undrawn(red, painted((red, RED))) < 0.02
    half = red * (np.arange(WIDTH) < DISC[1])
    assert 0.2 < undrawn(np.asarray(half, np.float32), painted((red, RED))) < 0.6, "it ends in the middle of the red"
    assert undrawn(np.zeros_like(red), painted()) == 1.0


def test_looks_that_agree_give_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    red, blurred = disc(*DISC), cv2.GaussianBlur(disc(*DISC), (0, 0), 6)
    draft = next(agreeing.drafts((), 0.9, seen_as(painted((red, RED)), blurred, red, monkeypatch)))
    assert not draft.sure
    assert np.abs((draft.belief > 0.5) - red).mean() < 0.01


@pytest.mark.parametrize("case", ["elsewhere in the mirror", "half of it", "nothing"])
def test_looks_that_do_not_agree_or_end_in_nothing_give_none(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    red = disc(*DISC)
    half = np.asarray(red * (np.arange(WIDTH) < DISC[1]), np.float32)
    first = {"nothing": 0 * red, "half of it": half}.get(case, red)
    others = {"elsewhere in the mirror": disc(60, 80, 50), "half of it": half}.get(case, red)
    assert list(agreeing.drafts((), 0.9, seen_as(painted((red, RED)), first, others, monkeypatch))) == []


def test_what_differs_from_an_even_ground_is_the_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    red, cloud = disc(*DISC), disc(50, 60, 25)
    picture = painted((red, RED), (cloud, (230, 230, 235)))
    shade = np.linspace(0.75, 1.1, WIDTH, dtype=np.float32)[None, :, None]
    picture = np.asarray(np.clip(picture * shade, 0, 255), np.uint8)
    half = np.asarray(0.6 * red * (np.arange(WIDTH) < DISC[1] + 40), np.float32)
    (draft,) = even_ground.drafts((), 0.9, seen_as(picture, half, half, monkeypatch))
    found = draft.belief > 0.5
    assert np.count_nonzero(found & (red > 0.5)) > 0.97 * np.count_nonzero(red)
    assert not found[cloud > 0.5].any() and np.count_nonzero(found & (red < 0.5)) < 0.05 * np.count_nonzero(red)


def test_no_even_ground_or_looks_elsewhere_give_none(monkeypatch: pytest.MonkeyPatch) -> None:
    red, green = disc(*DISC), disc(80, 80, 60)
    picture = painted((red, RED), (green, GREEN))
    assert list(even_ground.drafts((), 0.9, seen_as(picture, 0.6 * green, 0.6 * green, monkeypatch))) == [], "little of it"
    patches = np.random.default_rng(1).integers(0, 255, (6, 8, 3), np.uint8)
    assert ground_of(np.asarray(cv2.resize(patches, (320, 240), interpolation=cv2.INTER_NEAREST), np.uint8)) is None


def test_a_small_face_is_seen_from_near(weights: WeightStore) -> None:
    portrait = data.astronaut()
    (near,) = faces(portrait, weights)
    far = np.full((1024, 1024, 3), 128, np.uint8)
    far[500:884, 300:684] = cv2.resize(portrait, (384, 384), interpolation=cv2.INTER_AREA)
    closely = seen_closely(faces(far, weights)[0], far, weights)
    truth = np.asarray(near.points) * 0.75 + (500, 300)
    assert np.abs(np.asarray(closely.points) - truth).max() < 0.1 * 0.75 * (near.box[2] - near.box[0])
    assert seen_closely(near, portrait, weights) == near, "a large one is seen well as it is"


def test_a_small_head_is_drawn_by_a_look_at_it_alone(weights: WeightStore) -> None:
    portrait = data.astronaut()
    far = np.full((1024, 1024, 3), 60, np.uint8)
    far[640:1024, 300:684] = cv2.resize(portrait, (384, 384), interpolation=cv2.INTER_AREA)
    looks = Looks(far, weights, lambda: None)
    sight = look_for(looks)
    one = sight.persons[0]
    assert one.faces and one.at_head is not None and one.at_head.max() > 0.95
    row, column = (round(float(value) * looks.size[0] / 1024) for value in one.faces[0].points[2])
    assert one.at_head[row, column] > 0.9 and one.at_head[-1].max() < 0.5
    afar = person_masks(far, one.box, weights, looks.size).selfie
    assert np.abs(one.selfie - afar)[one.at_head < 0.01].max() < 0.02, "elsewhere it is as it was"
    assert next(people.drafts((one,), sight, looks)).belief[row, column] > 0.95


def test_what_one_look_guesses_at_the_mirror_image_settles(monkeypatch: pytest.MonkeyPatch) -> None:
    car, behind = np.zeros((HEIGHT, WIDTH), np.float32), disc(60, 420, 50)
    car[60:340, 30:450] = 1
    picture = painted((car, RED), (behind, GREEN))
    looks = seen_as(picture, np.maximum(car, 0.6 * behind * (1 - car)), car * 0.9, monkeypatch)
    guessed = np.asarray(np.clip(looks.on_canvas(looks.whole), 0.0, 1.0), np.float32)
    seen = things._mirrored_too(things._Seen(guessed, 0.3, 0.0), looks)
    assert seen.belief[70, 460 - 30 : 445].min() > 0.8 and seen.belief[20:50, 460:475].max() < 0.2


def test_an_inkling_of_something_small_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    red = disc(150, 300, 40)
    looks = seen_as(painted((red, RED)), 0.4 * red, red, monkeypatch)
    (draft,) = agreeing.from_afar((), 0.9, looks)
    assert not draft.sure
    assert np.abs((draft.belief > 0.5) - red).mean() < 0.01
    assert list(agreeing.from_afar((), 0.9, seen_as(painted((red, RED)), red, red, monkeypatch))) == [], "seen well at first"
