"""Colours named in a prompt: everyday names and CSS names from the lexicon, `#hex`, `rgb(…)`. Answers are `#rrggbb`."""

from __future__ import annotations

from overpaint.instructions.lexicon import Hit
from overpaint.instructions.words import Span, chosen


def colour_in(span: Span) -> str | None:
    """The last colour a phrase names, as `#rrggbb`; None where it names none."""
    names = colours_in(span)
    return names[-1] if names else None


def colours_in(span: Span) -> list[str]:
    """Every colour named, in order."""
    return [hit.key for hit in colour_hits(span)]


def colour_hits(span: Span) -> list[Hit]:
    return chosen(span.of("colour"))
