"""Things by their names: on the photographs that come with the tests' libraries, on plain pictures, and by parts."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from skimage import data

from overpaint.imaging.values import Image, Mask
from overpaint.plans import Coloured, Named, Note, Pick, Where
from overpaint.regions import Instance, Unresolved
from overpaint.regions.detection import Detected, class_heat
from overpaint.regions.detection.remembering import remembered
from overpaint.regions.outlining.by_heat import LEAST_PEAK, spots
from overpaint.regions.outlining.by_person import shared_out
from overpaint.regions.outlining.finding import find_noun
from overpaint.regions.outlining.matte import cut_by_its_box
from overpaint.regions.resolve import Resolver
from overpaint.regions.resolve.order import alike
from overpaint.regions.thing import NOUNS
from overpaint.weights import WeightStore
from overpaint.weights.onnx_graph import node, output, with_parts


@cache
def photograph(name: str) -> Image:
    return Image(np.ascontiguousarray(getattr(data, name)()))


def share(mask: Mask, rows: tuple[float, float], columns: tuple[float, float]) -> float:
    """How much of a part of the picture, in shares of its sides, a mask covers."""
    height, width = mask.values.shape
    part = mask.values[int(rows[0] * height) : int(rows[1] * height), int(columns[0] * width) : int(columns[1] * width)]
    return float(part.mean())


@pytest.mark.parametrize(
    ("name", "kind", "inside", "outside"),
    [
        ("coffee", "cup", ((0.15, 0.6), (0.4, 0.55)), ((0.0, 1.0), (0.0, 0.1))),
        ("chelsea", "cat", ((0.3, 0.9), (0.2, 0.7)), ((0.0, 0.3), (0.9, 1.0))),
        ("chelsea", "cat", ((0.8, 0.98), (0.05, 0.5)), ((0.0, 0.3), (0.9, 1.0))),  # the neck, which the detector's box cuts off
        ("astronaut", "person", ((0.15, 0.3), (0.36, 0.5)), ((0.0, 0.5), (0.7, 1.0))),
        ("astronaut", "woman", ((0.6, 0.9), (0.2, 0.5)), ((0.0, 0.5), (0.7, 1.0))),
        ("astronaut", "face", ((0.15, 0.25), (0.4, 0.48)), ((0.5, 1.0), (0.0, 1.0))),
        ("astronaut", "helmet", ((0.8, 0.95), (0.65, 0.8)), ((0.0, 0.5), (0.0, 1.0))),
    ],
)
def test_a_thing_is_where_it_is(name, kind, inside, outside, weights: WeightStore) -> None:
    mask = Resolver(photograph(name), weights).resolve(Named(kind=kind))
    assert share(mask, *inside) > 0.9
    assert share(mask, *outside) < 0.05


def test_what_ends_in_a_straight_line_was_cut_by_its_box() -> None:
    y, x = np.mgrid[:40, :40]
    disc = ((x - 19.5) ** 2 + (y - 19.5) ** 2 < 400).astype(np.float32)
    whole = Instance(disc, (30, 30, 70, 70), (100, 100))
    halved = Instance(np.ascontiguousarray(disc[:, :20]), (30, 30, 70, 50), (100, 100))
    framed = Instance(np.ascontiguousarray(disc[:, :20]), (30, 80, 70, 100), (100, 100))
    assert [cut_by_its_box(one) for one in (whole, halved, framed)] == [False, True, False]


def test_what_is_not_there_is_not_found(weights: WeightStore) -> None:
    for kind in ("dog", "car", "banana", "sky"):
        with pytest.raises(Unresolved, match="target_not_found"):
            Resolver(photograph("coffee"), weights).resolve(Named(kind=kind))


def test_what_is_found_by_its_looks_is_told(weights: WeightStore) -> None:
    places = Resolver(photograph("astronaut"), weights)
    helmet = Named(kind="helmet")
    places.resolve(Pick(of=helmet, which="main"))
    assert places.find("helmet").route == "by heat"
    assert places.notes == [Note("found_by_heat", {"region": helmet})]


def test_what_is_found_by_a_box_needs_no_word(weights: WeightStore) -> None:
    places = Resolver(photograph("coffee"), weights)
    places.resolve(Named(kind="cup"))
    assert (places.find("cup").route, places.notes) == ("by box", [])


def test_the_same_picture_gives_the_same_pixels(weights: WeightStore) -> None:
    image = photograph("coffee")
    first = find_noun(image, NOUNS["cup"], context(weights, "cup"))
    again = find_noun(Image(image.pixels.copy()), NOUNS["cup"], context(weights, "cup"))
    assert first.instances
    for one, same in zip(first.instances, again.instances, strict=True):
        assert one.box == same.box
        np.testing.assert_array_equal(one.values, same.values)


def test_transparent_parts_belong_to_nothing(weights: WeightStore) -> None:
    rgb = photograph("coffee").rgb
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    alpha[:, : rgb.shape[1] // 2] = 0
    found = Resolver(Image(np.dstack([rgb, alpha])), weights).find("cup")
    assert all(one.mask.values[alpha == 0].max() == 0 for one in found.instances)


def test_the_one_that_stands_out_is_meant_and_several_alike_are_too_many(weights: WeightStore) -> None:
    large, small, other = (square(at, side) for at, side in ((0, 40), (60, 12), (60, 38)))
    assert alike((large, small), "main") == (large,)
    assert alike((large, other), "main") == (large, other)
    assert alike((), "main") == ()
    where: Where = Pick(of=Coloured(of=Named(kind="cup"), colour="#00ff00"), which="main")
    with pytest.raises(Unresolved, match="no_such_colour"):
        Resolver(photograph("coffee"), weights).resolve(where)


def test_no_two_persons_share_a_pixel() -> None:
    left, right = square(0, 60), square(40, 60)
    shared = shared_out([left, right], [Detected("person", 0.9, left.box), Detected("person", 0.9, right.box)])
    both = sum(one.mask.values for one in shared if one is not None)
    assert both.max() <= 1
    np.testing.assert_array_equal(both > 0, np.maximum(left.mask.values, right.mask.values) > 0)


def test_an_unsure_box_of_somebody_already_found_is_dropped() -> None:
    sure, unsure = square(0, 60), square(2, 50, score=0.4)
    boxes = [Detected("person", one.score, one.box) for one in (sure, unsure)]
    kept = shared_out([sure, unsure], boxes)
    assert kept[1] is None and kept[0] is not None and kept[0].area == sure.area


def test_heat_below_the_least_peak_is_nothing() -> None:
    heat = np.zeros((30, 40), np.float32)
    heat[10:16, 20:28] = LEAST_PEAK - 0.1
    assert spots(heat, (300, 400)) == []
    heat[10:16, 20:28] = LEAST_PEAK + 5
    (spot,) = spots(heat, (300, 400))
    assert spot.box == (100, 200, 160, 280)
    assert 0 <= spot.heat.min() <= spot.heat.max() <= 1.01


def test_class_heat_sees_the_cat_where_it_is(weights: WeightStore) -> None:
    heat = class_heat(photograph("chelsea").rgb, weights)
    cats = heat.of(NOUNS["cat"].heat)
    assert cats.max() > LEAST_PEAK > heat.of(NOUNS["guitar"].heat).max()
    assert heat.odds.shape == (1000,)
    assert abs(float(heat.odds.sum()) - 1) < 1e-3


def test_a_network_is_asked_once_a_picture(weights: WeightStore) -> None:
    asked = []

    @remembered(pictures=2)
    def ask(rgb, store):
        asked.append(rgb.shape)
        return len(asked)

    one, other, third = (np.full((4, 5, 3), value, np.uint8) for value in (1, 2, 3))
    assert [ask(picture, weights) for picture in (one, one.copy(), other, one, third, other)] == [1, 1, 2, 1, 3, 4]


def test_parts_of_a_graph_are_written_as_protobuf() -> None:
    assert output("y").hex() == "62030a0179"  # field 12, three bytes: field 1, "y"
    assert with_parts(b"", [output("y")]).hex() == "3a0562030a0179"  # field 7: the graph
    added = node("Transpose", ["x"], "y", perm=(0, 2))
    assert added.hex() == "0a230a01781201791a017922095472616e73706f73652a0d0a047065726d40004002a00107"


def test_every_kind_has_boxes_or_heat_and_no_word_means_two_things() -> None:
    from overpaint.regions.detection.boxes import CLASSES

    seen: dict[str, str] = {}
    for kind, noun in NOUNS.items():
        assert noun.boxes or noun.heat, kind
        assert set(noun.boxes) <= set(CLASSES), kind
        assert all(0 <= at < 1000 for at in noun.heat), kind
        for word in (*noun.en, *noun.zh, *noun.many):
            assert seen.setdefault(word, kind) == kind, f"{word} is {seen[word]} and {kind}"


def square(at: int, side: int, score: float = 0.9) -> Instance:
    """A square of a picture of 120 × 80, its left edge at `at`."""
    high = min(side, 70)
    return Instance(np.ones((high, side), np.float32), (5, at, 5 + high, at + side), (120, 80), score)


def context(weights: WeightStore, kind: str):
    from overpaint.regions import FinderContext

    return FinderContext(weights, kind)
