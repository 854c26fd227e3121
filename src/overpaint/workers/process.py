"""The server's side of one worker process: start it, give it a job, read its events, end it when it must end."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Iterator
from threading import Event as Flag
from threading import Lock
from typing import Any

from overpaint.errors import Cancelled, EngineError, EngineTimeout, OverpaintError
from overpaint.workers.channel import Channel
from overpaint.workers.duty import Duty
from overpaint.workers.messages import CANCEL, READY, Job, Last
from overpaint.workers.worker import serve

log = logging.getLogger(__name__)

# How often a reader looks up from the pipe to see whether its client is still there, in seconds.
GLANCE = 0.05
# Seconds a worker gets to reach its next check after a cancel, before it is stopped from outside.
CANCEL_GRACE = 5.0
# Seconds a worker may take to start, if nothing else is said: importing and loading on a slow disk.
START_LIMIT = 120.0

# Fresh interpreters: a fork would copy the server's threads' locks and its open connections.
_spawn = multiprocessing.get_context("spawn")


class WorkerProcess:
    """One process and its channel. Not thread-safe: the pool lends it to one thread at a time.

    `cancel_grace`: seconds it gets to reach its next check after a cancel, before it is stopped from outside.
    """

    def __init__(self, duty: Duty, memory: int, cancel_grace: float = CANCEL_GRACE, start_limit: float = START_LIMIT) -> None:
        self._channel, theirs = Channel.pair(_spawn)
        self._process = _spawn.Process(target=serve, args=(theirs, duty, memory), name="overpaint-worker", daemon=True)
        self._process.start()
        theirs.close()
        self._cancel_grace, self._start_limit = cancel_grace, start_limit
        self._ready = False
        self._ready_lock = Lock()
        self._ended_by_us = False

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._channel.closed and self._process.is_alive()

    @property
    def ready(self) -> bool:
        """Has said that it is ready: the first message, and the only one that any thread may read."""
        with self._ready_lock:
            if not self._ready and self.alive and self._channel.poll():
                self._ready = self._channel.recv() == READY
            return self._ready

    def run(self, job: Job, cancelled: Flag, timeout: float) -> Iterator[Any]:
        """Send one job and yield its events. Whatever ends it early leaves the worker idle again, or dead."""
        finished = False
        try:
            self._await_ready(cancelled)
            for message in self._events(job, _Patience(cancelled, timeout, self._cancel_grace)):
                finished = isinstance(message, Last)  # said before it is given out: the reader may stop at it
                yield message.event if isinstance(message, Last) else message
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            self.stop()
            if not self._ended_by_us:
                log.warning("worker %s died (%s) while it worked on %s", self.pid, self._how_it_ended(), job.label or "an edit")
            raise EngineError(
                "The worker process died while it made this edit; it has been replaced. Try again.", retry=True
            ) from None
        except EngineError:  # a defect or no memory: what state the process is in nobody knows
            raise
        except OverpaintError:
            finished = True
            raise
        finally:
            if not finished:
                self.stop()

    def kill(self) -> None:
        """End the process now. Safe from any thread: whoever holds the worker finds its pipe at its end."""
        self._ended_by_us = True
        self._process.kill()

    def stop(self) -> None:
        """End the process and give back what it held. For the thread that holds the worker, or the pool while it is idle."""
        self._process.kill()
        self._process.join()
        self._channel.close()

    def _how_it_ended(self) -> str:
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        return signal.Signals(-code).name

    def _await_ready(self, cancelled: Flag) -> None:
        deadline = time.monotonic() + self._start_limit
        while not self.ready:
            if not self._process.is_alive():
                raise EOFError
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled while its worker started.")
            if time.monotonic() > deadline:
                self.stop()
                raise EngineTimeout("A worker process did not start in time.")
            self._channel.poll(GLANCE)

    def _events(self, job: Job, patience: _Patience) -> Iterator[Any]:
        """Messages of a job until its Last. Raises what ended it, and what `patience` says."""
        try:
            self._channel.send_until(job, GLANCE, patience.check_unsent)
            while True:
                if patience.cancel_now():
                    self._channel.send_until(CANCEL, GLANCE, patience.check)
                patience.check()
                if not self._channel.poll(GLANCE):
                    continue
                message = self._channel.recv()
                if isinstance(message, OverpaintError):
                    raise message
                yield message
                if isinstance(message, Last):
                    return
        except _OutOfGrace:
            self.stop()
            raise Cancelled("The edit was cancelled.") from None


class _OutOfGrace(Exception):
    """A cancelled job did not reach its next check in time."""


class _Patience:
    """How long a job is waited for: until its timeout, or a grace after it was cancelled."""

    def __init__(self, cancelled: Flag, timeout: float, grace: float) -> None:
        self._cancelled, self._timeout, self._grace = cancelled, timeout, grace
        self._deadline = time.monotonic() + timeout
        self._told = False

    def cancel_now(self) -> bool:
        """Whether the job was cancelled since the last time; from then on it has the grace."""
        if self._told or not self._cancelled.is_set():
            return False
        self._told, self._deadline = True, time.monotonic() + self._grace
        return True

    def check_unsent(self) -> None:
        """Raise when there is no more time, or no reason, to send the job at all."""
        if self._cancelled.is_set():
            raise _OutOfGrace
        self.check()

    def check(self) -> None:
        """Raise when there is no more time."""
        if time.monotonic() <= self._deadline:
            return
        if self._told:
            raise _OutOfGrace
        raise EngineTimeout(
            f"The edit took longer than {self._timeout:g} s and was stopped. Ask for a smaller size or fewer pictures."
        )
