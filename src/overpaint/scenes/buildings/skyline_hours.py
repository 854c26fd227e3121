"""The light of a skyline at each hour, as data. Pure numbers: importing this loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SkylineHour:
    """`lit`: share of windows with light. `lamps`: radiance of a lit window over that of the sky low over the town. `key`:
    log-mean brightness, see `imaging.hdr`. `sun`: degrees off the line of sight, None where it may stand in the picture."""

    lit: float
    lamps: float
    key: float
    sun: tuple[float, float] | None


SKYLINES: dict[Literal["noon", "sunset", "dusk", "night"], SkylineHour] = {
    "noon": SkylineHour(0.0, 0.0, 0.25, (60.0, 120.0)),
    "sunset": SkylineHour(0.10, 1.2, 0.13, None),
    "dusk": SkylineHour(0.36, 2.4, 0.10, (0.0, 40.0)),
    "night": SkylineHour(0.40, 16.0, 0.034, (20.0, 60.0)),
}
