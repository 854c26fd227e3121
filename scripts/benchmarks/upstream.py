"""What an edit by an upstream costs here, beside the same call made bare with httpx2, to a fake that answers at once."""

from __future__ import annotations

import base64
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import httpx2
import psutil

from benchmarks.measuring import Table
from benchmarks.photos import png

SIDE, ROUNDS = 816, 40  # a PNG of 1 MB

FAKE = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
ANSWER = open(sys.argv[1], "rb").read()
class Fake(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)
    def log_message(self, *args): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Fake)
print(server.server_port, flush=True)
server.serve_forever()
"""


def measure(table: Table) -> None:
    photo = png(SIDE)
    with tempfile.TemporaryDirectory() as name:
        answer = Path(name) / "answer.json"
        answer.write_text(json.dumps({"data": [{"b64_json": base64.b64encode(photo).decode()}]}))
        fake = subprocess.Popen([sys.executable, "-c", FAKE, str(answer)], stdout=subprocess.PIPE, text=True)
        try:
            port = int((fake.stdout or sys.stdin).readline())
            _compare(table, photo, f"http://127.0.0.1:{port}/v1", Path(name))
        finally:
            fake.terminate()
            fake.wait()


def _compare(table: Table, photo: bytes, url: str, folder: Path) -> None:
    from overpaint import editing, settings
    from overpaint.canvas import EditRequest
    from overpaint.engines.upstream import UpstreamEngine
    from overpaint.engines.upstream.declared import read_upstreams
    from overpaint.imaging.codec import open_image

    request = EditRequest(images=(open_image(photo, name="image", max_pixels=1 << 26),), prompt="put a hat on her")
    trust = httpx2.create_ssl_context()

    def bare() -> None:
        with httpx2.Client(verify=trust, timeout=60) as client:
            form = {"model": "m", "prompt": "put a hat on her", "n": "1", "size": f"{SIDE}x{SIDE}"}
            body = client.post(f"{url}/images/edits", data=form, files={"image": photo}).json()
            base64.b64decode(body["data"][0]["b64_json"])

    for keep, wanted in (("false", "≤ 5 ms, ≤ 20 ms"), ("true", "")):
        named = folder / f"{keep}.toml"
        named.write_text(f'[next-door]\nurl = "{url}"\nmodel = "m"\nkeep = {keep}\n')
        engine = UpstreamEngine(read_upstreams(named), settings.load().model_copy(update={"workers": 1}))
        while engine.missing():
            time.sleep(0.05)

        def ours(engine: UpstreamEngine = engine) -> None:
            list(editing.edit(request, engines=(engine,), cancelled=Event()))

        (bare_wall, bare_cpu), (wall, cpu) = _measured(bare), _measured(ours)
        engine.close()
        what = "passed through" if keep == "false" else "what was only redrawn found and brought back (the default)"
        row = f"{wall - bare_wall:.1f} ms more than a bare call's {bare_wall:.1f}; {cpu:.1f} ms CPU in all, bare {bare_cpu:.1f}"
        table.add(f"a PNG of {len(photo) / 1e6:.1f} MB each way, {what}", row, wanted)


def _measured(work: Callable[[], None]) -> tuple[float, float]:
    """Median wall ms of a call, and mean CPU ms of it in this process and its workers."""
    for _ in range(3):
        work()
    walls, before = [], _cpu()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls), (_cpu() - before) * 1000 / ROUNDS


def _cpu() -> float:
    me = psutil.Process()
    workers = [child for child in me.children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
    return sum(times.user + times.system for times in (one.cpu_times() for one in (me, *workers)))
