"""Whose turn it is: edits wait here, in order, fairly between those who ask; full means so at once.

A place to run goes to the owner with the fewest running edits, and among equals to the one who has waited longest for a turn:
a key with forty clients takes every free place, but a key with one waits for one edit and not for forty. Of the places to wait
one owner may fill three quarters; what is left is for the others.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from threading import Event as Flag

from overpaint.errors import Cancelled, EngineUnavailable, TryLater

# How often a waiting thread looks whether its client is still there, in seconds.
GLANCE = 0.1
# Guess for the time one edit takes until the first one was measured, in seconds.
FIRST_GUESS = 2.0
# Share of the machine's memory that edits may be expected to take together.
_MEMORY_SHARE = 0.7


@dataclass(frozen=True)
class Waiting:
    """`ahead`: edits that are likely to begin before this one. `seconds`: about how long it will wait, by what others took."""

    ahead: int
    seconds: float


def untold(_waiting: Waiting) -> None:
    """Nobody asks."""


@dataclass(eq=False)
class _Ticket:
    owner: Hashable
    bytes: int


class Admission:
    """`running`: edits at once. `waiting`: places to wait. `memory`: bytes that running edits may be expected to take together.

    Thread-safe; callers are threads that wait their turn in `turn`.
    """

    def __init__(self, *, running: int, waiting: int, memory: int | None = None) -> None:
        self._places, self._waiting_places = running, waiting
        self._memory = memory if memory is not None else round(_MEMORY_SHARE * _machine_memory())
        self._changed = Condition()
        self._waiting: list[_Ticket] = []
        self._running: list[_Ticket] = []
        self._served: dict[Hashable, int] = {}
        self._turns = 0
        self._average = FIRST_GUESS
        self._closed = False

    @property
    def places(self) -> int:
        """Edits that may run at a time."""
        return self._places

    @property
    def waiting(self) -> int:
        """Edits that wait for their turn."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        return len(self._running)

    def check_room(self, owner: Hashable) -> None:
        """Raise TryLater (`queue_full`) if an edit that came now would be turned away."""
        with self._changed:
            self._check_room(owner)

    @property
    def wait_seconds(self) -> float:
        """About how long an edit that comes now waits, from what others took lately."""
        free = self._places - len(self._running)
        return 0.0 if free > len(self._waiting) else self._average * (len(self._waiting) + 1) / self._places

    @contextmanager
    def turn(
        self,
        owner: Hashable,
        cancelled: Flag,
        bytes: int = 0,
        *,
        begun: bool = False,
        waits: Callable[[Waiting], None] = untold,
    ) -> Iterator[None]:
        """Wait for a place to run, and hold it for the block. `bytes`: what the edit is expected to take. `begun`: a part of it
        is done already, somewhere else: it is not turned away. `waits`: told while it waits, whenever its place changes; must not
        wait itself.

        Raises TryLater (`queue_full`) at once when there is no place to wait, Cancelled, EngineUnavailable after `close`.
        """
        ticket = _Ticket(owner, bytes)
        self._wait(ticket, cancelled, waits, begun=begun)
        began = time.monotonic()
        try:
            yield
            self._average += 0.2 * (time.monotonic() - began - self._average)
        finally:
            with self._changed:
                self._running.remove(ticket)
                self._changed.notify_all()

    def close(self) -> None:
        """Send away who waits. What runs is the engines' to end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _wait(self, ticket: _Ticket, cancelled: Flag, waits: Callable[[Waiting], None], *, begun: bool) -> None:
        told = None
        with self._changed:
            if not begun:
                self._check_room(ticket.owner)
            self._waiting.append(ticket)
            try:
                while not self._is_next(ticket):
                    ahead = self._in_order().index(ticket)
                    if ahead != told:
                        waits(Waiting(ahead, self._average * (ahead + 1) / self._places))
                        told = ahead
                    if self._closed:
                        raise EngineUnavailable("The server is shutting down. Try again in a moment.", retry=True)
                    if cancelled.is_set():
                        raise Cancelled("The edit was cancelled while it waited.")
                    self._changed.wait(GLANCE)
                self._turns += 1
                self._served[ticket.owner] = self._turns
                self._running.append(ticket)
            finally:
                self._waiting.remove(ticket)
                self._forget()
                self._changed.notify_all()

    def _check_room(self, owner: Hashable) -> None:
        """Raise TryLater where all places to wait are taken, or this owner has as many as one may."""
        free = max(0, self._places - len(self._running))
        own = sum(other.owner == owner for other in self._waiting)
        most = self._waiting_places - self._waiting_places // 4
        if not self._closed and (len(self._waiting) >= self._waiting_places + free or own >= most + free):
            ahead = len(self._waiting)
            raise TryLater(
                f"{len(self._running)} edits run and {ahead} wait already. Try again soon.",
                retry_after=max(1, round(self._average * (ahead + 1) / self._places)),
                waiting=ahead,
            )

    def _is_next(self, ticket: _Ticket) -> bool:
        """Whether a place is free and this ticket's: the fewest running, then the longest without a turn, then first come."""
        if self._closed or len(self._running) >= self._places:
            return False
        if self._in_order()[0] is not ticket:
            return False
        return not self._running or sum(other.bytes for other in self._running) + ticket.bytes <= self._memory

    def _in_order(self) -> list[_Ticket]:
        """Who waits, as their turns would come if all of them could begin now."""
        running = Counter(other.owner for other in self._running)
        return sorted(self._waiting, key=lambda other: (running[other.owner], self._served.get(other.owner, 0)))

    def _forget(self) -> None:
        """Owners who neither run nor wait have no turn to be remembered."""
        present = {ticket.owner for ticket in (*self._waiting, *self._running)}
        self._served = {owner: turn for owner, turn in self._served.items() if owner in present}


def _machine_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
