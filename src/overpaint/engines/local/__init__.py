"""The local engine: edits by instruction on this machine, with no GPU and no model hub.

`prepare` compiles the prompt and refuses what can't be done, before any pixel; `execute` does the work. `LocalEngine` runs both
in the calling process (command line, Python API); `PooledEngine` runs the second in worker processes (server), which alone load
the heavy libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag

from overpaint.engines.base import Capabilities, EditRequest, Event
from overpaint.engines.local import kernels
from overpaint.engines.local.pool import WorkerPool
from overpaint.engines.local.preparation import missing_weights, prepare
from overpaint.errors import Cancelled
from overpaint.imaging.picture_folder import own_backgrounds
from overpaint.settings import Settings
from overpaint.weights import WeightStore

__all__ = ["LocalEngine", "PooledEngine"]

CAPABILITIES = Capabilities(name="local")


class LocalEngine:
    """Edits in the calling process. One edit at a time uses the cores best, but several are safe."""

    capabilities = CAPABILITIES

    def __init__(self, settings: Settings) -> None:
        kernels.configure(settings.kernel_cache_dir)
        self._weights = WeightStore(settings.weights_dir)
        self._folder = own_backgrounds(settings)

    def edit(self, request: EditRequest, cancelled: Flag) -> Iterator[Event]:
        from overpaint.engines.local.execution import execute

        def check() -> None:
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled.")

        plan = prepare(request, self._weights, self._folder)
        yield from execute(request, plan, self._weights, self._folder, check)

    def missing(self) -> tuple[str, ...]:
        return missing_weights(self._weights)

    def close(self) -> None:
        """Nothing to stop: the work happens in the caller's own thread."""


class PooledEngine:
    """Edits in worker processes behind a bounded queue: a worker that dies fails its own request and nothing else."""

    capabilities = CAPABILITIES

    def __init__(self, settings: Settings) -> None:
        self._weights = WeightStore(settings.weights_dir)
        self._folder = own_backgrounds(settings)
        self.pool = WorkerPool(settings)

    def edit(self, request: EditRequest, cancelled: Flag) -> Iterator[Event]:
        plan = prepare(request, self._weights, self._folder)
        yield from self.pool.run(request, plan, cancelled)

    def missing(self) -> tuple[str, ...]:
        absent = missing_weights(self._weights)
        return (
            absent
            if absent or self.pool.ready
            else ("a worker process: the first is still starting, try again in a few seconds",)
        )

    def close(self) -> None:
        self.pool.close()
