"""GET /v1/usage: a key's own records and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from overpaint.accounts import UsageRecord
from overpaint.accounts.values import utc_now
from web.echo_server import Server, serving
from web.forms import good


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("usage")) as running:
        yield running


def ask(server: Server, key: str, /, **query: str) -> Any:
    return server.client.get("/v1/usage", params=query, headers={"authorization": f"Bearer {key}"})


def test_a_key_sees_its_own_edits_added_up(server: Server) -> None:
    key, info = server.accounts.issue("ada", "direct", limits={"images_per_day": 50})
    server.post(*good(("n", "2")), key=key)
    server.post(*good(), key=server.direct)
    server.post(*good(("n", "2"), image=b"no picture"), key=key)
    answer = ask(server, key).json()
    assert (answer["object"], answer["key"], answer["group"]) == ("usage", info.prefix, "direct")
    assert (answer["total"]["edits"], answer["total"]["finished"], answer["total"]["images"]) == (1, 1, 2)
    [today] = answer["data"]
    assert today["day"] == f"{utc_now():%Y-%m-%d}"
    assert {name: today[name] for name in answer["total"]} == answer["total"]
    quota = answer["limits"]["images_per_day"]
    assert (quota["limit"], quota["used"]) == (50, 2)
    assert datetime.fromisoformat(quota["resets_at"]) > utc_now()
    assert "images_per_month" not in answer["limits"]


def test_days_engines_and_spans(server: Server) -> None:
    key, info = server.accounts.issue("bob")
    for days, engine in ((0, "local"), (1, "local"), (40, "echo")):
        when = utc_now() - timedelta(days=days)
        server.accounts.record_usage(UsageRecord(info.id, "req", engine, 1, 1, 1, "auto", 5, "finished", time=when))
    assert len(ask(server, key).json()["data"]) == 2
    long = ask(server, key, since="2020-01-01", by="engine").json()
    assert [(row["engine"], row["edits"]) for row in long["data"]] == [("echo", 1), ("local", 2)]
    assert long["since"] == "2020-01-01T00:00:00Z"
    assert "day" not in long["data"][0]
    before = ask(server, key, since="2020-01-01", until=(utc_now() - timedelta(days=30)).isoformat()).json()
    assert before["total"]["edits"] == 1


def test_a_time_without_a_zone_is_utc(server: Server) -> None:
    answer = ask(server, server.direct, since="2026-11-01T06:00:00", until="2026-11-02T06:00:00+02:00").json()
    assert (answer["since"], answer["until"]) == ("2026-11-01T06:00:00Z", "2026-11-02T04:00:00Z")


def test_nothing_used_is_an_answer(server: Server) -> None:
    answer = ask(server, server.accounts.issue("new")[0]).json()
    assert answer["data"] == []
    assert answer["total"]["edits"] == 0


@pytest.mark.parametrize(
    ("query", "code", "param"),
    [
        ({"since": "soon"}, "invalid_value", "since"),
        ({"since": "9999-12-31T23:59:59-14:00"}, "invalid_value", "since"),
        ({"until": "0001-01-01T00:00:00"}, None, None),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "invalid_value", "since"),
        ({"by": "key"}, "invalid_value", "by"),
        ({"key": "1"}, "unknown_parameter", "key"),
    ],
)
def test_what_cannot_be_asked(server: Server, query: dict[str, str], code: str | None, param: str | None) -> None:
    answer = ask(server, server.direct, **query)
    if code is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_the_earliest_day_is_a_day(server: Server) -> None:
    assert datetime.fromisoformat(ask(server, server.direct, until="0001-01-05").json()["since"]) == datetime(1, 1, 1, tzinfo=UTC)
