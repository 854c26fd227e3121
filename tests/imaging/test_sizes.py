"""The five size rules, and the nearest allowed size, against a search over everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overpaint.imaging.sizes import RULES, auto_size, broken_rule, nearest_allowed

EDGES = st.integers(1, 20_000)


def allowed(width: int, height: int) -> bool:
    """The rules as the contract words them, written down a second time."""
    return (
        width % 16 == 0
        and height % 16 == 0
        and max(width, height) <= 3840
        and max(width, height) / min(width, height) <= 3
        and 655_360 <= width * height <= 8_294_400
    )


ALLOWED = [(width, height) for width in range(16, 3841, 16) for height in range(16, 3841, 16) if allowed(width, height)]


@given(EDGES, EDGES)
def test_broken_rule_agrees_with_the_contract(width: int, height: int) -> None:
    assert (broken_rule((width, height)) is None) == allowed(width, height)


@given(st.integers(1, 260), st.integers(1, 260))
def test_broken_rule_agrees_on_multiples_of_sixteen(across: int, down: int) -> None:
    assert (broken_rule((16 * across, 16 * down)) is None) == allowed(16 * across, 16 * down)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((1000, 1024), "multiples of 16"),
        ((0, 0), "multiples of 16"),
        ((-16, 1024), "multiples of 16"),
        ((3856, 2048), "3,840"),
        ((1600, 512), "3 times"),
        ((512, 512), "655,360"),
        ((3840, 3840), "8,294,400"),
    ],
)
def test_each_rule_has_its_sentence(size: tuple[int, int], words: str) -> None:
    assert words in (broken_rule(size) or "")


def test_there_are_five_rules() -> None:
    assert len(RULES) == 5


@settings(max_examples=200)
@given(EDGES, EDGES)
def test_the_proposals_are_allowed(width: int, height: int) -> None:
    assert allowed(*nearest_allowed((width, height)))
    assert allowed(*auto_size((width, height)))


def test_every_allowed_size_is_its_own_nearest() -> None:
    for size in ALLOWED:
        assert nearest_allowed(size) == auto_size(size) == size


@settings(max_examples=40, deadline=None)
@given(st.integers(700, 3000), st.integers(700, 2800))
def test_no_allowed_size_is_nearer(width: int, height: int) -> None:
    def change(size: tuple[int, int]) -> int:
        return abs(size[0] - width) + abs(size[1] - height)

    assert change(nearest_allowed((width, height))) == min(change(size) for size in ALLOWED)


@pytest.mark.parametrize(
    ("size", "nearest"),
    [
        ((3840, 1264), (3840, 1280)),
        ((3840, 2176), (3840, 2160)),
        ((1000, 1024), (1008, 1024)),
        ((512, 512), (816, 816)),
        ((1024, 1000), (1024, 1008)),
    ],
)
def test_one_edge_moves_where_that_is_enough(size: tuple[int, int], nearest: tuple[int, int]) -> None:
    assert nearest_allowed(size) == nearest


@pytest.mark.parametrize(
    ("size", "nearest"),
    [((4096, 4096), (2880, 2880)), ((5000, 4000), (3216, 2576)), ((4000, 1000), (3840, 1280)), ((200, 100), (1152, 576))],
)
def test_the_nearest_size_is_of_the_same_shape(size: tuple[int, int], nearest: tuple[int, int]) -> None:
    assert nearest_allowed(size) == nearest


@settings(max_examples=200)
@given(st.integers(16, 8000), st.floats(1 / 3, 3))
def test_the_nearest_size_keeps_the_shape(width: int, ratio: float) -> None:
    height = max(1, round(width / ratio))
    nearest = nearest_allowed((width, height))
    assert nearest[0] / nearest[1] == pytest.approx(max(1 / 3, min(3, width / height)), rel=0.04)


@settings(max_examples=200)
@given(st.integers(16, 8000), st.floats(1 / 3, 3))
def test_auto_keeps_aspect_and_pixels(width: int, ratio: float) -> None:
    height = max(1, round(width / ratio))
    size = auto_size((width, height))
    ratio = max(1 / 3, min(3, width / height))
    assert size[0] / size[1] == pytest.approx(ratio, rel=0.02)
    most = min(8_294_400, 3840 * 3840 * min(ratio, 1 / ratio))
    assert size[0] * size[1] == pytest.approx(max(655_360, min(most, width * height)), rel=0.12)


@pytest.mark.parametrize("size", [(10**30, 1), (1, 10**30), (10**400, 10**400), (-(10**9), 5), (0, 0)])
def test_numbers_of_any_length(size: tuple[int, int]) -> None:
    assert broken_rule(size)
    assert allowed(*nearest_allowed(size))
    assert allowed(*auto_size(size))


@pytest.mark.parametrize(
    ("source", "answer"),
    [((1024, 1024), (1024, 1024)), ((512, 512), (816, 816)), ((4000, 4000), (2880, 2880)), ((6000, 1000), (3840, 1280))],
)
def test_auto_on_common_sources(source: tuple[int, int], answer: tuple[int, int]) -> None:
    assert auto_size(source) == answer


def test_turning_a_picture_turns_its_size() -> None:
    for width, height in ((640, 427), (4032, 3024), (1000, 333), (1, 9)):
        assert auto_size((width, height)) == auto_size((height, width))[::-1]
