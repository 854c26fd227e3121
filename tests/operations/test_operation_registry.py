"""The registry, and what each declaration must carry."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from declared_params import identifier

from overpaint import operations
from overpaint.operations import OPERATIONS, Operation, find_operation, name_of

FIELDS = [
    pytest.param(schema, id=f"{name_of(operation)}.{name}")
    for operation in OPERATIONS
    for name, schema in operation.Params.model_json_schema().get("properties", {}).items()
]


def test_every_module_of_the_room_is_listed() -> None:
    modules = {path.stem for path in Path(operations.__file__).parent.glob("*.py")} - {"__init__", "base"}
    assert [name_of(operation) for operation in OPERATIONS] == list(dict.fromkeys(map(name_of, OPERATIONS)))
    assert {name_of(operation) for operation in OPERATIONS} == modules


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
def test_a_declaration_is_whole(operation: Operation) -> None:
    assert isinstance(operation, Operation)
    assert operation.KIND in {"point", "area", "composite", "geometry"}
    assert operation.FAMILY in {"tone", "geometry", "background_replace", "background_remove", "background_blur"}
    assert operation.VERSION >= 1
    assert operation.__doc__
    assert operation.Params().model_dump() == operation.Params.model_validate_json("{}").model_dump()
    with pytest.raises(ValueError, match="extra"):
        operation.Params.model_validate({"no_such_parameter": 1})


@pytest.mark.parametrize("schema", FIELDS)
def test_a_parameter_carries_default_range_unit_and_sentence(schema: dict) -> None:
    assert "default" in schema
    assert schema["description"].endswith(".")
    assert isinstance(schema["unit"], str)
    assert "useful" in schema
    bounded = next((choice for choice in [schema, *schema.get("anyOf", [])] if "minimum" in choice), None)
    if bounded:
        low, high = schema["useful"]
        assert bounded["minimum"] <= low < high <= bounded["maximum"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
def test_parameters_survive_a_plan(operation: Operation) -> None:
    params = operation.Params()
    assert operation.Params.model_validate(json.loads(params.model_dump_json())) == params


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert name_of(find_operation("exposure")) == "exposure"
    with pytest.raises(ValueError, match="'brightness'"):
        find_operation("brightnes")


def test_declarations_need_no_pixel_library() -> None:
    code = "import sys, overpaint.operations; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"cv2", "numba", "onnxruntime", "PIL", "scipy"} & set(loaded)
    assert not heavy, f"import overpaint.operations loads {heavy}: import kernels inside apply"
