"""Colours named in a prompt: everyday names from the lexicon, CSS names, `#hex`, `rgb(…)`. Answers are `#rrggbb`."""

from __future__ import annotations

import re

from overpaint.instructions.lexicon import Hit
from overpaint.instructions.words import Span, chosen

_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_RGB = re.compile(r"rgb\s?\(\s?(\d{1,3})\s?,\s?(\d{1,3})\s?,\s?(\d{1,3})\s?\)")


def colour_in(span: Span) -> str | None:
    """The last colour a phrase names, as `#rrggbb`; None where it names none."""
    exact = _exact(span)
    if exact:
        return exact
    names = colour_hits(span)
    return names[-1].key if names else None


def colours_in(span: Span) -> list[str]:
    """Every colour named, in order."""
    exact = _exact(span)
    return [exact] if exact else [hit.key for hit in colour_hits(span)]


def colour_hits(span: Span) -> list[Hit]:
    return chosen(span.of("colour"))


def _exact(span: Span) -> str | None:
    if not span:
        return None
    text = span.text.working[
        span.starts[0] : span.text.working.find(")", span.ends[-1] - 1, span.ends[-1] + 1) + 1 or span.ends[-1]
    ]
    match = _HEX.search(text)
    if match:
        digits = match[1]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    match = _RGB.search(text)
    if match and all(int(channel) <= 255 for channel in match.groups()):
        return "#" + "".join(f"{int(channel):02x}" for channel in match.groups())
    return None
