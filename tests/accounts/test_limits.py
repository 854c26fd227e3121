from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import pytest
import typer
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from moving_clock import Clock
from pydantic import Field
from sqlalchemy import text
from typer.testing import CliRunner

import overpaint
from overpaint.accounts import Accounts, Group
from overpaint.accounts.database import Database
from overpaint.accounts.limit_words import is_among
from overpaint.accounts.limits import Limit, Limits, option_of, valid
from overpaint.accounts.schema import MIGRATIONS
from overpaint.cli import groups
from overpaint.cli.limit_options import given as given_options
from overpaint.cli.limit_options import limit_options
from overpaint.errors import ConfigurationError, InvalidRequest, NotAuthenticated


class WithOneMore(Limits):
    """What a further limit takes: one field."""

    max_dragons: Annotated[int, Limit("most dragons", caps="dragons")] = Field(
        2, ge=1, le=16, description="The most dragons one request may send."
    )


def test_a_further_limit_is_checked_by_its_declaration_alone() -> None:
    [excess] = WithOneMore(max_n=4).exceeded({"mask": False, "n": 4, "size": "auto", "dragons": 3})
    assert (excess.param, excess.wish, excess.limit, excess.option) == ("dragons", "dragons=3", "up to 2", "--max-dragons 3")
    assert list(WithOneMore(max_dragons=3).exceeded({"mask": False, "n": 1, "size": "auto", "dragons": 3})) == []
    with pytest.raises(KeyError, match="dragons"):
        list(WithOneMore().exceeded({"mask": False, "n": 1, "size": "auto"}))


def test_a_further_limit_is_an_option_by_its_declaration_alone() -> None:
    taken: dict[str, object] = {}

    def set_it(**limits: object) -> None:
        taken.update(limits)

    app = typer.Typer()
    app.command()(limit_options(set_it, WithOneMore))
    assert CliRunner().invoke(app, ["--max-dragons", "5", "--no-allow-mask"]).exit_code == 0
    assert given_options(taken) == {"allow_mask": False, "max_dragons": 5}
    assert CliRunner().invoke(app, ["--max-dragons", "17"]).exit_code == 2
    assert "The most dragons one request may send." in CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output


def test_what_is_stored_without_a_further_limit_gets_its_default() -> None:
    assert WithOneMore.stored("press", {"allow_mask": True, "max_n": 3}) == WithOneMore(allow_mask=True, max_n=3, max_dragons=2)


@pytest.mark.parametrize("values", [{"max_dragons": 5}, {"max_n": 11}, {"max_n": "3"}, {"allow_mask": 1}])
def test_limits_of_another_version_are_never_passed_over(values: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=f"group 'press'.*{next(iter(values))}"):
        Limits.stored("press", values)


@pytest.mark.parametrize("changes", [{"max_n": 0}, {"max_n": 10**30}, {"max_n": True}, {"allow_mask": "yes"}, {"max_m": 1}])
def test_a_change_that_cannot_be_names_the_limit(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(changes))) as caught:
        Limits().changed(changes)
    assert caught.value.param == next(iter(changes))


NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
WIDE = {"allow_mask": True, "max_n": 8, "engines": ["local", "echo"], "images_per_day": 50, "addresses": ["10.0.0.0/8"]}


@pytest.mark.parametrize(
    ("own", "held"),
    [
        ({"max_n": 2}, {"max_n": 2}),
        ({"max_n": 10}, {"max_n": 8}),
        ({"allow_mask": False}, {"allow_mask": False}),
        ({"allow_upstream": True}, {"allow_upstream": False}),
        ({"engines": ["echo", "upstream"]}, {"engines": ("echo",)}),
        ({"engines": ["upstream"]}, {"engines": ()}),
        ({"images_per_day": 5, "images_per_month": 6}, {"images_per_day": 5, "images_per_month": 6}),
        ({"images_per_day": None}, {"images_per_day": 50}),
        ({"models": ["gpt-image-2"]}, {"models": ("gpt-image-2",)}),
        ({"addresses": ["10.1.0.0/16", "192.168.0.0/16"]}, {"addresses": ("10.1.0.0/16",)}),
        ({"addresses": ["0.0.0.0/0"]}, {"addresses": ("10.0.0.0/8",)}),
        ({"addresses": ["::/0"]}, {"addresses": ()}),
        ({"expires": NOON.isoformat()}, {"expires": NOON}),
    ],
)
def test_a_key_s_own_limits_narrow_its_group_s_and_never_widen_them(own: dict[str, object], held: dict[str, object]) -> None:
    whole = Limits().changed(WIDE)
    narrowed = whole.within(Limits.stored("sk-ab12…", own))
    assert narrowed == whole.model_copy(update=held)


