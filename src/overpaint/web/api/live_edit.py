"""An edit that runs in a thread while the event loop reads what it tells.

The edit never waits long for a reader: one who doesn't keep up misses intermediate pictures, but neither holds a worker nor has
more than a few of them kept in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event as Flag
from types import TracebackType
from typing import Self, TypeAlias

import anyio
from anyio import CapacityLimiter, from_thread, to_thread

from overpaint.admission import Waiting
from overpaint.engines.base import Partial, Progress
from overpaint.engines.carrying import Event, Finished
from overpaint.errors import EngineError

# What is told before the end of an edit: pictures and sentences that a reader can do without.
Told: TypeAlias = Waiting | Partial | Progress

# Events that wait for the reader, and how long the edit waits for room among them. Seconds; once a reader was slower, no more.
WAITING = 4
PATIENCE_SECONDS = 5.0


class LiveEdit:
    """One edit. A context manager that begins it; leaving it cancels it and waits for its end. `events`: the edit, which
    `cancelled` ends; `tells`: whether an event is wanted.
    """

    def __init__(self, events: Iterator[Event], cancelled: Flag, threads: CapacityLimiter, tells: Callable[[Told], bool]) -> None:
        self._events, self._tells = events, tells
        self._cancelled, self._threads = cancelled, threads
        self._slow = False
        self._loop = asyncio.get_running_loop()
        self._finished: Finished | None = None
        self._in, self._out = anyio.create_memory_object_stream[Told](WAITING)

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._cancelled.set()
        self._out.close()
        with suppress(Exception):  # told to the reader already, or there is none
            await self._running

    async def next(self, seconds: float) -> Told | Finished | None:
        """The next event, Finished being the last; None when there was none in that time. Raises what the edit raises."""
        try:
            with anyio.fail_after(seconds):
                return await self._out.receive()
        except TimeoutError:
            return None
        except anyio.EndOfStream:
            await self._running
        finished, self._finished = self._finished, None  # the reader's from here on
        if finished is None:
            raise EngineError("The engine ended without an answer.")
        return finished

    def waits(self, waiting: Waiting) -> None:
        """That the edit waits its turn; from its own thread. A reader who has not kept up is not told."""
        self._loop.call_soon_threadsafe(self._tell_waiting, waiting)

    def _tell_waiting(self, waiting: Waiting) -> None:
        with suppress(anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
            self._in.send_nowait(waiting)

    async def _run(self) -> None:
        async with self._in:
            await to_thread.run_sync(self._tell_all, limiter=self._threads)

    def _tell_all(self) -> None:
        """In the edit's thread."""
        for event in self._events:
            if isinstance(event, Finished):
                self._finished = event
            elif isinstance(event, Partial | Progress) and self._tells(event):
                from_thread.run(self._offer, event)

    async def _offer(self, event: Told) -> None:
        with anyio.move_on_after(0 if self._slow else PATIENCE_SECONDS) as patience, suppress(anyio.BrokenResourceError):
            await self._in.send(event)
        self._slow = self._slow or patience.cancelled_caught
