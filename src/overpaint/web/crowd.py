"""Which connections a server could do without: found in no time, for one too many must cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Member = TypeVar("Member")


class Crowd(Generic[Member]):
    """Two queues, each with the longest there first. A member is in one of them at most; one at work is in none."""

    def __init__(self) -> None:
        self._waiting: dict[Member, None] = {}
        self._lingering: dict[Member, None] = {}

    def wait(self, member: Member) -> None:
        """It waits for a request, from now on."""
        self.leave(member)
        self._waiting[member] = None

    def linger(self, member: Member) -> None:
        """It has its answer, and is still sending."""
        self.leave(member)
        self._lingering[member] = None

    def leave(self, member: Member) -> None:
        self._waiting.pop(member, None)
        self._lingering.pop(member, None)

    @property
    def waiting(self) -> Iterator[Member]:
        return iter(self._waiting)

    @property
    def lingering(self) -> Iterator[Member]:
        return iter(self._lingering)

    @property
    def number_lingering(self) -> int:
        return len(self._lingering)
