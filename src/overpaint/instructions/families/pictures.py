"""Pictures that a phrase names: another one of the request (`the second picture`), or one of the user's own (`my garden`)."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.text import prepare
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span, chosen

_AROUND = frozenset(["determiner", "preposition", "possessive", "picture", "reference", "leading"])
"""Classes of words that may stand around a picture's name without changing what is meant."""

_SHOWN = ("background", "image", "scene", "behind")


def number_of(span: Span) -> int | None:
    """Which of the request's pictures a phrase is, 1 for the first; None where it says more, or names several or none."""
    hits = chosen(span.of("picture"))
    if len({hit.key for hit in hits}) != 1 or _says_more(span, set()):
        return None
    return int(hits[0].key)


def own_picture(span: Span, catalogue: Catalogue) -> str | None:
    """The file among the user's own backgrounds whose name a phrase is, determiners aside; case and spaces don't count."""
    if not catalogue.pictures:
        return None
    known = {_folded(PurePath(file).stem): file for file in reversed(catalogue.pictures)}
    for quoted in span.quotes:
        if _folded(quoted) in known:
            return known[_folded(quoted)]
    longest = max(len(name) for name in known)
    for start in range(len(span)):
        name = ""
        for end in range(start, len(span)):
            name += span.words[end].strip("_-")
            if len(name) > longest:
                break
            if name in known and not _says_more(span, set(range(start, end + 1))):
                return known[name]
    return None


def _says_more(span: Span, named: set[int]) -> bool:
    """Whether a phrase holds more than a picture's name and words that only lead to it."""
    plain = {
        at
        for hit in span.hits
        if hit.cls in _AROUND or (hit.cls == "thing" and hit.key in _SHOWN)
        for at in range(hit.start, hit.end)
    }
    return any(at not in plain | named and word[0].isalnum() for at, word in enumerate(span.words))


@cache
def _folded(name: str) -> str:
    """A name as prompts are read: case, width, traditional characters and spaces folded away."""
    return "".join(tokenise(prepare(name.replace("_", " ").replace("-", " ")).working).words)
