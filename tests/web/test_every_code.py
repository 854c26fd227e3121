"""Every error code of the contract, raised by a real request: status, type and code as the contract's table has them.

The codes that the contract leaves to us are named with the test that raises each: none is only documented.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage import data

from engines.fake_upstream import Said, fake, told
from engines.named_upstream import named
from overpaint.accounts import Accounts
from overpaint.engines import open_engine, open_engines
from overpaint.errors import CODES
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.values import Image
from overpaint.settings import Settings
from overpaint.weights import WeightStore
from regions.drawn_pictures import texture
from web.echo_server import Server, Watched, serving
from web.forms import SCALARS, File, good, mask, picture, without

TESTS = Path(__file__).parents[1]
REQUEST, EDIT, SERVER = "invalid_request_error", "image_generation_user_error", "server_error"


@pytest.fixture(scope="module")
def local(weights: WeightStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The engine that edits, in this process."""
    engine = open_engine("local", Settings(data_dir=weights.folder.parent), here=True)
    with serving(tmp_path_factory.mktemp("local"), engine) as running:
        yield running


def limited(server: Server, **limits: Any) -> str:
    return server.accounts.issue("limited", "direct", limits=limits)[0]


def asked(prompt: str, photo: bytes | None = None) -> tuple[Any, ...]:
    return (("model", "gpt-image-2"), ("prompt", prompt), ("image", File(photo or picture((512, 512)))))


def two_people() -> bytes:
    person = data.astronaut()
    return encode(Image(np.ascontiguousarray(np.concatenate([person, person], axis=1))), OutputFormat())


def bare(server: Server, *parts: Any) -> Any:
    """Without the key that is sent otherwise."""
    return server.client.post("/v1/images/edits", content=b"", headers={})


def twice(server: Server, **limits: Any) -> Any:
    key = limited(server, **limits)
    server.post(*good(), key=key)
    return server.post(*good(), key=key)


# Code → status, type, and the request that it answers.
ECHO: dict[str, tuple[int, str, Callable[[Server], Any]]] = {
    "invalid_type": (400, REQUEST, lambda s: s.post(*good(("n", "two")))),
    "unknown_parameter": (400, REQUEST, lambda s: s.post(*good(("steps", "30")))),
    "invalid_size": (400, REQUEST, lambda s: s.post(*good(("size", "1000x1000")))),
    "invalid_image_file": (400, REQUEST, lambda s: s.post(*good(image=b"no picture"))),
    "invalid_mask_image_format": (400, REQUEST, lambda s: s.post(*good(("mask", File(picture()))))),
    "mask_size_mismatch": (400, REQUEST, lambda s: s.post(*good(("mask", File(mask((32, 32))))))),
    "too_many_images": (400, REQUEST, lambda s: s.post(*SCALARS, *(("image[]", File(picture())),) * 17)),
    "missing_required_parameter": (400, REQUEST, lambda s: s.post(*without(good(), "prompt"))),
    "group_required": (400, REQUEST, lambda s: s.post(*good(("n", "2")), key=s.default)),
    "invalid_api_key": (401, "authentication_error", lambda s: s.post(*good(), key="sk-nobody")),
    "engine_not_allowed": (403, "permission_error", lambda s: s.post(*good(), key=limited(s, engines=["local"]))),
    "ip_not_allowed": (403, "permission_error", lambda s: s.post(*good(), key=limited(s, addresses=["192.0.2.1"]))),
    "model_not_found": (404, REQUEST, lambda s: s.post(("model", "dall-e-9"), *without(good(), "model"))),
    "not_found": (404, REQUEST, lambda s: s.client.get("/v1/nowhere")),
    "request_too_large": (413, REQUEST, lambda s: s.post(*good(image=bytes(300_000)))),
    "rate_limit_exceeded": (429, "rate_limit_error", lambda s: twice(s, requests_per_minute=1)),
    "insufficient_quota": (429, "insufficient_quota", lambda s: twice(s, images_per_day=1)),
}

LOCAL: dict[str, tuple[int, str, Callable[[Server], Any]]] = {
    "unsupported_edit": (400, EDIT, lambda s: s.post(*asked("add a dragon"))),
    "not_understood": (400, EDIT, lambda s: s.post(*asked("qwertz uiop asdfgh"))),
    "ambiguous_request": (400, EDIT, lambda s: s.post(*asked("make it darker and then brighter"))),
    "target_not_found": (400, EDIT, lambda s: s.post(*asked("remove the bottle", encode(texture(), OutputFormat())))),
    "ambiguous_target": (400, EDIT, lambda s: s.post(*asked("remove the person", two_people()))),
}

# Those that need a server of their own: the tests below.
OWN_SERVER = ("moderation_blocked", "queue_full", "engine_failed", "engine_unavailable", "timeout")

