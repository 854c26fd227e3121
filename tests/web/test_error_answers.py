"""Every class of error has its status, type and headers; the framework's own errors have our shape; nothing tells a traceback."""

import pytest
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from overpaint import errors
from overpaint.errors import CODES, OverpaintError
from overpaint.web.api.errors import TABLE, row_of
from web.echo_server import Watched, serving
from web.forms import good


def every_class(root: type[OverpaintError] = OverpaintError) -> list[type[OverpaintError]]:
    return [
        root,
        *(found for child in root.__subclasses__() if child.__module__ == errors.__name__ for found in every_class(child)),
    ]


# What an engine may raise → status, type, code on the wire.
RAISED = [
    (errors.InvalidRequest("x", param="size"), 400, "invalid_request_error", "invalid_value"),
    (errors.InvalidImage("x", param="image[2]"), 400, "invalid_request_error", "invalid_image_file"),
    (errors.Refusal("x"), 400, "image_generation_user_error", "unsupported_edit"),
    (errors.Refusal("x", code="target_not_found"), 400, "image_generation_user_error", "target_not_found"),
    (errors.NotAuthenticated("x"), 401, "authentication_error", "invalid_api_key"),
    (errors.NotFound("x"), 404, "invalid_request_error", "not_found"),
    (errors.TooLarge("x"), 413, "invalid_request_error", "request_too_large"),
    (errors.TryLater("x", retry_after=3), 429, "rate_limit_error", "queue_full"),
    (errors.EngineError("x"), 500, "server_error", "engine_failed"),
    (errors.EngineUnavailable("x"), 503, "server_error", "engine_unavailable"),
    (errors.EngineTimeout("x"), 504, "server_error", "timeout"),
    (errors.ConfigurationError("x"), 500, "server_error", "configuration"),
]


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("failing"), Watched()) as server:
        yield server


@pytest.mark.parametrize(("error", "status", "type", "code"), RAISED, ids=[f"{type(row[0]).__name__}-{row[3]}" for row in RAISED])
def test_an_error_has_its_status_type_and_code(failing, error, status, type, code):
    failing.engine._fail_with = error
    answer = failing.post(*good())
    body = answer.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    assert (answer.status_code, body["error"]["type"], body["error"]["code"]) == (status, type, code)
    assert body["error"]["param"] == error.param
    assert answer.headers.get("x-should-retry") == (None if status == 429 else "false")
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    request_id = answer.headers["x-request-id"]
    assert (request_id in body["error"]["message"]) == (status >= 500)


def test_an_ambiguous_target_says_where_the_things_are_that_fit(failing):
    failing.engine._fail_with = errors.Refusal(
        "x", code="ambiguous_target", param="prompt", boxes=((0, 1, 20, 30), (5, 40, 20, 70))
    )
    error = failing.post(*good()).json()["error"]
    assert list(error) == ["message", "type", "param", "code", "boxes"]
    assert error["boxes"] == [[0, 1, 20, 30], [5, 40, 20, 70]]


@pytest.mark.parametrize("error", [errors.EngineError("x", retry=True), errors.EngineUnavailable("x", retry=True)])
def test_an_engine_error_after_which_a_retry_helps_does_not_forbid_it(failing, error):
    failing.engine._fail_with = error
    answer = failing.post(*good())
    assert answer.json()["error"]["code"] == error.code
    assert "x-should-retry" not in answer.headers


def test_every_class_has_a_row():
    assert {cls for cls in every_class() if cls not in TABLE} == {errors.InvalidImage}
    assert row_of(errors.InvalidImage("x")) == TABLE[errors.InvalidRequest]


def test_a_defect_is_a_500_without_traceback_and_a_log_line_with_one(failing, caplog):
    failing.engine._fail_with = RuntimeError("secret detail")
    answer = failing.post(*good())
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"], error["param"]) == (500, "server_error", "engine_failed", None)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-request-id"] in error["message"]
    assert answer.headers["x-should-retry"] == "false"
    assert "openai-processing-ms" in answer.headers
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text


FRAMEWORK = {
    "no such page": ("GET", "/v1/nothing", 404, "not_found", "Invalid URL (GET /v1/nothing)"),
    "a slash too much": ("POST", "/v1/images/edits/", 404, "not_found", "Invalid URL"),
    "FastAPI's own pages": ("GET", "/redoc", 404, "not_found", "Invalid URL"),
    "GET where POST belongs": ("GET", "/v1/images/edits", 405, "method_not_allowed", "GET /v1/images/edits"),
    "DELETE of a model": ("DELETE", "/v1/models/gpt-image-2", 405, "method_not_allowed", "DELETE"),
    "OPTIONS of nothing": ("OPTIONS", "/v1/nothing", 404, "not_found", "OPTIONS /v1/nothing"),
}


@pytest.mark.parametrize(("method", "path", "status", "code", "says"), FRAMEWORK.values(), ids=FRAMEWORK)
def test_the_frameworks_errors_have_our_shape(server, method, path, status, code, says):
    answer = server.client.request(method, path, headers={"origin": "https://example.org"})
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["type"], error["code"], error["param"]) == (status, "invalid_request_error", code, None)
    assert says in error["message"]
    assert code in CODES
    assert ("allow" in answer.headers) == (status == 405)
    assert not any(name.startswith("access-control") for name in answer.headers)


