"""Exposure, bloom and tone mapping."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overpaint.imaging.hdr import bloom, key_exposure, tone_map


def plain(*rgb, size=(24, 32)):
    return np.full((*size, 3), rgb, np.float32)


@given(st.floats(1.0, 2.0), st.floats(0.0, 0.3))
@settings(max_examples=20, deadline=None)
def test_medium_grey_stays_where_it_is(contrast, mixing):
    mapped = tone_map(plain(0.18, 0.18, 0.18), 1.0, contrast=contrast, mixing=mixing)
    assert mapped == pytest.approx(0.18, abs=2e-3)


def test_brighter_light_is_never_darker():
    ramp = np.repeat(np.geomspace(1e-4, 1e4, 200, dtype=np.float32)[None, :, None], 3, axis=2)
    mapped = tone_map(ramp, 1.0)
    assert (np.diff(mapped[0, :, 0]) >= 0.0).all()
    assert mapped.min() >= 0.0
    assert 0.98 < mapped.max() <= 1.0
    assert np.ptp(mapped, axis=2).max() < 1e-3, "grey stays grey"


def test_a_bright_colour_pales():
    dim, bright = (tone_map(plain(0.5, 0.1, 0.02), exposure)[0, 0] for exposure in (1.0, 60.0))
    assert bright[2] / bright[0] > 3 * dim[2] / dim[0]
    assert bright[0] >= bright[1] >= bright[2]


def test_white_balance_and_saturation():
    assert np.ptp(tone_map(plain(0.2, 0.1, 0.4), 1.0, white=(1.0, 2.0, 0.5))) < 1e-3
    assert np.ptp(tone_map(plain(0.3, 0.2, 0.1), 1.0, saturation=0.0)[0, 0]) < 1e-3
    vivid, dull = (np.ptp(tone_map(plain(0.3, 0.2, 0.1), 1.0, saturation=s)[0, 0]) for s in (1.3, 0.7))
    assert vivid > dull


def test_exposure_brings_a_plain_picture_to_its_key():
    assert key_exposure(plain(4.0, 4.0, 4.0), 0.2) == pytest.approx(0.05)


def test_bloom_spreads_light_and_loses_none():
    radiance = plain(0.0, 0.0, 0.0, size=(256, 256))
    radiance[128, 128] = 1000.0
    spread = bloom(radiance.copy(), 0.1)
    assert spread[128, 128, 0] < 1000.0
    assert spread[128, 140, 0] > 0.0
    assert spread.sum() == pytest.approx(radiance.sum(), rel=0.02)
    assert bloom(plain(0.3, 0.2, 0.1), 0.2) == pytest.approx(plain(0.3, 0.2, 0.1), abs=1e-5)
