"""Drawings: lines where edges are, paper where there is nothing, and the same drawing again."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import drawing


def _step(dark: int = 60, light: int = 220) -> np.ndarray:
    picture = np.full((96, 128, 3), light, np.uint8)
    picture[:, :64] = dark
    return picture


def test_bright_even_ground_stays_paper() -> None:
    white = np.full((64, 64, 3), 255, np.uint8)
    assert drawing.pencilled(white, 0.5, "graphite", 3).min() > 225
    assert drawing.inked(white, 0.5, filled=False).min() > 250
    assert drawing.inked(white, 0.5, filled=True).min() > 250


def test_a_line_is_drawn_along_an_edge_and_nowhere_else() -> None:
    lines = drawing.inked(_step(), 0.5, filled=False)[..., 0]
    assert lines[48, 58:66].min() < 60
    assert lines[48, :50].min() > 240 and lines[48, 80:].min() > 240


def test_filled_ink_is_black_where_it_is_dark() -> None:
    ink = drawing.inked(_step(), 0.5, filled=True)[..., 0]
    assert ink[48, 10] < 30 and ink[48, 110] > 240


def test_pencil_is_darker_where_the_photo_is() -> None:
    drawn = drawing.pencilled(_step(), 0.5, "graphite", 3).astype(float)
    assert drawn[:, :50].mean() + 40 < drawn[:, 80:].mean()


@pytest.mark.parametrize("medium", ["graphite", "charcoal"])
def test_more_of_it_is_darker(medium: drawing.Medium) -> None:
    means = [drawing.pencilled(_step(), amount, medium, 3).mean() for amount in (0.0, 0.5, 1.0)]
    assert means[0] > means[1] > means[2]


def test_graphite_is_grey_and_coloured_pencil_is_not() -> None:
    red = np.full((64, 64, 3), (190, 50, 40), np.uint8)
    assert np.ptp(drawing.pencilled(red, 0.5, "graphite", 1).astype(int), axis=2).max() == 0
    coloured = drawing.pencilled(red, 0.5, "coloured", 1).astype(int)
    assert (coloured[..., 0] - coloured[..., 1]).mean() > 60


def test_the_seed_moves_the_strokes() -> None:
    one, again, other = (drawing.pencilled(_step(), 0.5, "graphite", seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_a_comic_has_few_tones_and_keeps_hues() -> None:
    ramp = np.tile(np.linspace(20, 235, 256).astype(np.uint8)[None, :, None], (64, 1, 3))
    tones = drawing.as_comic(ramp, 1.0)[32, :, 0].astype(int)
    steps = np.abs(np.diff(tones))
    assert (steps <= 1).mean() > 0.6 and steps.max() > 4
    blue = drawing.as_comic(np.full((64, 64, 3), (40, 70, 180), np.uint8), 0.5).astype(int)
    assert (blue[..., 2] > blue[..., 1]).all() and (blue[..., 1] >= blue[..., 0]).all()
