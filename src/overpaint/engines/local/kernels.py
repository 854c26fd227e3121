"""Where compiled kernels are kept and how many cores they use. Must be said before numba and OpenCV load: they read it once."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

# Seconds after which nobody is expected to come back to another version that shares this cache.
_KEPT = 30 * 24 * 3600.0


def configure(cache: Path, threads: int | None = None) -> None:
    """Set the process's environment for the scenes' kernels. What the user has set stays.

    Linear algebra gets one thread: its matrices are 3×3 here, and a thread pool for those costs more than it saves.
    """
    cache.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache))
    os.environ.setdefault("NUMBA_NUM_THREADS", str(threads or os.cpu_count() or 1))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def forget_old(cache: Path, current: Path) -> int:
    """Delete the kernels of other versions that were made a month ago or more; → how many. `current`: this version's folder.

    Another version that still runs is not hurt: it compiles again what it does not find.
    """
    others = [folder for folder in cache.iterdir() if folder.is_dir() and folder != current]
    old = [folder for folder in others if time.time() - folder.stat().st_mtime > _KEPT]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
