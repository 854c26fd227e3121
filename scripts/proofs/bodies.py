"""Ten thousand requests with anything wrong in them, to the local engine: no 5xx, no hang, no growth of memory."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks.measuring import Table, own_memory
from benchmarks.serving import serving
from web.mutated_bodies import answer, judge, mutated

COUNT = 10_000
CONCURRENCY = 4
# So many first, until caches, threads and buffers are there.
WARM_UP = 0.2


def prove(table: Table, length: float) -> None:
    count = max(100, round(COUNT * length))
    with serving(OVERPAINT_WORKERS="2", OVERPAINT_QUEUE_SIZE="64", OVERPAINT_LOG_LEVEL="error") as server:
        url, key = urlsplit(server.url), server.issue()
        place = (str(url.hostname), int(url.port or 0))
        statuses: Counter[int] = Counter()
        faults: dict[int, str] = {}

        def one(number: int) -> None:
            request = mutated(number)
            try:
                heard = answer(place, request, key)
            except TimeoutError:
                faults[number] = "a hang"
                return
            statuses[heard.status] += 1
            if fault := judge(heard, request):
                faults[number] = fault

        workers = {process.pid for process in server.workers()}
        with ThreadPoolExecutor(CONCURRENCY) as threads:
            list(threads.map(one, range(round(count * WARM_UP))))
            before = own_memory(server.process)
            list(threads.map(one, range(round(count * WARM_UP), count)))
        after = own_memory(server.process)
        lost = workers - {process.pid for process in server.workers()}
        healthy = server.client.get(f"{server.url}/readyz").status_code
    table.add("answers", ", ".join(f"{status or 'closed'}: {number}" for status, number in sorted(statuses.items())))
    table.judge("5xx, hangs, errors without their shape", f"{len(faults)} of {count}", "0", not faults)
    for number, fault in list(faults.items())[:10]:
        table.add(f"  mutated({number})", fault[:400])
    table.judge("workers that died", str(len(lost)), "0", not lost)
    table.judge(
        "memory of the server, after a fifth and at the end", f"{before:.0f} → {after:.0f} MB", "≤ 1.1×", after <= 1.1 * before
    )
    table.judge("ready after", str(healthy), "200", healthy == 200)
