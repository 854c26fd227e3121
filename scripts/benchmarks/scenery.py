"""Every scene: compiling, the first render of a process, a warm one, memory. One run of the cut-out network is the yardstick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import psutil

from benchmarks.measuring import Table, tree_memory
from benchmarks.photos import portrait
from benchmarks.serving import serving
from benchmarks.tone import over_http
from benchmarks.vision import SIDE, plain_network

LIMITS = {"sea": 3.0, "beach": 3.0, "mountains": 3.5, "snow": 3.5, "desert": 3.5, "lake": 3.5}
OTHERS = 1.0  # seconds at 1024², warm, on two cores
MEMORY = 700  # MB of a worker that has painted every scene
SUNSET = "Change the background to a sunset over the ocean"


def measure(table: Table) -> None:
    with tempfile.TemporaryDirectory() as empty:
        cold = _in_fresh_process(_WARM, OVERPAINT_DATA_DIR=empty)
        again = _in_fresh_process(_WARM, OVERPAINT_DATA_DIR=empty)
        table.add("every kernel compiled (`overpaint warm`), empty cache", f"{cold['wall']:.0f} s, {cold['cpu']:.0f} s CPU")
        table.add("the same with the cache filled", f"{again['wall']:.1f} s")
    yard = plain_network() / 1000
    table.add("yardstick: the cut-out network once", f"{yard:.2f} s CPU")
    rendered = _in_fresh_process(_RENDER)
    for name, row in rendered["scenes"].items():
        measured = f"{row['wall']:.2f} s, {row['cpu']:.2f} s CPU = {row['cpu'] / yard:.1f}x; first {row['first']:.1f} s"
        table.add(f"{name} at {SIDE}²", measured, f"≤ {LIMITS.get(name, OTHERS):g} s")
    table.add(
        "memory after all of them, at its highest", f"{rendered['memory']:.0f} MB, {rendered['peak']:.0f} MB", f"≤ {MEMORY} MB"
    )
    _over_http(table)


def _over_http(table: Table) -> None:
    with serving(OVERPAINT_WORKERS="1") as server:
        photo = portrait(SIDE)
        spent, _ = over_http(server, photo, rounds=3, prompt=SUNSET)
        began = time.perf_counter()
        server.post(photo, SUNSET, size="1024x1024")
        wall = time.perf_counter() - began
        table.add("“a sunset over the ocean” over HTTP at 1024², warm", f"{wall:.2f} s, {spent / 1000:.2f} s CPU", "≤ 4.5 s")
        for place in ("a snowy mountain", "a forest", "a city at night", "an office", "outer space", "a brick wall"):
            server.post(photo, f"Change the background to {place}", size="1024x1024")
        memory = tree_memory(psutil.Process(server.workers()[0].pid))
        table.add("  memory of its worker after six other scenes", f"{memory:.0f} MB", f"≤ {MEMORY} MB")


_WARM = """
import json, time
from overpaint import settings
from overpaint.engines.local import kernels
kernels.configure(settings.load().kernel_cache_dir)
began, cpu = time.perf_counter(), time.process_time()
from overpaint import scenes
scenes.warm(lambda text: None)
print(json.dumps({"wall": time.perf_counter() - began, "cpu": time.process_time() - cpu}))
"""

_RENDER = """
import json, resource, time, psutil
from overpaint import settings
from overpaint.engines.local import kernels
kernels.configure(settings.load().kernel_cache_dir)
from overpaint.scenes import SCENES, SceneContext, name_of
rows = {}
for scene in SCENES:
    walls, cpus = [], []
    for seed in range(4):
        wall, cpu = time.perf_counter(), time.process_time()
        scene.render((1024, 1024), scene.Params(), SceneContext(seed=seed))
        walls.append(time.perf_counter() - wall); cpus.append(time.process_time() - cpu)
    rows[name_of(scene)] = {"first": walls[0], "wall": sorted(walls[1:])[1], "cpu": sorted(cpus[1:])[1]}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"scenes": rows, "memory": psutil.Process().memory_full_info().uss / 1e6, "peak": peak}))
"""


def _in_fresh_process(code: str, **environment: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
