"""Which subjects no scene suits, and which it does."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.engines.local.pairing import closeness, odd_pair
from overpaint.imaging.values import Backdrop
from overpaint.regions.detection import Detected

SIDE = 120
ROWS, COLUMNS = np.mgrid[0:SIDE, 0:SIDE]
BOX = ((ROWS >= 40) & (ROWS < 90) & (COLUMNS >= 30) & (COLUMNS < 90)).astype(np.float32)
PLATE = (((ROWS - 60) / 25) ** 2 + ((COLUMNS - 60) / 40) ** 2 < 1).astype(np.float32)
CUT = ((ROWS >= 40) & (COLUMNS >= 30) & (COLUMNS < 90)).astype(np.float32)


def behind(ground: str, horizon: float | None = 0.4) -> Backdrop:
    return Backdrop(np.zeros((SIDE, SIDE, 3), np.float32), horizon=horizon, ground=ground)


def named(*names: str) -> list[Detected]:
    return [Detected(name, 0.9, (30, 20, 95, 100)) for name in names]


@pytest.mark.parametrize(
    ("subject", "backdrop", "names", "odd"),
    [
        (BOX, behind("water"), ["car"], "on_water"),
        (BOX, behind("water"), [], "on_water"),
        (BOX, behind("water"), ["person", "chair"], "on_water"),
        (BOX, behind("water"), ["surfboard", "person"], None),
        (CUT, behind("water"), ["person"], None),
        (BOX, behind("water"), ["boat"], None),
        (CUT, behind("water"), ["car"], None),
        (BOX, behind("solid"), ["car"], None),
        (PLATE, behind("solid"), ["cup"], "from_above"),
        (PLATE, behind("solid", None), ["cup"], None),
        (BOX, behind("solid"), ["cup"], None),
        (PLATE, behind("solid"), ["dog"], None),
        (BOX, behind("none"), ["car"], None),
    ],
)
def test_what_no_scene_suits(subject: np.ndarray, backdrop: Backdrop, names: list[str], odd: str | None) -> None:
    assert odd_pair(subject, backdrop, lambda: named(*names)) == odd


def test_a_small_thing_beside_the_subject_does_not_name_it() -> None:
    aside = [Detected("boat", 0.9, (80, 85, 90, 90))]
    assert odd_pair(BOX, behind("water"), lambda: aside) == "on_water"


def test_nobody_looks_where_it_makes_no_difference() -> None:
    def never() -> list[Detected]:
        raise AssertionError("looked")

    assert odd_pair(BOX, behind("solid"), never) is None
    assert odd_pair(CUT, behind("water"), never) is None


def test_what_is_small_was_seen_from_near() -> None:
    bag, cat, person = (closeness(BOX, named(name)) for name in ("handbag", "cat", "person"))
    assert bag == cat > 1.5
    assert person == closeness(BOX, []) == closeness(BOX, named("car")) == 1
    assert closeness(BOX, named("person", "handbag")) == 1
    assert closeness(BOX, named("cup")) <= 3.5
    assert closeness(np.zeros_like(BOX), named("cup")) == 1
