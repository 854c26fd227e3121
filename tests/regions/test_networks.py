"""Which network looks, what it is given, and how two are joined. The sessions are stand-ins that say what they were asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from overpaint.errors import EngineUnavailable
from overpaint.imaging.values import Plane
from overpaint.regions.salience.networks import ISNET, U2NETP, probabilities
from overpaint.weights import Weight, WeightStore


@dataclass
class Session:
    """Answers `belief`; keeps what it was given."""

    belief: Plane
    output: str
    given: list[Any] = field(default_factory=list)

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="picture")]

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> tuple[Any]:
        assert outputs == [self.output]
        self.given.append(inputs["picture"])
        return (self.belief[None, None],)


@dataclass
class Store:
    """A folder of model files in which isnet is or is not."""

    sessions: dict[str, Session]

    def own(self) -> None:
        return None

    def state(self, weight: Weight) -> str:
        return "ready" if weight.name in self.sessions else "missing"

    def session(self, name: str) -> Session:
        return self.sessions[name]


def belief(side: int, top: float, bottom: float) -> Plane:
    """A square subject, 1 within [top, bottom) shares of both sides."""
    plane = np.zeros((side, side), np.float32)
    plane[round(top * side) : round(bottom * side), round(top * side) : round(bottom * side)] = 1
    return plane


@pytest.fixture
def picture() -> Any:
    return np.random.default_rng(3).integers(0, 256, (90, 130, 3), np.uint8)


def test_without_isnet_the_default_network_answers_alone(picture: Any) -> None:
    coarse = Session(belief(320, 0.2, 0.8), U2NETP.output)
    assert np.array_equal(probabilities(picture, Store({"u2netp": coarse})), coarse.belief)  # type: ignore[arg-type]
    assert coarse.given[0].shape == (1, 3, 320, 320)
    assert coarse.given[0].max() < 3 and coarse.given[0].min() < -1, "scaled by mean and deviation"


def test_isnet_draws_the_outline_and_the_other_fills_its_holes(picture: Any) -> None:
    hole = belief(1024, 0.25, 0.75)
    hole[480:540, 480:540] = 0
    coarse = Session(belief(320, 0.2, 0.8), U2NETP.output)
    fine = Session(hole, ISNET.output)
    joined = probabilities(picture, Store({"u2netp": coarse, "isnet": fine}))  # type: ignore[arg-type]
    assert fine.given[0].shape == (1, 3, 1024, 1024)
    assert abs(float(fine.given[0].mean())) < 0.1 and np.abs(fine.given[0]).max() <= 0.5
    assert joined[480:540, 480:540].min() > 0.99, "the hole is filled"
    assert joined[: round(0.19 * 1024)].max() == 0, "what neither believes stays out"
    assert joined[206:210, 512].max() < 0.05, "near its own edge the coarse network is not believed"


def test_a_thin_thing_that_only_isnet_sees_stays(picture: Any) -> None:
    thin = belief(1024, 0.25, 0.75)
    thin[100:256, 500:503] = 0.9
    store = Store({"u2netp": Session(belief(320, 0.25, 0.75), U2NETP.output), "isnet": Session(thin, ISNET.output)})
    assert probabilities(picture, store)[100:256, 501].min() >= 0.9  # type: ignore[arg-type]


def test_a_damaged_file_is_told_and_not_passed_over(picture: Any, weights: WeightStore, tmp_path: Path) -> None:
    (tmp_path / "u2netp.onnx").write_bytes(weights.path("u2netp").read_bytes())
    (tmp_path / "isnet.onnx").write_bytes(b"cut off")
    with pytest.raises(EngineUnavailable, match=r"isnet\.onnx is damaged.*pull isnet --accept"):
        probabilities(picture, WeightStore(tmp_path))
