"""Who may use the console: the admin's password, and who is signed in. Neither passwords nor sign-ins are stored as they are."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from overpaint.accounts import passwords
from overpaint.accounts.database import Database
from overpaint.accounts.groups import add_missing_defaults
from overpaint.accounts.keyring import add_key
from overpaint.accounts.secret import digest
from overpaint.accounts.tables import ConsoleRow, SignInRow
from overpaint.errors import NotAuthenticated

SIGNED_IN_FOR = timedelta(days=7)
"""How long a sign-in lasts."""

KEY_NAME = "console"
"""The name of the key on whose account the console's own edits run. Nobody has its text."""

_ROW = 1


@dataclass(frozen=True)
class SignedIn:
    """Somebody at the console. `key_id`: whose key was used to get in; None for the admin, who has a password."""

    expires: datetime
    key_id: int | None = None

    @property
    def is_admin(self) -> bool:
        return self.key_id is None


class ConsoleAccess:
    """Part of `Accounts`; sync, safe to use from several threads."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def has_password(self) -> bool:
        with self._database.read() as session:
            row = session.get(ConsoleRow, _ROW)
            return row is not None and row.password != ""

    def offer_code(self) -> str | None:
        """A code that lets its bearer choose the first password, once; it replaces any before it. None where there is one."""
        code = secrets.token_urlsafe(18)
        with self._database.write(alone=True) as session:
            row = _row(session, self._now())
            if row.password:
                return None
            row.code_digest = digest(code)
        return code

    def claim(self, code: str, password: str) -> str:
        """Choose the first password, with the code: the new sign-in's secret. Raises NotAuthenticated, InvalidRequest."""
        passwords.check_new(password)
        stored = passwords.hashed(password)
        with self._database.write(alone=True) as session:
            row = _row(session, self._now())
            if row.password or not hmac.compare_digest(row.code_digest, digest(code)):
                raise NotAuthenticated("This code is not the one that the server printed last, or it was used already.")
            self._change(session, row, stored)
            return self._open(session)

    def set_password(self, password: str) -> None:
        """From the command line. Whoever is signed in is signed out. Raises InvalidRequest."""
        passwords.check_new(password)
        stored = passwords.hashed(password)
        with self._database.write(alone=True) as session:
            self._change(session, _row(session, self._now()), stored)

    def change_password(self, old: str, new: str) -> str:
        """Everybody is signed out; the new sign-in's secret. Raises NotAuthenticated, InvalidRequest."""
        self._check(old)
        self.set_password(new)
        return self._sign_in()

    def sign_in(self, password: str) -> str:
        """The new sign-in's secret. Raises NotAuthenticated for another password, or before there is one."""
        self._check(password)
        return self._sign_in()

    def sign_in_with_key(self, key_id: int) -> str:
        """The same for the bearer of a key that was found good."""
        return self._sign_in(key_id)

    def find(self, secret: str) -> SignedIn | None:
        """Who bears this secret; None for nobody, or when their time is over."""
        with self._database.read() as session:
            row = session.get(SignInRow, digest(secret))
            if row is None or row.expires <= self._now():
                return None
            return SignedIn(row.expires, row.key_id)

    def sign_out(self, secret: str) -> None:
        with self._database.write() as session:
            session.execute(delete(SignInRow).where(SignInRow.digest == digest(secret)))

    def own_key(self) -> int:
        """The id of the console's own key, made when it is first asked for: of group `direct`, its text thrown away."""
        with self._database.read() as session:
            row = session.get(ConsoleRow, _ROW)
        if row is not None and row.key_id is not None:
            return row.key_id
        with self._database.write(alone=True) as session:
            row = _row(session, self._now())
            if row.key_id is None:
                add_missing_defaults(session)
                _, key = add_key(session, name=KEY_NAME, group="direct", limits={}, now=self._now())
                row.key_id = key.id
            return row.key_id

    def _check(self, password: str) -> None:
        with self._database.read() as session:
            row = session.get(ConsoleRow, _ROW)
        if row is None or not row.password:
            raise NotAuthenticated("No password was chosen yet: `overpaint console password` sets one.")
        if not passwords.matches(row.password, password):
            raise NotAuthenticated("This is not the password.")

    def _sign_in(self, key_id: int | None = None) -> str:
        with self._database.write() as session:
            return self._open(session, key_id)

    def _open(self, session: Session, key_id: int | None = None) -> str:
        now = self._now()
        session.execute(delete(SignInRow).where(SignInRow.expires <= now))
        secret = secrets.token_urlsafe(32)
        session.add(SignInRow(digest=digest(secret), created=now, expires=now + SIGNED_IN_FOR, key_id=key_id))
        session.flush()
        return secret

    def _change(self, session: Session, row: ConsoleRow, stored: str) -> None:
        """A new password: the code is used up, and who was signed in is not any more."""
        row.password, row.code_digest, row.changed = stored, "", self._now()
        session.execute(delete(SignInRow))


def _row(session: Session, now: datetime) -> ConsoleRow:
    row = session.get(ConsoleRow, _ROW)
    if row is None:
        row = ConsoleRow(id=_ROW, password="", code_digest="", changed=now)
        session.add(row)
        session.flush()
    return row
