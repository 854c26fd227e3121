"""200 mixed requests at concurrency 8 with a worker killed in the middle: is anything lost but what the dead one held?"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Event, Thread

from benchmarks.measuring import Table, tree_memory
from benchmarks.photos import portrait
from benchmarks.serving import Server, serving

REQUESTS = 200
CONCURRENCY = 8
# (prompt, fields, the status it must get)
MIX: tuple[tuple[str, dict[str, str], int], ...] = (
    ("make it brighter and warmer", {}, 200),
    ("make it black and white", {"output_format": "jpeg"}, 200),
    ("white background", {}, 200),
    ("add a dragon", {}, 400),
    ("blur the background", {}, 200),
    ("rotate it 90 degrees", {"n": "2"}, 200),
    ("remove the background", {}, 200),
    ("asdf", {}, 400),
    ("Change the background to a sunset over the ocean", {}, 200),
    ("crop it to a square", {"size": "777x1"}, 400),
)


def measure(table: Table) -> None:
    photos = cycle([portrait(1024), portrait(1024, "PNG"), portrait(2048)])
    jobs = [(next(photos), *job) for job in islice(cycle(MIX), REQUESTS)]
    with serving(OVERPAINT_QUEUE_SIZE="64") as server:
        _run(server, jobs[: len(MIX) * 2])
        before = tree_memory(server.process)
        halfway, killed = Event(), []
        assassin = Thread(target=_kill_one, args=(server, halfway, killed), daemon=True)
        assassin.start()
        began = time.perf_counter()
        outcomes = _run(server, jobs, halfway)
        elapsed = time.perf_counter() - began
        assassin.join(10)
        after = tree_memory(server.process)
        healthy = server.client.get(f"{server.url}/readyz").status_code
    wrong = [o for o in outcomes if o[0] != o[1]]
    table.add(
        "requests, at concurrency 8",
        f"{len(outcomes)} in {elapsed:.0f} s ({len(outcomes) / elapsed:.1f} a second)",
        str(REQUESTS),
    )
    table.add("answers", ", ".join(f"{status}: {count}" for status, count in sorted(Counter(o[1] for o in outcomes).items())))
    table.add("answers other than they must be", f"{len(wrong)} {Counter(o[2] for o in wrong) or ''}", "≤ 1: engine_failed")
    table.add("worker killed", str(killed), "one")
    table.add("healthy after", str(healthy), "200")
    table.add("memory of server and workers, before and after", f"{before:.0f} → {after:.0f} MB", "steady")


def _run(
    server: Server, jobs: list[tuple[bytes, str, dict[str, str], int]], halfway: Event | None = None
) -> list[tuple[int, int, str]]:
    """(status wanted, status got, error code) of each job."""
    done: list[tuple[int, int, str]] = []

    def one(job: tuple[bytes, str, dict[str, str], int]) -> None:
        photo, prompt, fields, wanted = job
        response = server.post(photo, prompt, **fields)
        code = "" if response.status_code == 200 else str(response.json()["error"]["code"])
        done.append((wanted, response.status_code, code))
        if halfway is not None and len(done) >= len(jobs) // 2:
            halfway.set()

    with ThreadPoolExecutor(CONCURRENCY) as threads:
        list(threads.map(one, jobs))
    return done


def _kill_one(server: Server, halfway: Event, killed: list[int]) -> None:
    halfway.wait()
    worker = max(server.workers(), key=lambda p: p.cpu_percent(0.2))
    worker.kill()
    killed.append(worker.pid)
