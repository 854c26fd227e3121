"""The server's side of one worker process: start it, give it a job, read its events, end it when it must end."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from threading import Event as Flag
from threading import Lock

from overpaint.engines.base import Event, Finished
from overpaint.engines.local.channel import Channel
from overpaint.engines.local.worker import CANCEL, READY, Job, WorkerOptions, serve
from overpaint.errors import Cancelled, EngineError, EngineTimeout, OverpaintError

# How often a reader looks up from the pipe to see whether its client is still there, in seconds.
GLANCE = 0.05
# Seconds a worker gets to reach its next check after a cancel, before it is stopped from outside.
CANCEL_GRACE = 5.0
# Seconds a worker may take to start: importing and loading on a slow disk.
START_LIMIT = 120.0

# Fresh interpreters: a fork would copy the server's threads' locks and its open connections.
_spawn = multiprocessing.get_context("spawn")


class WorkerProcess:
    """One process and its channel. Not thread-safe: the pool lends it to one thread at a time."""

    def __init__(self, options: WorkerOptions) -> None:
        self._channel, theirs = Channel.pair(_spawn)
        self._process = _spawn.Process(target=serve, args=(theirs, options), name="overpaint-worker", daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False
        self._ready_lock = Lock()

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

    def run(self, job: Job, cancelled: Flag, timeout: float) -> Iterator[Event]:
        """Send one job and yield its events. Whatever ends it early leaves the worker idle again, or dead."""
        finished = False
        try:
            self._await_ready(cancelled)
            self._channel.send(job)
            for event in self._events(cancelled, time.monotonic() + timeout, timeout):
                finished = isinstance(event, Finished)  # said before it is given out: the reader may stop at it
                yield event
        except (EOFError, OSError):  # OSError: it died in the middle of a message
            self.stop()
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
        self._process.kill()

    def stop(self) -> None:
        """End the process and give back what it held. For the thread that holds the worker, or the pool while it is idle."""
        self._process.kill()
        self._process.join()
        self._channel.close()

    def _await_ready(self, cancelled: Flag) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not self.ready:
            if not self._process.is_alive():
                raise EOFError
            if cancelled.is_set():
                raise Cancelled("The edit was cancelled while its worker started.")
            if time.monotonic() > deadline:
                self.stop()
                raise EngineTimeout("A worker process did not start in time.")
            self._channel.poll(GLANCE)

    def _events(self, cancelled: Flag, deadline: float, timeout: float) -> Iterator[Event]:
        told = False
        while True:
            if cancelled.is_set() and not told:
                self._channel.send(CANCEL)
                told, deadline = True, time.monotonic() + CANCEL_GRACE
            if time.monotonic() > deadline:
                self.stop()
                raise (
                    Cancelled("The edit was cancelled.")
                    if told
                    else EngineTimeout(
                        f"The edit took longer than {timeout:g} s and was stopped. Ask for a smaller size or fewer pictures."
                    )
                )
            if not self._channel.poll(GLANCE):
                continue
            message = self._channel.recv()
            if isinstance(message, OverpaintError):
                raise message
            yield message
            if isinstance(message, Finished):
                return
