"""A real server process on a free port: the echo engine, real sockets. As a script it prints one line of JSON, then serves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
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
from overpaint.web.limits import ConnectionLimits


@dataclass(frozen=True)
class LiveServer:
    url: str
    direct: str
    default: str
    process: subprocess.Popen[str]
    log: Path
    folder: Path

    def wait_for_edit(self) -> None:
        """Until the engine was asked for the first time."""
        wait_until((self.folder / "started").exists, "no edit began")

    def release(self) -> None:
        """Let the edits that are held go on."""
        (self.folder / "release").touch()

    def wait_for_log(self, words: str) -> None:
        wait_until(lambda: words in self.log.read_text(), f"the log never said '{words}'")

    def headers(self, key: str | None = None) -> dict[str, str]:
        return {"authorization": f"Bearer {key or self.direct}"}


def wait_until(happened: Callable[[], bool], otherwise: str) -> None:
    """A bound that only a hang reaches."""
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


@contextmanager
def live(
    folder: Path,
    *,
    hold: bool = False,
    limits: dict[str, Any] | None = None,
    before: Callable[[], None] | None = None,
    **options: Any,
) -> Iterator[LiveServer]:
    """Start, wait until it listens, stop. `hold`: edits wait until `release`. `before` runs in the process before the server."""
    log = folder / "server.log"
    command = [sys.executable, __file__, str(folder), json.dumps(hold), json.dumps(limits or {}), json.dumps(options)]
    pipes = {"stdout": subprocess.PIPE, "text": True}
    with log.open("w") as errors, subprocess.Popen(command, stderr=errors, preexec_fn=before, **pipes) as process:
        try:
            ready = json.loads(process.stdout.readline())
            yield LiveServer(process=process, log=log, folder=folder, **ready)
        finally:
            process.terminate()
            process.wait(20)


class Telling(EchoEngine):
    """Leaves a file when it is asked; held, it waits for another."""

    def __init__(self, folder: Path, hold: bool) -> None:
        super().__init__()
        self._folder = folder
        self._hold = hold

    def run(self, work: Work, cancelled: threading.Event) -> Iterator[Event]:
        (self._folder / "started").touch()
        while self._hold and not (self._folder / "release").exists():
            self._wait(0.02, cancelled)
        yield from super().run(work, cancelled)


def main() -> None:
    folder, hold, limits, options = sys.argv[1:]
    settings = Settings(**{"data_dir": Path(folder), "engine": "echo", "port": 0, "workers": 4} | json.loads(options))
    logs.configure(settings)
    accounts = Accounts.of(settings)
    accounts.migrate()
    accounts.ensure_groups()
    listener = server.bind(settings.host, settings.port)
    keys = {group: accounts.issue(group, group)[0] for group in ("direct", "default")}
    os.write(1, json.dumps({"url": server.base_url(listener), **keys}).encode() + b"\n")
    app = create_app(settings, (Telling(settings.data_dir, json.loads(hold)),), accounts)
    # One look at the connections follows the other at once: tests wait for what happens, not for seconds.
    server.run(app, listener, settings, ConnectionLimits(**{"check_seconds": 0.02} | json.loads(limits)))


if __name__ == "__main__":
    main()
