"""Places as words compose them, on drawn discs: every form, its errors, and that nothing is looked for twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn_finders import BLUE, DISCS, SIZE, among, disc, discs, drawn, picture
from hypothesis import given
from hypothesis import strategies as st

from overpaint.errors import Cancelled
from overpaint.imaging.values import Image, Mask
from overpaint.plans import Both, Coloured, Minus, Named, Note, Pick, Sent, Side, Text, Union, Where, Whole
from overpaint.regions import Found, Instance, Unresolved
from overpaint.regions.resolve import Resolver
from overpaint.regions.resolve.colour import likeness
from overpaint.weights import WeightStore

NONE = WeightStore(Path("/nowhere"))
DISC, SKY, SUBJECT, BACKGROUND = (Named(kind=kind) for kind in ("disc", "sky", "subject", "background"))
RED, GREY = "#ff0000", "#808080"


def sky() -> Mask:
    values = np.zeros(SIZE[::-1], np.float32)
    values[:30] = 1
    return Mask(values)


def resolver(**changes) -> Resolver:
    finders = among(drawn("disc", discs()), drawn("sky", Found.of(sky())), drawn("moon", Found(SIZE, confidence=0.0)))
    return Resolver(picture(), NONE, **{"finder_of": finders, **changes})


def centres(mask: Mask) -> set[int]:
    """Which discs a mask has, by their number; every other pixel of it must be clear."""
    there = {number for number, (x, y, _, _) in enumerate(DISCS) if mask.values[y, x] == 1}
    expected = np.maximum.reduce([np.zeros(SIZE[::-1], np.float32), *(disc(*DISCS[number][:3]).values for number in there)])
    np.testing.assert_array_equal(mask.values, expected)
    return there


def test_the_whole_picture_and_the_requests_mask() -> None:
    sent = Mask(np.random.default_rng(1).random(SIZE[::-1], dtype=np.float32))
    assert resolver().resolve(Whole()).is_whole
    assert resolver(mask=sent).resolve(Sent()) is sent


def test_a_mask_of_another_size_is_a_defect() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        resolver(mask=Mask.whole((3, 3))).resolve(Sent())


@pytest.mark.parametrize(
    ("which", "number"),
    [
        ("largest", 1),
        ("smallest", 0),
        ("leftmost", 0),
        ("rightmost", 3),
        ("topmost", 2),
        ("bottommost", 3),
        ("most central", 1),
        (1, 0),
        (2, 1),
        (4, 3),
        (-1, 3),
        (-4, 0),
    ],
)
def test_one_of_several_is_picked_by_order(which, number) -> None:
    assert centres(resolver().resolve(Pick(of=DISC, which=which))) == {number}


@pytest.mark.parametrize("which", [5, -5])
def test_too_few_to_pick_from_says_how_many_there_are(which) -> None:
    with pytest.raises(Unresolved) as caught:
        resolver().resolve(Pick(of=DISC, which=which))
    assert (caught.value.reason, caught.value.count) == ("too_few", 4)


@pytest.mark.parametrize(
    ("side", "there"), [("left", {0, 1}), ("right", {2, 3}), ("top", {0, 2}), ("bottom", {1, 3}), ("centre", {1})]
)
def test_of_several_things_those_whose_centre_is_on_the_side_are_meant(side, there) -> None:
    assert centres(resolver().resolve(Side(of=DISC, side=side))) == there


@pytest.mark.parametrize(("first", "second"), [("left", "right"), ("top", "bottom")])
def test_sides_of_the_picture_are_halves_that_add_up_with_a_soft_seam(first, second) -> None:
    one, other = (resolver().resolve(Side(side=side)).values for side in (first, second))
    np.testing.assert_allclose(one + other, 1, atol=1e-6)
    assert one.mean() == pytest.approx(0.5, abs=1e-3)
    assert 0 < np.count_nonzero((one > 0) & (one < 1)) < 0.05 * one.size


def test_the_centre_is_the_middle_third_across_and_down() -> None:
    centre = resolver().resolve(Side(side="centre")).values
    assert centre.mean() == pytest.approx(1 / 9, abs=1e-2)
    assert centre[45, 60] == 1 and centre[45, 30] == centre[20, 60] == 0


def test_of_stuff_its_part_on_the_side_is_meant() -> None:
    half = resolver().resolve(Side(side="left")).values
    np.testing.assert_array_equal(resolver().resolve(Side(of=SKY, side="left")).values, np.minimum(sky().values, half))


def test_a_single_thing_is_meant_whole_where_most_of_it_is_on_the_side() -> None:
    def one(x: float) -> Resolver:
        found = Found(SIZE, (Instance.of(disc(x, 45, 10)),), told_apart="by finder")
        return resolver(finder_of=among(drawn("disc", found)))

    reaching = one(54).resolve(Side(of=DISC, side="left")).values
    np.testing.assert_array_equal(reaching, disc(54, 45, 10).values)
    middle = one(60).resolve(Side(of=DISC, side="left")).values
    assert middle[45, 52] == 1 and middle[45, 68] == 0
    with pytest.raises(Unresolved, match="not_on_that_side"):
        one(100).resolve(Side(of=DISC, side="left"))


def test_things_of_a_colour() -> None:
    assert centres(resolver().resolve(Coloured(of=DISC, colour=RED))) == {0, 2}
    assert centres(resolver().resolve(Pick(of=Coloured(of=DISC, colour=RED), which="rightmost"))) == {2}
    with pytest.raises(Unresolved, match="no_such_colour"):
        resolver().resolve(Coloured(of=DISC, colour="#ffff00"))


def test_pixels_of_a_colour_where_there_are_no_things() -> None:
    red = resolver().resolve(Coloured(of=Whole(), colour=RED)).values
    true = np.maximum(disc(*DISCS[0][:3]).values, disc(*DISCS[2][:3]).values)
    assert np.abs(red - true).mean() < 0.005
    assert ((red > 0) & (red < 1)).any(), "the edge is soft"
    in_sky = resolver().resolve(Coloured(of=SKY, colour=RED)).values
    assert in_sky[40:].max() == 0 and in_sky[25, 95] == 1
    with pytest.raises(Unresolved, match="no_such_colour"):
        resolver().resolve(Coloured(of=Whole(), colour="#ffff00"))


def test_greys_are_told_apart_by_lightness() -> None:
    assert resolver().resolve(Coloured(of=Whole(), colour=GREY)).coverage > 0.8
    for colour in ("#000000", "#ffffff"):
        with pytest.raises(Unresolved, match="no_such_colour"):
            resolver().resolve(Coloured(of=Whole(), colour=colour))


@pytest.mark.parametrize(
    ("named", "alike", "other"),
    [
        ("#ff0000", (150, 20, 25), (255, 140, 0)),
        ("#0000ff", BLUE, (128, 0, 128)),
        ("#008000", (60, 120, 50), (0, 160, 170)),
        ("#ffff00", (230, 215, 60), (255, 140, 0)),
        ("#ffffff", (215, 217, 220), (140, 140, 140)),
        ("#000000", (35, 35, 38), (128, 128, 128)),
        ("#808080", (110, 112, 110), (200, 40, 40)),
        ("#ff0000", (200, 60, 40), (120, 70, 30)),
        ("#ffa500", (240, 150, 40), (200, 30, 30)),
    ],
)
def test_colours_are_told_as_people_name_them(named, alike, other) -> None:
    assert likeness(np.full((1, 1, 3), alike, np.uint8), named) > 0.8
    assert likeness(np.full((1, 1, 3), other, np.uint8), named) < 0.3


def test_written_words_are_found_by_what_they_say() -> None:
    texts = discs(words=("Summer  SALE", "open", "sale ends", ""))
    reading = resolver(finder_of=among(drawn("text", texts)))
    assert centres(reading.resolve(Text(content="sale"))) == {0, 2}
    assert centres(reading.resolve(Text(content="summer sale"))) == {0}
    with pytest.raises(Unresolved, match="not_written"):
        reading.resolve(Text(content="closed"))


def test_what_nothing_finds_is_said_to_have_no_finder() -> None:
    for where in (Text(content="sale"), Named(kind="unicorn")):
        with pytest.raises(Unresolved, match="no_finder"):
            resolver().resolve(where)


def test_sets_of_things_stay_things() -> None:
    left, right = Pick(of=DISC, which=1), Pick(of=DISC, which=-1)
    assert centres(resolver().resolve(Union(parts=(left, right)))) == {0, 3}
    assert centres(resolver().resolve(Pick(of=Union(parts=(left, right)), which="largest"))) == {3}
    assert centres(resolver().resolve(Minus(of=DISC, without=left))) == {1, 2, 3}
    assert centres(resolver().resolve(Pick(of=Minus(of=DISC, without=left), which="leftmost"))) == {1}
    assert centres(resolver().resolve(Both(parts=(DISC, Pick(of=DISC, which=2))))) == {1}


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (Named(kind="moon"), "target_not_found"),
        (Pick(of=Named(kind="moon"), which=1), "target_not_found"),
        (Union(parts=(DISC, Named(kind="moon"))), "target_not_found"),
        (Minus(of=DISC, without=Named(kind="moon")), "target_not_found"),
        (Both(parts=(Pick(of=DISC, which=1), Pick(of=DISC, which=2))), "no_overlap"),
        (Minus(of=DISC, without=Whole()), "nothing_left"),
        (Side(of=Pick(of=DISC, which=1), side="right"), "not_on_that_side"),
        (Sent(), "no_mask"),
    ],
)
def test_a_place_that_is_not_there_says_which_part_fails(where: Where, reason) -> None:
    with pytest.raises(Unresolved) as caught:
        resolver().resolve(where)
    assert caught.value.reason == reason
    assert str(caught.value.where) in str(where)


def test_a_single_one_among_several_as_good_is_ambiguous_with_their_boxes() -> None:
    with pytest.raises(Unresolved) as caught:
        resolver().resolve(DISC, single=True)
    assert (caught.value.reason, caught.value.count) == ("ambiguous_target", 4)
    assert caught.value.boxes[0] == (22, 12, 38, 28)
    assert centres(resolver().resolve(Pick(of=DISC, which=2), single=True)) == {1}
    assert resolver().resolve(SKY, single=True).coverage == pytest.approx(1 / 3)


def test_a_single_one_is_taken_where_the_finder_is_surest_of_it() -> None:
    sure = among(drawn("disc", discs(scores=(0.5, 0.95, 0.6, 0.4))))
    assert centres(resolver(finder_of=sure).resolve(DISC, single=True)) == {1}


def parted(soft: Mask) -> Resolver:
    return resolver(finder_of=among(drawn("subject", Found.of(soft, told_apart="by gaps"))))


def test_things_are_told_apart_by_gaps_where_no_finder_does() -> None:
    values = np.zeros(SIZE[::-1], np.float32)
    values[10:60, 10:40] = 1
    values[20:70, 70:110] = 0.9
    values[5:8, 38:41] = 1  # a crumb beside the first
    values[30, 40:70] = 0.2  # a hair between the two
    soft = Mask(values)
    assert parted(soft).resolve(SUBJECT) is soft
    left, right = (parted(soft).resolve(Pick(of=SUBJECT, which=which)).values for which in (1, 2))
    np.testing.assert_array_equal(np.maximum(left, right), values)
    assert np.minimum(left, right).max() == 0
    assert left[6, 39] == 1 and left[30, 45] > 0 and right[30, 65] > 0 and right[40, 90] == np.float32(0.9)
    with pytest.raises(Unresolved, match="too_few"):
        parted(soft).resolve(Pick(of=SUBJECT, which=3))


def test_one_that_hangs_together_is_one() -> None:
    whole = disc(60, 45, 20)
    np.testing.assert_array_equal(parted(whole).resolve(Pick(of=SUBJECT, which="leftmost")).values, whole.values)
    faint = Mask(np.full(SIZE[::-1], 0.4, np.float32))
    np.testing.assert_array_equal(parted(faint).resolve(Pick(of=SUBJECT, which=1)).values, faint.values)


PLANES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).random((8, 8), dtype=np.float32))


@given(a=PLANES, b=PLANES, c=PLANES)
def test_sets_are_the_most_the_least_and_the_rest(a, b, c) -> None:
    for plane in (a, b, c):
        plane[0, 0], plane[0, 1] = 1, 0  # all have a pixel in common, and one that none has
    b[0, 2], a[0, 2], c[0, 2] = 0, 1, 0
    named = {kind: drawn(kind, Found.of(Mask(plane))) for kind, plane in (("a", a), ("b", b), ("c", c))}
    places = Resolver(Image(np.zeros((8, 8, 3), np.uint8)), NONE, finder_of=lambda kind: named[kind])

    def values(where: Where) -> np.ndarray:
        return places.resolve(where).values

    one, two, three = (Named(kind=kind) for kind in "abc")
    np.testing.assert_array_equal(values(Union(parts=(one, two, three))), np.maximum(np.maximum(a, b), c))
    np.testing.assert_array_equal(values(Both(parts=(one, two, three))), np.minimum(np.minimum(a, b), c))
    np.testing.assert_array_equal(values(Minus(of=one, without=two)), np.minimum(a, 1 - b))
    np.testing.assert_array_equal(values(Union(parts=(one, one))), a)
    np.testing.assert_array_equal(values(Both(parts=(one,))), a)
    np.testing.assert_array_equal(values(Union(parts=(one, two))), values(Union(parts=(two, one))))
    np.testing.assert_array_equal(values(Both(parts=(Union(parts=(one, two)), one))), a)
    np.testing.assert_array_equal(
        values(Minus(of=one, without=Union(parts=(two, three)))), values(Minus(of=Minus(of=one, without=two), without=three))
    )


def test_each_kind_is_looked_for_once_and_a_complement_never() -> None:
    subject = drawn("subject", Found.of(disc(60, 45, 20), told_apart="by gaps"))
    background = drawn("background", Found(SIZE), complement="subject")
    places = resolver(finder_of=among(subject, background))
    for where in (SUBJECT, BACKGROUND, Named(kind="background", words="the bg"), Pick(of=SUBJECT, which="largest")):
        for _ in range(2):
            places.resolve(where)
    places.resolve(Minus(of=BACKGROUND, without=Side(of=SUBJECT, side="left")))
    assert (subject.asked, background.asked) == (["subject"], [])
    np.testing.assert_array_equal(places.resolve(BACKGROUND).values, 1 - places.resolve(SUBJECT).values)


def test_the_same_place_is_composed_once_and_few_are_remembered() -> None:
    places = resolver()
    where = Minus(of=SKY, without=Side(side="left"))
    assert places.resolve(where) is places.resolve(where)
    for number in range(60):
        places.resolve(Named(kind="sky", words=str(number)))
    assert len(places._places) <= 16


def test_what_was_known_before_is_not_looked_for() -> None:
    subject = drawn("subject", discs())
    places = resolver(finder_of=among(subject), known={"subject": Found.of(sky())})
    np.testing.assert_array_equal(places.resolve(SUBJECT).values, sky().values)
    assert not subject.asked
    again = resolver(finder_of=among(subject), known={"subject": Found(SIZE)})
    assert centres(again.resolve(SUBJECT)) == {0, 1, 2, 3}


def test_where_nothing_is_found_the_requests_mask_says_where_it_is_and_that_is_told() -> None:
    sent = disc(60, 45, 20)
    subject, background = drawn("subject", Found(SIZE, confidence=0.0)), drawn("background", Found(SIZE), complement="subject")
    places = resolver(finder_of=among(subject, background), mask=sent)
    for place in (SUBJECT, BACKGROUND):
        np.testing.assert_array_equal(places.resolve(place).values, sent.values)
    assert places.notes == [Note("mask_taken", {"region": place}) for place in (SUBJECT, BACKGROUND)]


def test_doubts_are_told_once() -> None:
    unsure = Found.of(sky(), 0.4, Note("unclear_outline"))
    places = resolver(finder_of=among(drawn("subject", unsure), drawn("background", unsure, complement="subject")))
    for place in (SUBJECT, BACKGROUND, Side(of=SUBJECT, side="left")):
        places.resolve(place)
    assert places.notes == [Note("unclear_outline")]


def test_a_step_leaves_out_what_is_kept() -> None:
    places, first, last = resolver(), Pick(of=DISC, which=1), Pick(of=DISC, which=-1)
    assert places.step_mask(DISC, ()) is places.resolve(DISC)
    assert places.kept(()) is None
    left = places.step_mask(DISC, (first, last)).values
    expected = [disc(x, y, radius).values for x, y, radius, _ in DISCS]
    np.testing.assert_array_equal(left[:, 40:80], expected[1][:, 40:80])
    np.testing.assert_array_equal(left, np.minimum(np.maximum.reduce(expected), 1 - np.maximum(expected[0], expected[3])))
    assert places.notes == [Note("kept", {"region": place}) for place in (first, last)]
    np.testing.assert_array_equal(
        places.kept((first, last)).values, np.maximum(places.resolve(first).values, places.resolve(last).values)
    )


def test_a_keep_that_leaves_nothing_or_is_not_there_is_an_error() -> None:
    for keep, reason in (((Whole(),), "all_kept"), ((Named(kind="moon"),), "target_not_found")):
        with pytest.raises(Unresolved, match=reason):
            resolver().step_mask(DISC, keep)


def test_no_finder_starts_when_nobody_waits() -> None:
    def gone() -> None:
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        resolver(check=gone).resolve(DISC)


def test_what_means_several_things_says_how_many() -> None:
    places = resolver()
    assert places.several(DISC) == 4
    assert places.several(Coloured(of=DISC, colour=RED)) == places.several(Side(of=DISC, side="left")) == 2
    assert places.several(Pick(of=DISC, which=1)) == places.several(SKY) == places.several(Whole()) == 0
    assert places.several(Side(side="left")) == places.several(Coloured(of=DISC, colour="#2040c8")) == 0
