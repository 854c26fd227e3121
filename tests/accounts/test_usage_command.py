"""`overpaint usage` and tables of keys: for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from moving_clock import Clock
from said import Said
from usage_of_two_keys import write_usage

from overpaint.accounts import Accounts
from overpaint.accounts.usage_values import KeyFilter, UsageFilter
from overpaint.cli.usage import safe_cell
from overpaint.errors import NotFound

Run = Callable[..., Said]
ALL = ("--since", "2020-01-01")


@pytest.fixture
def used(tmp_path: Path, overpaint: Run) -> Iterator[Accounts]:
    """The accounts that the command will see, with usage in them."""
    with Accounts(f"sqlite:///{tmp_path / 'data' / 'overpaint.db'}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        write_usage(accounts)
        yield accounts


def test_by_day_for_people(used: Accounts, overpaint: Run) -> None:
    said = overpaint("usage", *ALL)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["day", "edits", "finished", "images", "tokens", "in", "tokens", "out", "seconds", "calls", "cost"]
    assert [line.split()[:4] for line in lines[1:]] == [
        ["2026-11-20", "2", "1", "2"],
        ["2026-11-21", "2", "2", "2"],
        ["2026-11-22", "1", "0", "0"],
    ]


def test_as_json_and_as_csv_by_key(used: Accounts, overpaint: Run) -> None:
    rows = json.loads(overpaint("usage", *ALL, "--by", "key", "--json").out)
    assert [(row["key_name"], row["edits"], row["images"]) for row in rows] == [("ada", 3, 3), ("bob", 2, 1)]
    read = list(csv.DictReader(io.StringIO(overpaint("usage", *ALL, "--by", "day", "--by", "key", "--csv").out)))
    assert [(row["day"], row["key_name"], row["edits"]) for row in read][:2] == [
        ("2026-11-20", "ada", "2"),
        ("2026-11-21", "ada", "1"),
    ]


def test_filters(used: Accounts, overpaint: Run) -> None:
    def edits(*options: str) -> list[int]:
        return [row["edits"] for row in json.loads(overpaint("usage", "--by", "month", "--json", *options).out)]

    assert edits(*ALL) == [5]
    assert edits(*ALL, "--group", "default") == [2]
    assert edits(*ALL, "--engine", "local+upstream") == [1]
    assert edits(*ALL, "--key", "1") == [3]
    assert edits("--since", "2026-11-21", "--until", "2026-11-22") == [2]
    assert overpaint("usage", "--key", "sk-none").code == 1
    assert overpaint("usage", "--since", "soon").code == 2
    assert overpaint("usage", "--csv", "--json").code == 2


def test_of_nothing_there_is_still_a_head(overpaint: Run) -> None:
    assert overpaint("usage", "--csv").out.startswith("day,edits,")
    assert json.loads(overpaint("usage", "--json").out) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("ada") == "ada"


def test_keys_get_limits_by_options_and_lose_them(overpaint: Run) -> None:
    issued = json.loads(overpaint("keys", "issue", "--images-per-day", "9", "--engines", "local, echo", "--json").out)
    assert issued["limits"] == {"engines": ["local", "echo"], "images_per_day": 9}
    said = overpaint("keys", "set", str(issued["id"]), "--images-per-day", "any", "--addresses", "10.0.0.1", "--name", "kiosk")
    assert "limits of its own: engines local echo, addresses 10.0.0.1/32" in said.out
    assert "engines local echo" in overpaint("keys", "list").out
    ended = json.loads(overpaint("keys", "set", str(issued["id"]), "--expires", "never", "--engines", "any", "--json").out)
    assert ended["limits"] == {"addresses": ["10.0.0.1/32"]}
    assert "none" in overpaint("keys", "set", str(issued["id"]), "--addresses", "any").out


@pytest.mark.parametrize(
    "option",
    [
        ("--images-per-day", "-1"),
        ("--images-per-day", "9" * 20),
        ("--addresses", "home"),
        ("--sizes", "9x9x9"),
        ("--expires", "soon"),
    ],
)
def test_options_that_cannot_be_name_themselves(option: tuple[str, str], overpaint: Run) -> None:
    said = overpaint("keys", "issue", *option)
    assert said.code == 2
    assert option[0] in said.err
    assert json.loads(overpaint("keys", "list", "--json").out) == []


def test_a_group_s_limits_are_told_in_words(overpaint: Run) -> None:
    said = overpaint(
        "groups", "set", "press", "--requests-per-minute", "60", "--sizes", "1024x1024,auto", "--expires", "2027-01-01"
    )
    assert "a minute 60" in said.out
    assert "sizes 1024x1024 auto" in said.out
    assert "expires 2027-01-01 00:00 UTC" in said.out
    assert "a minute" not in overpaint("groups", "set", "press", "--requests-per-minute", "any").out


def test_keys_are_found_sorted_and_paged(accounts: Accounts, clock: Clock) -> None:
    secrets = {
        name: accounts.issue(name, group)[0] for name, group in (("ada", "direct"), ("Bob", "default"), ("100%", "default"))
    }
    clock.forward(hours=1)
    accounts.authenticate(secrets["Bob"])
    accounts.change_key("1", {"expires": clock.time + timedelta(hours=1)})
    accounts.revoke("3")
    clock.forward(hours=2)

    def names(**wanted: object) -> list[str]:
        return [key.name for key in accounts.find_keys(KeyFilter(**wanted)).rows]

    assert names() == ["ada", "Bob", "100%"]
    assert names(sort="name") == ["100%", "ada", "Bob"]
    assert names(sort="last_used", descending=True) == ["Bob", "ada", "100%"]
    assert names(group="direct") == ["ada"]
    assert names(text="b") == ["Bob"] or len(names(text="b")) > 1, "a prefix may hold a b too"
    assert names(text="%") == ["100%"]
    assert (names(state="expired"), names(state="revoked"), names(state="active")) == (["ada"], ["100%"], ["Bob"])
    page = accounts.find_keys(limit=2, start=2)
    assert ([key.name for key in page.rows], page.total) == (["100%"], 3)
    assert accounts.find_keys(KeyFilter(state="active"), start=1).rows == ()
    assert accounts.key(secrets["ada"]).name == "ada"
    with pytest.raises(NotFound):
        accounts.key("sk-none")


def test_sums_by_key_of_what_a_text_finds(accounts: Accounts) -> None:
    write_usage(accounts)
    assert [(row.key_name, row.edits) for row in accounts.usage_sums(["key"], UsageFilter(text="dragon"))] == [("ada", 2)]
