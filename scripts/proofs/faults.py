"""Workers killed, the database restarted, the disk full, the server told to stop: only what was hit fails, and says why."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accounts.throwaway_cluster import BINARIES, Cluster
from benchmarks.measuring import Table
from benchmarks.photos import jpeg
from benchmarks.serving import Server, serving
from proofs.crowd import CUT_OFF, Crowd, Job, crowded
from proofs.mixed import judge_answers, mixed_jobs
from proofs.watching import until

CLIENTS = 6
KILLS, EVERY = 3, 20.0
QUIET = {"OVERPAINT_WORKERS": "2", "OVERPAINT_QUEUE_SIZE": "64", "OVERPAINT_LOG_LEVEL": "error"}
# The room that uploads have, and a file that is larger.
ROOM, LARGE = 12_000_000, 30_000_000


def prove(table: Table, length: float) -> None:
    kills = max(1, round(KILLS * length))
    if BINARIES is None:
        table.add("PostgreSQL", "not installed: the records are in SQLite, and nothing is restarted")
        _with_database(table, kills, None)
    else:
        cluster = Cluster(BINARIES.parent)
        try:
            _with_database(table, kills, cluster)
        finally:
            cluster.remove()
    _disk_full(table)


def _with_database(table: Table, kills: int, cluster: Cluster | None) -> None:
    database = {} if cluster is None else {"OVERPAINT_DATABASE_URL": cluster.new_database()}
    with serving(**QUIET, **database) as server:
        key = server.issue()
        with crowded(server, mixed_jobs(), CLIENTS, key) as crowd:
            for _ in range(kills):
                time.sleep(EVERY)
                max(server.workers(), key=lambda process: process.cpu_percent(0.2)).kill()
            if cluster is not None:
                time.sleep(2)
                cluster.stop()
                time.sleep(3)
                cluster.start()
            time.sleep(EVERY / 2)
        judge_answers(table, server, key, crowd)
        hit = crowd.codes["engine_failed"]
        table.judge(f"edits that failed with the {kills} killed workers", str(hit), f"≤ {kills}", hit <= kills)
        _judge_rest(table, crowd, "engine_failed")
        table.judge("ready after", str(server.client.get(f"{server.url}/readyz").status_code), "200", _ready(server))
        _stopped(table, server, key, len(crowd.got))


def _judge_rest(table: Table, crowd: Crowd, *excused: str) -> None:
    """Nothing else failed; while the database was away a clear 503 is what there is to say."""
    known = (*excused, "database_unavailable", "engine_unavailable")
    wrong = [one for one in crowd.got if one.status != one.job.wanted and one.code not in known]
    away = sum(one.status == 503 for one in crowd.got)
    table.add("answers with 503 while the database was away", str(away))
    told = ", ".join(sorted({f"{one.status} {one.code}" for one in wrong})) or "0"
    table.judge("other answers than they must be", told, "0", not wrong)


def _ready(server: Server) -> bool:
    return until(lambda: server.client.get(f"{server.url}/readyz").status_code == 200, 60)


def _stopped(table: Table, server: Server, key: str, _before: int) -> None:
    """SIGTERM within edits: they are finished, later ones are refused or find nobody."""
    with crowded(server, mixed_jobs(), CLIENTS, key) as crowd:
        time.sleep(4)
        began = time.monotonic()
        server.process.terminate()
        gone = until(lambda: not server.process.is_running() or server.process.status() == "zombie", 60)
        took = time.monotonic() - began
        time.sleep(0.5)
    codes = crowd.codes
    begun = [one for one in crowd.got if one.status]
    wrong = [one for one in begun if one.status not in (one.job.wanted, 503)]
    table.judge("stopped by SIGTERM", f"after {took:.1f} s", "within its grace", gone)
    table.add("  answers around it", ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()) if code != CUT_OFF))
    slow = [one for one in crowd.got if one.code == CUT_OFF and one.seconds > 1.0]
    table.judge("  edits that were cut off without a word", str(len(slow)), "0", not slow)
    table.judge("  answers other than they must be, or a 503", str(len(wrong)), "0", not wrong)


def _disk_full(table: Table) -> None:
    with tempfile.TemporaryDirectory() as folder, _small_disk(Path(folder)) as room:
        if room is None:
            table.add("a full disk", "needs root, to mount a small one: not tried")
            return
        with serving(**QUIET, TMPDIR=str(room)) as server:
            key = server.issue()
            padded = jpeg(512) + bytes(LARGE - len(jpeg(512)))
            jobs = [Job(padded, "make it brighter", wanted=507), Job(jpeg(512), "make it brighter")]
            with crowded(server, jobs, 4, key, 0.05) as crowd:
                time.sleep(8)
            judge_answers(table, server, key, crowd)
            large = {(one.status, one.code) for one in crowd.got if one.job is jobs[0]}
            small = {(one.status, one.code) for one in crowd.got if one.job is jobs[1]}
            table.judge(
                "uploads that a full disk has no room for",
                str(large),
                "storage_full",
                {code for _, code in large} == {"storage_full"},
            )
            table.judge("small ones beside them", str(small), "200", small == {(200, "")})
            left = [path for path in room.rglob("*") if path.is_file() and path.stat().st_size]
            table.judge("files left behind", str(len(left)), "0", not left)


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of `ROOM` bytes there, if this user may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
