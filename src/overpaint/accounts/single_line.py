"""Text from outside that is kept and shown again: one line, nothing in it that steers a terminal or can't be stored."""

from __future__ import annotations

import re

from overpaint.errors import InvalidRequest

TEXT_LIMIT = 512
"""Characters kept of a text that somebody chose."""

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a cursor, breaks a line or turns the reading direction, and half characters, which no database takes."""


def single_line(text: str, param: str) -> str:
    """The text, without spaces around it. Raises InvalidRequest where it is too long or more than plain text on one line."""
    text = text.strip(" ")
    if len(text) > TEXT_LIMIT:
        raise InvalidRequest(f"The {param} is too long: {len(text)} characters, where {TEXT_LIMIT} may be.", param=param)
    if found := CONTROL.search(text):
        message = f"The {param} is one line of plain text; character {found.start() + 1} is {found[0]!a}."
        raise InvalidRequest(message, param=param)
    return text


def storable(text: str) -> str:
    """Text as PostgreSQL and SQLite both take it, cut at TEXT_LIMIT characters."""
    return whole(text[:TEXT_LIMIT])


def whole(text: str) -> str:
    """The same, of any length."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
