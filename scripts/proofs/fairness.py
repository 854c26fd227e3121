"""A key with forty clients beside a key with one; and a tone edit while others render scenes."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Table
from benchmarks.photos import portrait
from benchmarks.serving import Server, serving
from proofs.alone import Alone, Heard
from proofs.crowd import Job, crowded
from proofs.watching import quantile

MANY = 40
ROUNDS = 30
# How much longer one may wait beside many, and a tone edit beside scenes if nobody told it that it waits.
BESIDE_MANY, BESIDE_SCENES = 2.0, 3.0
EDIT = "blur the background"
TONE = "make it brighter"
SCENE = "Change the background to a sunset over the ocean"


def prove(table: Table, length: float) -> None:
    rounds = max(12, round(ROUNDS * length))
    with tempfile.TemporaryDirectory() as folder, serving(OVERPAINT_WORKERS="2", OVERPAINT_QUEUE_SIZE="64") as server:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(portrait(1024))
        _beside_many(table, server, photo, rounds)
        _beside_scenes(table, server, photo, rounds)


def _beside_many(table: Table, server: Server, photo: Path, rounds: int) -> None:
    one = Alone(server, str(photo), EDIT)
    one.ask(4)  # both workers have their networks then
    alone = _seconds(one.ask(rounds))
    with crowded(server, [Job(photo.read_bytes(), EDIT)], MANY, server.issue()) as crowd:
        time.sleep(5)
        beside = _seconds(one.ask(rounds))
    table.add(
        f"{MANY} clients of one key meanwhile", ", ".join(f"{code}: {count}" for code, count in sorted(crowd.codes.items()))
    )
    ratio = statistics.mean(beside) / statistics.mean(alone)
    told = f"{1000 * statistics.mean(alone):.0f} ms alone, {1000 * statistics.mean(beside):.0f} beside them: {ratio:.2f}×"
    table.judge(f"one client of another key, “{EDIT}”", told, f"≤ {BESIDE_MANY:.0f}×", ratio <= BESIDE_MANY)


def _beside_scenes(table: Table, server: Server, photo: Path, rounds: int) -> None:
    tone = Alone(server, str(photo), TONE)
    tone.ask(4)
    alone = quantile(_seconds(tone.ask(rounds)), 0.99)
    with crowded(server, [Job(photo.read_bytes(), SCENE)], 4, server.issue()):
        time.sleep(5)
        beside = tone.ask(rounds)
    late = [(seconds, place) for seconds, place in beside if seconds > BESIDE_SCENES * alone]
    untold = [seconds for seconds, place in late if not place]
    p99 = quantile(_seconds(beside), 0.99)
    told = f"p99 {1000 * alone:.0f} ms alone, {1000 * p99:.0f} beside; {len(late)} of {len(beside)} later than 3×"
    told += f", {len(untold)} of them untold"
    table.judge("a tone edit while four clients have scenes rendered", told, "≤ 3×, or told that it waits", not untold)


def _seconds(heard: list[Heard]) -> list[float]:
    return [seconds for seconds, _ in heard]
