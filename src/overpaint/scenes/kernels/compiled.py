"""How kernels are compiled: to machine code on first call, cached on disk, without the GIL, one parallel kernel at a time.

numba's cache checks a kernel's own source file but not the files of the kernels it calls, so an upgrade could run old machine code.
Every kernel is therefore cached under a folder named after the digest of all of them. The parallel runtime may be the
`workqueue` layer, which dies when two threads enter it at once: `parallel_kernel` lets one in at a time.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

_Function = TypeVar("_Function", bound=Callable[..., Any])
_SOURCES = Path(__file__).parents[1]
_ENTRANCE = threading.Lock()


def _source_digest() -> str:
    """Digest of every source file that has kernels, and of this one."""
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.rglob("*.py")):
        source = path.read_bytes()
        if b"kernel\n" in source:
            digest.update(source)
    return digest.hexdigest()[:16]


# NUMBA_CACHE_DIR where the caller set it, else next to this file; numba falls back to the user's cache folder if neither is writable.
config.CACHE_DIR = str(Path(config.CACHE_DIR or Path(__file__).parent / "__pycache__") / _source_digest())


def kernel(function: _Function) -> _Function:
    """Compile a function that other kernels call. IEEE rules are relaxed (no NaN, no infinity): guard divisions and roots."""
    return cast(_Function, njit(fastmath=True, cache=True, nogil=True, error_model="numpy")(function))


def inlined_kernel(function: _Function) -> _Function:
    """Like `kernel`, but made part of its caller: for functions that take many arrays and have one or two callers.

    Each array is passed as some ten numbers, so that calling such a function can cost more than its work.
    """
    return cast(_Function, njit(fastmath=True, cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


def parallel_kernel(function: _Function) -> _Function:
    """Compile a function whose `prange` loops share the cores. Called from Python only; calls from several threads queue up."""
    compiled = njit(fastmath=True, cache=True, nogil=True, error_model="numpy", parallel=True)(function)

    @functools.wraps(function)
    def entered(*arguments: Any) -> Any:
        with _ENTRANCE:
            return compiled(*arguments)

    return cast(_Function, entered)
