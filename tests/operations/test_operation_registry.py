"""The registry, and what each declaration must carry."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from declared_params import identifier

from overpaint import operations
from overpaint.instructions.families import FAMILIES
from overpaint.operations import OPERATIONS, Operation, find_operation
from overpaint.operations.base import Kind

FIELDS = [
    pytest.param(schema, id=f"{operation.name}.{name}")
    for operation in OPERATIONS
    for name, schema in operation.params.model_json_schema().get("properties", {}).items()
]


def test_every_module_of_the_room_is_listed() -> None:
    modules = {path.stem for path in Path(operations.__file__).parent.glob("*/*.py")} - {"__init__"}
    assert [operation.name for operation in OPERATIONS] == list(dict.fromkeys([operation.name for operation in OPERATIONS]))
    assert {operation.name for operation in OPERATIONS} == modules


@pytest.mark.parametrize("operation", OPERATIONS, ids=identifier)
def test_a_declaration_is_whole(operation: Operation) -> None:
    assert isinstance(operation, Operation)
    assert operation.kind in get_args(Kind)
    assert operation.family in FAMILIES
    assert operation.version >= 1
    assert operation.doc
    assert operation.params().model_dump() == operation.params.model_validate_json("{}").model_dump()
    with pytest.raises(ValueError, match="extra"):
        operation.params.model_validate({"no_such_parameter": 1})


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
    params = operation.params()
    assert operation.params.model_validate(json.loads(params.model_dump_json())) == params


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert find_operation("exposure").name == "exposure"
    with pytest.raises(ValueError, match="'brightness'"):
        find_operation("brightnes")


def test_declarations_need_no_pixel_library() -> None:
    code = "import sys, overpaint.operations; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"cv2", "numba", "onnxruntime", "PIL", "scipy"} & set(loaded)
    assert not heavy, f"import overpaint.operations loads {heavy}: import kernels inside apply"
