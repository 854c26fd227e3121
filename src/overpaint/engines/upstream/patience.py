"""How long somebody else is waited for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event as Flag

from overpaint.errors import Cancelled, EngineTimeout, EngineUnavailable

# How often who waits looks up, in seconds.
GLANCE = 0.05


@dataclass(frozen=True)
class Patience:
    """How long a call is waited for. `closed`: of the engine. `deadline`: on `time.monotonic`'s clock."""

    cancelled: Flag
    closed: Flag
    deadline: float

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def ended(self) -> bool:
        return self.cancelled.is_set() or self.closed.is_set() or self.left <= 0

    def check(self) -> None:
        """Raise Cancelled, EngineUnavailable or EngineTimeout when there is no more reason, or no more time, to wait."""
        if self.cancelled.is_set():
            raise Cancelled("The edit was cancelled.")
        if self.closed.is_set():
            raise EngineUnavailable("The server is shutting down. Try again in a moment.", retry=True)
        if self.left <= 0:
            raise EngineTimeout("The upstream did not answer in time.")

    def wait(self, seconds: float) -> None:
        """Raises as `check`."""
        until = time.monotonic() + seconds
        while (left := min(until - time.monotonic(), self.left)) > 0:
            self.cancelled.wait(min(left, GLANCE))
            self.check()
        self.check()
