"""How the C library keeps freed memory: a worker's, for the pixels of the next edit; the server's, not at all.

By default glibc gives a large array back to the system when it is freed, until it has seen some: then it keeps ever larger ones.
In a worker the next edit would pay to get zeroed pages again, a quarter of a small edit's CPU: keeping what a few pictures need
costs that much resident memory and nothing else. In the server the pieces of uploads would stay, scattered over the heaps of its
threads, by the hundred megabytes.
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
# Bytes: free memory at the top of the heap that stays; and the largest array that lives there (glibc takes no more than 32 MiB).
KEPT = 64 << 20
LARGEST = 32 << 20
# Bytes: more than a piece of a body in the server. Those stay: new pages for each would double the time an upload takes.
LARGEST_IN_SERVER = 512 << 10


def keep_freed_memory() -> bool:
    """Set this process's malloc so; False where the C library has no such switch (musl, macOS)."""
    return _set(_M_TRIM_THRESHOLD, KEPT) and _set(_M_MMAP_THRESHOLD, LARGEST)


def return_freed_memory() -> bool:
    """Let this process give every buffer over half a MiB back as it is freed; False as above."""
    return _set(_M_MMAP_THRESHOLD, LARGEST_IN_SERVER)


def _set(switch: int, size: int) -> bool:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return bool(mallopt(switch, size))
