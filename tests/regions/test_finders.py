"""The registry of finders, and those that need no model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from overpaint import regions
from overpaint.errors import EngineUnavailable
from overpaint.imaging.values import Image, Mask
from overpaint.regions import FINDERS, Finder, FinderContext, find_finder, name_of
from overpaint.weights import WeightStore

IMAGE = Image(np.zeros((6, 9, 3), np.uint8))
# Modules of the room that find nothing themselves.
SHARED = {"__init__", "base", "salience", "doubt", "matting", "networks"}
DOCS = Path(__file__).parents[2] / "docs" / "regions.md"


def context(tmp_path: Path, mask: Mask | None = None) -> FinderContext:
    return FinderContext(WeightStore(tmp_path), mask=mask)


def test_every_module_of_the_room_is_listed() -> None:
    modules = {path.stem for path in Path(regions.__file__).parent.glob("*.py")} - SHARED
    assert {name_of(finder) for finder in FINDERS} == modules
    assert len(FINDERS) == len(modules)


@pytest.mark.parametrize("finder", FINDERS, ids=name_of)
def test_a_declaration_is_whole_and_documented(finder: Finder) -> None:
    assert isinstance(finder, Finder)
    assert finder.__doc__
    assert finder.SUMMARY.endswith(".")
    assert f"`{name_of(finder)}`" in DOCS.read_text()
    assert finder.SUMMARY in DOCS.read_text()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert name_of(find_finder("subject")) == "subject"
    with pytest.raises(ValueError, match="'background'"):
        find_finder("back")


def test_the_whole_picture(tmp_path: Path) -> None:
    found = find_finder("whole").find(IMAGE, context(tmp_path))
    assert found.mask.is_whole
    assert found.mask.size == IMAGE.size
    assert found.confidence == 1


def test_the_requests_mask(tmp_path: Path) -> None:
    mask = Mask(np.random.default_rng(1).random((6, 9), dtype=np.float32))
    assert find_finder("mask").find(IMAGE, context(tmp_path, mask)).mask is mask


def test_no_mask_is_said_not_guessed(tmp_path: Path) -> None:
    found = find_finder("mask").find(IMAGE, context(tmp_path))
    assert found.mask.is_empty
    assert found.confidence == 0
    assert found.note


def test_a_mask_of_another_size_is_a_defect(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        find_finder("mask").find(IMAGE, context(tmp_path, Mask.whole((3, 3))))


@pytest.mark.parametrize("name", ["subject", "background"])
def test_without_the_model_the_command_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="overpaint weights pull"):
        find_finder(name).find(IMAGE, context(tmp_path))


def test_declarations_need_no_pixel_library() -> None:
    code = "import sys, overpaint.regions; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cv2", "onnxruntime"} & set(loaded), "import kernels inside find"


def test_a_cut_outs_own_alpha_is_its_subject(tmp_path: Path) -> None:
    """No network looks at it: there is no weight file here."""
    alpha = np.random.default_rng(2).integers(0, 256, (6, 9), np.uint8)
    image = Image(np.dstack([IMAGE.pixels, alpha]))
    known = FinderContext(WeightStore(tmp_path), cut_out=True)
    found = find_finder("subject").find(image, known)
    np.testing.assert_array_equal(np.rint(found.mask.values * 255), alpha)
    rest = find_finder("background").find(image, known)
    np.testing.assert_array_equal(rest.mask.values, 1 - found.mask.values)
    assert found.confidence == rest.confidence == 1
