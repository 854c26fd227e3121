"""What every operation promises, made from the registry and each declaration: a new operation is tested the day it is listed."""

from __future__ import annotations

import numpy as np
import pytest
from declared_params import identifier, images, masks, params_of, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overpaint.errors import Refusal
from overpaint.imaging.values import Image, Mask
from overpaint.operations import OPERATIONS, Operation
from overpaint.operations.base import CannotDo

CANVAS = ("geometry", "layout")
EDITS = [operation for operation in OPERATIONS if operation.kind not in CANVAS]
# What brings the canvas to a place works by a mask: `test_geometry_operations.py` has its tests.
GEOMETRY = [o for o in OPERATIONS if o.kind in CANVAS and not (o.of_place or o.heeds_subject)]
# What the others do to alpha, and to pixels outside their mask, is their purpose: tests of their own say what.
SIMPLE = [one for one in EDITS if not (one.makes_alpha or one.relights or one.may_refuse or one.reads[0])]
# Where a pixel's answer doesn't depend on the mask of others.
MASK_FREE = [operation for operation in SIMPLE if operation.kind == "point"]
# What asks for something whatever its parameters are.
ASKING = [o for o in OPERATIONS if o.neutral is None and not (o.may_refuse or o.of_place)]
NEUTRAL = [operation for operation in OPERATIONS if operation.neutral is not None]

checked = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("operation", SIMPLE, ids=identifier)
@checked
@given(data=st.data())
def test_size_type_and_alpha_are_kept(operation: Operation, data: st.DataObject) -> None:
    image = data.draw(images())
    answer = run(operation, image, data.draw(params_of(operation)), data.draw(masks(image)))
    assert answer.pixels.shape == image.pixels.shape
    assert answer.pixels.dtype == np.uint8
    if image.has_alpha:
        np.testing.assert_array_equal(answer.pixels[..., 3], image.pixels[..., 3])


@pytest.mark.parametrize("operation", SIMPLE, ids=identifier)
@checked
@given(data=st.data())
def test_outside_the_mask_every_byte_stays(operation: Operation, data: st.DataObject) -> None:
    image = data.draw(images())
    mask = data.draw(masks(image))
    answer = run(operation, image, data.draw(params_of(operation)), mask)
    outside = mask.values == 0
    np.testing.assert_array_equal(answer.pixels[outside], image.pixels[outside])


@pytest.mark.parametrize("operation", MASK_FREE, ids=identifier)
@checked
@given(data=st.data())
def test_inside_the_mask_it_is_the_whole_edit(operation: Operation, data: st.DataObject) -> None:
    image = data.draw(images())
    mask = data.draw(masks(image))
    params = data.draw(params_of(operation))
    inside = mask.values == 1
    whole = run(operation, image, params)
    np.testing.assert_array_equal(run(operation, image, params, mask).pixels[inside], whole.pixels[inside])


@pytest.mark.parametrize("operation", NEUTRAL, ids=identifier)
@checked
@given(data=st.data())
def test_parameters_that_ask_for_nothing_change_nothing(operation: Operation, data: st.DataObject) -> None:
    image = data.draw(images())
    answer = run(operation, image, operation.params.model_validate(operation.neutral))
    np.testing.assert_array_equal(answer.pixels, image.pixels)


@pytest.mark.parametrize("operation", ASKING, ids=identifier)
def test_without_neutral_parameters_the_defaults_change_something(operation: Operation) -> None:
    """Whoever has parameters at which nothing happens declares them."""
    noise = Image(np.random.default_rng(5).integers(0, 256, (12, 10, 3), np.uint8))
    assert not np.array_equal(run(operation, noise).pixels, noise.pixels), f"declare `neutral` of {operation.name}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
@checked
@given(data=st.data())
def test_the_same_request_gives_the_same_picture(operation: Operation, data: st.DataObject) -> None:
    image = data.draw(images())
    params = data.draw(params_of(operation))
    seed = data.draw(st.integers(0, 2**31))
    try:
        first = run(operation, image, params, seed=seed)
    except (Refusal, CannotDo):
        return
    np.testing.assert_array_equal(first.pixels, run(operation, image, params, seed=seed).pixels)


@pytest.mark.parametrize("operation", GEOMETRY, ids=identifier)
@checked
@given(data=st.data())
def test_geometry_takes_alpha_along(operation: Operation, data: st.DataObject) -> None:
    """The colours of an opaque picture land where they land without its alpha."""
    plain = Image(data.draw(images()).rgb)
    params = data.draw(params_of(operation))
    opaque = Image(np.dstack([plain.pixels, np.full(plain.pixels.shape[:2], 255, np.uint8)]))
    try:
        answer = run(operation, opaque, params)
    except Refusal:
        return
    # a frame may lie on what is clear, and a sheet of several pictures does
    assert answer.has_alpha or operation.kind == "layout" or operation.reads[0]
    assert answer.size == run(operation, plain, params).size


@pytest.mark.parametrize("operation", GEOMETRY, ids=identifier)
def test_geometry_refuses_a_mask(operation: Operation) -> None:
    image = Image(np.zeros((4, 6, 3), np.uint8))
    with pytest.raises(ValueError, match="mask"):
        run(operation, image, mask=Mask(np.full((4, 6), 0.5, np.float32)))


@pytest.mark.parametrize("operation", SIMPLE, ids=identifier)
def test_an_empty_mask_changes_nothing(operation: Operation) -> None:
    image = Image(np.random.default_rng(3).integers(0, 256, (9, 7, 3), np.uint8))
    answer = run(operation, image, mask=Mask(np.zeros((9, 7), np.float32)))
    np.testing.assert_array_equal(answer.pixels, image.pixels)
