"""How everything here is measured: process CPU of a tree of processes, medians of several rounds, one table a section."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
from rich.console import Console
from rich.table import Table as RichTable

ROUNDS = 7


def machine() -> str:
    """One line that says what the numbers were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load:.1f}"


@dataclass
class Table:
    """Rows of (what, measured, wanted). `failures`: what did not hold, of the rows that were judged."""

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, what: str, measured: str, wanted: str = "") -> None:
        self.rows.append((what, measured, wanted))

    def judge(self, what: str, measured: str, wanted: str, holds: bool) -> None:
        """A row that must hold."""
        self.add(what, measured if holds else f"{measured}  ← NO", wanted)
        if not holds:
            self.failures.append(what)

    def print(self) -> None:
        table = RichTable("what", "measured", "wanted", title=self.title, title_justify="left")
        for row in self.rows:
            table.add_row(*row)
        Console(width=130).print(table)


def cpu_of(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median process CPU of `work` in this process, in ms, after one round that isn't counted."""
    work()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def tree_cpu(process: psutil.Process) -> float:
    """CPU seconds that a process and its children have used so far."""
    members = [process, *process.children(recursive=True)]
    return sum(t.user + t.system for t in (m.cpu_times() for m in members))


def own_memory(process: psutil.Process) -> float:
    """MB of memory that belong to a process alone, without its children."""
    return float(process.memory_full_info().uss) / 1e6


def tree_memory(process: psutil.Process) -> float:
    """MB of memory that belong to a process and its children alone (USS: shared pages are not counted twice)."""
    members = [process, *process.children(recursive=True)]
    return sum(m.memory_full_info().uss for m in members) / 1e6
