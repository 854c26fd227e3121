"""Finds what a prompt asks to keep. Keep-clauses are constraints: they never become steps."""

from __future__ import annotations

from overpaint.instructions.words import Span

_ONLY = frozenset(["only", "just", "me", "out"])


def without_aside(clause: Span, goes_on: bool) -> Span:
    """A clause without its reasons (`so that I can print it`).

    A clause that only elaborates one before it (`goes_on`) is nothing.
    """
    for hit in clause.of("aside"):
        if hit.start > 0:
            return clause.part(0, hit.start)
        return clause.part(0, 0) if goes_on else clause.part(hit.end)
    return clause


def cut(clause: Span) -> tuple[Span, Span]:
    """(the command, what is to be kept): either may be empty.

    “Change the sky, keeping the trees” is cut by the splitter already; this cuts “change the sky while keeping the trees”.
    """
    for hit in clause.of("keep"):
        if hit.key == "before" and clause.words[hit.end : hit.end + 1] and clause.words[hit.end] not in _ONLY:
            return clause.part(0, hit.start), clause.part(hit.start)
        if hit.key == "after" and hit.end == len(clause) and hit.start > 0 and clause.has("keep", "before"):
            return clause.part(0, 0), clause
    return clause, clause.part(0, 0)
