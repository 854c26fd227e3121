"""The folder of model files, its states, and the sessions made from it."""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.weights import TABLE, WeightStore, Wheel, find_weight
from overpaint.weights import store as store_module

DOCS = Path(__file__).parents[2] / "docs" / "weights.md"


def test_the_table_is_well_formed() -> None:
    assert len({w.name for w in TABLE}) == len({w.file for w in TABLE}) == len(TABLE)
    for weight in TABLE:
        assert re.fullmatch(r"[0-9a-f]{64}", weight.sha256)
        assert weight.byte_size > 0
        assert weight.purpose
        assert weight.licence
        assert "/" not in weight.file


def test_the_docs_page_lists_every_row() -> None:
    page = DOCS.read_text()
    for weight in TABLE:
        row = next((line for line in page.splitlines() if line.startswith(f"| `{weight.name}`")), "")
        for told in (
            weight.licence,
            f"{weight.byte_size / 1e6:.1f} MB",
            weight.sha256,
            weight.source.requirement,
            weight.source.member if isinstance(weight.source, Wheel) else weight.source.archive,
        ):
            assert told in row, f"docs/weights.md: the row of {weight.name} must say {told}"


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    store = WeightStore(tmp_path)
    assert store.missing() == tuple(w.name for w in TABLE if w.default)
    for ask in (store.path, store.session):
        with pytest.raises(EngineUnavailable, match="overpaint weights pull u2netp") as caught:
            ask("u2netp")
        assert caught.value.code == "engine_unavailable"


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="u2netp"):
        WeightStore(tmp_path).path("u2net-giant")


def test_states(tmp_path: Path) -> None:
    store, weight = WeightStore(tmp_path), find_weight("u2netp")
    assert store.state(weight) == "missing"
    (tmp_path / weight.file).write_bytes(b"short")
    assert store.state(weight) == "damaged"
    (tmp_path / weight.file).write_bytes(bytes(weight.byte_size))
    assert store.state(weight) == "damaged", "of the right length"
    assert store.missing()[0] == "u2netp"
    with pytest.raises(EngineUnavailable, match=r"u2netp\.onnx is damaged.*overpaint weights pull u2netp"):
        store.path("u2netp")


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path, weights: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store, weight, reads = WeightStore(tmp_path), find_weight("u2netp"), []

    def counted(path: Path, read: Callable[[Path], str] = store_module.sha256_of) -> str:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(store_module, "sha256_of", counted)
    (tmp_path / weight.file).write_bytes(bytes(weight.byte_size))
    assert [store.state(weight) for _ in range(3)] == ["damaged"] * 3
    assert len(reads) == 1
    shutil.copy2(weights.path("u2netp"), tmp_path / weight.file)
    assert [store.state(weight) for _ in range(3)] == ["ready"] * 3
    assert len(reads) == 2


def test_a_damaged_file_is_never_loaded(tmp_path: Path) -> None:
    weight = find_weight("u2netp")
    (tmp_path / weight.file).write_bytes(bytes(weight.byte_size))
    with pytest.raises(EngineUnavailable, match="damaged"):
        WeightStore(tmp_path).session("u2netp")


def test_the_real_file_is_the_tables(weights: WeightStore) -> None:
    assert weights.missing() == ()
    assert weights.state(find_weight("u2netp")) == "ready"


def test_sessions_are_loaded_once_a_process(weights: WeightStore) -> None:
    session = weights.session("u2netp")
    assert weights.session("u2netp") is session
    assert WeightStore(weights.folder).session("u2netp") is session
    assert weights.session("u2netp", threads=2) is not session


def test_a_session_gives_the_same_answer_twice(weights: WeightStore) -> None:
    session = weights.session("u2netp")
    picture = np.random.default_rng(3).standard_normal((1, 3, 320, 320), dtype=np.float32)
    first, second = (session.run(None, {session.get_inputs()[0].name: picture})[0] for _ in range(2))
    assert first.shape == (1, 1, 320, 320)
    assert np.array_equal(first, second)


def test_a_store_is_a_value(tmp_path: Path) -> None:
    assert pickle.loads(pickle.dumps(WeightStore(tmp_path))) == WeightStore(tmp_path)  # noqa: S301 - made one line up