class Numbers(BaseModel):
    number: int


FRAMEWORK_REFUSES = {
    "a parameter of another type": ("/numbers/two", None, "invalid_type", "number"),
    "a field of another type": ("/numbers", b'{"number": "two"}', "invalid_type", "number"),
    "a fraction": ("/numbers", b'{"number": 1.5}', "invalid_type", "number"),
    "a field that is missing": ("/numbers", b"{}", "missing_required_parameter", "number"),
    "no object": ("/numbers", b"[1]", "invalid_body", None),
    "no JSON": ("/numbers", b"{", "invalid_body", None),
    "no body": ("/numbers", b"", "invalid_body", None),
    "no text": ("/numbers", b'{"number": "\xff"}', "invalid_body", None),
}


@pytest.mark.parametrize(("path", "body", "code", "param"), FRAMEWORK_REFUSES.values(), ids=FRAMEWORK_REFUSES)
def test_a_validation_error_of_the_framework_has_our_shape(tmp_path, path, body, code, param):
    router = APIRouter()

    @router.post("/numbers/{number}")
    def one(number: int) -> int:
        return number

    @router.post("/numbers")
    def many(numbers: Numbers) -> int:
        return numbers.number

    with serving(tmp_path) as server:
        server.client.app.include_router(router)
        headers = {"authorization": f"Bearer {server.direct}", "content-type": "application/json"}
        answer = server.client.post(path, content=body, headers=headers)
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["type"], error["param"], error["code"]) == (400, "invalid_request_error", param, code)
    assert code in CODES


def test_another_error_of_the_framework_keeps_its_status(tmp_path):
    with serving(tmp_path) as server:

        @server.client.app.get("/teapot")
        def teapot() -> None:
            raise HTTPException(418, "short and stout")

        answer = server.client.get("/teapot", headers={"authorization": f"Bearer {server.direct}"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (418, "short and stout")


ELSEWHERE = {
    "/v1/images/generations": "POST /v1/images/edits",
    "/v1/images/variations": "POST /v1/images/edits",
    "/v1/chat/completions": "POST /v1/images/edits",
    "/images/edits": "Did you mean /v1/images/edits?",
    "/v1/v1/images/edits": "Did you mean /v1/images/edits?",
    "/v1/images/edit": "Did you mean /v1/images/edits?",
    "/v1/model": "Did you mean /v1/models?",
    "/openai/deployments/gpt-image-2/images/edits": "POST /v1/images/edits",
}


@pytest.mark.parametrize(("path", "way"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_an_unknown_url_is_told_the_way(server, path, way):
    error = server.client.post(path).json()["error"]
    assert (error["code"], error["param"]) == ("not_found", None)
    assert error["message"].startswith(f"Invalid URL (POST {path}). ")
    assert way in error["message"]


def test_a_long_unknown_url_is_not_repeated_whole(server):
    answer = server.client.get("/" + "x" * 20_000)
    assert answer.status_code == 404
    assert len(answer.json()["error"]["message"]) < 400


class Unready(Watched):
    def missing(self):
        return ("u2netp.onnx: run `overpaint weights pull`", "a worker process")


def test_probes_need_no_key_and_name_what_is_missing(server, tmp_path):
    assert server.client.get("/healthz").json() == {"status": "ok"}
    assert server.client.get("/readyz").json() == {"status": "ready"}
    with serving(tmp_path, Unready()) as unready:
        answer = unready.client.get("/readyz")
        assert unready.client.get("/healthz").status_code == 200
    body = answer.json()
    assert (answer.status_code, body["status"]) == (503, "unavailable")
    assert body["missing"] == ["u2netp.onnx: run `overpaint weights pull`", "a worker process"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    assert "overpaint weights pull" in body["error"]["message"]


def test_headers_of_a_probe_do_not_contradict_each_other(server, tmp_path):
    """Not ready: come back in a while. Never that and, in the same answer, don't. And no cache answers for us."""
    with serving(tmp_path, Unready()) as unready:
        answers = [server.client.get("/healthz"), server.client.get("/readyz"), unready.client.get("/readyz")]
    assert [("retry-after" in answer.headers, answer.status_code) for answer in answers] == [
        (False, 200),
        (False, 200),
        (True, 503),
    ]
    assert answers[-1].headers["retry-after"] == "30"
    assert not [answer for answer in answers if "x-should-retry" in answer.headers]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 3


def test_models_are_those_that_requests_may_name(server):
    headers = {"authorization": f"Bearer {server.default}"}
    body = server.client.get("/v1/models", headers=headers).json()
    assert body["object"] == "list"
    assert [model["id"] for model in body["data"]] == ["gpt-image-2", "gpt-image-2-2026-04-21"]
    for model in body["data"]:
        assert model == {
            "id": model["id"],
            "object": "model",
            "created": 1626777600,
            "owned_by": "overpaint",
            "supported_endpoint_types": ["image-generation"],
        }
        assert server.client.get(f"/v1/models/{model['id']}", headers=headers).json() == model
    unknown = server.client.get("/v1/models/dall-e-3", headers=headers)
    assert unknown.status_code == 404
    assert unknown.json()["error"]["code"] == "model_not_found"
