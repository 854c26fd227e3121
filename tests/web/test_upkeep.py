"""The server takes away what is over its time, at its start and every hour, and goes on where that fails."""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from pathlib import Path

import pytest

from overpaint.accounts import Accounts, UsageRecord
from overpaint.accounts.values import EditDetails, utc_now
from overpaint.errors import EngineUnavailable
from overpaint.web import upkeep
from web.echo_server import serving
from web.forms import File, good, mask, picture
from web.live_server import wait_until


def write(accounts: Accounts, key_id: int, name: str, days: float) -> None:
    details = EditDetails(prompt="make it brighter")
    when = utc_now() - timedelta(days=days)
    accounts.record_usage(UsageRecord(key_id, name, "echo", 1, 1, 1, "auto", 1, "finished", time=when, details=details))


def test_what_is_over_its_time_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "ROUND", 0.05)
    with serving(tmp_path, keep_prompts_days=2, keep_usage_days=40) as server:
        key_id = server.accounts.authenticate(server.direct).key_id
        for name, days in (("new", 1.9), ("old", 2.1), ("gone", 40.1)):
            write(server.accounts, key_id, name, days)
        wait_until(lambda: len(server.accounts.usage()) == 2, "the oldest record stays")
        kept = {entry.record.request_id: entry.details is not None for entry in server.accounts.requests().rows}
        assert kept == {"new": True, "old": False}


def test_without_prompts_none_is_written(tmp_path: Path) -> None:
    with serving(tmp_path, keep_prompts_days=0) as server:
        write(server.accounts, server.accounts.authenticate(server.direct).key_id, "new", 0)
        assert server.accounts.requests().rows[0].details is None


@pytest.mark.parametrize("error", [EngineUnavailable("away"), ZeroDivisionError("a defect")])
def test_a_round_that_fails_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    rounds = []

    def fail(*_arguments: object) -> None:
        rounds.append(time.monotonic())
        raise error

    monkeypatch.setattr(upkeep, "ROUND", 0.02)
    monkeypatch.setattr(upkeep, "keep_what_is_to_be_kept", fail)
    with serving(tmp_path):
        wait_until(lambda: len(rounds) > 2, "there was no other round")


def test_pictures_are_kept_only_where_the_operator_says_so(tmp_path: Path) -> None:
    for days, names in ((0, []), (1, ["in-1.png", "mask.png", "out-1.jpeg", "out-2.jpeg"])):
        with serving(tmp_path / str(days), keep_pictures_days=days, spool_bytes=0) as server:
            answer = server.post(*good(("n", "2"), ("output_format", "jpeg"), ("mask", File(mask()))))
            assert answer.status_code == 200
            kept = server.accounts.pictures(server.accounts.usage()[0].uid)
            assert [path.name for path in kept] == names
            if kept:
                assert kept[0].read_bytes() == picture()
                assert base64.b64decode(answer.json()["data"][1]["b64_json"]) == kept[3].read_bytes()


def test_where_pictures_are_kept_no_more_those_that_were_go(tmp_path: Path) -> None:
    with serving(tmp_path, keep_pictures_days=1) as server:
        server.post(*good())
        uid = server.accounts.usage()[0].uid
        assert server.accounts.pictures(uid)
    with serving(tmp_path, keep_pictures_days=0) as server:
        wait_until(lambda: not server.accounts.pictures(uid), "pictures stay that nobody wants kept")
