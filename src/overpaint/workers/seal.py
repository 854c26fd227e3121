"""Takes the network away from a process, for good: what a hole in a decoder gives does not reach further than this machine.

By seccomp (man 2 seccomp): the kernel refuses the sockets, so native code can't get round it, and it needs no right. Sockets of
the machine's own (AF_UNIX) stay, as GPU drivers want them.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

# The kernel's name of a machine, and the number of `socket` there (linux/audit.h, asm/unistd.h).
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425  # on both: a ring makes sockets without the call
_X32 = 0x40000000  # from here on the numbers of x86-64's other interface, which makes sockets too
_AF_UNIX = 1

# struct seccomp_data: the call's number, the machine, the first argument's lower half (both machines are little-endian).
_NUMBER, _MACHINE, _FIRST = 0, 4, 16
# The filter's language: load 32 bits; jump if equal, or if not less; end.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _BY_FILTER = 22, 38, 2


def take_network() -> bool:
    """From here on this thread, and every thread and process it starts, gets EPERM for sockets of any network.

    To be called before other threads are there. False where the system can't: not Linux, another processor, a kernel without
    filters.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    code = b"".join(struct.pack("HBBI", *rule) for rule in _rules(*_MACHINES[platform.machine()]))
    kept = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept)))
    prctl = ctypes.CDLL(None).prctl
    return not (prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(_PR_SET_SECCOMP, _BY_FILTER, program, 0, 0))


def _rules(machine: int, socket: int) -> list[tuple[int, int, int, int]]:
    """(operation, steps to skip if so, steps to skip if not, value)."""
    return [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 0, 6, machine),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 4, 0, _X32),
        (_EQUAL, 3, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 1, 0, _AF_UNIX),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
