"""How the C library keeps the memory of pixels between edits.

By default glibc gives every large array back to the system when it is freed, and the next edit pays to get zeroed pages again: a
quarter of a small edit's CPU. Keeping what a few pictures need costs that much resident memory and nothing else.
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
# Bytes: free memory at the top of the heap that stays; and the largest array that lives there (glibc takes no more than 32 MiB).
KEPT = 64 << 20
LARGEST = 32 << 20


def keep_freed_memory() -> bool:
    """Set this process's malloc so; False where the C library has no such switch (musl, macOS)."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return bool(mallopt(_M_TRIM_THRESHOLD, KEPT) and mallopt(_M_MMAP_THRESHOLD, LARGEST))
