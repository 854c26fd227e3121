"""Hypothesis strategies made from an operation's declaration, and pictures and masks to test it with."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pydantic import ValidationError

from overpaint.imaging.values import Backdrop, Image, Mask
from overpaint.operations import Operation
from overpaint.operations.base import Context, Inputs, Parameters

# Numbers of pixels are valid into the thousands; tests keep to tens.
_LARGE = 512
_SMALL = 40


def params_of(operation: Operation) -> st.SearchStrategy[Parameters]:
    """Any parameters that the declaration allows, over the whole valid ranges (pixel counts kept small)."""
    fields = operation.params.model_json_schema().get("properties", {})

    def build(values: dict[str, Any]) -> Parameters:
        try:
            return operation.params.model_validate(values)
        except ValidationError:
            reject()

    return st.fixed_dictionaries({name: _values(schema) for name, schema in fields.items()}).map(build)


def _values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        inner = [_values(choice) for choice in schema["anyOf"] if choice.get("type") != "null"]
        return st.one_of(st.just(schema["default"]), *inner)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "prefixItems" in schema:
        return st.tuples(*(_values(item) for item in schema["prefixItems"])).map(list)
    if schema.get("type") == "boolean":
        return st.booleans()
    if "minimum" not in schema:
        return st.just(schema["default"]) if "default" in schema else st.nothing()
    low, high = schema["minimum"], schema["maximum"]
    if schema["type"] == "integer":
        return st.integers(low, min(high, max(low, _SMALL)))
    if high > _LARGE:
        return st.one_of(st.floats(low, 0.5), st.integers(max(1, int(low)), _SMALL))
    return st.floats(low, high)


@st.composite
def images(draw: st.DrawFn, side: int = 20) -> Image:
    """Small pictures of any shape, with and without alpha: noise, or a few colours only."""
    shape = draw(st.integers(1, side)), draw(st.integers(1, side)), draw(st.sampled_from([3, 4]))
    if draw(st.booleans()):
        colours = st.sampled_from([0, 1, 64, 128, 254, 255])
        return Image(draw(hnp.arrays(np.uint8, shape, elements=colours)))
    seed = draw(st.integers(0, 2**32 - 1))
    return Image(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))


@st.composite
def masks(draw: st.DrawFn, image: Image) -> Mask:
    """Masks with parts outside, parts inside and soft parts."""
    seed = draw(st.integers(0, 2**32 - 1))
    values = np.random.default_rng(seed).choice([0.0, 0.0, 0.25, 0.5, 0.9, 1.0, 1.0], (image.height, image.width))
    return Mask(values.astype(np.float32))


def run(operation: Operation, image: Image, params: Parameters | None = None, mask: Mask | None = None, seed: int = 0) -> Image:
    """Apply it; a grey backdrop for one that needs any."""
    backdrop = Backdrop(np.full((image.height, image.width, 3), 0.2, np.float32)) if operation.needs_backdrop else None
    used = params if params is not None else operation.params()
    context = Context(seed=seed, read=lambda _image: ())
    others = tuple(Image(255 - image.rgb) for _ in range(operation.reads[0]))
    return operation.apply(Inputs(image, mask or Mask.whole(image.size), backdrop, others), used, context)


def ask(operation: Operation, image: Image, **values: Any) -> Image:
    """Apply it to the whole picture with these parameters."""
    return run(operation, image, operation.params.model_validate(values))


def identifier(operation: Operation) -> str:
    return operation.name
