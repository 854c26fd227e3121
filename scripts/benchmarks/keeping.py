"""What a model only redrew, told from what it changed: 24 edits made by hand (`tests/imaging/redrawing.py`)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import cv2

from benchmarks.measuring import Table

SIDE = 1024


def measure(table: Table) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    from imaging.redrawing import redrawn
    from overpaint.imaging.redrawn import keep_unchanged

    cv2.setNumThreads(1)  # as in a worker
    found, same, walls, cpus = [], [], [], []
    for one in redrawn(SIDE):
        megapixels = one.before.width * one.before.height / 1e6
        wall, cpu = time.perf_counter(), time.process_time()
        kept = keep_unchanged(one.before, one.after)
        walls.append((time.perf_counter() - wall) / megapixels)
        cpus.append((time.process_time() - cpu) / megapixels)
        found.append(0.0 if kept.changed is None else float((kept.changed.values[one.edited] == 1).mean()))
        same.append(float((kept.image.pixels == one.before.pixels).all(axis=2).mean()))
    table.add("edits found whole", f"{sum(share == 1 for share in found)} of {len(found)}, the worst {min(found):.4f}", "all")
    table.add("pixels that are the original's", f"{min(same):.1%} to {max(same):.1%}", "≥ 85 %")
    table.add("seconds a megapixel, the slowest", f"{max(walls):.2f} s, {max(cpus):.2f} s CPU", "≤ 1.5 s")
