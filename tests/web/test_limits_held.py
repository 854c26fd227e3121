"""What a key's limits allow over HTTP: refused with the contract's status and code, before any of the body is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.throwaway_redis import SERVER, redis_server
from overpaint.errors import EngineUnavailable
from overpaint.web.api.allowance import span
from web.echo_server import Server, Watched, serving
from web.forms import File, good, mask
from web.raw_asgi import Exchange, exchange, scope_of


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("limits"), trusted_proxies=("10.9.0.0/16",)) as running:
        yield running


def key(server: Server, group: str = "direct", **limits: Any) -> str:
    return server.accounts.issue("limited", group, limits=limits)[0]


def error(answer: Any) -> tuple[int, str, str, str | None]:
    detail = answer.json()["error"]
    return answer.status_code, detail["type"], detail["code"], detail["param"]


def test_requests_a_minute(server: Server) -> None:
    limited = key(server, requests_per_minute=2)
    answers = [server.post(*good(), key=limited) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-limit-requests"] for answer in answers] == ["2"] * 3
    assert [answer.headers["x-ratelimit-remaining-requests"] for answer in answers] == ["1", "0", "0"]
    assert all(answer.headers["x-ratelimit-reset-requests"].endswith("s") for answer in answers)
    assert error(answers[2]) == (429, "rate_limit_error", "rate_limit_exceeded", None)
    assert 50 <= int(answers[2].headers["retry-after"]) <= 60
    assert "x-should-retry" not in answers[2].headers
    assert server.client.get("/v1/models", headers={"authorization": f"Bearer {limited}"}).status_code == 200


def test_a_plan_costs_a_tenth_of_an_edit(server: Server) -> None:
    limited = key(server, requests_per_minute=1)
    answers = [server.ask_plan({"prompt": "make it brighter"}, key=limited) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert server.post(*good(), key=limited).status_code == 200, "edits are counted for themselves"


def test_who_asks_too_often_sends_no_body(server: Server) -> None:
    limited = key(server, requests_per_minute=1)
    server.post(*good(), key=limited)
    answer = exchange(server, [b"x" * 100], key=limited)
    assert (answer.status, answer.read_at_start) == (429, 0)


def test_edits_at_a_time(tmp_path: Path) -> None:
    with serving(tmp_path, Watched(delay=0.5)) as server:
        limited = key(server, concurrent_edits=1)
        held = threading.Thread(target=server.post, args=good(), kwargs={"key": limited})
        held.start()
        while not server.engine.requests:
            pass
        refused = server.post(*good(), key=limited)
        held.join()
        assert error(refused) == (429, "rate_limit_error", "rate_limit_exceeded", None)
        assert refused.headers["retry-after"] == "1"
        assert server.post(*good(), key=limited).status_code == 200
        assert server.post(key=limited).status_code == 400
        assert server.post(*good(), key=limited).status_code == 200, "an edit that is refused gives its place back"


def test_pictures_a_day(server: Server) -> None:
    limited = key(server, images_per_day=3, images_per_month=100)
    first = server.post(*good(("n", "2")), key=limited)
    assert [first.headers[f"x-ratelimit-{which}-images"] for which in ("limit", "remaining")] == ["3", "1"]
    assert "h" in first.headers["x-ratelimit-reset-images"] or "m" in first.headers["x-ratelimit-reset-images"]
    too_many = server.post(*good(("n", "2")), key=limited)
    assert error(too_many) == (429, "insufficient_quota", "insufficient_quota", None)
    assert too_many.headers["x-should-retry"] == "false"
    assert 0 < int(too_many.headers["retry-after"]) <= 86_400
    assert server.post(*good(), key=limited).status_code == 200
    empty = exchange(server, [b"x" * 100], key=limited)
    assert (empty.status, empty.read_at_start) == (429, 0)
    outcomes = [record.outcome for record in server.accounts.usage(key_id=server.accounts.authenticate(limited).key_id)]
    assert outcomes == ["finished", "insufficient_quota", "finished"]


def test_a_database_that_goes_away_meanwhile_loses_no_edit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    limited, asked = key(server, images_per_day=5), []
    used = server.accounts.used

    def once(key_id: int) -> Any:
        asked.append(key_id)
        if len(asked) > 1:
            raise EngineUnavailable("away")
        return used(key_id)

    monkeypatch.setattr(server.accounts, "used", once)
    answer = server.post(*good(), key=limited)
    assert (answer.status_code, len(asked)) == (200, 2)
    assert answer.headers["x-ratelimit-remaining-images"] == "5"


def test_an_edit_that_fails_costs_no_picture(server: Server) -> None:
    limited = key(server, images_per_day=1)
    assert server.post(*good(image=b"no picture"), key=limited).status_code == 400
    assert server.post(*good(), key=limited).status_code == 200


@pytest.mark.parametrize(
    ("limits", "part", "param", "cure"),
    [
        ({"max_n": 2}, ("n", "3"), "n", "`overpaint keys set KEY --max-n 3`"),
        ({"allow_mask": False}, ("mask", File(mask())), "mask", "`overpaint keys set KEY --allow-mask`"),
        ({"sizes": ["1024x1024"]}, ("size", "1024x1536"), "size", "`overpaint keys set KEY --sizes 1024x1024,1024x1536`"),
        ({"sizes": ["1024x1024"]}, ("size", "auto"), "size", "`overpaint keys set KEY --sizes 1024x1024,auto`"),
    ],
)
def test_a_key_s_own_limit_is_said_to_be_its_own(server: Server, limits: dict, part: Any, param: str, cure: str) -> None:
    answer = server.post(*good(part), key=key(server, **limits))
    assert error(answer) == (400, "invalid_request_error", "group_required", param)
    assert answer.json()["error"]["message"].startswith("This key's own limit does not allow")
    assert cure in answer.json()["error"]["message"]


def test_the_size_that_is_not_named_is_held_to_the_limit_too(server: Server) -> None:
    answer = server.post(*good(), key=key(server, sizes=["1536x1024"]))
    assert error(answer) == (400, "invalid_request_error", "group_required", "size")


def test_engines_that_are_not_allowed(server: Server) -> None:
    answer = server.post(*good(), key=key(server, engines=["local"]))
    assert error(answer) == (403, "permission_error", "engine_not_allowed", None)
    assert answer.headers["x-should-retry"] == "false"
    assert "`overpaint keys set KEY --engines local,echo`" in answer.json()["error"]["message"]
    assert server.post(*good(), key=key(server, engines=["echo", "local"])).status_code == 200


def test_models_that_are_not_allowed_do_not_exist(server: Server) -> None:
    limited = key(server, models=["gpt-image-2-2026-04-21"])
    answer = server.post(*good(), key=limited)
    assert error(answer) == (404, "invalid_request_error", "model_not_found", "model")
    headers = {"authorization": f"Bearer {limited}"}
    listed = server.client.get("/v1/models", headers=headers).json()["data"]
    assert [model["id"] for model in listed] == ["gpt-image-2-2026-04-21"]
    assert server.client.get("/v1/models/gpt-image-2", headers=headers).status_code == 404


def asked_from(server: Server, limited: str, peer: str, forwarded: tuple[str, ...]) -> Exchange:
    """What GET /v1/models answers to that address, with these lines of X-Forwarded-For."""
    scope = scope_of(server, limited) | {"method": "GET", "path": "/v1/models", "raw_path": b"/v1/models", "client": (peer, 1)}
    scope["headers"] += [(b"x-forwarded-for", line.encode()) for line in forwarded]

    async def run() -> Exchange:
        one = Exchange([b""])
        await server.client.app(scope, one.receive, one.send)
        return one

    return server.client.portal.call(run)


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("192.0.2.7", (), 200),
        ("192.0.2.8", (), 403),
        ("192.0.2.8", ("192.0.2.7",), 403),
        ("10.9.0.1", ("192.0.2.7",), 200),
        ("10.9.0.1", ("192.0.2.7:4711",), 200),
        ("10.9.0.1", ("192.0.2.7, 203.0.113.9",), 403),
        ("10.9.0.1", ("203.0.113.9, 192.0.2.7, 10.9.7.7",), 200),
        ("10.9.0.1", ("203.0.113.9", "192.0.2.7"), 200),
        ("10.9.0.1", (), 403),
        ("10.9.0.1", ("",), 403),
    ],
)
def test_addresses_that_are_not_allowed(server: Server, peer: str, forwarded: tuple[str, ...], status: int) -> None:
    limited = key(server, addresses=["192.0.2.7", "2001:db8::/32"])
    answer = asked_from(server, limited, peer, forwarded)
    assert answer.status == status
    if status == 403:
        assert (answer.error["type"], answer.error["code"]) == ("permission_error", "ip_not_allowed")


def test_a_key_without_limits_hears_of_none(server: Server) -> None:
    assert not [name for name in server.post(*good()).headers if name.startswith("x-ratelimit")]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0ms"), (0.8501, "851ms"), (1, "1s"), (59.2, "1m0s"), (123, "2m3s"), (18_000, "5h0m0s")]
)
def test_spans_are_written_as_openai_writes_them(seconds: float, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.skipif(SERVER is None, reason="no redis-server: apt-get install redis-server")
def test_two_servers_count_together(tmp_path: Path) -> None:
    with redis_server() as (url, process), serving(tmp_path, redis_url=url) as one, serving(tmp_path, redis_url=url) as other:
        limited = key(one, requests_per_minute=2)
        assert [server.post(*good(), key=limited).status_code for server in (one, other, one)] == [200, 200, 429]
        process.kill()
        process.wait()
        answer = one.post(*good(), key=limited)
        assert error(answer) == (503, "server_error", "engine_unavailable", None)
        assert "x-should-retry" not in answer.headers
        assert one.post(*good()).status_code == 200, "a key without such limits needs no Redis"
