"""How the C library keeps freed memory: a worker's, for the pixels of the next edit; the server's, little.

By default glibc gives a large array back to the system when it is freed, until it has seen some: then it keeps ever larger ones.
In a worker the next edit would pay to get zeroed pages again, a quarter of a small edit's CPU: keeping what a few pictures need
costs that much resident memory and nothing else. In the server the pieces of uploads would stay, scattered over the heaps of its
threads, by the hundred megabytes.
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h
# Bytes: free memory at the top of the heap that stays; and the largest array that lives there (glibc takes no more than 32 MiB).
KEPT = 64 << 20
LARGEST = 32 << 20
# The same in the server. Answers live in the heap: a picture passes through several buffers on its way out, and new pages for
# each are a quarter of an edit's CPU here. What several answers leave at its top goes back.
KEPT_IN_SERVER = 8 << 20
LARGEST_IN_SERVER = 4 << 20
# Heaps of the server's threads. By default each core brings eight, and what edits left is scattered over all of them; threads
# that need the interpreter's lock take turns anyway.
HEAPS_IN_SERVER = 2


def keep_freed_memory() -> bool:
    """Set this process's malloc so; False where the C library has no such switch (musl, macOS)."""
    return _set(_M_TRIM_THRESHOLD, KEPT) and _set(_M_MMAP_THRESHOLD, LARGEST)


def return_freed_memory() -> bool:
    """Let this process give back what is larger than an answer, and most of the rest, as it is freed; False as above."""
    return (
        _set(_M_TRIM_THRESHOLD, KEPT_IN_SERVER)
        and _set(_M_MMAP_THRESHOLD, LARGEST_IN_SERVER)
        and _set(_M_ARENA_MAX, HEAPS_IN_SERVER)
    )


def _set(switch: int, size: int) -> bool:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return bool(mallopt(switch, size))
