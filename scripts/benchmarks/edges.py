"""The edges of the server: does its event loop ever stall, and what does a forged file cost?"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from benchmarks.measuring import Table
from benchmarks.photos import jpeg, portrait

CLIENT = """
import sys, httpx
url, key, photo = sys.argv[1:4]
body = open(photo, "rb").read()
for prompt in ("make it brighter", "blur the background", "white background"):
    answer = httpx.post(url + "/v1/images/edits", headers={"Authorization": "Bearer " + key}, timeout=180,
        data={"model": "gpt-image-2", "prompt": prompt, "size": "2048x2048"}, files={"image": body})
    answer.raise_for_status()
"""


def measure(table: Table) -> None:
    for kind in ("JPEG", "PNG"):
        stall = asyncio.run(worst_stall(portrait(2048, kind)))
        table.add(f"longest stall of the event loop while 2048² edits run, {kind} in", f"{stall:.1f} ms", "≤ 10 ms")
    for name, forged in forged_headers().items():
        milliseconds, megabytes = refusal_cost(forged)
        table.add(f"refusing a forged {name}", f"{milliseconds:.2f} ms, {megabytes:.2f} MB", "< 5 ms, < 10 MB")


async def worst_stall(photo: bytes) -> float:
    """Run the server in this process's loop beside a ticker; a client in another process asks for three edits."""
    import uvicorn

    from overpaint import settings
    from overpaint.accounts import Accounts
    from overpaint.engines import open_engines
    from overpaint.web.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        config = settings.load().model_copy(update={"database_url": f"sqlite:///{folder}/bench.db"})
        accounts = Accounts(config.resolved_database_url)
        accounts.migrate()
        key = accounts.ensure_defaults()
        engines = open_engines(config)
        server = uvicorn.Server(uvicorn.Config(create_app(config, engines, accounts), port=0, log_level="error"))
        serving = asyncio.create_task(server.serve())
        while not server.started or engines[0].missing():  # noqa: ASYNC110  # uvicorn offers no event to wait for
            await asyncio.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        path = Path(folder) / "photo"
        path.write_bytes(photo)
        url = f"http://127.0.0.1:{port}"
        client = await asyncio.create_subprocess_exec(sys.executable, "-c", CLIENT, url, str(key), str(path))
        stall = await _tick_until(client)
        server.should_exit = True
        await serving
        for engine in engines:
            engine.close()
        accounts.close()
    return stall


async def _tick_until(client: asyncio.subprocess.Process) -> float:
    """Longest time, in ms, between a 1 ms timer's due moment and its turn."""
    done = asyncio.create_task(client.wait())
    worst = 0.0
    while not done.done():
        due = time.perf_counter() + 0.001
        await asyncio.sleep(0.001)
        worst = max(worst, time.perf_counter() - due)
    if done.result():
        raise RuntimeError("the client's edits failed")
    return worst * 1000


def forged_headers() -> dict[str, bytes]:
    """Small files whose headers promise billions of pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    forged_png = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    photo = bytearray(jpeg(64))
    frame = photo.index(b"\xff\xc0")
    photo[frame + 5 : frame + 9] = struct.pack(">HH", 65500, 65500)
    return {"PNG of 60000²": forged_png, "JPEG of 65500²": bytes(photo)}


def refusal_cost(forged: bytes) -> tuple[float, float]:
    """Wall ms and peak MB of refusing one file."""
    from overpaint.errors import InvalidImage
    from overpaint.imaging.codec import open_image

    tracemalloc.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    try:
        open_image(forged, name="image", max_pixels=50_000_000)
    except InvalidImage:
        pass
    else:
        raise RuntimeError("a forged header was accepted")
    elapsed = (time.perf_counter() - began) * 1000
    peak = tracemalloc.get_traced_memory()[1] / 1e6 + (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    tracemalloc.stop()
    return elapsed, peak
