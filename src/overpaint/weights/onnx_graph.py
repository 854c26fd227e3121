"""ONNX graphs in their own encoding: what is added to a file before it is loaded, or a whole small graph around given tensors.

Protobuf reads what is appended as part of the message. The fields used are few and fixed
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3): the package `onnx`, 40 MB with what it needs, would be there for three
edits. See docs/decisions/0015-finders-by-name.md.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_BYTES, _NUMBER = 2, 0  # wire types
_MODEL_VERSION, _MODEL_GRAPH, _MODEL_OPERATORS, _OPERATORS_VERSION = 1, 7, 8, 2
_GRAPH_NODE, _GRAPH_NAME, _GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 2, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 3, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INTEGER, _ATTRIBUTE_TEXT, _ATTRIBUTE_INTEGERS, _ATTRIBUTE_TYPE = 1, 3, 4, 8, 20
_INTEGER, _TEXT, _INTEGERS = 2, 3, 7
_VALUE_NAME, _VALUE_TYPE, _TENSOR_TYPE, _ELEMENT, _SHAPE, _SHAPE_SIDE, _SIDE_VALUE, _SIDE_NAME = 1, 2, 1, 1, 2, 1, 1, 2
_TENSOR_SIDES, _TENSOR_ELEMENT, _TENSOR_NAME, _TENSOR_DATA = 1, 2, 8, 9
_FLOAT = 1
_IR_VERSION = 8

Attribute = int | str | Iterable[int]


def node(operator: str, inputs: Iterable[str], output: str, **attributes: Attribute) -> bytes:
    """A node of the graph, named as its output. Whole numbers in attributes must not be negative."""
    rows = [_field(_NODE_INPUT, name.encode()) for name in inputs]
    rows += [
        _field(_NODE_OUTPUT, output.encode()),
        _field(_NODE_NAME, output.encode()),
        _field(_NODE_OPERATOR, operator.encode()),
    ]
    rows += [_field(_NODE_ATTRIBUTE, _attribute(name, value)) for name, value in attributes.items()]
    return _field(_GRAPH_NODE, b"".join(rows))


def output(name: str) -> bytes:
    """One more output of the graph; its shape is the runtime's to find out."""
    return _field(_GRAPH_OUTPUT, _field(_VALUE_NAME, name.encode()))


def floats_in(name: str, shape: Iterable[int | str]) -> bytes:
    """One more input of the graph, float32; a side with a name may be of any length."""
    sides = b"".join(
        _field(_SHAPE_SIDE, _field(_SIDE_NAME, side.encode()) if isinstance(side, str) else _number(_SIDE_VALUE, side))
        for side in shape
    )
    tensor = _number(_ELEMENT, _FLOAT) + _field(_SHAPE, sides)
    return _field(_GRAPH_INPUT, _field(_VALUE_NAME, name.encode()) + _field(_VALUE_TYPE, _field(_TENSOR_TYPE, tensor)))


def constant(name: str, values: NDArray[np.float32]) -> bytes:
    """A tensor that nodes may take as an input."""
    sides = b"".join(_number(_TENSOR_SIDES, side) for side in values.shape)
    data = np.ascontiguousarray(values, "<f4").tobytes()
    kind = _number(_TENSOR_ELEMENT, _FLOAT)
    return _field(_GRAPH_INITIALIZER, sides + kind + _field(_TENSOR_NAME, name.encode()) + _field(_TENSOR_DATA, data))


def with_parts(model: bytes, parts: Iterable[bytes]) -> bytes:
    """A model file with these parts at the end of its graph."""
    return model + _field(_MODEL_GRAPH, b"".join(parts))


def whole_model(name: str, parts: Iterable[bytes], operators: int) -> bytes:
    """A model file of nothing but these parts. `operators`: version of the ONNX operators that its nodes are written for."""
    head = _number(_MODEL_VERSION, _IR_VERSION) + _field(_MODEL_OPERATORS, _number(_OPERATORS_VERSION, operators))
    return with_parts(head, [_field(_GRAPH_NAME, name.encode()), *parts])


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, int):
        kind, content = _INTEGER, _number(_ATTRIBUTE_INTEGER, value)
    elif isinstance(value, str):
        kind, content = _TEXT, _field(_ATTRIBUTE_TEXT, value.encode())
    else:
        kind, content = _INTEGERS, b"".join(_number(_ATTRIBUTE_INTEGERS, one) for one in value)
    return _field(_ATTRIBUTE_NAME, name.encode()) + content + _number(_ATTRIBUTE_TYPE, kind)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _NUMBER) + _varint(value)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    rows = bytearray()
    while value > 0x7F:
        rows.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*rows, value])
