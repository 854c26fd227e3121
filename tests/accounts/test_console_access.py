"""Who may use the console: one code, one password, sign-ins that end; on SQLite and PostgreSQL."""

from __future__ import annotations

import io

import pytest

from overpaint.accounts import Accounts, passwords
from overpaint.accounts.console import KEY_NAME, SIGNED_IN_FOR
from overpaint.errors import InvalidRequest, NotAuthenticated

PASSWORD = "a light table"


def test_the_code_printed_last_chooses_the_first_password_once(accounts: Accounts) -> None:
    console = accounts.console
    assert not console.has_password()
    old, code = console.offer_code(), console.offer_code()
    assert old and code and old != code
    for wrong in (old, "", "another"):
        with pytest.raises(NotAuthenticated):
            console.claim(wrong, PASSWORD)
    signed_in = console.find(console.claim(code, PASSWORD))
    assert signed_in is not None and signed_in.is_admin
    with pytest.raises(NotAuthenticated):
        console.claim(code, "another password")
    assert console.has_password()
    assert console.offer_code() is None


def test_without_a_code_nobody_chooses_a_password(accounts: Accounts) -> None:
    with pytest.raises(NotAuthenticated):
        accounts.console.claim("", PASSWORD)
    with pytest.raises(NotAuthenticated, match="overpaint console password"):
        accounts.console.sign_in(PASSWORD)


def test_the_password_opens_and_no_other_does(accounts: Accounts) -> None:
    accounts.console.set_password(PASSWORD)
    secret = accounts.console.sign_in(PASSWORD)
    assert accounts.console.find(secret) is not None
    assert accounts.console.find(secret[:-1]) is None
    for wrong in ("", PASSWORD + " ", "x" * 100_000, "\ud800"):
        with pytest.raises(NotAuthenticated, match="not the password"):
            accounts.console.sign_in(wrong)


@pytest.mark.parametrize("password", ["", "short", "x" * 300, "aaaaaaaaaaaaaaa"])
def test_a_poor_password_is_not_taken(accounts: Accounts, password: str) -> None:
    with pytest.raises(InvalidRequest):
        accounts.console.set_password(password)
    assert not accounts.console.has_password()


def test_another_password_signs_everybody_out(accounts: Accounts) -> None:
    accounts.console.set_password(PASSWORD)
    secrets = [accounts.console.sign_in(PASSWORD) for _ in range(2)]
    with pytest.raises(NotAuthenticated):
        accounts.console.change_password("not it", "a darker table")
    new = accounts.console.change_password(PASSWORD, "a darker table")
    assert [accounts.console.find(secret) for secret in secrets] == [None, None]
    assert accounts.console.find(new) is not None


def test_a_sign_in_ends_by_itself_and_by_hand(accounts: Accounts, clock) -> None:
    accounts.console.set_password(PASSWORD)
    one, other = accounts.console.sign_in(PASSWORD), accounts.console.sign_in(PASSWORD)
    accounts.console.sign_out(one)
    assert accounts.console.find(one) is None
    clock.time += SIGNED_IN_FOR
    assert accounts.console.find(other) is None


def test_the_consoles_own_key_is_made_once_and_nobody_has_its_text(accounts: Accounts) -> None:
    accounts.console.set_password(PASSWORD)
    assert accounts.keys() == (), "the first start must still hand a first key over"
    own = accounts.console.own_key()
    assert accounts.console.own_key() == own
    (key,) = accounts.keys()
    assert (key.id, key.name, key.group) == (own, KEY_NAME, "direct")
    assert accounts.caller(own).group.name == "direct"
    accounts.revoke(str(own))
    with pytest.raises(NotAuthenticated, match="revoked"):
        accounts.caller(own)


def test_a_sign_in_with_a_key_is_not_the_admins(accounts: Accounts) -> None:
    _, key = accounts.issue("ada")
    signed_in = accounts.console.find(accounts.console.sign_in_with_key(key.id))
    assert signed_in is not None
    assert (signed_in.is_admin, signed_in.key_id) == (False, key.id)


def test_what_is_stored_is_neither_password_nor_secret(accounts: Accounts) -> None:
    from sqlalchemy import text

    accounts.console.set_password(PASSWORD)
    secret = accounts.console.sign_in(PASSWORD)
    with accounts._database.read() as session:
        stored = str(session.execute(text("SELECT * FROM console")).all()) + str(
            session.execute(text("SELECT * FROM console_sign_ins")).all()
        )
    assert PASSWORD not in stored and secret not in stored
    assert "$argon2id$" in stored


def test_a_damaged_hash_matches_nothing() -> None:
    assert not passwords.matches("nonsense", PASSWORD)


def test_the_commands_set_a_password_and_print_a_way_in(overpaint, monkeypatch: pytest.MonkeyPatch) -> None:
    link = overpaint("console", "link")
    assert (link.code, link.out.startswith("/console/sign-in?code=")) == (0, True)
    monkeypatch.setattr("sys.stdin", io.StringIO("a light table\nmore\n"))
    assert overpaint("console", "password", "--stdin").code == 0
    assert overpaint("console", "link").code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    refused = overpaint("console", "password", "--stdin")
    assert (refused.code, "10 to 256 characters" in refused.err) == (2, True)
