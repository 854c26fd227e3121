"""An edit's place among those that wait, for the answer's headers and for whoever reads along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from overpaint.admission import Waiting


@dataclass
class Queue:
    """Told by the edit's thread while it waits. `ahead`: edits before it when it came; none where it began at once."""

    ahead: int = 0
    _told: list[Callable[[Waiting], None]] = field(default_factory=list)
    _waited: bool = False

    def __call__(self, waiting: Waiting) -> None:
        if not self._waited:
            self.ahead, self._waited = waiting.ahead + 1, True
        for tell in self._told:
            tell(waiting)

    def tell(self, listener: Callable[[Waiting], None]) -> None:
        """`listener` is told too, in the edit's thread; it must not wait."""
        self._told.append(listener)

    @property
    def headers(self) -> dict[str, str]:
        return {"x-overpaint-queue-position": str(self.ahead)}
