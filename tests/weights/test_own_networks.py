"""Networks that the operator adds: tiny files of the same signature, with random weights, written by hand as protobuf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from overpaint.cli.weights import app
from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.regions.salience.networks import U2NETP, probabilities, side
from overpaint.weights import CONTRACTS, WeightStore
from overpaint.weights.own import add_own, find_contract


def field(number: int, content: bytes | int) -> bytes:
    """One protobuf field: bytes with their length, or a whole number."""
    return (
        varint(number << 3) + varint(content)
        if isinstance(content, int)
        else varint(number << 3 | 2) + varint(len(content)) + content
    )


def varint(value: int) -> bytes:
    rows = bytearray()
    while value > 0x7F:
        rows.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*rows, value])


def value(name: str, *shape: int) -> bytes:
    dims = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name.encode()) + field(2, field(1, field(1, 1) + field(2, dims)))


def network(side: int, seed: int = 1, channels: int = 1, squash: bool = False) -> bytes:
    """A convolution of 1 × 1 with random weights, (1, 3, side, side) → (1, channels, side, side); `squash`: then a sigmoid."""
    kernel = np.random.default_rng(seed).normal(0, 1, (channels, 3, 1, 1)).astype(np.float32)
    tensor = b"".join(field(1, size) for size in kernel.shape) + field(2, 1) + field(8, b"kernel") + field(9, kernel.tobytes())
    nodes = field(1, field(1, b"picture") + field(1, b"kernel") + field(2, b"plane") + field(4, b"Conv"))
    if squash:
        nodes += field(1, field(1, b"plane") + field(2, b"odds") + field(4, b"Sigmoid"))
    answer = "odds" if squash else "plane"
    graph = nodes + field(2, b"tiny") + field(5, tensor)
    graph += field(11, value("picture", 1, 3, side, side)) + field(12, value(answer, 1, channels, side, side))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


@pytest.fixture
def store(tmp_path: Path, weights: WeightStore) -> WeightStore:
    """With the default network for the subject, and nothing else."""
    (tmp_path / "u2netp.onnx").write_bytes(weights.path("u2netp").read_bytes())
    return WeightStore(tmp_path)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "mine.onnx"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["birefnet-lite", "isnet-general-use"])
def test_an_added_network_is_asked(name: str, store: WeightStore, tmp_path: Path) -> None:
    contract = find_contract(name)
    file = written(tmp_path, network(contract.side, squash=contract.answers == "probabilities"))
    add_own(name, file, store.folder)
    own = store.own()
    assert own is not None and own.contract is contract
    picture = np.random.default_rng(2).integers(0, 256, (60, 80, 3), np.uint8)
    seen = probabilities(picture, store)
    assert seen.shape == (contract.side, contract.side) and side(store) == contract.side
    assert 0 <= seen.min() < 0.4 and 0.6 < seen.max() <= 1
    dark, light = (probabilities(np.full((8, 8, 3), level, np.uint8), store).mean() for level in (0, 255))
    assert dark != pytest.approx(light)


def test_the_one_added_last_counts_and_removing_it_goes_back(store: WeightStore, tmp_path: Path) -> None:
    for name in ("birefnet-lite", "birefnet"):
        add_own(name, written(tmp_path, network(1024)), store.folder)
    assert not (store.folder / "birefnet-lite.onnx").exists()
    own = store.own()
    assert own is not None and own.contract.name == "birefnet"
    own.path.unlink()
    with pytest.raises(EngineUnavailable, match="weights add birefnet FILE"):
        probabilities(np.zeros((8, 8, 3), np.uint8), store)


def test_a_file_changed_after_it_was_added_is_not_run(store: WeightStore, tmp_path: Path) -> None:
    add_own("birefnet-lite", written(tmp_path, network(1024)), store.folder)
    (store.folder / "birefnet-lite.onnx").write_bytes(network(1024, seed=9))
    with pytest.raises(EngineUnavailable, match="damaged"):
        probabilities(np.zeros((8, 8, 3), np.uint8), store)


@pytest.mark.parametrize("content", [b"no network", network(320), network(1024, channels=2)])
def test_a_file_that_keeps_no_contract_is_refused_and_leaves_nothing(content: bytes, store: WeightStore, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"takes \(1, 3, 1024, 1024\)"):
        add_own("birefnet-lite", written(tmp_path, content), store.folder)
    assert store.own() is None and side(store) == U2NETP.side


def test_licences_that_forbid_uses_are_accepted_first(store: WeightStore, tmp_path: Path) -> None:
    asking = [contract for contract in CONTRACTS if contract.accept]
    assert {contract.name for contract in asking} == {"rmbg", "rmbg-2"}
    file = written(tmp_path, network(1024, squash=True))
    for contract in asking:
        with pytest.raises(ConfigurationError, match=f"--accept {contract.accept}"):
            add_own(contract.name, file, store.folder)
    add_own("rmbg", file, store.folder, accepted="bria")
    assert store.own() is not None


def test_the_command_adds_lists_and_removes(store: WeightStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERPAINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    added = run("add", "birefnet-lite", str(written(tmp_path, network(1024))))
    assert added.exit_code == 0 and "MIT" in added.output
    assert "birefnet-lite" in run("list").output
    assert isinstance(run("remove", "rmbg").exception, ConfigurationError)
    assert run("remove", "birefnet-lite").exit_code == 0
    assert "birefnet-lite" not in run("list").output
    assert isinstance(run("add", "birefnet-lite", "/nowhere.onnx").exception, ConfigurationError)
    near = run("add", "biref-lite", "/nowhere.onnx").exception
    assert isinstance(near, ConfigurationError) and "'birefnet-lite'" in near.message


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)
