"""Eight clients and mixed edits: no answer lost, doubled or another's; usage records equal answers; memory steady."""

from __future__ import annotations

import time
from collections import Counter
from itertools import cycle, islice

from benchmarks.measuring import Table, tree_memory
from benchmarks.photos import portrait
from benchmarks.serving import Server, serving
from benchmarks.soak import MIX
from proofs.crowd import Crowd, Job, crowded
from proofs.watching import until

CLIENTS = 8
SECONDS = 60
# Memory of server and workers may grow so much over the last half.
GROWTH = 1.05
LONG = 300


def mixed_jobs() -> list[Job]:
    photos = [portrait(1024), portrait(512), portrait(2048)]
    rows = islice(cycle(MIX), len(MIX) * len(photos))
    return [Job(photo, *row) for photo, row in zip(cycle(photos), rows, strict=False)]


def prove(table: Table, length: float) -> None:
    with serving(OVERPAINT_WORKERS="2", OVERPAINT_QUEUE_SIZE="64", OVERPAINT_LOG_LEVEL="error") as server:
        key, memory = server.issue(), []
        with crowded(server, mixed_jobs(), CLIENTS, key) as crowd:
            began = time.monotonic()
            while (passed := time.monotonic() - began) < SECONDS * length:
                time.sleep(min(2.0, SECONDS * length / 30))
                memory.append((passed, tree_memory(server.process)))
        late = [megabytes for passed, megabytes in memory if passed > SECONDS * length / 2]
        judge_answers(table, server, key, crowd)
    wrong = [one for one in crowd.got if one.status != one.job.wanted]
    table.judge(
        "answers other than they must be", f"{len(wrong)} {dict(Counter(one.code for one in wrong)) or ''}", "0", not wrong
    )
    before, after = sum(late[: len(late) // 4]) / (len(late) // 4), sum(late[-(len(late) // 4) :]) / (len(late) // 4)
    told = ("memory of server and workers over the last half", f"{before:.0f} → {after:.0f} MB")
    if SECONDS * length < LONG:
        table.add(*told, f"judged from {LONG} s on: until then networks are still loaded")
    else:
        table.judge(*told, f"≤ {GROWTH}×", after <= GROWTH * before)


def judge_answers(table: Table, server: Server, key: str, crowd: Crowd) -> None:
    """Every answer is its own request's, none came twice, and the records of usage say the same as the clients."""
    got, codes = crowd.got, crowd.codes
    table.add("answers", f"{len(got)}: " + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    ids = [one.request_id for one in got if one.request_id]
    table.judge("request ids that came twice", str(len(ids) - len(set(ids))), "0", len(ids) == len(set(ids)))
    others = sum(not one.own for one in got)
    table.judge("answers that are another's", str(others), "0", not others)
    finished = sum(one.status == 200 for one in got)
    settled = until(lambda: usage(server, key)["finished"] >= finished, 30)
    recorded = usage(server, key)
    table.judge(
        "finished edits, by the clients and by the records",
        f"{finished} and {recorded['finished']}",
        "equal",
        settled and recorded["finished"] == finished,
    )
    told = {code: recorded[code] for code in recorded if code != "finished"}
    heard = {code: codes[code] for code in told}
    table.judge("failed edits, by the clients and by the records", f"{heard} and {told}", "equal", heard == told)


def usage(server: Server, key: str) -> Counter[str]:
    """Edits by outcome, as the key's own page tells them."""
    answer = server.client.get(f"{server.url}/v1/usage", params={"by": "outcome"}, headers={"authorization": f"Bearer {key}"})
    answer.raise_for_status()
    return Counter({row["outcome"]: row["edits"] for row in answer.json()["data"]})
