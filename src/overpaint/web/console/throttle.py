"""Whoever tries passwords has to wait: a few tries are free, then every wrong one doubles the pause."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from overpaint.errors import TryLater

FREE_TRIES = 5
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 900.0
"""Seconds."""

REMEMBERED = 10_000
"""Addresses; the longest quiet is forgotten for one more."""


class Throttle:
    """By the client's address. Used by the event loop alone. `now`: seconds, from a clock that never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # address → wrong tries in a row, time of the last

    def check(self, address: str) -> None:
        """Raises TryLater (`rate_limit_exceeded`) while the pause lasts."""
        tries, last = self._wrong.get(address, (0, 0.0))
        if tries < FREE_TRIES:
            return
        left = last + min(FIRST_PAUSE * 2 ** min(tries - FREE_TRIES, 20), LONGEST_PAUSE) - self._now()
        if left > 0:
            message = f"Too many wrong tries. Try again in {round(left) or 1} seconds."
            raise TryLater(message, retry_after=round(left) or 1, code="rate_limit_exceeded", param="password")

    def wrong(self, address: str) -> None:
        """Count a try, from when it begins; `right` takes all of them back."""
        tries, _ = self._wrong.pop(address, (0, 0.0))
        self._wrong[address] = tries + 1, self._now()
        if len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        self._wrong.pop(address, None)
