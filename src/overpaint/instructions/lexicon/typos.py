"""Forgives one slip (a letter lost, added, changed, or two swapped) in a word of the lexicon, where no real word is hurt.

Method: deletion neighbourhoods (W. Garbe, SymSpell): two words one edit apart share a word one deletion away from each.
"""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5
"""Letters a word needs before a slip is forgiven: short words are too close to each other."""

_LONGEST = 20


class Speller:
    """Looks up misspelled words. `known` words are right; `ordinary` are real words one edit from one of `words`."""

    def __init__(self, words: Iterable[str], known: Iterable[str], ordinary: Iterable[str]) -> None:
        self._right = frozenset(known) | frozenset(ordinary)
        self._near: dict[str, str] = {}
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                for shorter in (word, *_deletions(word)):
                    self._near.setdefault(shorter, word)

    def correct(self, word: str) -> str:
        """The known word one slip away, or the word itself. The first letter must be right: people seldom miss it."""
        if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or word in self._right:
            return word
        for candidate in (word, *_deletions(word)):
            known = self._near.get(candidate)
            if known and known[0] == word[0] and one_slip(word, known):
                return known
        return word


def _deletions(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def one_slip(a: str, b: str) -> bool:
    """Whether two different words are one insertion, deletion, substitution or swap of neighbours apart."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    if len(a) == len(b):
        swapped = a[start + 1 : start + 2] + a[start : start + 1]
        return a[start + 1 :] == b[start + 1 :] or (swapped == b[start : start + 2] and a[start + 2 :] == b[start + 2 :])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[start + 1 :] == shorter[start:]
