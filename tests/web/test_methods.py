"""HEAD wherever GET is answered, OPTIONS wherever anything is, and a 405 that says what is."""

import pytest
from fastapi import APIRouter

from overpaint.web.app import OPEN
from web.declared_routes import ROUTES
from web.echo_server import serving
from web.test_closed_routes import ask

GETS = sorted({path for method, path in ROUTES if method == "GET"})
PATHS = sorted({path for _, path in ROUTES})
# Different for every request.
FLEETING = {"x-request-id", "openai-processing-ms"}


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_the_body(server, path):
    key = {} if path in OPEN else {"authorization": f"Bearer {server.default}"}
    get, head = ask(server, "GET", path, **key), ask(server, "HEAD", path, **key)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert {name: value for name, value in head.headers.items() if name not in FLEETING} == {
        name: value for name, value in get.headers.items() if name not in FLEETING
    }
    assert head.headers.keys() >= FLEETING


def test_head_of_an_error_has_its_status_and_no_body(server):
    for path, status in [("/v1/nothing", 404), ("/v1/models", 401), ("/v1/images/edits", 405)]:
        answer = server.client.head(path)
        assert (answer.status_code, answer.content) == (status, b"")
        assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("path", PATHS)
def test_options_and_a_refusal_say_what_may_be_asked(server, path):
    declared = {method for method, other in ROUTES if other == path}
    allowed = ", ".join(sorted(declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())))
    options = ask(server, "OPTIONS", path)
    assert (options.status_code, options.content, options.headers["allow"]) == (204, b"", allowed)
    refusal = ask(server, "DELETE", path)
    assert (refusal.status_code, refusal.json()["error"]["code"], refusal.headers["allow"]) == (
        405,
        "method_not_allowed",
        allowed,
    )
    assert allowed in refusal.json()["error"]["message"]


def test_methods_of_one_path_in_several_routes_are_all_named(tmp_path):
    with serving(tmp_path) as server:
        for method in ("GET", "POST", "DELETE"):
            router = APIRouter()
            router.add_api_route("/things", lambda: None, methods=[method])
            server.client.app.include_router(router)
        assert server.client.options("/things").headers["allow"] == "DELETE, GET, HEAD, OPTIONS, POST"
        assert server.client.put("/things").headers["allow"] == "DELETE, GET, HEAD, OPTIONS, POST"
