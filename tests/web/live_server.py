"""A real server process on a free port: the echo engine, real sockets. As a script it prints one line of JSON, then serves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overpaint.accounts import Accounts
from overpaint.engines.base import Event, Work
from overpaint.engines.echo import EchoEngine
from overpaint.settings import Settings
from overpaint.web import logs, server
from overpaint.web.app import create_app


@dataclass(frozen=True)
class LiveServer:
    url: str
    direct: str
    default: str
    process: subprocess.Popen[str]
    log: Path
    started: Path

    def wait_for_edit(self) -> None:
        """Until the engine was asked for the first time."""
        deadline = time.monotonic() + 20
        while not self.started.exists():
            assert time.monotonic() < deadline, "no edit began"
            time.sleep(0.02)

    def headers(self, key: str | None = None) -> dict[str, str]:
        return {"authorization": f"Bearer {key or self.direct}"}


@contextmanager
def live(folder: Path, *, delay: float = 0.0, **options: Any) -> Iterator[LiveServer]:
    """Start, wait until it listens, stop."""
    log = folder / "server.log"
    command = [sys.executable, __file__, str(folder), str(delay), json.dumps(options)]
    with log.open("w") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        try:
            ready = json.loads(process.stdout.readline())
            yield LiveServer(process=process, log=log, started=folder / "started", **ready)
        finally:
            process.terminate()
            process.wait(20)


class Telling(EchoEngine):
    """Leaves a file when it is asked."""

    def __init__(self, started: Path, delay: float) -> None:
        super().__init__(delay=delay)
        self._started = started

    def run(self, work: Work, cancelled: threading.Event) -> Iterator[Event]:
        self._started.touch()
        return super().run(work, cancelled)


def main() -> None:
    folder, delay, options = sys.argv[1:]
    settings = Settings(data_dir=Path(folder), engine="echo", port=0, workers=4, **json.loads(options))
    logs.configure(settings)
    accounts = Accounts.of(settings)
    accounts.migrate()
    accounts.ensure_groups()
    listener = server.bind(settings.host, settings.port)
    keys = {group: accounts.issue(group, group)[0] for group in ("direct", "default")}
    os.write(1, json.dumps({"url": server.base_url(listener), **keys}).encode() + b"\n")
    server.run(create_app(settings, (Telling(settings.data_dir / "started", float(delay)),), accounts), listener, settings)


if __name__ == "__main__":
    main()
