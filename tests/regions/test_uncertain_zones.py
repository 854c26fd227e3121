"""Wide zones of half belief, on a drawn belief and a picture whose colours tell what they are."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.salience.uncertain_zones import settle

SUIT, FLAG, WALL = (225, 105, 60), (125, 15, 25), (180, 165, 160)


def scene() -> tuple[Plane, Pixels]:
    """A suit before a wall and a flag; the network is sure of suit, wall and the flag's top."""
    coarse, rgb = np.zeros((320, 320), np.float32), np.empty((320, 320, 3), np.uint8)
    rgb[:], rgb[:, :60], rgb[80:, 60:260] = WALL, FLAG, SUIT
    coarse[80:, 60:260] = 1
    return coarse, rgb


def test_wide_half_belief_is_decided_and_soft_edges_are_not() -> None:
    coarse = np.zeros((320, 320), np.float32)
    coarse[:, 100:200] = 1
    coarse[:, 200:260] = 0.62
    coarse[:, 20:80] = 0.4
    coarse[:, 98:100] = 0.5
    settled = settle(coarse, np.full((320, 320, 3), 128, np.uint8))
    assert settled[160, 230] == pytest.approx(1, abs=0.02)
    assert settled[160, 50] == pytest.approx(0, abs=0.02)
    assert settled[160, 98] == pytest.approx(0.5, abs=0.02)


def test_sure_belief_is_left_alone() -> None:
    coarse, rgb = scene()
    assert settle(coarse, rgb) is coarse


def test_a_blotchy_zone_of_the_backgrounds_colour_goes_whole() -> None:
    """Its brighter blotches, believed in more than not, would be left as smudges."""
    coarse, rgb = scene()
    coarse[160:240, :60] = 0.4
    coarse[180:200, 40:60] = 0.7
    settled = settle(coarse, rgb)
    assert settled[160:240, :57].max() < 0.02
    assert settled[:, 66:].min(where=coarse[:, 66:] == 1, initial=1) > 0.98


def test_the_same_blotches_stay_where_the_colour_is_the_subjects() -> None:
    coarse, rgb = scene()
    coarse[160:240, :60] = 0.4
    coarse[180:200, 40:60] = 0.7
    rgb[160:240, :60] = SUIT
    assert settle(coarse, rgb)[185:195, 45:55].min() > 0.6


def test_what_goes_on_from_it_at_the_frame_goes_with_it() -> None:
    """The network is sure of the flag's lower end: its colour and the zone above it tell otherwise."""
    coarse, rgb = scene()
    coarse[160:250, :60] = 0.42
    coarse[250:, :60] = 1
    settled = settle(coarse, rgb)
    assert settled[:, :56].max() < 0.05
    assert settled[84:, 64:256].min() > 0.95


def test_what_is_larger_than_the_zone_or_of_the_subjects_colour_stays() -> None:
    coarse, rgb = scene()
    coarse[120:150, :60] = 0.42
    coarse[150:, :60] = 1
    assert settle(coarse, rgb)[156:, :56].min() > 0.95, "larger"
    coarse[120:250, :60] = 0.42
    rgb[250:, :60] = SUIT
    assert settle(coarse, rgb)[258:, :56].min() > 0.95, "subject's colour"


@pytest.mark.parametrize(("rows", "belief"), [((150, 180), 0.56), ((310, 320), 0.75)])
def test_a_half_believed_patch_within_the_subject_is_the_subject(rows: tuple[int, int], belief: float) -> None:
    coarse, rgb = scene()
    patch = slice(*rows), slice(140, 152)
    coarse[patch] = belief
    rgb[patch] = WALL
    assert settle(coarse, rgb)[84:, 64:256].min() > 0.9


def test_a_patch_at_the_frame_that_leans_to_the_subject_is_filled() -> None:
    coarse, rgb = scene()
    coarse[300:, 150:180] = 0.75
    rgb[300:, 150:180] = WALL
    assert settle(coarse, rgb)[296:, 146:184].min() > 0.95
