"""In a pool's place: each job done in the thread that asks for it. For the command line and the Python API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event as Flag
from typing import Any

from overpaint.errors import Cancelled
from overpaint.workers.duty import Duty
from overpaint.workers.messages import Job


@dataclass(frozen=True)
class InThisProcess:
    """`duty`: it is not prepared, and loads what it needs with its first job."""

    duty: Duty
    ready = True

    def run(self, job: Job, cancelled: Flag) -> Iterator[Any]:
        """The end of a job. Raises what the job raised, Cancelled."""

        def check() -> None:
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled.")

        yield (yield from self.duty.run(job.work, check))

    def close(self) -> None:
        """Nothing to stop."""
