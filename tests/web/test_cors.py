"""Pages of the origins that a setting names may call the API and read every answer; others, and by default all, may not."""

import pytest

from web.echo_server import Watched, serving
from web.forms import CONTENT_TYPE, File, encode_form, good, picture

PAGE = "https://app.example.org"
ASKS = {"access-control-request-method": "POST", "access-control-request-headers": "authorization, x-stainless-lang"}


@pytest.fixture(scope="module")
def browsed(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("browsed"), Watched(), cors_origins=(PAGE,), max_file_bytes=5_000) as server:
        yield server


def preflight(server, origin, **headers):
    return server.client.options("/v1/images/edits", headers={"origin": origin, **ASKS, **headers})


def post(server, *parts, key=None, origin=PAGE):
    headers = {"origin": origin, "authorization": f"Bearer {key or server.direct}", "content-type": CONTENT_TYPE}
    return server.client.post("/v1/images/edits", content=encode_form(*parts), headers=headers)


def test_a_preflight_of_a_named_origin_is_granted_without_a_key(browsed):
    answer = preflight(browsed, PAGE)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "authorization, x-stainless-lang"
    assert "access-control-allow-credentials" not in answer.headers
    assert "x-request-id" in answer.headers


def test_a_preflight_of_another_origin_is_refused_in_our_shape(browsed):
    answer = preflight(browsed, "https://evil.example")
    error = answer.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert (answer.status_code, error["code"]) == (400, "invalid_value")
    assert "OVERPAINT_CORS_ORIGINS" in error["message"]
    assert "access-control-allow-origin" not in answer.headers
    assert "Origin" in answer.headers["vary"]


def test_every_answer_can_be_read_with_its_headers(browsed):
    answers = {
        200: post(browsed, *good()),
        400: post(browsed, *good(("n", "x"))),
        401: post(browsed, *good(), key="sk-nobody"),
        413: post(browsed, *good(image=picture() + bytes(10_000))),
        404: browsed.client.get("/v1/nothing", headers={"origin": PAGE}),
        405: browsed.client.get("/v1/images/edits", headers={"origin": PAGE}),
        204: browsed.client.options("/v1/images/edits", headers={"origin": PAGE}),
    }
    browsed.engine._fail_with = RuntimeError("a defect")
    answers[500] = post(browsed, *good())
    browsed.engine._fail_with = None
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == PAGE, status
        exposed = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
        told = {name for name in answer.headers if name.startswith(("x-", "openai-")) or name in ("allow", "retry-after")}
        ours = told - {"x-content-type-options"}  # the browser's own business
        assert ours and ours <= exposed, status


def test_another_origin_gets_answers_that_its_page_can_not_read(browsed):
    answer = post(browsed, *good(), origin="https://evil.example")
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_with_a_star_every_page_may(tmp_path):
    with serving(tmp_path, cors_origins=("*",)) as server:
        assert preflight(server, "https://any.example").headers["access-control-allow-origin"] == "*"
        assert post(server, *good(), origin="https://any.example").headers["access-control-allow-origin"] == "*"


def test_by_default_no_page_may(server):
    answers = [preflight(server, PAGE), post(server, *good(("mask", File(picture(mode="RGBA")))))]
    assert [answer.status_code for answer in answers] == [204, 200]
    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]