# What the contract leaves to us → the test that sends a request for it.
ELSEWHERE = {
    "link_expired": "web/test_links.py",
    "invalid_image_url": "web/test_remote_pictures.py",
    "invalid_value": "web/test_edit_refuses.py",
    "invalid_input_fidelity_model": "web/test_edit_refuses.py",
    "invalid_plan": "web/test_plan_field.py",
    "invalid_body": "web/test_broken_bodies.py",
    "unsupported_content_type": "web/test_broken_bodies.py",
    "unsupported_content_encoding": "web/test_broken_bodies.py",
    "malformed_request": "web/test_malformed_http.py",
    "headers_too_large": "web/test_connections.py",
    "request_timeout": "web/test_uploads.py",
    "method_not_allowed": "web/test_error_answers.py",
    "too_many_connections": "web/test_connections.py",
    "storage_full": "web/test_spool.py",
    "storage_unavailable": "web/test_spool.py",
    "upstream_auth": "web/test_upstream_edits.py",
    "upstream_failed": "web/test_upstream_edits.py",
    "upstream_unreachable": "engines/test_upstream_hostile.py",
    "upstream_quota": "engines/test_upstream_vendors.py",
    "upstream_refused": "engines/test_upstream_vendors.py",
    "unclear_subject": "instructions/test_place_words.py",
    "cancelled": "web/test_leaving_clients.py",
    "configuration": "web/test_error_answers.py",
}


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("echo"), max_file_bytes=200_000) as running:
        yield running


def check(answer: Any, status: int, type: str, code: str) -> None:
    detail = answer.json()["error"]
    assert {"message", "type", "param", "code"} <= set(detail)
    assert (answer.status_code, detail["type"], detail["code"]) == (status, type, code), detail["message"]
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("code", ECHO)
def test_a_code_before_any_edit(echo: Server, code: str) -> None:
    status, type, ask = ECHO[code]
    check(ask(echo), status, type, code)


@pytest.mark.parametrize("code", LOCAL)
def test_a_code_of_an_edit_that_cannot_be_done(local: Server, code: str) -> None:
    status, type, ask = LOCAL[code]
    check(ask(local), status, type, code)


def test_no_key_at_all(echo: Server) -> None:
    answer = bare(echo)
    check(answer, 401, "authentication_error", "invalid_api_key")
    assert answer.json()["error"]["message"] == "No token provided"


def test_a_full_queue(tmp_path: Path) -> None:
    with serving(tmp_path, Watched(delay=1.0), queue_size=0) as server:
        held = [threading.Thread(target=server.post, args=good()) for _ in range(2)]
        for thread in held:
            thread.start()
        while len(server.engine.requests) < 2:
            time.sleep(0.01)
        answer = server.post(*good())
        for thread in held:
            thread.join()
    check(answer, 429, "rate_limit_error", "queue_full")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_defect(tmp_path: Path) -> None:
    with serving(tmp_path, Watched(fail_with=ZeroDivisionError("a defect"))) as server:
        answer = server.post(*good())
    check(answer, 500, SERVER, "engine_failed")
    assert answer.headers["x-request-id"] in answer.json()["error"]["message"]


def test_weights_that_are_missing(tmp_path: Path) -> None:
    engine = open_engine("local", Settings(data_dir=tmp_path), here=True)
    with serving(tmp_path, engine) as server:
        answer = server.post(*asked("blur the background"))
    check(answer, 503, SERVER, "engine_unavailable")
    assert "overpaint weights pull" in answer.json()["error"]["message"]


def test_an_edit_that_takes_too_long(weights: WeightStore, tmp_path: Path) -> None:
    settings = Settings(data_dir=weights.folder.parent, workers=1, edit_timeout=0.01)
    (engine,) = open_engines(settings)
    with serving(tmp_path, engine) as server:
        deadline = time.monotonic() + 60
        while engine.missing() and time.monotonic() < deadline:
            time.sleep(0.1)
        answer = server.post(*asked("change the background to a sunset over the ocean"), ("quality", "high"))
    check(answer, 504, SERVER, "timeout")


def test_moderation(tmp_path: Path) -> None:
    refusal: Said = told({"error": {"code": "moderation_blocked", "message": "no"}}, 400)
    with fake(lambda _asked: refusal) as upstream:
        file = named(tmp_path / "upstreams", upstream.url, "sk-vendor", price="0.02", timeout="20")
        (engine,) = open_engines(Settings(data_dir=tmp_path, engine="upstream", upstreams=file, workers=1))
        with serving(tmp_path / "data", engine) as server:
            allow_upstream(server.accounts)
            answer = server.post(*asked("add a dragon"), ("size", "816x816"))
    check(answer, 400, EDIT, "moderation_blocked")


def allow_upstream(accounts: Accounts) -> None:
    accounts.set_group("direct", {"allow_upstream": True})


def test_every_code_has_a_request_that_raises_it() -> None:
    named_here = [*ECHO, *LOCAL, *OWN_SERVER, *ELSEWHERE]
    assert len(named_here) == len(set(named_here)), "one place for each code"
    assert set(CODES) == set(named_here), "a new code needs a request that raises it, here or in a test named in ELSEWHERE"


@pytest.mark.parametrize(("code", "file"), ELSEWHERE.items())
def test_the_named_test_is_of_that_code(code: str, file: str) -> None:
    assert code in (TESTS / file).read_text(encoding="utf-8"), f"tests/{file} does not speak of {code}"
