"""Where compiled kernels are kept and how many cores they use. Must be said before numba and OpenCV load: they read it once."""

from __future__ import annotations

import os
from pathlib import Path


def configure(cache: Path, threads: int | None = None) -> None:
    """Set the process's environment for the scenes' kernels. What the user has set stays.

    Linear algebra gets one thread: its matrices are 3×3 here, and a thread pool for those costs more than it saves.
    """
    cache.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache))
    os.environ.setdefault("NUMBA_NUM_THREADS", str(threads or os.cpu_count() or 1))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
