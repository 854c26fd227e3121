"""A doubtful outline made firm by the segmenter: on drawn things, whose outline is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.salience.draft import Draft
from overpaint.regions.salience.firmed import firmed
from overpaint.regions.salience.looks import Looks
from overpaint.weights import Weight, WeightStore

HEIGHT, WIDTH = 360, 480
CENTRE, RADIUS = (240, 200), 70  # (column, row)


@pytest.fixture(scope="module")
def street() -> Pixels:
    """A red disc with a thin mast on top, on grey with some grain, and its soft shadow to the right."""
    grain = np.random.default_rng(4).normal(0, 3, (HEIGHT, WIDTH, 3))
    picture = np.full((HEIGHT, WIDTH, 3), 150, np.float32)
    shade = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(shade, (330, 250), (70, 18), 0, 0, 360, 1.0, -1)
    picture *= 1 - 0.25 * cv2.GaussianBlur(shade, (0, 0), 8)[..., None]
    picture = np.ascontiguousarray(picture.astype(np.uint8))
    cv2.circle(picture, CENTRE, RADIUS, (190, 40, 40), -1, cv2.LINE_AA)
    cv2.line(picture, (240, 132), (240, 70), (190, 40, 40), 2, cv2.LINE_AA)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def disc() -> Plane:
    plane: Plane = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.circle(plane, CENTRE, RADIUS, 1.0, -1)
    return plane


def believed(street: Pixels, weights: WeightStore, plane: Plane, firm: bool = True) -> tuple[Draft, Looks]:
    looks = Looks(street, weights, lambda: None)
    soft = cv2.GaussianBlur(plane, (0, 0), 2)
    return Draft(np.asarray(cv2.resize(soft, looks.size), np.float32), firm=firm), looks


def at(belief: Plane, row: int, column: int) -> float:
    return float(belief[row * belief.shape[0] // HEIGHT, column * belief.shape[1] // WIDTH])


def test_a_plume_that_is_no_part_of_the_thing_goes(street: Pixels, weights: WeightStore) -> None:
    plane = disc()
    cv2.ellipse(plane, (310, 248), (26, 12), 0, 0, 360, 0.7, -1)
    draft, looks = believed(street, weights, plane)
    assert at(draft.belief, 248, 325) > 0.5
    belief = firmed(draft, looks).belief
    assert at(belief, 248, 325) < 0.05
    solid = cv2.resize(belief, (WIDTH, HEIGHT)) > 0.5
    true = disc() > 0.5
    assert np.count_nonzero(solid & true) / np.count_nonzero(solid | true) > 0.97


def test_what_was_undecided_is_confirmed_for_a_thing_that_lies_whole_in_the_picture(street: Pixels, weights: WeightStore) -> None:
    draft, looks = believed(street, weights, disc())
    assert firmed(replace(draft, undecided=1.0), looks).undecided == 0
    cut = np.ascontiguousarray(street[:, CENTRE[0] - 20 :])
    beside = Looks(cut, weights, lambda: None)
    belief = cv2.resize(disc()[:, CENTRE[0] - 20 :], beside.size, interpolation=cv2.INTER_AREA)
    part = Draft(np.asarray(cv2.GaussianBlur(belief, (0, 0), 2), np.float32), firm=True, undecided=1.0)
    assert firmed(part, beside).undecided == 1


def test_a_mast_too_thin_for_the_segmenter_stays(street: Pixels, weights: WeightStore) -> None:
    plane = disc()
    cv2.line(plane, (240, 140), (240, 72), 1.0, 3)
    draft, looks = believed(street, weights, plane)
    sure = replace(draft, belief=np.minimum(2 * draft.belief, 1).astype(np.float32))
    assert at(firmed(sure, looks).belief, 90, 240) > 0.5


def test_where_they_mean_different_things_the_draft_is_left(street: Pixels, weights: WeightStore) -> None:
    half = disc()
    half[:, : CENTRE[0]] = 0
    draft, looks = believed(street, weights, half)
    assert firmed(draft, looks) is draft


def test_it_is_asked_only_where_that_is_wanted(street: Pixels, weights: WeightStore) -> None:
    draft, looks = believed(street, weights, disc(), firm=False)
    assert firmed(draft, looks) is draft
    nothing, looks = believed(street, weights, np.zeros((HEIGHT, WIDTH), np.float32))
    assert firmed(nothing, looks) is nothing


def test_without_its_files_the_draft_is_left(street: Pixels) -> None:
    class Store:
        def own(self) -> None:
            return None

        def state(self, weight: Weight) -> str:
            return "missing"

    draft, looks = believed(street, Store(), disc())  # type: ignore[arg-type]
    assert firmed(draft, looks) is draft
