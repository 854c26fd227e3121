"""Runs a command that the kernel kills, with all it starts, when it turns to the network: `cut_off.py edit|serve COMMAND …`.

`edit`: no internet socket may be made at all. `serve`: sockets may be made, to listen on; none may connect or send to an address.
A process that tries dies of SIGSYS. This is seccomp (man 2 seccomp): it needs no right, and native code can't get round it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

# Numbers of socket, connect and sendto, and the kernel's name of the machine, by architecture.
MACHINES = {"x86_64": (41, 42, 44, 0xC000003E), "aarch64": (198, 203, 206, 0xC00000B7)}
SUPPORTED = platform.system() == "Linux" and platform.machine() in MACHINES

INTERNET = (2, 10)  # AF_INET, AF_INET6

ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # of the kernel's filter language: 32 bits from an offset; jump if equal; end
NUMBER, ARCHITECTURE, FIRST, FIFTH = 0, 4, 16, 48  # offsets in struct seccomp_data


def rules(mode: str) -> list[tuple[int, int, int, int]]:
    """(operation, steps to skip if equal, steps to skip if not, value)."""
    socket, connect, sendto, machine = MACHINES[platform.machine()]
    head = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL_PROCESS), (LOAD, 0, 0, NUMBER)]
    if mode == "edit":
        body = [(EQUAL, 0, 4, socket), (LOAD, 0, 0, FIRST), *((EQUAL, 1 - i, i, family) for i, family in enumerate(INTERNET))]
        return [*head, *body, (RETURN, 0, 0, KILL_PROCESS), (RETURN, 0, 0, ALLOW)]
    body = [
        (EQUAL, 6, 0, connect),
        (EQUAL, 0, 4, sendto),
        (LOAD, 0, 0, FIFTH),  # the address: none where the socket is connected already
        (EQUAL, 0, 3, 0),
        (LOAD, 0, 0, FIFTH + 4),
        (EQUAL, 0, 1, 0),
    ]
    return [*head, *body, (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, KILL_PROCESS)]


def cut_off(mode: str) -> None:
    """From here on, for this process and all it starts. Raises OSError where the kernel knows no seccomp."""
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules(mode))
    kept = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept)))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value, argument in ((38, 1, None), (22, 2, program)):  # no new rights; seccomp by filter
        if libc.prctl(option, value, argument, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    cut_off(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the caller's command line is the point
