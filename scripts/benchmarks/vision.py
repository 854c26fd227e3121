"""Cutout and sea: CPU of whole edits on a warm worker, against their unavoidable parts."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import psutil

from benchmarks.measuring import Table, cpu_of, tree_memory
from benchmarks.photos import jpeg
from benchmarks.serving import serving
from benchmarks.tone import over_http

SIDE = 1024
SUNSET = "Change the background to a sunset over the ocean"


def measure_cutout(table: Table) -> None:
    photo = jpeg(SIDE)
    plain = _plain_network()
    with serving(OVERPAINT_WORKERS="1") as server:
        for prompt, wanted in (("white background", "≤ 700 ms"), ("remove the background", ""), ("blur the background", "")):
            spent, _ = over_http(server, photo, rounds=5, prompt=prompt)
            table.add(
                f"“{prompt}” at 1024², warm",
                f"{spent:.0f} ms CPU = {spent / plain:.2f}x the network alone ({plain:.0f} ms)",
                wanted,
            )
        memory = tree_memory(psutil.Process(server.workers()[0].pid))
        table.add("memory of the worker after them", f"{memory:.0f} MB")


def _plain_network() -> float:
    """The same network by a plain onnxruntime run with its defaults but for one thread."""
    import onnxruntime

    from overpaint import settings
    from overpaint.weights import WeightStore

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(WeightStore(settings.load().weights_dir).path("u2netp")), options)
    picture = np.random.default_rng(0).random((1, 3, 320, 320), np.float32)
    return cpu_of(lambda: session.run(None, {session.get_inputs()[0].name: picture}), rounds=5)


def measure_sea(table: Table) -> None:
    cold, warm, cpu, peak = (float(x) for x in _in_fresh_process(_RENDER).split())
    table.add("sea at 1024², first in a process, kernels cached", f"{cold:.1f} s")
    table.add("sea at 1024², warm", f"{warm:.2f} s, {cpu:.2f} s CPU", "≤ 3 s")
    table.add("  peak memory of that process", f"{peak:.0f} MB")
    with serving(OVERPAINT_WORKERS="1") as server:
        photo = jpeg(SIDE)
        spent, _ = over_http(server, photo, rounds=3, prompt=SUNSET)
        began = time.perf_counter()
        server.post(photo, SUNSET, size="1024x1024")
        wall = time.perf_counter() - began
        table.add("“a sunset over the ocean” over HTTP at 1024², warm", f"{wall:.2f} s, {spent / 1000:.2f} s CPU", "≤ 4.5 s")
        table.add("  memory of its worker after", f"{tree_memory(psutil.Process(server.workers()[0].pid)):.0f} MB")


_RENDER = """
import resource, time
from overpaint import settings
from overpaint.engines.local import kernels
kernels.configure(settings.load().kernel_cache_dir)
from overpaint.scenes import find_scene
from overpaint.scenes.base import SceneContext
scene = find_scene("sea")
walls, cpus = [], []
for seed in range(4):
    wall, cpu = time.perf_counter(), time.process_time()
    scene.render((1024, 1024), scene.Params(time="sunset"), SceneContext(seed=seed))
    walls.append(time.perf_counter() - wall); cpus.append(time.process_time() - cpu)
print(walls[0], min(walls[1:]), min(cpus[1:]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def _in_fresh_process(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
