"""The upstream engine as a server, beside LiteLLM's proxy and beside no proxy, to one fake upstream that answers at once.

LiteLLM is installed into an environment of its own, `.venv-litellm` (0.6 GB), the first time. Overpaint is set to pass pictures
through (`keep = false`): LiteLLM does nothing else.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import numpy as np
import psutil
from PIL import Image

from benchmarks.measuring import Table, tree_cpu, tree_memory
from benchmarks.photos import photo as photo_of
from benchmarks.photos import png

ROOT = Path(__file__).parents[2]
LITELLM = ROOT / ".venv-litellm"
SIDE, BIG_SIDE = 816, 1920  # PNG of 1 MB, and with more grain of 10; sizes that the API allows
GRAIN = 20.0
CALLS, BIG_CALLS, AT_ONCE, MANY = 30, 5, 16, 64
KEY = "sk-bench-0123456789"
START_SECONDS = 180

FAKE = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
SMALL, LARGE = (open(name, "rb").read() for name in sys.argv[1:3])
class Fake(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        left = int(self.headers["content-length"])
        answer = SMALL if left < 5_000_000 else LARGE
        while left:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *args): pass
class Server(ThreadingHTTPServer):
    request_queue_size = 128
server = Server(("127.0.0.1", int(sys.argv[3])), Fake)
server.serve_forever()
"""


@dataclass(frozen=True)
class Way:
    """How the fake is reached. `process`: the proxy's, None where there is none."""

    name: str
    url: str
    key: str
    process: psutil.Process | None = None


def measure(table: Table) -> None:
    if not (LITELLM / "bin" / "litellm").exists():
        subprocess.run([sys.executable, "-m", "venv", str(LITELLM)], check=True)
        subprocess.run([str(LITELLM / "bin" / "pip"), "install", "--quiet", "litellm[proxy]"], check=True)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        photo = png(SIDE)
        large, fake = _grainy(), _free_port()
        for name, picture in (("small.json", photo), ("large.json", large)):
            (folder / name).write_text(json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(picture).decode()}]}))
        answers = (str(folder / "small.json"), str(folder / "large.json"))
        stack.enter_context(_running([sys.executable, "-c", FAKE, *answers, str(fake)], fake, {}))
        base = f"http://127.0.0.1:{fake}/v1"
        ways = (
            Way("no proxy", base, KEY),
            stack.enter_context(_overpaint(folder, base)),
            stack.enter_context(_litellm(folder, base)),
        )
        for way in ways:
            _one_after_the_other(table, way, photo)
        for way in ways:
            _four_large_ones(table, way, large)
        for way in ways:
            _many_at_once(table, way, photo)


def _one_after_the_other(table: Table, way: Way, photo: bytes) -> None:
    with httpx2.Client(timeout=60) as client:
        for _ in range(3):
            _ask(client, way, [photo], SIDE)
        before, walls = _cpu(way), []
        for _ in range(CALLS):
            began = time.perf_counter()
            _ask(client, way, [photo], SIDE)
            walls.append((time.perf_counter() - began) * 1000)
        cpu = (_cpu(way) - before) * 1000 / CALLS
    fastest = f"p50 {statistics.median(walls):.1f} ms, fastest {min(walls):.1f}"
    table.add(
        f"{len(photo) / 1e6:.1f} MB each way, {way.name}", f"{fastest}; {cpu:.0f} ms CPU in the proxy" if way.process else fastest
    )


