"""Every route needs a key unless the one list names it, also a route that is added without a thought of keys."""

import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

from overpaint.web.app import OPEN
from web.declared_routes import ROUTES, is_open
from web.echo_server import serving
from web.raw_asgi import exchange

CLOSED = [
    (way, path)
    for method, path in ROUTES
    if not is_open(method, path)
    for way in ((method, "HEAD") if method == "GET" else (method,))
]


def ask(server, method, path, **headers):
    return server.client.request(method, path.format(model="gpt-image-2", name="0.png", page="errors.md"), headers=headers)


@pytest.mark.parametrize(("method", "path"), CLOSED, ids=map(" ".join, CLOSED))
@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer sk-nobody"}, {"api-key": "sk-nobody"}], ids=["none", "bearer", "api-key"]
)
def test_a_route_is_closed(server, method, path, headers):
    answer = ask(server, method, path, **headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    if method != "HEAD":
        error = answer.json()["error"]
        assert (error["type"], error["code"]) == ("authentication_error", "invalid_api_key")


def test_both_lists_are_of_routes():
    assert {path for method, path in ROUTES if method == "GET"} >= set(OPEN), "OPEN names what is no route: take it out"
    assert len(CLOSED) >= 6


@pytest.mark.parametrize("path", OPEN)
def test_what_is_open_needs_no_key(server, path):
    answer = ask(server, "GET", path)
    assert answer.is_success or (answer.status_code == 404 and "{" in path)  # a link has its key in itself


class Thing(BaseModel):
    """A body that FastAPI itself reads, before any dependency of the route."""

    name: str


def careless(app):
    """Routes of every kind, none of which asks for a key."""
    router = APIRouter()

    @router.post("/things")
    def add(thing: Thing) -> str:
        return thing.name

    @router.post("/healthz")
    def set_health() -> str:
        return "ok"

    app.include_router(router)
    app.add_api_route("/direct", lambda: "ok")
    app.add_route("/plain", lambda _request: PlainTextResponse("ok"))
    mounted = Starlette()
    mounted.add_route("/page", lambda _request: PlainTextResponse("ok"))
    app.mount("/mounted", mounted)


def test_a_route_added_without_a_thought_is_closed(tmp_path):
    with serving(tmp_path) as server:
        careless(server.client.app)
        places = [("GET", "/direct"), ("GET", "/plain"), ("GET", "/mounted/page"), ("POST", "/healthz")]
        for method, path in places:
            assert ask(server, method, path).status_code == 401, path
            assert ask(server, method, path, authorization=f"Bearer {server.default}").text.strip('"') == "ok"


def test_a_wrong_key_is_refused_before_any_body_is_read(tmp_path):
    with serving(tmp_path) as server:
        careless(server.client.app)
        for path in ("/things", "/v1/images/edits", "/v1/edits/plan"):
            answer = exchange(server, [b'{"name":', b'"x"}'], path=path, key="sk-nobody", content_type="application/json")
            assert (answer.status, answer.read_at_start) == (401, 0), path


KEYS = {
    "api-key alone": (lambda key: {"api-key": key}, 200),
    "both alike": (lambda key: {"api-key": key, "authorization": f"Bearer {key}"}, 200),
    "a bearer of any case": (lambda key: {"authorization": f"bEARER {key}"}, 200),
    "a proxy's password beside it": (lambda key: {"api-key": key, "authorization": "Basic YTpi"}, 200),
    "an empty bearer beside it": (lambda key: {"api-key": key, "authorization": "Bearer "}, 200),
    "both, different": (lambda key: {"api-key": "sk-other", "authorization": f"Bearer {key}"}, 401),
    "a password alone": (lambda key: {"authorization": "Basic YTpi"}, 401),
    "an empty api-key": (lambda key: {"api-key": ""}, 401),
    "no letter of ASCII": (lambda key: {"api-key": b"sk-\xe9"}, 401),
}


@pytest.mark.parametrize(("headers", "status"), KEYS.values(), ids=KEYS)
def test_a_key_comes_in_either_header(server, headers, status):
    answer = server.client.get("/v1/models", headers=headers(server.default))
    assert answer.status_code == status


def test_two_keys_are_told_apart_and_neither_is_repeated(server):
    answer = server.client.get("/v1/models", headers=KEYS["both, different"][0](server.default))
    assert "'authorization' and 'api-key'" in answer.json()["error"]["message"]
    assert "sk-" not in answer.text
    twice = [("authorization", f"Bearer {server.default}"), ("authorization", f"Bearer {server.direct}")]
    assert server.client.get("/v1/models", headers=twice).status_code == 401
