"""`overpaint weights`, through its own command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from overpaint.cli.weights import app
from overpaint.errors import ConfigurationError
from overpaint.weights import WeightStore


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERPAINT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_list_tells_what_is_there() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "u2netp" in result.output
    assert "4.6 MB" in result.output
    assert "missing" in result.output


def test_verify_fails_and_names_the_cure() -> None:
    result = run("verify")
    assert result.exit_code == 1
    assert "Run: overpaint weights pull u2netp" in result.output


def test_pull_from_a_folder_then_all_is_well(data_dir: Path, weights: WeightStore) -> None:
    assert run("pull", "--from", str(weights.folder)).exit_code == 0
    verified = run("verify")
    assert verified.exit_code == 0
    assert "ready" in verified.output
    before = (data_dir / "weights" / "u2netp.onnx").stat().st_mtime_ns
    assert run("pull", "u2netp", "--from", "/nowhere").exit_code == 0, "what is there is not fetched again"
    assert (data_dir / "weights" / "u2netp.onnx").stat().st_mtime_ns == before


def test_pull_mends_a_file_with_other_bytes(data_dir: Path, weights: WeightStore) -> None:
    good = weights.path("u2netp").read_bytes()
    (data_dir / "weights").mkdir()
    (data_dir / "weights" / "u2netp.onnx").write_bytes(good[:-1] + b"?")
    assert run("verify").exit_code == 1
    assert run("pull", "--from", str(weights.folder)).exit_code == 0
    assert (data_dir / "weights" / "u2netp.onnx").read_bytes() == good
    shutil.rmtree(data_dir / "weights")


def test_an_unknown_name_is_a_mistake_on_the_command_line() -> None:
    assert isinstance(run("pull", "nothing").exception, ConfigurationError)


def test_a_file_under_a_demanding_licence_comes_only_once_that_is_accepted(data_dir: Path) -> None:
    refused = run("pull", "isnet", "--from", "/nowhere")
    assert isinstance(refused.exception, ConfigurationError)
    assert "AGPL-3.0" in refused.exception.message
    assert "overpaint weights pull isnet --accept AGPL-3.0" in refused.exception.message
    accepted = run("pull", "isnet", "--accept", "agpl-3.0", "--from", str(data_dir))
    assert isinstance(accepted.exception, ConfigurationError)
    assert "background-removal-data@1.4.5" in accepted.exception.message
