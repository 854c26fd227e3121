"""What pydantic finds wrong with a declared JSON body or parameter, as an error of ours."""

from __future__ import annotations

from collections.abc import Sequence

from overpaint.errors import InvalidRequest

# How much of an unknown field's name a message repeats, in characters.
SHOWN = 64
_TYPES = {"string": "a string", "int": "an integer", "float": "a number", "bool": "a boolean (true or false)"}
# How pydantic's names of these errors end: of another type; text that does not read as one; 1.5 for an integer.
_MISTYPED = ("_type", "_parsing", "_from_float")
_NOT_AN_OBJECT = ("model_type", "model_attributes_type")


def invalid(kind: str, path: Sequence[str | int], reason: str) -> InvalidRequest:
    """One finding: pydantic's `kind` of error, where it is (nowhere: the body itself), and why in pydantic's words."""
    if kind == "json_invalid":
        return InvalidRequest(f"The body is not JSON: {reason}.", code="invalid_body")
    if kind in _NOT_AN_OBJECT or not path:
        return InvalidRequest("The body must be a JSON object.", code="invalid_body")
    name = str(path[0])[:SHOWN]
    if kind == "missing":
        return InvalidRequest(f"Missing required parameter: '{name}'.", code="missing_required_parameter", param=name)
    if kind == "extra_forbidden":
        return InvalidRequest(f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)
    for ending in _MISTYPED:
        if expected := _TYPES.get(kind.removesuffix(ending)):
            return InvalidRequest(f"Invalid type for '{name}': expected {expected}.", code="invalid_type", param=name)
    return InvalidRequest(f"Invalid '{name}': {reason}.", code="invalid_value", param=name)
