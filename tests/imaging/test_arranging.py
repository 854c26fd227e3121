"""Cells of a sheet: inside it, apart from each other, in order, and of their pictures' shape where nothing has to be cut."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overpaint.imaging.arranging import Arrangement, lay_out, natural_size

KINDS = get_args(Arrangement)
sides = st.integers(40, 4000)
sizes = st.lists(st.tuples(sides, sides).filter(lambda size: 1 / 3 <= size[0] / size[1] <= 3), min_size=1, max_size=16)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(kind=st.sampled_from(KINDS), pictures=sizes, sheet=st.tuples(st.integers(512, 2048), st.integers(512, 2048)))
def test_cells_lie_inside_and_apart(kind, pictures, sheet) -> None:
    cells = lay_out(kind, pictures, sheet, 0, 0.01).cells
    assert len(cells) == len(pictures)
    for top, left, bottom, right in cells:
        assert 0 <= top < bottom <= sheet[1] + 1 and 0 <= left < right <= sheet[0] + 1
    for number, one in enumerate(cells):
        for other in cells[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


@pytest.mark.parametrize(("kind", "along"), [("row", 1), ("column", 0)])
def test_a_row_and_a_column_keep_the_order(kind, along) -> None:
    cells = lay_out(kind, [(300, 200), (200, 300), (250, 250)], (900, 900), 0, 0.0).cells
    assert all(before[along + 2] <= after[along] for before, after in pairwise(cells))


@pytest.mark.parametrize("kind", ["row", "column", "collage"])
def test_at_its_natural_size_a_sheet_cuts_nothing(kind) -> None:
    pictures = [(1200, 800), (800, 1200), (1000, 1000), (1600, 900)]
    cells = lay_out(kind, pictures, natural_size(kind, pictures, 0, 0.0), 0, 0.0).cells
    for (width, height), (top, left, bottom, right) in zip(pictures, cells, strict=True):
        assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.02)


def test_a_row_on_a_sheet_of_another_shape_is_cut_a_little_and_stands_in_the_middle() -> None:
    (top, left, bottom, right), *_ = lay_out("row", [(1500, 1000)] * 3, (1000, 1000), 0, 0.0).cells
    assert top == 1000 - bottom > 0 and left == 0
    assert (right - left) / (bottom - top) == pytest.approx(1.5 * 0.6, rel=0.02)


def test_a_grid_has_the_columns_that_are_asked_for_and_equal_cells() -> None:
    cells = lay_out("grid", [(300, 200)] * 8, (900, 900), 3, 0.0).cells
    assert [cell[0] for cell in cells] == [0] * 3 + [300] * 3 + [600] * 2
    assert {(cell[2] - cell[0], cell[3] - cell[1]) for cell in cells} == {(300, 300)}
    assert cells[6][1] == 900 - cells[7][3] > 0


def test_no_picture_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="nothing"):
        lay_out("row", [], (10, 10), 0, 0.0)
