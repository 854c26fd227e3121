"""How kernels are compiled: to machine code on first call, cached on disk, without the GIL.

numba's cache checks a kernel's own source file but not the files of the kernels it calls, so an upgrade could run old machine
code. Every kernel is therefore cached under a folder named after the digest of all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core import config as numba_settings

_Function = TypeVar("_Function", bound=Callable[..., Any])
_ROOMS = ("imaging", "scenes")


def _source_digest() -> str:
    """Digest of every source file that has kernels."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(path for room in _ROOMS for path in (package / room).rglob("*.py")):
        source = path.read_bytes()
        if b"kernel\n" in source or b"kernel(" in source:
            digest.update(source)
    return digest.hexdigest()[:16]


# In NUMBA_CACHE_DIR where the caller set it, else next to this file; numba takes the user's cache folder if neither can be
# written.
_settings: Any = numba_settings  # its values are made at run time, out of a type checker's sight
FOLDER = Path(_settings.CACHE_DIR or Path(__file__).parent / "__pycache__") / _source_digest()
_settings.CACHE_DIR = str(FOLDER)


def thread_count() -> int:
    """How many threads kernels may use: NUMBA_NUM_THREADS, else one a core."""
    return int(_settings.NUMBA_NUM_THREADS)


def kernel(function: _Function) -> _Function:
    """Compile a function. IEEE rules are relaxed (no NaN, no infinity): guard divisions and roots."""
    return cast(_Function, njit(fastmath=True, cache=True, nogil=True, error_model="numpy")(function))


def inlined_kernel(function: _Function) -> _Function:
    """Like `kernel`, but made part of its caller: for functions that take many arrays and have one or two callers.

    Each array is passed as some ten numbers, so that calling such a function can cost more than its work.
    """
    return cast(_Function, njit(fastmath=True, cache=True, nogil=True, error_model="numpy", forceinline=True)(function))
