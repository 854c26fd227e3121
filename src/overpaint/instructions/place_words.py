"""A place in words: `the subject (the largest of them)`."""

from __future__ import annotations

from collections.abc import Iterable

from overpaint.instructions.backdrop_sentences import colour_name
from overpaint.instructions.catalogue import installed
from overpaint.instructions.messages import say
from overpaint.instructions.named_things import SOMETHING
from overpaint.plans import TEXT, Both, Coloured, Minus, Named, Pick, Sent, Side, Text, Union, Where, Whole


def place_words(where: Where, language: str) -> str:
    """What a place is called in a language: by its finder's own name, or as its parts make it."""
    match where:
        case Whole():
            return say(language, "place", "whole")
        case Sent():
            return say(language, "place", "sent")
        case Named():
            return installed().regions.get(where.kind, {}).get(language) or where.words or where.kind
        case Text():
            return say(language, "place", "text", content=where.content)
        case Side():
            return say(language, "place", where.side, of=place_words(where.of, language))
        case Pick():
            return _picked(where, language)
        case Coloured(of=Named(kind=kind, words=words)) if kind == SOMETHING and words:
            return say(language, "place", "by_colour", words=words)
        case Coloured():
            colour = colour_name(where.colour, language)
            return say(language, "place", "coloured", of=place_words(where.of, language), colour=colour)
        case Union():
            return _listed(where.parts, language)
        case Both(parts=(Named(kind=kind) as writing, ground)) if kind == TEXT:
            facts = {"of": place_words(writing, language), "ground": place_words(ground, language)}
            return say(language, "place", "written_on", **facts)
        case Both():
            return say(language, "place", "both", of=_listed(where.parts, language))
        case Minus():
            return say(
                language, "place", "minus", of=place_words(where.of, language), without=place_words(where.without, language)
            )


def _picked(where: Pick, language: str) -> str:
    of = place_words(where.of, language)
    if isinstance(where.which, str):
        return say(language, "place", where.which.replace(" ", "_"), of=of)
    return say(language, "place", "from_left" if where.which > 0 else "from_right", of=of, number=abs(where.which))


def _listed(parts: Iterable[Where], language: str) -> str:
    return say(language, "place", "joint").join(place_words(part, language) for part in parts)
