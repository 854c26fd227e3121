"""The admin's password: hashed with argon2id, compared slowly on purpose.

Unlike a key (`secret.py`) a password comes from a small set that can be tried through: each try must cost. argon2-cffi's own
profile, RFC 9106's second recommendation (64 MiB, three passes), costs about 50 ms.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from overpaint.errors import InvalidRequest

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
"""Characters a password has at least (NIST SP 800-63B asks for eight)."""

LONGEST = 256

_ONE_AT_A_TIME = threading.Lock()
"""Strangers can ask for a comparison: a crowd of them must take 64 MiB, not 64 MiB each."""


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def check_new(password: str) -> None:
    """Raises InvalidRequest for a password that is too short, too long, or nothing but one letter again and again."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 3:
        message = f"Choose a password of {SHORTEST} to {LONGEST} characters, not all of them alike."
        raise InvalidRequest(message, param="password")


def hashed(password: str) -> str:
    """argon2id's own text: parameters, salt and hash. About 50 ms."""
    with _ONE_AT_A_TIME:
        return _hasher().hash(_text(password))


def matches(stored: str, password: str) -> bool:
    """Whether it is the password that was hashed. About 50 ms, right or wrong."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _ONE_AT_A_TIME:
        try:
            return _hasher().verify(stored, _text(password))
        except (VerificationError, InvalidHashError):
            return False


def _text(password: str) -> str:
    """What can be encoded; half characters, which no keyboard sends, become question marks."""
    return password[:LONGEST].encode("utf-8", "replace").decode("utf-8")
