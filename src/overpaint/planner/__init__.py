"""The optional planner: a language model behind an OpenAI-style chat endpoint, asked for a plan where our own reader is unsure.

Off unless OVERPAINT_PLANNER_URL names one (docs/planner.md, docs/decisions/0027). `wording` says what is asked, `judging` holds
the answer to the prompt and to what is installed, `asking` makes the call, `glimpse` makes the small picture.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from threading import Event as Flag
from typing import TYPE_CHECKING, cast

from overpaint.engines.planning import Unread
from overpaint.errors import Cancelled, ConfigurationError, OverpaintError
from overpaint.instructions.catalogue import Catalogue
from overpaint.planner.glimpse import Glimpse, GlimpseDuty
from overpaint.planner.judging import Unusable, judged
from overpaint.planner.wording import messages, schema
from overpaint.plans import Plan
from overpaint.settings import Settings
from overpaint.workers import WorkerPool
from overpaint.workers.here import InThisProcess
from overpaint.workers.messages import Job

if TYPE_CHECKING:
    from overpaint.planner.asking import Endpoint

__all__ = ["Planner", "open_planner"]

log = logging.getLogger(__name__)

# Calls at a time: each holds the thread of its edit.
_CALLS = 4
# How often who waits for one looks up, in seconds.
_GLANCE = 0.05


def open_planner(settings: Settings, *, here: bool = False) -> Planner | None:
    """The planner that the settings name; None where they name none. `here`: pixels are worked on in the calling process.

    Raises ConfigurationError.
    """
    if not settings.planner_url:
        return None
    if not settings.planner_model:
        raise ConfigurationError("OVERPAINT_PLANNER_URL is set: name the model to ask for in OVERPAINT_PLANNER_MODEL.")
    from overpaint.planner.asking import Endpoint  # httpx2 comes with it

    endpoint = Endpoint(settings.planner_url, settings.planner_model, settings.planner_key)
    pool: WorkerPool | InThisProcess | None = None
    if settings.planner_sees:
        duty = GlimpseDuty()
        pool = (
            InThisProcess(duty)
            if here
            else WorkerPool(duty, count=1, memory=settings.worker_memory, timeout=settings.planner_timeout)
        )
    return Planner(endpoint, settings.planner_timeout, pool)


@dataclass
class Planner:
    """`seconds`: that one question may take, with its second form. `pool`: makes the small picture; None where none is sent."""

    endpoint: Endpoint
    seconds: float
    pool: WorkerPool | InThisProcess | None = None
    _closed: Flag = field(default_factory=Flag)
    _calls: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_CALLS))

    @property
    def leaves(self) -> bool:
        """Whether what it is asked leaves the machine."""
        return not self.endpoint.is_here

    def plan(self, unread: Unread, read: Plan, catalogue: Catalogue, cancelled: Flag) -> Plan | None:
        """Its plan for a prompt, or its refusal; None where the reader's own, `read`, stands: it answered with what can't be
        used, too late, or not at all. Raises Cancelled.
        """
        deadline = time.monotonic() + self.seconds
        try:
            self._wait_for_a_call(deadline, cancelled)
            try:
                glimpse = self._glimpse(unread, cancelled)
                asked = messages(unread, catalogue, glimpse)
                text = self.endpoint.ask(asked, schema(catalogue, unread), deadline, cancelled, self._closed)
            finally:
                self._calls.release()
            return judged(text, unread, read, catalogue, self.endpoint.model)
        except Cancelled:
            raise
        except Unusable as reason:
            why = f"its answer can't be used: {reason}"
        except OverpaintError as error:
            why = error.code
        # Never the prompt, nor anything that was answered: it may repeat it.
        log.warning("planner: %s; the reader's refusal stands", why)
        return None

    def close(self) -> None:
        self._closed.set()
        self.endpoint.close()
        if self.pool is not None:
            self.pool.close()

    def _wait_for_a_call(self, deadline: float, cancelled: Flag) -> None:
        """Raises Cancelled, and Unusable when the time is over, or the server stops."""
        while not self._calls.acquire(timeout=_GLANCE):
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled.")
            if self._closed.is_set() or time.monotonic() > deadline:
                raise Unusable("there is none yet: too many others wait for one")

    def _glimpse(self, unread: Unread, cancelled: Flag) -> bytes | None:
        if self.pool is None or unread.picture is None:
            return None
        results: Sequence[object] = [*self.pool.run(Job(Glimpse(unread.picture), "what the planner is shown"), cancelled)]
        return cast(bytes, results[-1])
