"""Requests that Schemathesis makes from /openapi.json, good ones and bad ones, and what every answer to one must be."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from web.live_server import LiveServer

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# Method, path, kind, examples. A place without parameters can't be asked wrongly.
PLACES = [
    ("POST", "/v1/images/edits", GOOD, 30),
    ("POST", "/v1/images/edits", BAD, 40),
    ("POST", "/v1/edits/plan", GOOD, 30),
    ("POST", "/v1/edits/plan", BAD, 40),
    ("GET", "/v1/images/answers/{name}", GOOD, 20),
    ("GET", "/v1/images/answers/{name}", BAD, 20),
    ("GET", "/v1/models/{model}", GOOD, 20),
    ("GET", "/v1/models/{model}", BAD, 20),
    ("GET", "/v1/usage", GOOD, 20),
    ("GET", "/v1/usage", BAD, 20),
    ("GET", "/v1/models", GOOD, 2),
    ("GET", "/healthz", GOOD, 2),
    ("GET", "/readyz", GOOD, 2),
]


def explore(
    server: LiveServer, described: Any, method: str, path: str, mode: GenerationMode, examples: int, *, same: bool = True
) -> dict[int, int]:
    """Ask so many times; how often each status came. `same`: the same requests every time. Raises for a wrong answer."""
    seen: dict[int, int] = {}

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, derandomize=same, suppress_health_check=list(HealthCheck), database=None)
    def ask(case: Any) -> None:
        answer = case.call(headers=server.headers())
        case.validate_response(answer, checks=CHECKS)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        if answer.status_code >= 400:
            assert list(answer.json()["error"]) == ["message", "type", "param", "code"]

    ask()
    return seen
