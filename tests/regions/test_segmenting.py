"""Outlines by a box or by points: what the network is asked, how its answer is placed, and that the real one sees a cup."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage import data

from overpaint.regions.segmenting import Prompt, Segment, segment
from overpaint.weights import WeightStore


@dataclass
class Decoder:
    """Answers a square of cells around the first point it is given; keeps what it was given."""

    given: list[dict[str, Any]] = field(default_factory=list)

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> tuple[Any, Any]:
        assert outputs == ["low_res_masks", "iou_predictions"]
        self.given.append(inputs)
        x, y = (int(at // 4) for at in inputs["point_coords"][0, 0])
        plane = np.full((1, 1, 256, 256), -9.0, np.float32)
        plane[..., y : y + 20, x : x + 10] = 9.0
        return plane, np.array([[1.02]], np.float32)


@dataclass
class Encoder:
    """Sees the mean of each channel; keeps what it was given."""

    given: list[Any] = field(default_factory=list)

    def run(self, outputs: None, inputs: dict[str, Any]) -> tuple[Any]:
        self.given.append(inputs["input"])
        return (np.zeros((1, 256, 64, 64), np.float32) + inputs["input"].mean(),)


@dataclass
class Store:
    folder: Path
    sessions: dict[str, Any] = field(default_factory=lambda: {"sam_encoder": Encoder(), "sam_decoder": Decoder()})

    def session(self, name: str) -> Any:
        return self.sessions[name]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    return Store(tmp_path)


@pytest.fixture
def picture() -> Any:
    """512 wide, 256 high."""
    return np.random.default_rng(3).integers(0, 256, (256, 512, 3), np.uint8)


def test_a_picture_is_looked_at_once_and_beside_it_is_nothing(picture: Any, store: Any) -> None:
    segment(picture, Prompt(box=(10, 20, 100, 200)), store)
    segment(picture.copy(), Prompt(on=((50, 60),)), store)
    (square,) = store.sessions["sam_encoder"].given
    assert square.shape == (1, 3, 1024, 1024)
    assert np.all(square[:, :, 512:] == 0) and abs(float(square[:, :, :512].mean())) < 1
    assert len(store.sessions["sam_decoder"].given) == 2


def test_boxes_and_points_are_said_in_the_networks_own_pixels(picture: Any, store: Any) -> None:
    segment(picture, Prompt(box=(10, 20, 100, 200), off=((30, 40),)), store)
    segment(picture, Prompt(on=((50, 60),)), store)
    boxed, pointed = store.sessions["sam_decoder"].given
    assert boxed["point_coords"].tolist() == [[[40, 20], [400, 200], [80, 60]]]
    assert boxed["point_labels"].tolist() == [[2, 3, 0]]
    assert pointed["point_coords"].tolist() == [[[120, 100], [0, 0]]]
    assert pointed["point_labels"].tolist() == [[1, -1]]


def test_the_answer_lies_where_the_picture_does(picture: Any, store: Any) -> None:
    found = segment(picture, Prompt(on=((50, 60),)), store)
    assert found.logits.shape == (128, 256)
    assert found.sureness == 1.0 and found.steadiness == 1.0
    rows, columns = np.nonzero(found.likelihood((512, 256)) > 0.5)
    assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == (50, 90, 60, 80)


def test_an_outline_that_hangs_on_the_bound_is_not_steady() -> None:
    logits = np.full((40, 40), -9.0, np.float32)
    logits[10:30, 10:30] = 0.5
    logits[10:20, 10:30] = 5.0
    assert Segment(logits, 0.9).steadiness == 0.5


def test_a_prompt_says_something(picture: Any, store: Any) -> None:
    with pytest.raises(ValueError, match="a box or a point"):
        segment(picture, Prompt(), store)


def test_the_cup_is_the_cup(weights: WeightStore) -> None:
    picture = np.ascontiguousarray(data.coffee())
    found = segment(picture, Prompt(box=(16, 162, 294, 422)), weights)
    assert found.sureness > 0.9 and found.steadiness > 0.85
    inside = found.likelihood((600, 400)) > 0.5
    assert inside[30:180, 200:370].mean() > 0.97, "the cup"
    assert inside[:, :150].mean() < 0.01 and inside[330:].mean() < 0.01, "neither table nor saucer"
