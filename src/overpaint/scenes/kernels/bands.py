"""Shares a picture among threads, band by band.

Kernels release the GIL, so plain threads do; numba's own parallel loops need a thread pool that, depending on what is
installed, dies when two threads enter it at once or when the process forks.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from overpaint.imaging.compiled import thread_count


def in_bands(paint: Callable[[int, int], None], total: int, size: int, check: Callable[[], None]) -> None:
    """Call `paint(first, last)` for bands of `size` that cover [0, total), on as many threads as NUMBA_NUM_THREADS says.

    `check` is called in the caller's thread before each band is handed out. What it or `paint` raises ends the pass: bands
    under way are waited for, the rest are not begun.
    """
    waiting = [(first, min(first + size, total)) for first in range(0, total, size)][::-1]
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(thread_count(), "bands") as threads:
        while waiting or running:
            while waiting and len(running) < thread_count():
                check()
                running.add(threads.submit(paint, *waiting.pop()))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for band in done:
                band.result()
