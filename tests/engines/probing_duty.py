"""A duty that tries what a hole in a decoder would: to reach something over a network."""

from __future__ import annotations

import ctypes
import socket
import subprocess
import sys
from collections.abc import Callable, Generator
from typing import Any


class ProbingDuty:
    def configure(self) -> None:
        pass

    def prepare(self) -> None:
        pass

    def run(self, work: str, check: Callable[[], None]) -> Generator[Any, None, str]:
        yield from ()
        return getattr(self, work)()

    def tcp(self) -> str:
        return _told(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))

    def tcp6(self) -> str:
        return _told(lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM))

    def udp(self) -> str:
        return _told(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def packets(self) -> str:
        return _told(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))

    def vsock(self) -> str:
        return _told(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))

    def name(self) -> str:
        return _told(lambda: socket.getaddrinfo("example.com", 443))

    def ring(self) -> str:
        libc = ctypes.CDLL(None, use_errno=True)
        made = libc.syscall(425, 1, ctypes.create_string_buffer(120))
        return "made" if made >= 0 else f"errno {ctypes.get_errno()}"

    def child(self) -> str:
        code = "import socket; socket.socket()"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        return "made" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]

    def own(self) -> str:
        left, right = socket.socketpair()
        left.sendall(b"x")
        return right.recv(1).decode() + _told(lambda: socket.socket(socket.AF_UNIX))


def _told(work: Callable[[], object]) -> str:
    try:
        work()
    except OSError as error:
        return type(error).__name__
    return "made"
