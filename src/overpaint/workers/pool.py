"""Worker processes to be lent, one job each. One that dies, hangs or runs out of memory fails its own job and is replaced.

The standard library's process pool breaks as a whole when one of its processes dies, so this room keeps its own
(docs/decisions/0004). Whose turn it is decides `admission`; who comes here finds a worker idle, or waits for one that starts.
"""

from __future__ import annotations

import atexit
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from threading import Event as Flag
from typing import Any

from overpaint.errors import Cancelled, EngineError, EngineUnavailable
from overpaint.workers.duty import Duty
from overpaint.workers.messages import Job
from overpaint.workers.process import CANCEL_GRACE, START_LIMIT, WorkerProcess

# How often a waiting thread looks whether its client is still there, in seconds.
GLANCE = 0.1
# Things that jobs were about whose worker is remembered.
REMEMBERED = 64


class WorkerPool:
    """`count` processes with one `duty`. `memory`: MiB each may use. `timeout`: seconds a job may take. Thread-safe.

    `start_limit`: seconds a process may take to start and prepare.
    """

    def __init__(
        self,
        duty: Duty,
        *,
        count: int,
        memory: int,
        timeout: float,
        cancel_grace: float = CANCEL_GRACE,
        start_limit: float = START_LIMIT,
    ) -> None:
        self._duty, self._memory, self._cancel_grace, self._start_limit = duty, memory, cancel_grace, start_limit
        self._timeout = timeout
        self._returned = Condition()
        self._closed = False
        self._remember: dict[str, WorkerProcess] = {}
        self.workers = [self._new() for _ in range(count)]
        self._idle: deque[WorkerProcess] = deque(self.workers)
        # Workers ignore the SIGTERM that multiprocessing would send them when this process ends without a close.
        atexit.register(self.close)

    @property
    def ready(self) -> bool:
        """At least one worker has started and loaded what it needs."""
        return any(worker.ready for worker in self.workers)

    def run(self, job: Job, cancelled: Flag) -> Iterator[Any]:
        """One job on an idle worker: its events. Raises what the job raised, EngineError, EngineTimeout, Cancelled."""
        with self._lent(job.about, cancelled) as worker:
            try:
                yield from worker.run(job, cancelled, self._timeout)
            except EngineError:
                if self._closed:  # its worker was killed by `close`
                    raise _shutting_down() from None
                raise

    def close(self) -> None:
        """Stop every worker. Waiting and running jobs get EngineUnavailable at once. A second call changes nothing."""
        atexit.unregister(self.close)
        with self._returned:
            self._closed = True
            self._returned.notify_all()
            for worker in self.workers:
                if worker in self._idle:
                    worker.stop()
                else:
                    worker.kill()

    @contextmanager
    def _lent(self, about: str, cancelled: Flag) -> Iterator[WorkerProcess]:
        worker = self._living(self._take(about, cancelled))
        try:
            yield worker
        finally:
            with self._returned:
                if self._closed:
                    worker.stop()
                self._idle.append(self._living(worker))
                self._returned.notify()

    def _living(self, worker: WorkerProcess) -> WorkerProcess:
        """The worker itself, or a new one in its place when it has died (in its job, or while it was idle)."""
        if worker.alive or self._closed:
            return worker
        with self._returned:
            self.workers.remove(worker)
            worker = self._new()
            self.workers.append(worker)
        return worker

    def _take(self, about: str, cancelled: Flag) -> WorkerProcess:
        with self._returned:
            while True:
                if self._closed:
                    raise _shutting_down()
                if cancelled.is_set():
                    raise Cancelled("The edit was cancelled while it waited.")
                if self._idle:
                    return self._chosen(about)
                self._returned.wait(GLANCE)

    def _chosen(self, about: str) -> WorkerProcess:
        """The idle worker that had this last, else the one that is idle longest. Called with the lock held."""
        known = self._remember.pop(about, None)
        worker = known if known is not None and known in self._idle else self._idle[0]
        self._idle.remove(worker)
        if about:
            self._remember[about] = worker
            while len(self._remember) > REMEMBERED:
                del self._remember[next(iter(self._remember))]
        return worker

    def _new(self) -> WorkerProcess:
        return WorkerProcess(self._duty, self._memory, self._cancel_grace, self._start_limit)


def _shutting_down() -> EngineUnavailable:
    return EngineUnavailable("The server is shutting down. Try again in a moment.", retry=True)
