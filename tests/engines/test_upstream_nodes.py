"""Another Overpaint with the local engine as an upstream, on a real socket: what it makes is what would be made here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from engines.fake_upstream import picture
from engines.named_upstream import named
from engines.upstream_bench import file
from overpaint.canvas import EditRequest
from overpaint.engines import open_engine
from overpaint.engines.base import Engine
from overpaint.engines.local import LocalEngine
from overpaint.errors import Refusal
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image
from overpaint.settings import load
from overpaint.weights import WeightStore

OVERPAINT = [sys.executable, "-m", "overpaint.cli"]
PHOTO = resize(Image(np.ascontiguousarray(data.astronaut())), (816, 816))
REQUEST = EditRequest(
    images=(file(encode(PHOTO, OutputFormat())),),
    prompt="make it brighter, warmer and sepia",
    size="source",
    seed=5,
    seed_asked=True,
)


@pytest.fixture(scope="module")
def node(weights: WeightStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """URL and key of a server in a process of its own."""
    folder = tmp_path_factory.mktemp("node")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OVERPAINT_")} | {
        "OVERPAINT_DATA_DIR": str(weights.folder.parent),
        "OVERPAINT_DATABASE_URL": f"sqlite:///{folder / 'overpaint.db'}",
        "OVERPAINT_WORKERS": "1",
    }
    issue = [*OVERPAINT, "keys", "issue", "--json", "--group", "direct"]
    key = json.loads(subprocess.run(issue, env=environment, check=True, capture_output=True, text=True).stdout)["key"]
    with subprocess.Popen([*OVERPAINT, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(line.split()[2] for line in process.stdout or () if line.startswith("Overpaint serves")), key
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


@pytest.fixture(scope="module")
def engine(node: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = named(tmp_path_factory.mktemp("front"), *node, seed="true")
    made = open_engine("upstream", load().model_copy(update={"workers": 1, "upstreams": file}))
    yield made
    made.close()


@pytest.mark.parametrize("n", [1, 2])
def test_it_makes_what_would_be_made_here(engine: Engine, n: int) -> None:
    request = replace(REQUEST, n=n)
    there, here = list(edit(engine, request))[-1].pictures, list(edit(LocalEngine(load()), request))[-1].pictures
    assert [one.seed for one in there] == [one.seed for one in here]
    for one, other in zip(there, here, strict=True):
        np.testing.assert_array_equal(picture(one.data).pixels, picture(other.data).pixels)
        assert other.revised_prompt in one.revised_prompt  # its own words, as its own


def test_its_mask_is_our_mask(engine: Engine) -> None:
    wire = np.full((816, 816, 4), 255, np.uint8)
    wire[200:600, 300:700, 3] = 0
    request = replace(REQUEST, mask=file(encode(Image(wire), OutputFormat()), "mask"))
    there, here = (list(edit(one, request))[-1].pictures[0].data for one in (engine, LocalEngine(load())))
    np.testing.assert_array_equal(picture(there).pixels, picture(here).pixels)


def test_its_refusal_is_our_refusal(engine: Engine) -> None:
    with pytest.raises(Refusal, match="red hat") as caught:
        list(edit(engine, replace(REQUEST, prompt="add a red hat to the dog")))
    assert caught.value.code == "unsupported_edit"
