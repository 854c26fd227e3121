"""Tensors read out of torch's old format without torch, and graphs made around tensors of ours."""

from __future__ import annotations

import io
import pickle
import struct
from collections import OrderedDict

import numpy as np
import onnxruntime
import pytest

from overpaint.weights.onnx_graph import constant, floats_in, node, output, whole_model
from overpaint.weights.torch_file import tensors_of


class _Named:
    """Pickles as a global of that module and name."""

    def __init__(self, module: str, name: str, *arguments: object) -> None:
        self.module, self.name, self.arguments = module, name, arguments


class _Writer(pickle._Pickler):  # the one in Python: the one in C can't be told how to save a thing
    def persistent_id(self, obj: object) -> object:
        return ("storage", "torch.FloatStorage", obj.arguments[0], "cpu", 4, None) if _is(obj, "FloatStorage") else None

    def save(self, obj: object, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _Named) and obj.name != "FloatStorage":
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
            super().save(obj.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(obj, save_persistent_id)


def _is(obj: object, name: str) -> bool:
    return isinstance(obj, _Named) and obj.name == name


def written(tensors: dict[str, np.ndarray], function: tuple[str, str] = ("torch._utils", "_rebuild_tensor_v2")) -> bytes:
    file = io.BytesIO()
    for head in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(head, file, 2)
    rows = OrderedDict(
        (name, _Named(*function, _Named("torch", "FloatStorage", name), 0, values.shape, (), False, OrderedDict()))
        for name, values in tensors.items()
    )
    _Writer(file, 2).dump(rows)
    pickle.dump(list(tensors), file, 2)
    for values in tensors.values():
        file.write(struct.pack("<q", values.size) + values.astype("<f4").tobytes())
    return file.getvalue()


def test_tensors_come_back() -> None:
    random = np.random.default_rng(1)
    tensors = {"a.weight": random.normal(size=(3, 2, 2, 2)).astype(np.float32), "a.bias": np.arange(3, dtype=np.float32)}
    read = tensors_of(written(tensors))
    assert list(read) == list(tensors)
    for name, values in tensors.items():
        np.testing.assert_array_equal(read[name], values)


@pytest.mark.parametrize("data", [b"", b"no pickle", pickle.dumps(1) * 5])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a table"):
        tensors_of(data)


def test_no_other_function_is_ever_called() -> None:
    with pytest.raises(ValueError, match=r"names os\.system"):
        tensors_of(written({"a": np.zeros(1, np.float32)}, ("os", "system")))


def test_a_graph_of_ours_runs() -> None:
    random = np.random.default_rng(2)
    picture, weight = (random.normal(size=shape).astype(np.float32) for shape in ((1, 1, 4, 5), (2, 1, 3, 3)))
    parts = [
        floats_in("x", (1, 1, "height", "width")),
        constant("weight", weight),
        node("Conv", ["x", "weight"], "both", kernel_shape=(3, 3)),
        node("Softmax", ["both"], "y", axis=1),
        output("y"),
    ]
    model = whole_model("tiny", parts, 13)
    (answer,) = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(["y"], {"x": picture})
    plain = np.array(
        [[[(picture[0, 0, r : r + 3, c : c + 3] * one[0]).sum() for c in range(3)] for r in range(2)] for one in weight]
    )
    share = np.exp(plain) / np.exp(plain).sum(axis=0)
    np.testing.assert_allclose(answer[0], share, rtol=1e-4)
