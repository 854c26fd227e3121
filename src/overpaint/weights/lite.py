"""LiteRT networks (.tflite) on the CPU: one a process for each file, shared by every caller.

This module alone imports ai_edge_litert.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overpaint.errors import EngineUnavailable

Tensor = NDArray[np.float32]

_LOADING = Lock()


class LiteNetwork:
    """One input, several outputs; on one core, one run at a time: an interpreter keeps its tensors."""

    def __init__(self, interpreter: Any) -> None:
        interpreter.allocate_tensors()
        self._interpreter = interpreter
        self._input = interpreter.get_input_details()[0]["index"]
        self._outputs = {tuple(map(int, one["shape"])): one["index"] for one in interpreter.get_output_details()}
        self._running = Lock()

    def run(self, batch: Tensor) -> dict[tuple[int, ...], Tensor]:
        """Every output by its shape, for a batch of the input's shape. Copies: the next run changes none of them."""
        with self._running:
            self._interpreter.set_tensor(self._input, np.ascontiguousarray(batch, np.float32))
            self._interpreter.invoke()
            return {shape: np.array(self._interpreter.get_tensor(index)) for shape, index in self._outputs.items()}


def load_network(path: Path, sha256: str) -> LiteNetwork:
    """The network of that file; a second call gives the first one's. Raises EngineUnavailable for bytes of another digest."""
    with _LOADING:
        return _load(path, sha256)


@cache
def _load(path: Path, sha256: str) -> LiteNetwork:
    from ai_edge_litert.interpreter import Interpreter  # here: commands that run no model don't pay for it

    model = path.read_bytes()
    if hashlib.sha256(model).hexdigest() != sha256:
        raise EngineUnavailable(f"{path} is damaged. Run: overpaint weights pull")
    return LiteNetwork(Interpreter(model_content=model, num_threads=1))
