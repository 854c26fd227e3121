"""Two real Overpaint nodes behind one front: they share edits; one that dies or is stopped costs nobody an answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from engines.fake_upstream import picture
from engines.named_upstream import named
from engines.upstream_bench import file
from overpaint.canvas import EditRequest
from overpaint.engines.local import LocalEngine
from overpaint.engines.upstream import UpstreamEngine
from overpaint.engines.upstream.declared import read_upstreams
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image
from overpaint.settings import load
from overpaint.weights import WeightStore

OVERPAINT = [sys.executable, "-m", "overpaint.cli"]
PHOTO = resize(Image(np.ascontiguousarray(data.astronaut())), (816, 816))
REQUEST = EditRequest(
    images=(file(encode(PHOTO, OutputFormat())),), prompt="turn it into an oil painting", size="source", seed=5, seed_asked=True
)


@dataclass
class Node:
    process: subprocess.Popen[str]
    url: str
    key: str

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


def started(folder, weights: WeightStore) -> Node:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OVERPAINT_")} | {
        "OVERPAINT_DATA_DIR": str(weights.folder.parent),
        "OVERPAINT_DATABASE_URL": f"sqlite:///{folder / 'overpaint.db'}",
        "OVERPAINT_WORKERS": "1",
    }
    issue = [*OVERPAINT, "keys", "issue", "--json", "--group", "direct"]
    key = json.loads(subprocess.run(issue, env=environment, check=True, capture_output=True, text=True).stdout)["key"]
    process = subprocess.Popen([*OVERPAINT, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
    url = next(line.split()[2] for line in process.stdout or () if line.startswith("Overpaint serves"))
    return Node(process, url, key)


@pytest.fixture
def nodes(weights: WeightStore, tmp_path) -> Iterator[dict[str, Node]]:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with ThreadPoolExecutor(2) as threads:
        a, b = threads.map(lambda name: started(tmp_path / name, weights), "ab")
    yield {"node-a": a, "node-b": b}
    for node in (a, b):
        if node.process.poll() is None:
            node.end(signal.SIGTERM)
        if node.process.stdout:
            node.process.stdout.close()


@pytest.fixture
def front(nodes: dict[str, Node], tmp_path) -> Iterator[UpstreamEngine]:
    for name, node in nodes.items():
        probe = json.dumps(f"{node.url.removesuffix('/v1')}/readyz")
        rows = {"order": "1", "concurrency": "2", "seed": "true", "retry": "true", "probe": probe}
        path = named(tmp_path / "front", node.url, node.key, name=name, **rows)
    engine = UpstreamEngine(read_upstreams(path), load().model_copy(update={"workers": 2}))
    while engine.missing():
        time.sleep(0.1)
    yield engine
    engine.close()


def busy(front: UpstreamEngine, name: str) -> int:
    return front._lines._states[name].busy


def until(holds) -> None:
    end = time.monotonic() + 600  # what only a hang reaches
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_node_dies_and_another_is_stopped_and_every_edit_is_answered(front, nodes):
    here = picture(list(edit(LocalEngine(load()), REQUEST))[-1].pictures[0].data).pixels

    def made(_: int) -> np.ndarray:
        return picture(list(edit(front, REQUEST))[-1].pictures[0].data).pixels

    with ThreadPoolExecutor(4) as threads:  # both at work
        running = [threads.submit(made, number) for number in range(4)]
        until(lambda: busy(front, "node-a") == 2 and busy(front, "node-b") == 2)
        time.sleep(0.2)  # the bodies are out
        assert nodes["node-a"].end(signal.SIGKILL) == -signal.SIGKILL
        for one in running:
            np.testing.assert_array_equal(one.result(), here)
    until(lambda: not front._lines._states["node-a"].ready)
    assert not front.missing()

    with ThreadPoolExecutor(2) as threads:  # the other is stopped in good order: it ends what it has
        running = [threads.submit(made, number) for number in range(2)]
        until(lambda: busy(front, "node-b") == 2)
        time.sleep(0.2)
        nodes["node-b"].process.send_signal(signal.SIGTERM)
        for one in running:
            np.testing.assert_array_equal(one.result(), here)
    assert nodes["node-b"].process.wait(60) in (0, -signal.SIGTERM)  # uvicorn passes the signal on when it is done
    until(lambda: bool(front.missing()))
    assert "probe of none" in front.missing()[0]
