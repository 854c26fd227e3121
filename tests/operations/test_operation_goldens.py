"""One remembered answer an operation, on a small part of a NASA portrait (public domain; skimage's `astronaut`).

A picture that changed is written beside what was remembered, for a look. When the change is wanted:
`OVERPAINT_WRITE_GOLDENS=1 pytest tests/operations/test_operation_goldens.py`, and look at what it wrote before committing it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from declared_params import ask

from overpaint.imaging.values import Image
from overpaint.operations import OPERATIONS, find_operation, name_of

GOLDENS = Path(__file__).parent / "goldens"
FAILURES = Path(tempfile.gettempdir()) / "overpaint-failures"
WRITE = os.environ.get("OVERPAINT_WRITE_GOLDENS") == "1"
# Mean and largest difference in codes: room for another OpenCV's rounding, not for another look.
MEAN, LARGEST = 0.5, 6

ASKED: dict[str, dict[str, Any]] = {
    "brightness": {"amount": 0.4},
    "exposure": {"stops": 1},
    "contrast": {"amount": 0.4},
    "gamma": {"gamma": 1.5},
    "shadows_highlights": {"shadows": 0.7, "highlights": -0.7},
    "saturation": {"amount": 0.5},
    "vibrance": {"amount": 0.7},
    "temperature": {"shift": 40},
    "tint": {"amount": 0.3},
    "auto_enhance": {},
    "grayscale": {},
    "sepia": {},
    "invert": {},
    "vignette": {"amount": -0.8},
    "crop": {"aspect": [4, 3]},
    "rotate": {"degrees": 20},
    "straighten": {"degrees": 6},
    "flip": {},
    "resize": {"scale": 0.6},
}


def read(name: str) -> Image:
    stored = cv2.imread(str(GOLDENS / f"{name}.png"), cv2.IMREAD_UNCHANGED)
    assert stored is not None, f"no golden of {name}: see the head of this file"
    return Image(cv2.cvtColor(stored, cv2.COLOR_BGRA2RGBA if stored.shape[2] == 4 else cv2.COLOR_BGR2RGB))


def write(folder: Path, name: str, pixels: np.ndarray) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    swapped = cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(folder / f"{name}.png"), swapped)


@pytest.mark.parametrize("name", [name_of(o) for o in OPERATIONS if o.FAMILY in {"tone", "geometry"}])
def test_the_answer_is_the_remembered_one(name: str) -> None:
    assert name in ASKED, "give the operation a row in ASKED and write its golden"
    answer = ask(find_operation(name), read("photo"), **ASKED[name]).pixels
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
    assert {path.stem for path in GOLDENS.glob("*.png")} == {"photo", *ASKED}
