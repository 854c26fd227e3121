"""The one client whose time is measured: alone, and beside what others do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.serving import Server

Heard = tuple[float, str]
"""Seconds, and the place in the queue that it was told, if it was."""


class Alone:
    """Asks for plans of prompts, or for the edit that is given (a photograph's file, a prompt, fields), with a key of its own."""

    def __init__(self, server: Server, *edit: str) -> None:
        self._command = [sys.executable, str(Path(__file__).with_name("fast_client.py")), server.url, server.issue()]
        self._edit = edit

    def ask(self, count: int) -> list[Heard]:
        """So many requests, one after the other."""
        done = subprocess.run([*self._command, str(count), *self._edit], stdout=subprocess.PIPE, text=True, check=True)
        return _read(done.stdout)

    @contextmanager
    def beside(self) -> Iterator[list[Heard]]:
        """Requests while the block runs, twelve at least; they are there at its end."""
        heard: list[Heard] = []
        command = [*self._command, "0", *self._edit]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield heard
            finally:
                told, _ = process.communicate("")
        heard += _read(told)


def _read(told: str) -> list[Heard]:
    return [(float(seconds), str(place)) for seconds, place in json.loads(told)]
