"""The text of an API key: made, shortened for display, and hashed for storage.

A key is `sk-` and 40 random letters and digits: 40 · log2(62) = 238 bits, of which four characters (24 bits) are shown.

It is stored as plain SHA-256. Slow, salted hashes (bcrypt, argon2) exist because people's passwords come from a small set that an
attacker can try through; every doubling of the cost buys one bit. Among 2^214 equally likely keys there is nothing to try
through: at 10^15 hashes a second the search outlives the sun, fast hash or slow. Nor is there a need for salt, since no two keys
are alike and no table of them can be made beforehand. What a slow hash would cost is real: tens of milliseconds for each request,
before we know whether the caller is anybody at all.
"""

from __future__ import annotations

import hashlib
import secrets
import string

HEAD = "sk-"
ALPHABET = string.ascii_letters + string.digits
RANDOM_CHARACTERS = 40
SHOWN_CHARACTERS = 4


def make_secret() -> str:
    """A new key from the operating system's randomness. Letters and digits only, so that a double click selects all of it."""
    return HEAD + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))


def digest(secret: str) -> str:
    """SHA-256 of a key, 64 hexadecimal digits. Takes any text: what callers send need not be a key."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def prefix(secret: str) -> str:
    """The start of a key that may be stored and shown: `sk-ab12`."""
    return secret[: len(HEAD) + SHOWN_CHARACTERS]


def shown(stored_prefix: str) -> str:
    """`sk-ab12` → `sk-ab12…`."""
    return stored_prefix + "…"
