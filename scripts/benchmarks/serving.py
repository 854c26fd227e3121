"""A real server in its own process, on a data folder of its own, and requests to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from overpaint import settings
from overpaint.cli.serve import FIRST_KEY_FILE


@dataclass
class Server:
    """`post` sends one edit and returns the response; `process` is the server's, with the workers below it."""

    url: str
    key: str
    process: psutil.Process
    client: httpx.Client
    environment: dict[str, str]
    log: Path

    def post(self, photo: bytes, prompt: str, **fields: str) -> httpx.Response:
        data = {"model": "gpt-image-2", "prompt": prompt, **fields}
        return self.client.post(f"{self.url}/v1/images/edits", data=data, files={"image": ("photo", photo)})

    def issue(self, group: str = "direct", *options: str) -> str:
        """A new key of a group, by the command line that an operator has."""
        command = [sys.executable, "-m", "overpaint.cli", "keys", "issue", "--group", group, *options]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def workers(self) -> list[psutil.Process]:
        return [p for p in self.process.children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]


@contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """Start `overpaint serve` on a free port, with the weights and kernels of the usual data folder."""
    usual = settings.load()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        for name in ("weights", "kernels"):
            if (usual.data_dir / name).exists():
                shutil.copytree(usual.data_dir / name, data / name)
        env = {**os.environ, "OVERPAINT_DATA_DIR": str(data), "OVERPAINT_PORT": "0", **environment}
        log = (Path(folder) / "log").open("w+")
        process = subprocess.Popen([sys.executable, "-m", "overpaint.cli", "serve"], stdout=log, stderr=log, env=env)
        try:
            url, key = _announced(Path(folder) / "log", data / FIRST_KEY_FILE, process)
            client = httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=180)
            _await_ready(client, url)
            yield Server(url, key, psutil.Process(process.pid), client, env, Path(folder) / "log")
        finally:
            process.terminate()
            process.wait(60)


def _announced(log: Path, key: Path, process: subprocess.Popen[bytes]) -> tuple[str, str]:
    for _ in range(600):
        url = re.search(r"http://[\d.]+:[1-9]\d*", log.read_text())
        if url and key.exists():
            return url.group(), key.read_text().strip()
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def _await_ready(client: httpx.Client, url: str) -> None:
    for _ in range(600):
        try:
            if client.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not get ready")