def _grainy() -> bytes:
    """PNG of a photograph at a high ISO, which compresses badly."""
    pixels = np.asarray(photo_of(BIG_SIDE).convert("RGB"), np.float32)
    grain = np.random.default_rng(0).normal(0, GRAIN, pixels.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _four_large_ones(table: Table, way: Way, photo: bytes) -> None:
    walls = []
    with httpx2.Client(timeout=120) as client:
        _ask(client, way, [photo] * 4, BIG_SIDE)
        for _ in range(BIG_CALLS):
            began = time.perf_counter()
            _ask(client, way, [photo] * 4, BIG_SIDE)
            walls.append((time.perf_counter() - began) * 1000)
    told = f"p50 {statistics.median(walls):.0f} ms, fastest {min(walls):.0f}"
    table.add(f"4 pictures of {len(photo) / 1e6:.0f} MB, {way.name}", told)


def _many_at_once(table: Table, way: Way, photo: bytes) -> None:
    most, done = [0.0], threading.Event()

    def look() -> None:
        while way.process is not None and not done.wait(0.1):
            with contextlib.suppress(psutil.Error):
                most[0] = max(most[0], tree_memory(way.process))

    looking = threading.Thread(target=look)
    idle = 0.0 if way.process is None else tree_memory(way.process)
    looking.start()
    with (
        httpx2.Client(timeout=300, limits=httpx2.Limits(max_connections=AT_ONCE)) as client,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        began = time.perf_counter()
        list(threads.map(lambda _: _ask(client, way, [photo], SIDE), range(MANY)))
        seconds = time.perf_counter() - began
    done.set()
    looking.join()
    memory = f"; {idle:.0f} MB before, {most[0]:.0f} MB at most" if way.process else ""
    table.add(f"{MANY} of {len(photo) / 1e6:.1f} MB, {AT_ONCE} at once, {way.name}", f"{MANY / seconds:.1f} a second{memory}")


def _ask(client: httpx2.Client, way: Way, photos: list[bytes], side: int) -> None:
    form = {"model": "gpt-image-2", "prompt": "put a hat on her", "n": "1", "size": f"{side}x{side}"}
    name = "image" if len(photos) == 1 else "image[]"
    files = [(name, (f"{number}.png", photo, "image/png")) for number, photo in enumerate(photos)]
    headers = {"authorization": f"Bearer {way.key}"}
    answer = client.post(f"{way.url}/images/edits", data=form, files=files, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{way.name}: {answer.status_code} {answer.text[:500]}")
    base64.b64decode(answer.json()["data"][0]["b64_json"])


@contextlib.contextmanager
def _overpaint(folder: Path, base: str) -> Iterator[Way]:
    named, port = folder / "upstreams.toml", _free_port()
    named.write_text(f'[next-door]\nurl = "{base}"\nmodel = "gpt-image-2"\nkeep = false\nconcurrency = {AT_ONCE}\n')
    rows = {"DATA_DIR": str(folder / "data"), "ENGINE": "upstream", "UPSTREAMS": str(named), "QUEUE_SIZE": str(MANY)}
    environment = {f"OVERPAINT_{name}": value for name, value in rows.items()}
    command = [sys.executable, "-m", "overpaint.cli"]
    told = {"env": os.environ | environment, "check": True, "capture_output": True, "text": True}
    limits = ["--allow-upstream", "--requests-per-minute", "any", "--concurrent-edits", "any"]
    subprocess.run([*command, "groups", "set", "direct", *limits], **told)
    key = json.loads(subprocess.run([*command, "keys", "issue", "--json", "--group", "direct"], **told).stdout)["key"]
    with _running([*command, "serve", "--port", str(port)], port, environment) as process:
        _until_ready(f"http://127.0.0.1:{port}/readyz")
        yield Way("Overpaint", f"http://127.0.0.1:{port}/v1", key, process)


@contextlib.contextmanager
def _litellm(folder: Path, base: str) -> Iterator[Way]:
    config, port = folder / "litellm.yaml", _free_port()
    config.write_text(
        json.dumps(  # JSON is YAML
            {
                "model_list": [
                    {
                        "model_name": "gpt-image-2",
                        "litellm_params": {"model": "openai/gpt-image-1", "api_base": base, "api_key": KEY},
                    }
                ],
                "general_settings": {"master_key": KEY},
                "litellm_settings": {"telemetry": False},
            }
        )
    )
    environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
    command = [str(LITELLM / "bin" / "litellm"), "--config", str(config), "--port", str(port), "--host", "127.0.0.1"]
    with _running(command, port, environment) as process:
        _until_ready(f"http://127.0.0.1:{port}/health/liveliness")
        yield Way("LiteLLM's proxy", f"http://127.0.0.1:{port}/v1", KEY, process)


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[psutil.Process]:
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + START_SECONDS
            while time.monotonic() < end and process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def _until_ready(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(url).status_code == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"{url} does not become ready")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _cpu(way: Way) -> float:
    return 0.0 if way.process is None else tree_cpu(way.process)
