"""The contract of finders, run over every one that is listed: a new finder adds nothing here."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from drawn_pictures import ball

from overpaint import regions
from overpaint.errors import EngineUnavailable
from overpaint.imaging.values import Image, Mask
from overpaint.instructions.messages import LANGUAGES
from overpaint.regions import FINDERS, Finder, FinderContext, Found, Instance, detection, find_finder, subject, weights_for
from overpaint.regions.resolve import Resolver
from overpaint.weights import WeightStore, find_weight

SHARED = {"__init__", "base"}
"""Modules of the room that declare no finder."""

KINDS = [kind for finder in FINDERS for kind in finder.kinds]


def name_of(finder: Finder) -> str:
    return finder.name


def test_every_module_of_the_room_is_listed() -> None:
    modules = {path.stem for path in Path(regions.__file__).parent.glob("*.py")} - SHARED
    assert {finder.name for finder in FINDERS} == modules, "give it its line in regions/__init__.py"
    assert len(FINDERS) == len(modules)


def test_each_kind_has_one_finder() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert all(find_finder(kind) is finder for finder in FINDERS for kind in finder.kinds)


@pytest.mark.parametrize("finder", FINDERS, ids=name_of)
def test_a_declaration_is_whole(finder: Finder) -> None:
    module = import_module(finder.module)
    assert module.FINDER is finder
    assert module.__doc__
    assert finder.summary.endswith(".")
    assert finder.kinds
    assert all(set(called) == set(LANGUAGES) and all(called.values()) for called in finder.kinds.values())
    assert all(find_weight(name) for name in finder.weights)
    assert hasattr(module, "find") is not bool(finder.complement_of), "a complement is derived, every other finder finds"
    assert not finder.complement_of or not find_finder(finder.complement_of).complement_of


@pytest.mark.parametrize("kind", KINDS)
def test_a_find_is_of_the_pictures_size_and_the_same_again(kind: str, weights: WeightStore) -> None:
    image = Image(np.ascontiguousarray(ball(160)[0].pixels[:120]))
    found, again = (Resolver(image, weights).find(kind) for _ in range(2))
    assert found.size == found.mask.size == image.size
    assert 0 <= found.confidence <= 1
    assert len(found.instances) == len(again.instances)
    for one, same in zip(found.instances, again.instances, strict=True):
        assert one.mask.size == image.size
        assert 0 <= one.mask.values.min() <= one.mask.values.max() <= 1
        top, left, bottom, right = one.box
        assert 0 <= top < bottom <= image.height and 0 <= left < right <= image.width
        np.testing.assert_array_equal(one.mask.values, same.mask.values)
        assert 0 <= one.score <= 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if weights_for([kind])])
def test_without_its_weights_the_command_is_named(kind: str, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="overpaint weights pull"):
        Resolver(ball(64)[0], WeightStore(tmp_path)).find(kind)


def test_the_weights_of_a_complement_are_its_others() -> None:
    own = subject.FINDER.weights
    assert weights_for(["subject"]) == weights_for(["background"]) == weights_for(["background", "subject"]) == own
    assert set(own) == {"u2netp", detection.BOXES_WEIGHT, detection.FACES_WEIGHT, *detection.PERSONS_WEIGHTS}
    assert weights_for([]) == ()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert find_finder("subject") is subject.FINDER
    with pytest.raises(ValueError, match="'background'"):
        find_finder("backgrounds")


def test_declarations_need_no_pixel_library() -> None:
    code = "import sys, overpaint.regions; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cv2", "onnxruntime"} & set(loaded), "import kernels inside find"


def test_a_cut_outs_own_alpha_is_its_subject(tmp_path: Path) -> None:
    """No network looks at it: there is no weight file here."""
    alpha = np.random.default_rng(2).integers(0, 256, (6, 9), np.uint8)
    image = Image(np.dstack([np.zeros((6, 9, 3), np.uint8), alpha]))
    found = subject.find(image, FinderContext(WeightStore(tmp_path), "subject", cut_out=True))
    np.testing.assert_array_equal(np.rint(found.mask.values * 255), alpha)
    rest = Resolver(image, WeightStore(tmp_path), cut_out=True).find("background")
    np.testing.assert_array_equal(rest.mask.values, 1 - found.mask.values)
    assert found.confidence == rest.confidence == 1


def test_nothing_found_leaves_no_complement() -> None:
    nothing = Found((4, 3), confidence=0.0)
    assert nothing.mask.is_empty and nothing.mask.size == (4, 3)
    assert nothing.complement().is_empty
    assert Found.of(Mask.whole((4, 3))).complement().is_empty


def test_what_was_found_goes_along_when_the_picture_is_cropped() -> None:
    values = np.zeros((6, 8), np.float32)
    values[1:3, 1:3] = 0.5
    values[1:3, 5:8] = 1
    both = [Found.of(Mask(np.where(np.arange(8) // 4 == half, values, np.float32(0)))).instances[0] for half in (0, 1)]
    found = Found((8, 6), tuple(both), told_apart="by finder")
    moved = found.moved(lambda mask: Mask(mask.values[:, 4:]))
    assert moved.size == (4, 6)
    assert [one.box for one in moved.instances] == [(1, 1, 3, 4)]
    np.testing.assert_array_equal(moved.mask.values, values[:, 4:])
    assert Found((8, 6)).moved(lambda mask: Mask(mask.values[:, 4:])).size == (4, 6)


def test_what_was_found_goes_to_another_process_once() -> None:
    values = np.zeros((90, 120), np.float32)
    values[10:40, 20:60] = np.random.default_rng(3).random((30, 40), dtype=np.float32)
    found = Found.of(Mask(values), 0.5, told_apart="by gaps")
    sent = pickle.dumps(found)
    assert len(sent) < values.nbytes / 2
    again = pickle.loads(sent)  # noqa: S301 - our own
    np.testing.assert_array_equal(again.mask.values, values)
    assert (again.size, again.confidence, again.told_apart) == (found.size, 0.5, "by gaps")


def test_an_instance_is_of_the_shape_of_its_box() -> None:
    for box in ((0, 0, 2, 2), (5, 5, 8, 8)):
        with pytest.raises(ValueError, match="can't have values"):
            Instance(np.ones((3, 3), np.float32), box, (6, 6))
    with pytest.raises(ValueError, match="no instance"):
        Instance.of(Mask(np.zeros((3, 3), np.float32)))
