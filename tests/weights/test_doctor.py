"""`overpaint doctor` on folders and files that are not as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from overpaint.cli import doctor
from overpaint.settings import Settings
from overpaint.weights import WeightStore, find_weight

CURE = "set OVERPAINT_DATA_DIR to a folder you may write to"


def findings(monkeypatch: pytest.MonkeyPatch, config: Settings, *names: str) -> dict[str, doctor.Finding]:
    monkeypatch.setattr(doctor, "CHECKS", tuple(check for check in doctor.CHECKS if check[0] in names))
    return {finding.name: finding for finding in doctor._examine(config)}


@pytest.mark.parametrize(("length", "state"), [(None, "missing"), (5, "damaged"), (4_574_861, "damaged")])
def test_a_weight_file_that_will_not_do_is_named_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int | None, state: str
) -> None:
    config = Settings(data_dir=tmp_path)
    config.weights_dir.mkdir()
    if length is not None:
        (config.weights_dir / "u2netp.onnx").write_bytes(bytes(length))
    found = findings(monkeypatch, config, "weights")["weights"]
    assert found.found.startswith(f"u2netp.onnx is {state}")
    assert found.cure == "overpaint weights pull"


def test_the_right_weight_file_is_all_there(weights: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert weights.state(find_weight("u2netp")) == "ready"
    found = findings(monkeypatch, Settings(data_dir=weights.folder.parent), "weights")["weights"]
    assert "all there" in found.found
    assert not found.cure


def test_a_data_folder_that_cannot_be_made_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = findings(monkeypatch, Settings(data_dir=tmp_path / "file" / "data"), "data folder")["data folder"]
    assert CURE.casefold() in found.cure.casefold()


def test_a_read_only_data_folder_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _data: bytes) -> int:  # root may write anywhere, so a mode of the folder would not do
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    found = findings(monkeypatch, Settings(data_dir=tmp_path), "data folder")["data folder"]
    assert CURE.casefold() in found.cure.casefold()
    assert "Permission denied" in found.found


def test_a_failure_elsewhere_is_to_be_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_config: Settings) -> doctor.Finding:
        raise FileNotFoundError(2, "No such file or directory", "/nowhere/else")

    monkeypatch.setattr(doctor, "CHECKS", (("a part", fail),))
    assert [finding.cure for finding in doctor._examine(Settings(data_dir=tmp_path))] == [doctor.REPORT]


def test_redis_that_does_not_answer_is_named_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Settings(data_dir=tmp_path, redis_url=f"redis+unix://{tmp_path}/none")
    assert "start it" in findings(monkeypatch, away, "request counts")["request counts"].cure
    assert not findings(monkeypatch, Settings(data_dir=tmp_path), "request counts")["request counts"].cure
    wrong = Settings(data_dir=tmp_path, redis_url="mongodb://x")
    assert "OVERPAINT_REDIS_URL" in findings(monkeypatch, wrong, "request counts")["request counts"].cure


def test_what_is_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {days: Settings(data_dir=tmp_path, keep_prompts_days=days) for days in (0, 30)}
    said = {days: findings(monkeypatch, config, "kept of edits")["kept of edits"].found for days, config in kept.items()}
    assert said[0] == "no pictures, no prompts, usage records for 400 days"
    assert "prompts and plans for 30 days" in said[30]


def test_a_worker_that_may_take_more_than_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not findings(monkeypatch, Settings(data_dir=tmp_path), "memory")["memory"].cure
    much = Settings(data_dir=tmp_path, worker_memory=1_048_576)
    assert "OVERPAINT_WORKER_MEMORY=" in findings(monkeypatch, much, "memory")["memory"].cure
