"""English endings, made when the lexicon is read, so that reading a prompt is only looking words up."""

from __future__ import annotations

from collections.abc import Mapping

_VOWELS = "aeiou"


def verb_forms(phrase: str, irregular: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """`take out` → take/takes/taking/took/taken out, each with its form. `irregular[verb]` lists [ing, ed, …]."""
    verb, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    forms = [(verb, "base"), (third_person(verb), "s")]
    if verb in irregular:
        ing, *past = irregular[verb]
        forms += [(ing, "ing"), *((word, "ed") for word in past)]
    else:
        forms += [(_join(verb, "ing"), "ing"), (_join(verb, "ed"), "ed")]
    return [(word + tail, form) for word, form in forms]


def third_person(verb: str) -> str:
    """`fix` → `fixes`; also the regular plural of a noun."""
    if verb.endswith(("s", "x", "z", "ch", "sh")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _join(verb: str, ending: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "ye")):
        return verb[:-1] + ending
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS and ending == "ed":
        return verb[:-1] + "ied"
    if _doubles(verb):
        return verb + verb[-1] + ending
    return verb + ending


def _doubles(verb: str) -> bool:
    """One syllable ending in consonant, vowel, consonant: `crop` → `cropped`."""
    if len(verb) < 3 or verb[-1] in _VOWELS + "wxy" or verb[-2] not in _VOWELS or verb[-3] in _VOWELS:
        return False
    return sum(a in _VOWELS for a in verb) == 1


def plurals(phrase: str, irregular: Mapping[str, str]) -> list[str]:
    """A noun phrase and its plural."""
    words = phrase.split(" ")
    words[-1] = irregular.get(words[-1], third_person(words[-1]))
    return [phrase, " ".join(words)]
