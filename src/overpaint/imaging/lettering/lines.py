"""Text broken into lines: between words, between Chinese characters but not before a comma, and evenly."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from overpaint.imaging.lettering.faces import clusters

Measure = Callable[[str], float]
"""The width of a piece of text."""

_NOT_FIRST = frozenset("，。、；：？！）》」』”’…—·%,.;:?!)]}")
_NOT_LAST = frozenset("（《「『“‘([{¥$€£")
_STEPS = 8
"""Halvings in the search of the narrowest width that needs no more lines."""


@dataclass(frozen=True)
class Piece:
    """What is never broken, and whether a space stands before it."""

    text: str
    spaced: bool


def cleaned(text: str) -> str:
    """Without control characters, and without space at the ends of lines; all else stays, to the letter."""
    rows = (
        "".join(c for c in row.replace("\t", " ") if unicodedata.category(c) not in ("Cc", "Cs", "Co"))
        for row in text.splitlines()
    )
    return "\n".join(row.strip() for row in rows).strip()


def wrapped(text: str, width: float, measure: Measure) -> list[str] | None:
    """Lines no wider than `width`, as few as can be and as even as those can be; None where a word alone is wider."""
    lines: list[str] = []
    for row in text.split("\n"):
        pieces = list(_pieces(row))
        if any(measure(piece.text) > width for piece in pieces):
            return None
        lines += _even(pieces, width, measure)
    return lines


def _even(pieces: list[Piece], width: float, measure: Measure) -> list[str]:
    best = _greedy(pieces, width, measure)
    if len(best) < 2:
        return best
    low, high = max(measure(piece.text) for piece in pieces), width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        lines = _greedy(pieces, middle, measure)
        if len(lines) > len(best):
            low = middle
        else:
            best, high = lines, middle
    return best


def _greedy(pieces: list[Piece], width: float, measure: Measure) -> list[str]:
    lines, taken = [""], 0.0
    for piece in pieces:
        gap = " " if piece.spaced and lines[-1] else ""
        wider = (measure(gap) if gap else 0.0) + measure(piece.text)
        if lines[-1] and taken + wider > width:
            lines.append(piece.text)
            taken = measure(piece.text)
        else:
            lines[-1] += gap + piece.text
            taken += wider
    return lines


def _pieces(row: str) -> Iterator[Piece]:
    """Words; of Chinese and Japanese, characters with the marks that must not stand apart from them."""
    for word in row.split(" "):
        piece, spaced = "", True
        for cluster in clusters(word):
            if piece and _breaks(piece, cluster):
                yield Piece(piece, spaced)
                piece, spaced = "", False
            piece += cluster
        yield Piece(piece, spaced)


def _breaks(before: str, after: str) -> bool:
    if after[0] in _NOT_FIRST or before[-1] in _NOT_LAST:
        return False
    return _is_wide(before[-1]) or _is_wide(after[0])


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and not "\uac00" <= letter <= "\ud7af"  # Korean has spaces
