"""Tensors out of a file that `torch.save` wrote before torch 1.6, without torch: four pickles, then the numbers.

The format: https://github.com/pytorch/pytorch/blob/v1.5.0/torch/serialization.py, `_legacy_save`. A pickle may name any function;
here it may name those three that a table of float tensors needs, and nothing else is ever called.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[np.float32]]

_HEADS = 3
"""Pickles before the table: a magic number, the version, the machine."""


def tensors_of(data: bytes) -> Tensors:
    """Name → float32 tensor. Raises ValueError for a file of another kind."""
    file = io.BytesIO(data)
    try:
        for _ in range(_HEADS):
            _Table(file).load()
        table, keys = _Table(file).load(), _Table(file).load()
        storages = {key: _numbers(file) for key in keys}
        return {name: _tensor(storages[key], start, shape) for name, (key, start, shape) in table.items()}
    except (pickle.UnpicklingError, EOFError, struct.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a table of float tensors as torch wrote them before 1.6: {error}") from error


class _Table(pickle.Unpickler):
    """Reads names and shapes; a tensor becomes (key of its numbers, where they start, its shape)."""

    def find_class(self, module: str, name: str) -> Any:
        known = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): lambda storage, start, shape, *_: (storage, start, shape),
            ("torch", "FloatStorage"): "float32",
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"names {module}.{name}")
        return known[module, name]

    def persistent_load(self, pid: Any) -> Any:
        return pid[2]  # ("storage", its kind, its key, ...)


def _numbers(file: io.BytesIO) -> NDArray[np.float32]:
    (count,) = struct.unpack("<q", file.read(8))
    return np.frombuffer(file.read(4 * count), "<f4")


def _tensor(numbers: NDArray[np.float32], start: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.asarray(numbers[start : start + int(np.prod(shape))].reshape(shape), np.float32)
