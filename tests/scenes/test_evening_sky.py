"""A sunset reads as one: warm low, cool above, smooth; a clear sky has no cloud in it."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import to_oklab
from overpaint.scenes import find_scene
from overpaint.scenes.base import SceneContext
from overpaint.scenes.heavens.evening import evening
from overpaint.scenes.sky import Params

SIZE = (192, 144)


def _sky(**params: object) -> np.ndarray:
    return find_scene("sky").render(SIZE, Params.model_validate({"skyline": 0.7, **params}), SceneContext(seed=5)).pixels


@pytest.mark.parametrize("hue", ["mixed", "orange", "pink", "golden"])
def test_warm_at_the_horizon_and_cooler_above_without_violet(hue: str) -> None:
    clear = np.ones((144, 192), np.float32)
    lab = to_oklab(evening(clear, np.zeros((144, 192, 3), np.float32), 100.0, 40.0, hue))  # type: ignore[arg-type]
    low, high = lab[94:99].mean((0, 1)), lab[:6].mean((0, 1))
    assert low[2] > 0.06 and low[2] > high[2] + 0.06 and low[0] > high[0]
    assert np.hypot(high[1], high[2]) < 0.07, "above it is nearly grey"
    assert np.abs(np.diff(lab[:99], axis=0)).max() < 0.012, "no bands"


def test_pink_is_pinker_than_golden() -> None:
    pink, golden = (to_oklab(_sky(time="sunset", hue=hue))[:100].mean((0, 1)) for hue in ("pink", "golden"))
    assert pink[1] > golden[1] + 0.02 and golden[2] > pink[2] + 0.02


@pytest.mark.parametrize("time", ["noon", "sunset"])
def test_a_clear_sky_is_cloudless(time: str) -> None:
    lab = to_oklab(_sky(time=time, weather="clear"))[:90]
    assert np.abs(np.diff(lab[..., 0], n=2, axis=1)).max() < 0.01
