"""Cutout: CPU of whole edits on a warm worker, against their unavoidable part, the network."""

from __future__ import annotations

import numpy as np
import psutil

from benchmarks.measuring import Table, cpu_of, tree_memory
from benchmarks.photos import portrait
from benchmarks.serving import serving
from benchmarks.tone import over_http

SIDE = 1024


def measure_cutout(table: Table) -> None:
    photo = portrait(SIDE)
    plain = plain_network()
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


def plain_network() -> float:
    """ms of CPU of the same network by a plain onnxruntime run with its defaults but for one thread."""
    from overpaint import settings
    from overpaint.weights import WeightStore
    from overpaint.weights.sessions import keep_to_this_machine

    keep_to_this_machine()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(WeightStore(settings.load().weights_dir).path("u2netp")), options)
    picture = np.random.default_rng(0).random((1, 3, 320, 320), np.float32)
    return cpu_of(lambda: session.run(None, {session.get_inputs()[0].name: picture}), rounds=5)
