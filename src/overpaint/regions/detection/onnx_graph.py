"""What is added to an ONNX file before it is loaded, in its own encoding: protobuf reads what is appended as part of the message.

The fields used are few and fixed (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3): the package `onnx`, 40 MB with what
it needs, would be there for two edits. See docs/decisions/0015-finders-by-name.md.
"""

from __future__ import annotations

from collections.abc import Iterable

_BYTES, _NUMBER = 2, 0  # wire types
_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_OUTPUT = 7, 1, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_OPERATOR, _NODE_ATTRIBUTE = 1, 2, 3, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INTEGERS, _ATTRIBUTE_TYPE, _INTEGERS = 1, 8, 20, 7
_VALUE_NAME = 1


def node(operator: str, inputs: Iterable[str], output: str, **integers: Iterable[int]) -> bytes:
    """A node of the graph, named as its output. `integers`: attributes that are lists of whole numbers, none negative."""
    rows = [_field(_NODE_INPUT, name.encode()) for name in inputs]
    rows += [
        _field(_NODE_OUTPUT, output.encode()),
        _field(_NODE_NAME, output.encode()),
        _field(_NODE_OPERATOR, operator.encode()),
    ]
    rows += [_field(_NODE_ATTRIBUTE, _attribute(name, values)) for name, values in integers.items()]
    return _field(_GRAPH_NODE, b"".join(rows))


def output(name: str) -> bytes:
    """One more output of the graph; its shape is the runtime's to find out."""
    return _field(_GRAPH_OUTPUT, _field(_VALUE_NAME, name.encode()))


def with_parts(model: bytes, parts: Iterable[bytes]) -> bytes:
    """A model file with these parts at the end of its graph."""
    return model + _field(_MODEL_GRAPH, b"".join(parts))


def _attribute(name: str, values: Iterable[int]) -> bytes:
    integers = b"".join(_varint(_ATTRIBUTE_INTEGERS << 3 | _NUMBER) + _varint(value) for value in values)
    return _field(_ATTRIBUTE_NAME, name.encode()) + integers + _varint(_ATTRIBUTE_TYPE << 3 | _NUMBER) + _varint(_INTEGERS)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    rows = bytearray()
    while value > 0x7F:
        rows.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*rows, value])
