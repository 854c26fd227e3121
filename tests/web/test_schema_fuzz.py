"""Schemathesis: requests made from /openapi.json never meet a 5xx or an answer that is not documented.

`scripts/prove schema` asks the same places at length, each time otherwise.
"""

import pytest
import schemathesis

from web.live_server import live
from web.schema_cases import PLACES, explore


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("fuzzed")) as running:
        yield running


@pytest.fixture(scope="module")
def described(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


def test_every_place_that_needs_a_key_is_asked(described):
    asked = {(method, path) for method, path, _, _ in PLACES}
    there = {(case.ok().method.upper(), case.ok().path) for case in described.get_all_operations()}
    assert asked <= there
    missing = {path for _, path in there - asked}
    assert not {path for path in missing if path.startswith("/v1/")}, "name it in PLACES of web/schema_cases.py"


@pytest.mark.parametrize(
    ("method", "path", "mode", "examples"), PLACES, ids=[f"{path}-{mode.value}" for _, path, mode, _ in PLACES]
)
def test_no_request_from_the_schema_meets_a_server_error(server, described, method, path, mode, examples):
    assert explore(server, described, method, path, mode, examples)
