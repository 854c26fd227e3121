"""One remembered answer an operation, on a small part of a NASA portrait (public domain; skimage's `astronaut`).

A picture that changed is written beside what was remembered, for a look. When the change is wanted:
`OVERPAINT_WRITE_GOLDENS=1 pytest tests/operations/test_operation_goldens.py`, and look at what it wrote before committing it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from declared_params import ask, identifier

from overpaint.imaging.values import Image
from overpaint.operations import OPERATIONS, Operation

GOLDENS = Path(__file__).parent / "goldens"
FAILURES = Path(tempfile.gettempdir()) / "overpaint-failures"
WRITE = os.environ.get("OVERPAINT_WRITE_GOLDENS") == "1"
# Mean and largest difference in codes: room for another OpenCV's rounding, not for another look.
MEAN, LARGEST = 0.5, 6

REMEMBERED = [
    operation
    for operation in OPERATIONS
    if not (operation.needs_backdrop or operation.makes_alpha or operation.may_refuse or operation.of_place)
]


def read(name: str) -> Image:
    stored = cv2.imread(str(GOLDENS / f"{name}.png"), cv2.IMREAD_UNCHANGED)
    assert stored is not None, f"no golden of {name}: see the head of this file"
    return Image(cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA if stored.shape[2] == 4 else cv2.COLOR_BGR2RGB))


def write(folder: Path, name: str, pixels: np.ndarray) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    swapped = cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(folder / f"{name}.png"), swapped)


@pytest.mark.parametrize("operation", REMEMBERED, ids=identifier)
def test_the_answer_is_the_remembered_one(operation: Operation) -> None:
    name = operation.name
    answer = ask(operation, read("photo"), **operation.shown).pixels
    if WRITE:
        write(GOLDENS, name, answer)
    wanted = read(name).pixels
    assert answer.shape == wanted.shape
    apart = np.abs(answer.astype(int) - wanted)
    if apart.mean() > MEAN or apart.max() > LARGEST:
        write(FAILURES, f"{name}-wanted", wanted)
        write(FAILURES, f"{name}-got", answer)
        write(FAILURES, f"{name}-apart", np.clip(8 * apart[..., :3], 0, 255).astype(np.uint8))
        pytest.fail(f"{name} changed by {apart.mean():.2f} on average, {apart.max()} at most: look at {FAILURES}/{name}-*.png")


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDENS.glob("*.png")} == {"photo", *(operation.name for operation in REMEMBERED)}
