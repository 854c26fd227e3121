"""What every scene promises besides test_scene_contract.py: declarations, odd sizes and seeds, cancelling, names, warming."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from overpaint.errors import Cancelled
from overpaint.scenes import SCENES, find_scene, warm
from overpaint.scenes.base import Scene, SceneContext, SceneParameters, name_of

EVERY = pytest.mark.parametrize("scene", SCENES, ids=name_of)
SIZE = (144, 96)


def render(scene, size=SIZE, seed=0, **params):
    return scene.render(size, scene.Params(**params), SceneContext(seed=seed))


@EVERY
def test_keeps_the_contract(scene):
    assert isinstance(scene, Scene)
    assert issubclass(scene.Params, SceneParameters)
    assert scene.SUMMARY.endswith(".")
    assert all(field.description for field in scene.Params.model_fields.values()), "every parameter needs its sentence"


@EVERY
def test_every_parameter_is_documented(scene):
    page = (Path(__file__).parents[2] / "docs" / "scenes.md").read_text()
    section = page.split(f"\n## {name_of(scene)}\n")[1].split("\n## ")[0]
    for name, field in scene.Params.model_fields.items():
        assert f"| `{name}` |" in section, f"docs/scenes.md: {name_of(scene)} lacks a row for {name}"
        for word in get_args(field.annotation):
            assert not isinstance(word, str) or f"`{word}`" in section, f"docs/scenes.md: {name} lacks its value {word}"


@EVERY
@pytest.mark.parametrize("size", [(131, 97), (192, 64), (64, 192), (17, 16)], ids=str)
def test_renders_any_size_into_range(scene, size):
    backdrop = render(scene, size)
    assert backdrop.size == size
    assert backdrop.pixels.shape == (size[1], size[0], 3)
    assert backdrop.pixels.dtype == np.float32
    assert np.isfinite(backdrop.pixels).all()
    assert backdrop.pixels.min() >= 0.0
    assert backdrop.pixels.max() <= 1.0


@EVERY
@pytest.mark.parametrize("seed", [-1, 2**70])
def test_any_whole_number_is_a_seed(scene, seed):
    assert np.isfinite(render(scene, seed=seed).pixels).all()


@EVERY
def test_light_is_well_formed(scene):
    backdrop = render(scene)
    light = backdrop.light
    assert np.mean(light.illuminant) == pytest.approx(1.0, abs=1e-5)
    assert min(light.illuminant) > 0.0
    assert 0.0 <= light.backlit <= 1.0
    assert 0.0 <= light.strength <= 1.0
    assert 0.0 <= backdrop.grain <= 0.03
    assert backdrop.horizon is None or 0.0 < backdrop.horizon < 1.0


@EVERY
def test_stops_when_nobody_waits(scene):
    def leave():
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        scene.render(SIZE, scene.Params(), SceneContext(check=leave))


def test_a_scene_is_found_by_name():
    assert [find_scene(name_of(scene)) for scene in SCENES] == list(SCENES)


def test_an_unknown_scene_names_the_nearest():
    with pytest.raises(ValueError, match="'sea'"):
        find_scene("seas")


@pytest.fixture(scope="module")
def warmed():
    """What `warm` said."""
    said: list[str] = []
    warm(said.append)
    return said


def test_warm_says_what_it_does(warmed):
    assert warmed == [f"scene {name_of(scene)}" for scene in SCENES]


def test_reading_declarations_loads_no_compiler():
    code = "import sys, overpaint.scenes; print(','.join(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip().split(",")
    heavy = set(loaded) & {"numba", "cv2", "scipy", "llvmlite"}
    assert not heavy, f"import overpaint.scenes loads {heavy}: import it inside render"


def every_choice(scene):
    """As few parameter sets as name every choice of every parameter once."""
    words = {name: get_args(field.annotation) for name, field in scene.Params.model_fields.items() if get_args(field.annotation)}
    words = {name: [word for word in choices if isinstance(word, str)] for name, choices in words.items()}
    longest = max((len(choices) for choices in words.values()), default=1)
    return [{name: choices[i % len(choices)] for name, choices in words.items() if choices} for i in range(longest)]


def test_after_warming_nothing_is_compiled_any_more(warmed):
    """Whatever a scene is asked for later: other choices, qualities and sizes use the same machine code."""
    from numba.core import event

    with event.install_recorder("numba:compile") as recorder:
        for scene in SCENES:
            for params, quality in zip(every_choice(scene), itertools.cycle(("medium", "high", "low"))):
                scene.render((40, 30), scene.Params(**params), SceneContext(seed=2, quality=quality))
    assert not recorder.buffer, f"{[e.data for _, e in recorder.buffer]} would make a user wait"


def test_two_threads_render_the_same_bytes_at_once(warmed):
    painted: dict[bool, dict[str, bytes]] = {False: {}, True: {}}

    def paint(backwards: bool) -> None:
        for scene in SCENES[:: -1 if backwards else 1]:
            painted[backwards][name_of(scene)] = render(scene, (48, 40), seed=11).pixels.tobytes()

    threads = [threading.Thread(target=paint, args=(backwards,), daemon=True) for backwards in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    assert painted[False] == painted[True]
    assert len(painted[True]) == len(SCENES)


def test_two_processes_render_at_once(warmed):
    """They share the folder of compiled kernels."""
    code = "from overpaint.scenes import *\nfor s in map(find_scene, ('sea', 'lake', 'meadow', 'skyline')):\n"
    code += "    s.render((24, 24), s.Params(), SceneContext(quality='low'))"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
