from __future__ import annotations

import hashlib
import math
import re
from datetime import timedelta

import pytest
from moving_clock import Clock
from sqlalchemy import create_engine, event, inspect, text

from overpaint.accounts import Accounts, Group, secret
from overpaint.accounts.database import parse
from overpaint.accounts.limits import Limits
from overpaint.errors import InvalidRequest, NotAuthenticated, NotFound


def test_a_key_is_long_random_and_selectable_by_a_double_click() -> None:
    keys = {secret.make_secret() for _ in range(200)}
    assert len(keys) == 200
    assert all(re.fullmatch(r"sk-[A-Za-z0-9]{40}", key) for key in keys)
    hidden = secret.RANDOM_CHARACTERS - secret.SHOWN_CHARACTERS
    assert hidden * math.log2(len(secret.ALPHABET)) > 190


def test_first_start_makes_both_groups_and_one_direct_key(accounts: Accounts) -> None:
    key = accounts.ensure_defaults()
    assert key is not None
    assert accounts.ensure_defaults() is None
    assert [(g.name, g.limits.allow_mask, g.limits.max_n) for g in accounts.groups()] == [
        ("default", False, 1),
        ("direct", True, 10),
    ]
    assert accounts.authenticate(key).group.name == "direct"


def test_a_revoked_first_key_is_not_replaced_behind_your_back(accounts: Accounts) -> None:
    accounts.ensure_defaults()
    accounts.revoke(str(accounts.keys()[0].id))
    assert accounts.ensure_defaults() is None


def test_ensure_defaults_leaves_changed_groups_alone(accounts: Accounts) -> None:
    accounts.set_group("default", {"max_n": 4})
    accounts.ensure_defaults()
    assert {g.name: g.limits.max_n for g in accounts.groups()}["default"] == 4


def test_a_caller_knows_its_key_and_group(accounts: Accounts) -> None:
    key, info = accounts.issue("phone", "default")
    caller = accounts.authenticate(key)
    assert caller.key_id == info.id
    assert caller.key_prefix == info.prefix == key[:7] + "…"
    assert caller.group == Group("default", Limits(), "One picture at a time, no masks.")


def test_the_database_holds_no_key(accounts: Accounts, url: str) -> None:
    key, _ = accounts.issue("phone", "direct")
    engine = create_engine(parse(url))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        everything = "".join(str(row) for name in names for row in connection.execute(text(f"SELECT * FROM {name}")))  # noqa: S608
    engine.dispose()
    assert key not in everything
    assert key[8:] not in everything
    assert hashlib.sha256(key.encode()).hexdigest() in everything


def test_no_key(accounts: Accounts) -> None:
    for missing in (None, ""):
        with pytest.raises(NotAuthenticated) as caught:
            accounts.authenticate(missing)
        assert caught.value.message == "No token provided"
        assert caught.value.code == "invalid_api_key"


def test_unknown_keys_are_refused_and_never_repeated(accounts: Accounts) -> None:
    accounts.issue()
    for strange in ("sk-nobody-knows-me", "ü🎨" * 9, "\0sk-", "\udc80broken", "x" * 1_000_000, "' OR 1=1 --"):
        with pytest.raises(NotAuthenticated, match="not known here") as caught:
            accounts.authenticate(strange)
        assert strange not in caught.value.message


def test_a_key_expires_at_its_minute(accounts: Accounts, clock: Clock) -> None:
    key, info = accounts.issue("trial", "default", clock() + timedelta(days=1))
    clock.forward(hours=23, minutes=59)
    accounts.authenticate(key)
    assert info.state(clock()) == "active"
    clock.forward(minutes=1)
    with pytest.raises(NotAuthenticated, match="expired on 2026-11-23 at 12:00 UTC") as caught:
        accounts.authenticate(key)
    assert info.state(clock()) == "expired"
    assert key not in caught.value.message
    assert key[:7] not in caught.value.message


