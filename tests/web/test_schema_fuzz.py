"""Schemathesis: requests made from /openapi.json, good and bad, never meet a 5xx or an answer that is not documented."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from web.live_server import live

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("fuzzed")) as running:
        yield running


@pytest.fixture(scope="module")
def described(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# A place without parameters can't be asked wrongly.
PLACES = [
    ("POST", "/v1/images/edits", GOOD, 30),
    ("POST", "/v1/images/edits", BAD, 40),
    ("POST", "/v1/edits/plan", GOOD, 30),
    ("POST", "/v1/edits/plan", BAD, 40),
    ("GET", "/v1/images/answers/{name}", GOOD, 20),
    ("GET", "/v1/images/answers/{name}", BAD, 20),
    ("GET", "/v1/models/{model}", GOOD, 20),
    ("GET", "/v1/models/{model}", BAD, 20),
    ("GET", "/v1/models", GOOD, 2),
    ("GET", "/healthz", GOOD, 2),
    ("GET", "/readyz", GOOD, 2),
]


@pytest.mark.parametrize(
    ("method", "path", "mode", "examples"), PLACES, ids=[f"{path}-{mode.value}" for _, path, mode, _ in PLACES]
)
def test_no_request_from_the_schema_meets_a_server_error(server, described, method, path, mode, examples):
    seen = set()

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def ask(case):
        answer = case.call(headers=server.headers())
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)
        if answer.status_code >= 400:
            assert list(answer.json()["error"]) == ["message", "type", "param", "code"]

    ask()
    assert seen
