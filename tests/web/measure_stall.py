"""How long does the event loop stand still? A tool to run by hand: `python tests/web/measure_stall.py [rounds]`.

A task in the server's own loop wakes every millisecond and notes how late it was, while a client in another process sends what is
hardest: a picture of 49 MB, ten pictures at once, a refusal of 49 MB, and four answers of 25 MB. The engine gives a prepared
picture: what is measured is HTTP alone. Prints the lateness by case, and the server's CPU time a request.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parents[1]))
TICK = 0.001
LATENESS: list[float] = []


async def tick() -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        LATENESS.append(time.perf_counter() - before - TICK)


@asynccontextmanager
async def ticking(inner: Any, app: FastAPI) -> AsyncIterator[None]:
    async with inner(app):
        ticker = asyncio.create_task(tick())
        yield
        ticker.cancel()


def serve(folder: str) -> None:
    from overpaint.accounts import Accounts
    from overpaint.canvas import Picture
    from overpaint.engines.base import Done
    from overpaint.engines.echo import EchoEngine
    from overpaint.settings import Settings
    from overpaint.web import server
    from overpaint.web.app import create_app
    from web.forms import picture

    settings = Settings(data_dir=Path(folder), engine="echo", port=0, workers=2)
    accounts = Accounts(settings.resolved_database_url)
    accounts.migrate()
    accounts.ensure_groups()
    small = Picture(picture(), (64, 48), 0, "prepared")
    large = Picture(picture((3840, 2160)) + bytes(25_000_000), (3840, 2160), 0, "prepared")

    class Prepared(EchoEngine):
        def run(self, work, cancelled):
            count = work.request.n
            yield Done((small if count == 1 else large,) * count)

    app = create_app(settings, (Prepared(),), accounts)

    @app.get("/lateness")
    async def lateness() -> dict[str, float]:
        late = sorted(LATENESS)
        LATENESS.clear()
        return {
            "cpu": time.process_time(),
            "ticks": len(late),
            "median": statistics.median(late),
            "p99": late[int(len(late) * 0.99)],
            "worst": late[-1],
        }

    inner = app.router.lifespan_context
    app.router.lifespan_context = lambda application: ticking(inner, application)
    listener = server.bind(settings.host, 0)
    os.write(1, json.dumps({"url": server.base_url(listener), "key": accounts.issue("x", "direct")[0]}).encode() + b"\n")
    server.run(app, listener, settings)


def measure(rounds: int) -> None:
    import subprocess

    import httpx2

    from web.forms import CONTENT_TYPE, SCALARS, File, encode_form, good, picture

    big = picture((640, 480), format="JPEG") + bytes(49_000_000)
    cases = {
        "nothing": None,
        "a small edit": encode_form(*good()),
        "49 MB in": encode_form(*good(image=big)),
        "ten pictures of 4.9 MB": encode_form(*SCALARS, ("fit", "stretch"), *[("image[]", File(big[:4_900_000]))] * 10),
        "49 MB refused": encode_form(("n", "x"), *good(image=big)),
        "four answers of 25 MB": encode_form(*good(("n", "4"), ("background", "opaque"))),
    }
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, __file__, "--serve", folder], stdout=subprocess.PIPE, text=True)
        ready = json.loads(process.stdout.readline())
        headers = {"authorization": f"Bearer {ready['key']}", "content-type": CONTENT_TYPE}
        with httpx2.Client(base_url=ready["url"], headers=headers, timeout=120) as client:
            for name, content in cases.items():
                time.sleep(0.1)
                cpu = client.get("/lateness").json()["cpu"]
                began = time.perf_counter()
                for _ in range(rounds):
                    time.sleep(0.2) if content is None else client.post("/v1/images/edits", content=content)
                took = (time.perf_counter() - began) / rounds
                late = client.get("/lateness").json()
                figures = " ".join(f"{key} {1000 * late[key]:6.1f} ms" for key in ("median", "p99", "worst"))
                cost = 1000 * (late["cpu"] - cpu) / rounds
                print(f"{name:<24} {1000 * took:6.0f} ms, CPU {cost:6.1f} ms | late: {figures} of {late['ticks']:.0f}")  # noqa: T201
        process.terminate()
        process.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