LISTED = st.none() | st.lists(st.sampled_from(["a", "b", "c"]), unique=True)
MOST = st.none() | st.integers(1, 9)
SOME_LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "allow_mask": st.booleans(),
        "allow_upstream": st.booleans(),
        "max_n": st.integers(1, 10),
        "engines": LISTED,
        "models": LISTED,
        "sizes": st.none() | st.lists(st.sampled_from(["auto", "1024x1024", "1536x1024"]), unique=True),
        "images_per_day": MOST,
        "concurrent_edits": MOST,
        "addresses": st.none()
        | st.lists(st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "::/0", "2001:db8::1"]), unique=True),
    },
)
ADDRESSES = ("10.0.0.1", "10.1.0.1", "10.1.2.3", "2001:db8::1", "2001:db8::2", "192.0.2.1")


@given(SOME_LIMITS, SOME_LIMITS)
def test_what_holds_allows_exactly_what_both_allow(group: dict[str, object], own: dict[str, object]) -> None:
    whole = Limits().changed(group)
    key = Limits().changed(own)
    held = whole.within(Limits.stored("key", key.narrowing().storable()))
    for name in key.model_fields_set | whole.model_fields_set:
        mine, theirs, both = (getattr(limits, name) for limits in (key, whole, held))
        if name not in key.model_fields_set:
            assert both == theirs
        elif name == "addresses":
            for address in ADDRESSES:
                allowed = [limit is None or is_among(address, limit) for limit in (mine, theirs, both)]
                assert allowed[2] == (allowed[0] and allowed[1])
        elif isinstance(both, tuple):
            assert set(both) == set.intersection(*(set(one) for one in (mine, theirs) if one is not None))
        elif both is not None:
            assert both == min(one for one in (mine, theirs) if one is not None)
        else:
            assert (mine, theirs) == (None, None)


def test_a_caller_has_the_limits_that_hold_and_knows_which_are_its_own(accounts: Accounts) -> None:
    key, info = accounts.issue("phone", "direct", limits={"max_n": 2, "images_per_day": 9})
    group = accounts.authenticate(key).group
    assert (group.limits.max_n, group.limits.images_per_day, group.limits.allow_mask) == (2, 9, True)
    assert group.narrowed == {"max_n", "images_per_day"}
    changed = accounts.change_key(str(info.id), {"max_n": 10, "images_per_day": None}, name="tablet", group="default")
    assert (changed.name, changed.group, changed.limits.storable()) == ("tablet", "default", {"max_n": 10})
    assert accounts.authenticate(key).group.narrowed == frozenset()
    with pytest.raises(InvalidRequest, match="no group 'nobody'"):
        accounts.change_key(str(info.id), group="nobody")


def test_a_group_s_end_ends_its_keys(accounts: Accounts, clock: Clock) -> None:
    key, _ = accounts.issue()
    accounts.set_group("default", {"expires": clock.time + timedelta(hours=1)})
    accounts.authenticate(key)
    clock.forward(hours=1)
    with pytest.raises(NotAuthenticated, match=r"group 'default' expired on 2026-11-22 at 13:00 UTC"):
        accounts.authenticate(key)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"addresses": ["10.0.0.0/33"]}, "no IP address"),
        ({"addresses": ["example.org"]}, "no IP address"),
        ({"sizes": ["big"]}, "no size"),
        ({"engines": ["a b"]}, "no name"),
        ({"engines": "local"}, "words, or any"),
        ({"models": ["x"] * 101}, "words, or any"),
        ({"requests_per_minute": 0}, "1 to 100000, or any"),
        ({"expires": "soon"}, "a time, or any"),
    ],
)
def test_lists_and_times_that_cannot_be_are_explained(changes: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidRequest, match=says) as caught:
        Limits().changed(changes)
    assert caught.value.param == next(iter(changes))


