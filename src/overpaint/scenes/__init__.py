"""Size + seed + parameters → backdrop. One module is one scene; `SCENES` lists them, nothing is found by magic.

    solid, gradient, studio, abstract    flat colours and shapes: numpy
    sea, beach, sky            landscapes: kernels of `kernels/`, `heavens/` and `water/`, compiled by numba
    mountains, snow, desert, lake    land: kernels of `terrain/` and `heavens/`
    forest, park, meadow       plants out of focus: `foliage/`, a meadow's sky from `heavens/`
    surface, underwater        `materials/` and `undersea/`: numpy and OpenCV
    city, interior, skyline    towns and rooms as solids: `buildings/`, the lens of `foliage/`, a skyline's sky from `heavens/`
    stage                      light in smoke, boards, velvet: `buildings/`
    space                      `cosmos/`: numpy and OpenCV

A scene imports numba and OpenCV inside `render`, not at its head: whoever reads declarations (the prompt compiler, the
documentation) should not wait half a second and 100 MB for a compiler. The variables NUMBA_CACHE_DIR and NUMBA_NUM_THREADS
count if they are set before the first scene is rendered.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from overpaint.scenes import (
    abstract,
    beach,
    city,
    desert,
    forest,
    gradient,
    interior,
    lake,
    meadow,
    mountains,
    park,
    sea,
    sky,
    skyline,
    snow,
    solid,
    space,
    stage,
    studio,
    surface,
    underwater,
)
from overpaint.scenes.base import Scene, SceneContext, SceneParameters, name_of

__all__ = ["SCENES", "Scene", "SceneContext", "SceneParameters", "find_scene", "kernel_folder", "name_of", "warm"]

SCENES: tuple[Scene, ...] = (
    solid,
    gradient,
    studio,
    sea,
    beach,
    sky,
    mountains,
    snow,
    desert,
    lake,
    forest,
    park,
    meadow,
    city,
    skyline,
    interior,
    surface,
    underwater,
    space,
    stage,
    abstract,
)


_BY_NAME = {name_of(scene): scene for scene in SCENES}


def find_scene(name: str) -> Scene:
    """The scene of that name. Raises ValueError naming the nearest one."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, n=1, cutoff=0.0)
    raise ValueError(f"there is no scene {name!r}; the nearest is {near[0]!r}")


def warm(progress: Callable[[str], None]) -> None:
    """Compile every kernel for this machine into the cache, by rendering tiny pictures. `progress`: told what comes next, in
    words."""
    for scene in SCENES:
        progress(f"scene {name_of(scene)}")
        scene.render((48, 48), scene.Params(), SceneContext(quality="low"))


def kernel_folder() -> Path:
    """Where this version's compiled kernels lie."""
    from overpaint.imaging.compiled import FOLDER

    return FOLDER
