"""The language of a prompt that can't be read here: told by its script, else by py3langid, and only where no edit was read."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from overpaint.instructions.grammar import grammar_of
from overpaint.instructions.units import language_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SCRIPTS = {
    "ja": re.compile("[\u3041-\u30fa]"),
    "ko": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "uk": re.compile("[іїєґ]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
"""Letters that one of the languages we can name is written with, more special ones first."""

_LATIN = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "sv", "tr", "id", "vi")
NAMED = (*_SCRIPTS, *_LATIN[1:])
"""Languages that can be told, by their ISO 639-1 codes: `[language]` of the messages has their names."""

_WORD = re.compile(r"[^\W\d_]+")
_MOST = 2_000
"""Characters that are looked at: no language hides longer."""

_FEWEST_WORDS, _FEWEST_LETTERS = 2, 8
"""Less than that is too short to tell one language from another."""

_SURE = 0.4
"""Probability from which the identifier is believed, among twelve languages; right on 41 of 41 short requests in eleven."""


def foreign_language(working: str, *, read: bool) -> str | None:
    """The ISO 639-1 code of the language a prompt seems to be in, where that is none we read; else None.

    `read`: an edit was read from it all the same. Then only Japanese counts, whose characters Chinese shares.
    """
    words = _WORD.findall(working[:_MOST])
    letters = "".join(words)
    if not letters or _is_english(words):
        return None
    if not letters.isascii() and (script := _by_script(letters)):
        return script if script == "ja" or not read else None
    if read or len(words) < _FEWEST_WORDS or len(letters) < _FEWEST_LETTERS or language_of([letters]) == "zh":
        return None
    code, probability = _identifier().classify(" ".join(words))
    return code if code != "en" and probability >= _SURE else None


def _by_script(letters: str) -> str | None:
    """A language whose letters are a good part of all: Japanese has fewer of its own than others."""
    for code, pattern in _SCRIPTS.items():
        own = len(pattern.findall(letters))
        if code == "uk" and own:
            own = len(_SCRIPTS["ru"].findall(letters))
        if own >= 2 and own * (5 if code == "ja" else 2) >= len(letters):
            return code
    return None


def _is_english(words: list[str]) -> bool:
    """Whether at least half of the words are ones that the English grammar knows."""
    return 2 * sum(word in _english() for word in words) >= len(words)


@cache
def _english() -> frozenset[str]:
    grammar = grammar_of("en")
    return frozenset(word for phrase in grammar.lexicon.phrases for word in phrase) | grammar.vocabulary


@cache
def _identifier() -> LanguageIdentifier:
    """Loaded with the first prompt that needs it: half a second, and some 75 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier
