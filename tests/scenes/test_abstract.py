"""Designed backgrounds: two colours and their mixes, no bands, no light of their own."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from overpaint.imaging.colour import to_linear, to_oklab, to_srgb
from overpaint.scenes import abstract
from overpaint.scenes.base import SceneContext

STYLES = get_args(abstract.Style)


def rendered(style: str, seed: int = 1, size: tuple[int, int] = (160, 120), **colours: str) -> np.ndarray:
    return to_srgb(abstract.render(size, abstract.Params(style=style, **colours), SceneContext(seed=seed)).pixels)


@pytest.mark.parametrize("style", STYLES)
def test_a_subject_keeps_its_colours_before_it(style: str) -> None:
    backdrop = abstract.render((64, 48), abstract.Params(style=style), SceneContext(seed=3))
    assert backdrop.light.strength == 0 and backdrop.grain == 0 and backdrop.horizon is None


@pytest.mark.parametrize("style", STYLES)
def test_other_seeds_are_other_compositions(style: str) -> None:
    first, second = rendered(style, 1).astype(int), rendered(style, 2).astype(int)
    assert np.abs(first - second).mean() > 3


@pytest.mark.parametrize("style", STYLES)
def test_two_greys_make_no_colour(style: str) -> None:
    grey = rendered(style, start="#303030", end="#d0d0d0").astype(int)
    assert (grey.max(axis=-1) - grey.min(axis=-1)).max() <= 3


@pytest.mark.parametrize("style", ["mesh", "waves", "geometric"])
def test_both_colours_are_seen(style: str) -> None:
    start, end = "#104080", "#f0a020"
    lab = to_oklab(to_linear(rendered(style, size=(200, 160), start=start, end=end)))
    assert lab[..., 2].min() < -0.05, "blue"
    assert lab[..., 2].max() > 0.05, "yellow"


def test_a_mesh_has_no_bands() -> None:
    """Between neighbours nothing jumps by more than the dither does."""
    mesh = rendered("mesh", size=(400, 300)).astype(int)
    assert np.abs(np.diff(mesh, axis=1)).max() <= 3
    smooth = mesh[..., 0].reshape(75, 4, 400).mean(1)
    assert np.unique(np.round(smooth, 2)).size > 300, "averaged over four rows, steps are finer than bytes"
