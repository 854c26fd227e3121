"""Text of a user's own on a terminal: nothing in it moves the cursor, breaks the line, or is read as markup."""

from __future__ import annotations

from rich.markup import escape as escape_markup

from overpaint.accounts.single_line import CONTROL


def plain(text: str, *, lines: bool = False) -> str:
    r"""With control characters as one writes them (`\x1b`); `lines`: line breaks stay, for messages of our own."""
    return CONTROL.sub(lambda found: found[0] if lines and found[0] == "\n" else ascii(found[0])[1:-1], text)


def escape(text: str) -> str:
    """`plain`, and safe from rich's markup."""
    return escape_markup(plain(text))
