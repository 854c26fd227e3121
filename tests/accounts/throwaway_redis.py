"""A Redis server of our own for the length of a test, on a Unix socket in a temporary folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = shutil.which("redis-server")


@contextmanager
def redis_server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The URL of an empty server, and its process."""
    folder = Path(tempfile.mkdtemp(prefix="overpaint-redis-"))  # short: a socket's path has at most 107 characters
    socket = folder / "socket"
    command = [str(SERVER), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 20
            while not socket.exists():
                assert time.monotonic() < deadline, "redis-server does not start"
                time.sleep(0.02)
            yield f"redis+unix://{socket}", process
        finally:
            process.kill()
    shutil.rmtree(folder)
