"""A bounded queue before worker processes. A worker that dies, hangs or runs out of memory fails its own edit and is replaced.

The standard library's process pool breaks as a whole when one of its processes dies, so this room keeps its own
(docs/decisions/0004). Callers are threads: each waits its turn, then holds one worker for the time of its edit.
"""

from __future__ import annotations

import atexit
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from threading import Event as Flag

from overpaint.engines.base import EditRequest, Event, Finished
from overpaint.engines.local.process import WorkerProcess
from overpaint.engines.local.worker import Job, WorkerOptions
from overpaint.errors import Cancelled, EngineError, EngineUnavailable, TryLater
from overpaint.imaging.picture_folder import own_backgrounds
from overpaint.plans import Plan
from overpaint.settings import Settings

# How often a waiting thread looks whether its client is still there, in seconds.
GLANCE = 0.1
# Guess for the time one edit takes until the first one was measured, in seconds.
FIRST_GUESS = 2.0


class WorkerPool:
    """`settings.workers` processes, `settings.queue_size` places to wait. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._options = WorkerOptions(
            weights_dir=settings.weights_dir,
            kernel_cache_dir=settings.kernel_cache_dir,
            backgrounds=own_backgrounds(settings),
            threads=os.cpu_count() or 1,
            memory=settings.worker_memory,
        )
        self._timeout = settings.edit_timeout
        self._queue_size = settings.queue_size
        self._turn = Condition()
        self._tickets: deque[object] = deque()
        self._closed = False
        self._average = FIRST_GUESS
        self.workers = [WorkerProcess(self._options) for _ in range(settings.workers)]
        self._idle: deque[WorkerProcess] = deque(self.workers)
        # Workers ignore the SIGTERM that multiprocessing would send them when this process ends without a close.
        atexit.register(self.close)

    @property
    def ready(self) -> bool:
        """At least one worker has started and loaded what it needs."""
        return any(worker.ready for worker in self.workers)

    @property
    def waiting(self) -> int:
        """Edits that wait for a worker."""
        return len(self._tickets)

    def run(self, request: EditRequest, plan: Plan, cancelled: Flag) -> Iterator[Event]:
        """One edit on the next free worker. Raises TryLater (`queue_full`) at once when there is no place to wait."""
        with self._worker(cancelled) as worker:
            began = time.monotonic()
            try:
                for event in worker.run(Job(request, plan), cancelled, self._timeout):
                    if isinstance(event, Finished):
                        self._average += 0.2 * (time.monotonic() - began - self._average)
                    yield event
            except EngineError:
                if self._closed:  # its worker was killed by `close`
                    raise _shutting_down() from None
                raise

    def close(self) -> None:
        """Stop every worker. Waiting and running edits get EngineUnavailable at once. A second call changes nothing."""
        atexit.unregister(self.close)
        with self._turn:
            self._closed = True
            self._turn.notify_all()
            for worker in self.workers:
                if worker in self._idle:
                    worker.stop()
                else:
                    worker.kill()

    @contextmanager
    def _worker(self, cancelled: Flag) -> Iterator[WorkerProcess]:
        worker = self._living(self._acquire(cancelled))
        try:
            yield worker
        finally:
            with self._turn:
                if self._closed:
                    worker.stop()
                self._idle.append(self._living(worker))
                self._turn.notify_all()

    def _living(self, worker: WorkerProcess) -> WorkerProcess:
        """The worker itself, or a new one in its place when it has died (in its edit, or while it was idle)."""
        if worker.alive or self._closed:
            return worker
        with self._turn:
            self.workers.remove(worker)
            worker = WorkerProcess(self._options)
            self.workers.append(worker)
        return worker

    def _acquire(self, cancelled: Flag) -> WorkerProcess:
        ticket = object()
        with self._turn:
            if not self._closed and len(self._tickets) >= self._queue_size + len(self._idle):
                raise TryLater(
                    f"All {len(self.workers)} workers are busy and {len(self._tickets)} edits wait already. Try again soon.",
                    retry_after=max(1, round(self._average * (len(self._tickets) + 1) / len(self.workers))),
                )
            self._tickets.append(ticket)
            try:
                while True:
                    if self._closed:
                        raise _shutting_down()
                    if cancelled.is_set():
                        raise Cancelled("The edit was cancelled while it waited.")
                    if self._idle and self._tickets[0] is ticket:
                        return self._idle.popleft()
                    self._turn.wait(GLANCE)
            finally:
                self._tickets.remove(ticket)
                self._turn.notify_all()


def _shutting_down() -> EngineUnavailable:
    return EngineUnavailable("The server is shutting down. Try again in a moment.", retry=True)
