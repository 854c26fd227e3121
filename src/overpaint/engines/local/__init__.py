"""The local engine: edits by instruction on this machine, with no GPU and no model hub.

`ability` says what can be done, before any pixel; `execution` does it. `LocalEngine` works in the calling process (command line,
Python API); `PooledEngine` in worker processes (server), which alone load the heavy libraries.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b, file_digest
from threading import Event as Flag
from typing import cast

from overpaint.canvas import EditRequest
from overpaint.engines.base import Able, Engine, Event, Looked, Outlined, Pointing, Work
from overpaint.engines.local import kernels
from overpaint.engines.local.ability import ability, finding, missing_weights, pointing
from overpaint.engines.local.duty import LocalDuty, Look, Point
from overpaint.errors import Cancelled
from overpaint.imaging.picture_folder import own_backgrounds
from overpaint.instructions.catalogue import Catalogue, installed
from overpaint.plans import Plan, Step, Where
from overpaint.settings import Settings
from overpaint.weights import WeightStore
from overpaint.workers import WorkerPool
from overpaint.workers.messages import Job
from overpaint.workers.process import CANCEL_GRACE

__all__ = ["LocalEngine", "PooledEngine", "open_engine"]


def open_engine(settings: Settings, *, here: bool = False) -> Engine:
    """With workers, for the server, or `here` in this process."""
    return LocalEngine(settings) if here else PooledEngine(settings)


class LocalEngine:
    """Edits in the calling process. One edit at a time uses the cores best, but several are safe."""

    name = "local"
    places: int | None = None

    def __init__(self, settings: Settings) -> None:
        kernels.configure(settings.kernel_cache_dir)
        self._weights = WeightStore(settings.weights_dir)
        self._folder = own_backgrounds(settings)

    def catalogue(self) -> Catalogue:
        return installed().with_pictures(self._folder.names())

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:
        return ability(step, plan, request, self._weights)

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        from overpaint.engines.local.execution import execute

        def check() -> None:
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled.")

        check()
        yield from execute(work, self._weights, self._folder, check)

    def finds(self, where: Where, request: EditRequest) -> Able | None:
        return finding(where, request, self._weights)

    def look(self, request: EditRequest, plan: Plan, cancelled: Flag) -> Looked:
        from overpaint.engines.local.looking import look

        def check() -> None:
            if cancelled.is_set():
                raise Cancelled("The look was cancelled.")

        return look(request, plan, self._weights, check)

    def points(self, request: EditRequest) -> Able:
        return pointing(request, self._weights)

    def outline(self, request: EditRequest, pointing: Pointing, cancelled: Flag) -> Outlined | None:
        from overpaint.engines.local.outlining import outline

        def check() -> None:
            if cancelled.is_set():
                raise Cancelled("The look was cancelled.")

        return outline(request, pointing, self._weights, check)

    def models(self) -> Mapping[str, str]:
        """None: operations paint."""
        return {}

    def missing(self) -> tuple[str, ...]:
        return missing_weights(self._weights)

    def close(self) -> None:
        """Nothing to stop: the work happens in the caller's own thread."""


class PooledEngine:
    """Edits in worker processes: one that dies fails its own edit and nothing else."""

    name = "local"
    places: int | None = None

    def __init__(self, settings: Settings, cancel_grace: float = CANCEL_GRACE) -> None:
        self._weights = WeightStore(settings.weights_dir)
        self._folder = own_backgrounds(settings)
        duty = LocalDuty(
            weights_dir=settings.weights_dir,
            kernel_cache_dir=settings.kernel_cache_dir,
            backgrounds=self._folder,
            threads=os.cpu_count() or 1,
        )
        self.pool = WorkerPool(
            duty,
            count=settings.workers,
            memory=settings.worker_memory,
            timeout=settings.edit_timeout,
            cancel_grace=cancel_grace,
        )

    def catalogue(self) -> Catalogue:
        return installed().with_pictures(self._folder.names())

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:
        return ability(step, plan, request, self._weights)

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        yield from self.pool.run(Job(work, ", ".join(step.operation for step in work.steps)), cancelled)

    def finds(self, where: Where, request: EditRequest) -> Able | None:
        return finding(where, request, self._weights)

    def look(self, request: EditRequest, plan: Plan, cancelled: Flag) -> Looked:
        *_, looked = self.pool.run(Job(Look(request, plan), "a look at a picture", _about(request)), cancelled)
        return cast(Looked, looked)

    def points(self, request: EditRequest) -> Able:
        return pointing(request, self._weights)

    def outline(self, request: EditRequest, pointing: Pointing, cancelled: Flag) -> Outlined | None:
        *_, outlined = self.pool.run(Job(Point(request, pointing), "an outline", _about(request)), cancelled)
        return cast("Outlined | None", outlined)

    def models(self) -> Mapping[str, str]:
        """None: operations paint."""
        return {}

    def missing(self) -> tuple[str, ...]:
        absent = missing_weights(self._weights)
        return (
            absent
            if absent or self.pool.ready
            else ("a worker process: the first is still starting, try again in a few seconds",)
        )

    def close(self) -> None:
        self.pool.close()


def _about(request: EditRequest) -> str:
    """Which picture is looked at: a worker that has seen it before answers from memory."""
    source = request.images[0].source
    if isinstance(source, bytes):
        return blake2b(source, digest_size=16).hexdigest()
    with source.open("rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()