@pytest.mark.parametrize(
    ("address", "networks", "among"),
    [
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("11.1.2.3", ("10.0.0.0/8",), False),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",), True),
        ("2001:db8::1", ("2001:db8::/32",), True),
        ("fe80::1%eth0", ("fe80::/10",), True),
        ("testclient", ("0.0.0.0/0",), False),
        (None, ("0.0.0.0/0",), False),
        ("10.1.2.3", (), False),
    ],
)
def test_addresses_are_among_networks_or_not(address: str | None, networks: tuple[str, ...], among: bool) -> None:
    assert is_among(address, networks) is among


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_kept_by_somebody(name: str) -> None:
    if Limits.declared()[name].caps is not None:
        return  # `authorise` asks every such limit, and fails where the request's field is not among what it is told
    sources = (path.read_text() for path in Path(overpaint.__file__).parent.rglob("*.py") if path.name != "limits.py")
    assert any(name in source for source in sources), f"{name} has no `caps`, and nothing reads it"


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_an_option_and_has_words(name: str) -> None:
    assert option_of(name) in CliRunner().invoke(groups.app, ["set", "--help"], env={"COLUMNS": "200"}).output
    assert Limits.declared()[name].heading
    assert Limits.model_fields[name].description
    assert re.fullmatch(r"(yes or no|\d+ to \d+|words|a time)(, or any)?", valid(Limits, name))


def test_the_first_version_s_groups_keep_their_limits(url: str) -> None:
    """From the very first schema, with groups, a key and a record in it, to the newest."""
    database = Database(url)
    database.prepare()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with database.alone() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        rows = [("default", False, 1, ""), ("direct", True, 10, ""), ("press", True, 3, "Press office"), ("shut", False, 7, "")]
        for name, allow_mask, max_n, description in rows:
            connection.execute(
                text("INSERT INTO key_groups VALUES (:name, :allow_mask, :max_n, :description)"),
                {"name": name, "allow_mask": allow_mask, "max_n": max_n, "description": description},
            )
        connection.execute(
            text(
                "INSERT INTO api_keys (id, digest, prefix, name, group_name, created, expires) VALUES"
                " (1, 'd', 'sk-abcd', 'ada', 'press', '2026-11-22', NULL),"
                " (2, 'e', 'sk-efgh', 'bob', 'shut', '2026-11-22', '2027-01-02 03:04:05.000000')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO usage_records (uid, time, key_id, request_id, engine, prompt_length, images_in, n, size,"
                " milliseconds, outcome, input_tokens, output_tokens)"
                " VALUES ('u', '2026-11-23 10:00:00.000000', 1, 'req_1', 'echo', 5, 1, 2, 'auto', 9, 'finished', 1, 2)"
            )
        )
    database.close()
    with Accounts(url) as accounts:
        accounts.migrate()
        stored = accounts.keys()
        assert accounts.groups() == (
            Group("default", Limits()),
            Group("direct", Limits(allow_mask=True, max_n=10)),
            Group("press", Limits(allow_mask=True, max_n=3), "Press office"),
            Group("shut", Limits(max_n=7)),
        )
        assert [(key.name, key.group) for key in stored] == [("ada", "press"), ("bob", "shut")]
        assert [key.expires for key in stored] == [None, datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)]
        assert [(record.group, record.n, record.cost) for record in accounts.usage()] == [("press", 2, 0.0)]
        assert accounts.usage_sums(["key", "day"])[0].images == 2
        assert accounts.set_group("press", {"max_n": 4}).limits == Limits(allow_mask=True, max_n=4)
