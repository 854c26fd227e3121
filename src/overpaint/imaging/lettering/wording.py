"""Words that are looked for in words that were read: machines read spaces, case and accents wrong more often than letters."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

_ALIKE = 0.8
"""Of letters in common: what is asked for and what was read may differ by one in five."""

EXACT, WHOLE_WORDS, PART, SIMILAR = 4.0, 3.0, 2.0, 1.0


def how_well(line: str, wanted: str) -> float:
    """How a line says what is wanted: alone, as words of it, as part of a word, nearly; 0 where it does not."""
    plain, asked = squeezed(line), squeezed(wanted)
    if not asked:
        return 0.0
    if plain == asked:
        return EXACT
    if asked in plain:
        return WHOLE_WORDS if letters_of(line, wanted, whole_words=True) else PART
    near = abs(len(plain) - len(asked)) <= max(1, round((1 - _ALIKE) * len(asked) / 2))
    return SIMILAR if near and SequenceMatcher(None, plain, asked, autojunk=False).ratio() >= _ALIKE else 0.0


def squeezed(text: str) -> str:
    """Letters, digits and signs alone: no spaces, no case, no accents, no width."""
    return "".join(_folded(letter) for letter in text)


def letters_of(line: str, wanted: str, *, whole_words: bool = False) -> tuple[int, int] | None:
    """Where the wanted words stand in a line, as positions of its characters (first, one past the last); None: nowhere.

    `whole_words`: only where they neither begin nor end inside a word of the line.
    """
    folded = [(_folded(letter), at) for at, letter in enumerate(line)]
    plain = [(one, at) for piece, at in folded for one in piece]
    text, asked = "".join(one for one, _ in plain), squeezed(wanted)
    start = text.find(asked) if asked else -1
    while start >= 0:
        first, last = plain[start][1], plain[start + len(asked) - 1][1] + 1
        inside = (first and _joined(line[first - 1], line[first])) or (last < len(line) and _joined(line[last - 1], line[last]))
        if not (whole_words and inside):
            return first, last
        start = text.find(asked, start + 1)
    return None


def _joined(before: str, after: str) -> bool:
    """Whether two characters are of one word; Chinese ones never."""
    return all(letter.isalnum() and unicodedata.east_asian_width(letter) not in "WF" for letter in (before, after))


def _folded(letter: str) -> str:
    if letter.isspace():
        return ""
    parts = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
