"""Names, dates and numbers that nobody means well: a reason and an exit code, no traceback, no raw control character."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from said import Said

from overpaint.accounts import Accounts, secret
from overpaint.accounts.single_line import CONTROL, single_line
from overpaint.accounts.tables import KeyRow
from overpaint.cli.showing import plain
from overpaint.cli.times import parse_expiry
from overpaint.errors import InvalidRequest, NotFound

Run = Callable[..., Said]
STEERING = "\x1b[31mred\x07\r\n\x9b2J\u202e"


def clean(text: str) -> bool:
    """No control character but the line breaks of our own."""
    return not CONTROL.search(text.replace("\n", ""))


@pytest.mark.parametrize(
    "when",
    [
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00+14:00",
        "10000-01-01",
        "+12345-01-01",
        "-0001-01-01",
        "99999999999999999999d",
        "-5d",
        "0d",
        "2020-01-01",
        "0001-01-01",
        "30d\n",
        STEERING,
        "٣٠d\u202e",
        "1e9d",
    ],
)
def test_absurd_dates_are_refused(when: str, overpaint: Run) -> None:
    said = overpaint("keys", "issue", f"--expires={when}")
    assert (said.code, said.out) == (2, "")
    assert clean(said.err)
    assert overpaint("keys", "list", "--json").out.strip() == "[]"


@pytest.mark.parametrize("when", ["99999w", "9999-12-31", "9999-12-31T23:59:59+14:00"])
def test_far_dates_are_kept_and_shown(when: str, overpaint: Run) -> None:
    assert overpaint("keys", "issue", f"--expires={when}").code == 0
    listed = overpaint("keys", "list")
    assert (listed.code, "active" in listed.out) == (0, True)


def test_the_last_second_of_the_calendar_is_kept(accounts: Accounts) -> None:
    _, info = accounts.issue("for ever", expires=parse_expiry("9999-12-31T23:59:59"))
    assert accounts.keys()[0].expires == info.expires


@pytest.mark.parametrize("name", ["two\nlines", STEERING, "tab\t", "\x7f", "\x85", "\u2028", "half \ud83d", "x" * 513])
def test_names_that_are_no_line_of_text_are_refused(name: str, overpaint: Run) -> None:
    for command in (["keys", "issue", "--name", name], ["groups", "set", "press", "--description", name]):
        said = overpaint(*command)
        assert (said.code, said.out) == (2, "")
        assert clean(said.err)
    assert overpaint("keys", "list", "--json").out.strip() == "[]"
    assert "press" not in overpaint("groups", "list").out


@pytest.mark.parametrize("name", ["", " ", "ada's phone", "家 – Ω", "👩‍🔬", "x" * 512, "[bold]"])
def test_names_in_any_script_are_kept(name: str, accounts: Accounts) -> None:
    assert accounts.issue(name)[1].name == name.strip(" ")


@pytest.mark.parametrize("name", ["", " ", "a\nb", STEERING, "\ud83d", "9" * 5000, "../etc", "GROUP"])
def test_groups_of_no_name_are_refused(name: str, overpaint: Run) -> None:
    for command in (["groups", "set", name], ["keys", "issue", "--group", name]):
        said = overpaint(*command)
        assert (said.code, said.out) == (2, "")
        assert clean(said.err)
        assert len(said.err) < 400


@pytest.mark.parametrize("number", ["0", "-1", "11", "9" * 5000, "1e3", "nan", "", "\x1b[1m"])
def test_numbers_out_of_range_are_refused(number: str, overpaint: Run) -> None:
    said = overpaint("groups", "set", "press", f"--max-n={number}")
    assert said.code == 2
    assert clean(said.err)


@pytest.mark.parametrize("reference", ["9" * 5000, "²", "\ud83d", STEERING, "-", "%", "sk-" + "x" * 100_000])
def test_references_to_no_key_are_not_found(reference: str, accounts: Accounts) -> None:
    accounts.issue("one")
    with pytest.raises(NotFound):
        accounts.revoke(reference)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), max_size=40))
def test_any_text_is_kept_as_one_line_or_refused(text: str) -> None:
    try:
        kept = single_line(text, "name")
    except InvalidRequest as error:
        assert clean(error.message)
    else:
        kept.encode()
        assert clean(kept)
        assert "\n" not in kept
    assert clean(plain(text))


def test_control_characters_of_an_older_version_are_shown_escaped(
    overpaint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Accounts(f"sqlite:///{tmp_path / 'data' / 'overpaint.db'}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        for number in range(2):
            monkeypatch.setattr(secret, "make_secret", lambda number=number: f"sk-same{number}" + "x" * 35)
            accounts.issue("old")
        with accounts._database.write() as session:
            session.query(KeyRow).update({"name": STEERING})
    for command in (
        ["keys", "list"],
        ["keys", "list", "--json"],
        ["keys", "revoke", "sk-same"],
        ["keys", "revoke", "1"],
        ["groups", "list"],
    ):
        said = overpaint(*command)
        assert clean(said.out), command
        assert clean(said.err), command
    assert r"\x1b[31mred\x07\r\n\x9b2J\u202e" in overpaint("keys", "list").out


@pytest.mark.parametrize(
    "arguments", [[STEERING], ["keys", STEERING], ["keys", "list", f"--{STEERING}"], ["edit", STEERING, "x"]]
)
def test_what_was_typed_wrong_is_repeated_escaped(arguments: list[str], overpaint: Run) -> None:
    said = overpaint(*arguments)
    assert said.code == 2
    assert clean(said.err)
    assert r"\x1b[31m" in said.err or arguments[0] == "edit"


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_umask")
def test_whatever_the_umask_files_are_their_owners(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "overpaint.db"
    with Accounts(f"sqlite:///{path}") as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        accounts.issue()
        modes = {
            file.name: stat.S_IMODE(file.stat().st_mode) for file in (path.parent.parent, path.parent, *path.parent.iterdir())
        }
    private, folder = 0o600, 0o700
    wal = {"overpaint.db-wal": private, "overpaint.db-shm": private}
    assert modes == {"one": folder, "two": folder, "overpaint.db": private, **wal}
