"""What a worker process is for: the contract between the pool and whoever brings the work."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol


class Duty(Protocol):
    """Picklable, and light to import: its methods run in the worker, and import there what they need."""

    def configure(self) -> None:
        """Before anything heavy is loaded: what libraries read once, at their import."""
        ...

    def prepare(self) -> None:
        """Load what the first job would otherwise wait for. What can't be loaded is no reason to die."""
        ...

    def run(self, work: Any, check: Callable[[], None]) -> Generator[Any, None, Any]:
        """Do one job: yield its events, return the last; picklable. `check` raises Cancelled when nobody waits any more."""
        ...
