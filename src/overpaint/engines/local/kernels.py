"""Where compiled kernels are kept and how many cores they use. Must be said before numba and OpenCV load: they read it once."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

from overpaint.errors import ConfigurationError
from overpaint.settings import private_folder

log = logging.getLogger(__name__)

# Seconds after which nobody is expected to come back to another version that shares this cache.
_KEPT = 30 * 24 * 3600.0


def configure(cache: Path, threads: int | None = None) -> None:
    """Set the process's environment for the scenes' kernels. What the user has set stays.

    Linear algebra gets one thread: its matrices are 3×3 here, and a thread pool for those costs more than it saves.
    """
    if "NUMBA_CACHE_DIR" not in os.environ:
        os.environ["NUMBA_CACHE_DIR"] = str(_writable(cache))
    os.environ.setdefault("NUMBA_NUM_THREADS", str(threads or os.cpu_count() or 1))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _writable(cache: Path) -> Path:
    """The folder, or one of this process's own where it can't be written: many edits need none, but none starts without."""
    try:
        return private_folder(cache)
    except ConfigurationError as error:
        log.info("Kernels are not kept: %s", error.message)
        own = Path(tempfile.mkdtemp(prefix="overpaint-kernels-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return own


def forget_old(cache: Path, current: Path) -> int:
    """Delete the kernels of other versions that were made a month ago or more; → how many. `current`: this version's folder.

    Another version that still runs is not hurt: it compiles again what it does not find.
    """
    others = [folder for folder in cache.iterdir() if folder.is_dir() and folder != current]
    old = [folder for folder in others if time.time() - folder.stat().st_mtime > _KEPT]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