def test_a_revoked_key_is_refused_at_once(accounts: Accounts, clock: Clock) -> None:
    key, info = accounts.issue("lost laptop")
    accounts.authenticate(key)
    assert accounts.revoke(info.prefix).revoked == clock()
    with pytest.raises(NotAuthenticated, match="revoked on 2026-11-22 at 12:00 UTC"):
        accounts.authenticate(key)
    assert accounts.keys()[0].state(clock()) == "revoked"


def test_revoke_takes_id_prefix_or_whole_key_and_keeps_the_first_time(accounts: Accounts, clock: Clock) -> None:
    for name in ("id", "prefix", "dots", "whole"):
        key, info = accounts.issue(name)
        reference = {"id": str(info.id), "prefix": key[:7], "dots": key[:7] + "...", "whole": key}[name]
        first = accounts.revoke(reference)
        clock.forward(hours=1)
        assert accounts.revoke(reference) == first
        assert first.id == info.id


def test_revoke_of_nothing_and_of_several(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2):
        monkeypatch.setattr(secret, "make_secret", lambda number=number: f"sk-same{number}" + "x" * 35)
        accounts.issue(f"key {number}")
    with pytest.raises(InvalidRequest, match=r"id 1 \(key 0, group default\); id 2 \(key 1, group default\)"):
        accounts.revoke("sk-same…")
    for nothing in ("sk-none", "99", "9" * 30, "", "sk-"):
        with pytest.raises(NotFound):
            accounts.revoke(nothing)
    one, two = accounts.keys()
    assert one.revoked is two.revoked is None


def test_issue_refuses_unknown_groups_and_past_expiries(accounts: Accounts, clock: Clock) -> None:
    with pytest.raises(InvalidRequest, match="there are: default, direct"):
        accounts.issue("x", "nobody")
    with pytest.raises(InvalidRequest, match="expired already"):
        accounts.issue("x", "default", clock())
    assert accounts.keys() == ()


def test_last_used_is_written_once_a_minute(accounts: Accounts, url: str, clock: Clock) -> None:
    key, _ = accounts.issue()
    assert accounts.keys()[0].last_used is None
    started = clock()
    accounts.authenticate(key)
    clock.forward(seconds=59)
    accounts.authenticate(key)
    with Accounts(url, now=clock) as other_process:
        other_process.authenticate(key)
    assert accounts.keys()[0].last_used == started
    clock.forward(seconds=1)
    accounts.authenticate(key)
    assert accounts.keys()[0].last_used == clock()


def test_recognising_a_key_is_one_select_and_no_write(accounts: Accounts) -> None:
    key, _ = accounts.issue()
    accounts.authenticate(key)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement.split()[0])

    event.listen(accounts._database.engine, "before_cursor_execute", note)
    accounts.authenticate(key)
    assert [word for word in statements if word != "BEGIN"] == ["SELECT"]


def test_groups_are_data(accounts: Accounts) -> None:
    made = accounts.set_group("press-office", {"allow_mask": True}, description="Two at a time")
    assert made == Group("press-office", Limits(allow_mask=True), "Two at a time")
    assert accounts.set_group("press-office", {"max_n": 2}) == Group(
        "press-office", Limits(allow_mask=True, max_n=2), "Two at a time"
    )
    key, _ = accounts.issue("ada", "press-office")
    accounts.set_group("press-office", {"allow_mask": False})
    assert accounts.authenticate(key).group == Group("press-office", Limits(max_n=2), "Two at a time")


def test_groups_with_a_bad_name_or_limit_are_refused(accounts: Accounts) -> None:
    for name, max_n in [("", 1), ("Direct", 1), ("a b", 1), ("-x", 1), ("x" * 65, 1), ("x", 0), ("x", 11)]:
        with pytest.raises(InvalidRequest):
            accounts.set_group(name, {"max_n": max_n})
    assert len(accounts.groups()) == 2
