"""Colours of the plain scenes, to the byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from overpaint.imaging.colour import to_srgb
from overpaint.imaging.colour_code import to_pixel
from overpaint.scenes import gradient, solid, studio
from overpaint.scenes.base import SceneContext

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize("colour", ["white", "#fff", "#12345g", "#1234567", ""])
def test_a_colour_must_be_written_in_full(colour):
    with pytest.raises(ValidationError):
        solid.Params(colour=colour)


def test_a_colour_code_is_read_as_bytes():
    assert to_pixel("#Ff8001").tolist() == [[[255, 128, 1]]]
    with pytest.raises(ValueError, match="#rrggbb"):
        to_pixel("ff8001")


def srgb_of_gradient(start, end, direction, size=(65, 65)):
    params = gradient.Params(start=start, end=end, direction=direction)
    return to_srgb(gradient.render(size, params, SceneContext(seed=1)).pixels).astype(int)


@pytest.mark.parametrize(
    ("direction", "first", "last"),
    [
        ("vertical", (0, 32), (64, 32)),
        ("horizontal", (32, 0), (32, 64)),
        ("diagonal", (0, 0), (64, 64)),
        ("radial", (32, 32), (0, 0)),
    ],
)
def test_a_gradient_runs_from_start_to_end(direction, first, last):
    rgb = srgb_of_gradient("#204060", "#f0c080", direction)
    assert np.abs(rgb[first] - [0x20, 0x40, 0x60]).max() <= 1
    assert np.abs(rgb[last] - [0xF0, 0xC0, 0x80]).max() <= 1
    halfway = rgb[(first[0] + last[0]) // 2, (first[1] + last[1]) // 2]
    assert (rgb[first] < halfway).all()
    assert (halfway < rgb[last]).all()


def test_a_gradient_has_no_bands():
    """Ten steps over 400 rows: undithered, each step would be a band of 40 equal rows."""
    rgb = srgb_of_gradient("#808080", "#8a8a8a", "vertical", (64, 400))
    means = rgb[..., 0].mean(axis=1)
    exact = np.linspace(0x80, 0x8A, 400)
    assert np.abs(means - exact).max() < 0.35, "rows must average to the true value"
    assert np.abs(rgb[..., 0] - exact[:, None]).max() < 1.5, "no pixel may stray further than rounding needs"


def test_equal_ends_make_a_plain_colour():
    assert (srgb_of_gradient("#ffffff", "#ffffff", "radial") == 255).all()


def test_studio_paper_is_brightest_where_the_lamp_is():
    for lamp, share in (("left", 0.3), ("centre", 0.5), ("right", 0.7)):
        pixels = studio.render((120, 90), studio.Params(lamp=lamp), SceneContext(seed=4)).pixels
        column = int(pixels.sum((0, 2)).argmax())
        assert abs(column / 120 - share) < 0.06


@given(colours, st.floats(0.0, 1.0))
@settings(max_examples=20, deadline=None)
def test_studio_paper_is_never_brighter_than_its_colour(colour, falloff):
    pixels = studio.render((40, 30), studio.Params(colour=colour, falloff=falloff), SceneContext()).pixels
    most = to_srgb(pixels).reshape(-1, 3).max(axis=0).astype(int)
    assert (most <= to_pixel(colour)[0, 0]).all()
    assert (to_pixel(colour)[0, 0] - most < 8).all()


def test_studio_falloff_darkens_the_corners():
    def corner(falloff):
        return studio.render((80, 80), studio.Params(falloff=falloff), SceneContext()).pixels[0, 0].mean()

    even, middling, deep = corner(0.0), corner(0.5), corner(1.0)
    assert even > 1.3 * middling > 1.3 * deep


def test_pale_paper_is_as_pale_as_it_was_asked_for():
    def corner(colour):
        return to_srgb(studio.render((80, 80), studio.Params(colour=colour), SceneContext()).pixels)[0, 0].mean()

    assert corner("#d3d3d3") > 188 and corner("#ffffff") > 225
    assert corner("#a9abae") < 130, "a grey one keeps its fall-off"
