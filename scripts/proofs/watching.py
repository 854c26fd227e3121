"""What every section watches while it presses a server: its memory, and how a client beside the crowd fares."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil


@dataclass
class Memory:
    """MB of a process's own memory (without what its children hold), looked at ten times a second."""

    process: psutil.Process
    seen: list[tuple[float, float]] = field(default_factory=list)

    @property
    def peak(self) -> float:
        return max(megabytes for _, megabytes in self.seen)

    def now(self) -> float:
        return float(self.process.memory_info().rss - self.process.memory_info().shared) / 1e6


@contextmanager
def watched(process: psutil.Process) -> Iterator[Memory]:
    """Its memory while the block runs. What files share with other processes (libraries) is not counted."""
    memory, over = Memory(process), threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            memory.seen.append((time.monotonic(), memory.now()))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()
        memory.seen.append((time.monotonic(), memory.now()))


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def quantile(times: list[float], share: float) -> float:
    """The time under which that share of them lies."""
    return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1]


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Whether it came to be within the time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
