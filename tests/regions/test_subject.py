"""Subject and background, found by the real network in pictures whose subject is known."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_pictures import ball, texture

from overpaint.errors import Cancelled
from overpaint.imaging.values import Image
from overpaint.plans import Note
from overpaint.regions import FinderContext, Found, subject
from overpaint.regions.resolve import Resolver
from overpaint.regions.salience import _judge
from overpaint.regions.salience.tidying import without_specks
from overpaint.weights import WeightStore


def overlap(found: np.ndarray, true: np.ndarray) -> float:
    both, either = (found > 0.5) & (true > 0.5), (found > 0.5) | (true > 0.5)
    return float(both.sum() / either.sum())


@pytest.fixture(scope="module")
def found(weights: WeightStore) -> Found:
    return subject.find(ball()[0], FinderContext(weights, "subject"))


def test_the_subject_is_found_to_the_pixel(found: Found) -> None:
    _, true = ball()
    assert overlap(found.mask.values, true) > 0.97
    assert np.abs(found.mask.values - true).mean() < 0.01
    assert found.confidence > 0.85
    assert found.note is None


def test_far_from_the_edge_it_is_exactly_nothing_or_all(found: Found) -> None:
    y, x = np.mgrid[:512, :512]
    distance = np.hypot(x - 0.5 * 512, y - 0.55 * 512)
    assert np.all(found.mask.values[distance > 150] == 0)
    assert np.all(found.mask.values[distance < 80] == 1)


def test_background_is_the_rest(found: Found, weights: WeightStore) -> None:
    rest = Resolver(ball()[0], weights).find("background")
    np.testing.assert_array_equal(rest.mask.values, 1 - found.mask.values)
    assert rest.confidence == found.confidence


def test_a_small_subject_is_looked_at_again_from_near(weights: WeightStore) -> None:
    image, true = ball(800, radius=48, centre=(0.3, 0.72))
    assert true.mean() < 0.02
    found = subject.find(image, FinderContext(weights, "subject"))
    assert overlap(found.mask.values, true) > 0.94
    assert found.note is not None and found.note.key == "small_subject"
    assert found.confidence <= 0.5


@pytest.mark.parametrize("make", [texture, lambda: Image(np.full((90, 160, 3), 200, np.uint8))])
@pytest.mark.parametrize("kind", ["subject", "background"])
def test_where_nothing_stands_out_nothing_is_found(kind, make, weights: WeightStore) -> None:
    found = Resolver(make(), weights).find(kind)
    assert found.is_empty and found.mask.is_empty
    assert found.confidence == 0
    assert found.note == Note("no_subject")


@pytest.mark.parametrize("size", [(300, 900), (900, 300)])
def test_other_shapes(size: tuple[int, int], weights: WeightStore) -> None:
    image, true = ball(900)
    cut = (slice(345, 645), slice(None)) if size[1] == 300 else (slice(None), slice(300, 600))
    found = subject.find(Image(np.ascontiguousarray(image.pixels[cut])), FinderContext(weights, "subject"))
    assert found.mask.values.shape == true[cut].shape
    assert overlap(found.mask.values, true[cut]) > 0.9


def test_what_is_transparent_is_no_subject(weights: WeightStore) -> None:
    image, true = ball()
    alpha = np.full((512, 512), 255, np.uint8)
    alpha[:, :256] = 0
    found = subject.find(Image(np.dstack([image.pixels, alpha])), FinderContext(weights, "subject"))
    assert found.mask.values[:, :256].max() == 0
    assert overlap(found.mask.values[:, 256:], true[:, 256:]) > 0.9


def test_the_same_picture_gives_the_same_mask(found: Found, weights: WeightStore) -> None:
    np.testing.assert_array_equal(subject.find(ball()[0], FinderContext(weights, "subject")).mask.values, found.mask.values)


def test_work_stops_when_nobody_waits(weights: WeightStore) -> None:
    def gone() -> None:
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        subject.find(ball()[0], FinderContext(weights, "subject", check=gone))


def test_specks_go_and_a_second_subject_stays() -> None:
    coarse = np.zeros((320, 320), np.float32)
    coarse[100:200, 100:200] = 1
    coarse[10:16, 10:16] = 1
    coarse[20:60, 250:300] = 0.4
    coarse[250:300, 250:300] = 0.9
    kept = without_specks(coarse)
    assert kept[:70].max() == 0, "a tiny one, and one that is nowhere likely"
    np.testing.assert_array_equal(kept[70:], coarse[70:])


@pytest.mark.parametrize(
    ("area", "doubt", "sure", "expected"),
    [
        (0.3, 0.05, True, None),
        (0.3, 0.5, False, Note("unclear_outline")),
        (0.005, 0.1, False, Note("small_subject", {"share": 0.5})),
        (0.95, 0.0, False, Note("large_subject", {"share": 95.0})),
        (0.3, 1.2, False, Note("no_subject")),
    ],
)
def test_low_confidence_is_reported_not_hidden(area: float, doubt: float, sure: bool, expected: Note | None) -> None:
    confidence, note = _judge(area, doubt)
    assert (confidence > 0.7) is sure
    assert note == expected
