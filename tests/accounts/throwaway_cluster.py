"""A PostgreSQL server of our own for the length of a test run, on a Unix socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psutil

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]), default=None)
OWNER = "overpaint"


class Cluster:
    """Run as root it becomes an unprivileged user, because initdb refuses root."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="overpaint-pg-"))  # short: a socket's path has at most 107 characters
        self.identity: dict[str, object] = {}
        if os.geteuid() == 0:
            user = next(entry for name in ("postgres", "nobody") for entry in pwd.getpwall() if entry.pw_name == name)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.run("initdb", "-D", "data", "-U", OWNER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off -c max_connections=100"
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, **self.identity)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def new_database(self) -> str:
        name = f"t{uuid4().hex}"
        self.run("psql", "-h", str(self.folder), "-U", OWNER, "-d", "postgres", "-qc", f"CREATE DATABASE {name}")
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of the server stands still: its sockets are open, and nothing answers."""
        postmaster = psutil.Process(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        processes = [postmaster, *postmaster.children()]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)
