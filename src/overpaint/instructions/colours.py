"""Colours named in a prompt: everyday names and CSS names from the lexicon, `#hex`, `rgb(…)`. Answers are `#rrggbb`."""

from __future__ import annotations

from overpaint.instructions.lexicon import Hit, channels_of
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.words import Span, chosen


def colour_in(span: Span) -> str | None:
    """The last colour a phrase names, as `#rrggbb`; None where it names none."""
    names = colours_in(span)
    return names[-1] if names else None


def colours_in(span: Span) -> list[str]:
    """Every colour named, in order."""
    return [hit.key for hit in colour_hits(span)]


def colour_hits(span: Span) -> list[Hit]:
    """Every colour named, in order; a code beside a name says which tone of it is meant: `light grey #d8dde2` is one colour."""
    hits = [hit for hit in chosen(span.of("colour")) if not _denied(span, hit)]
    codes = [hit for hit in hits if span.words[hit.start].startswith(("#", "rgb"))]
    one = len(hits) == 2 and len(codes) == 1 and not span.has("scene", "gradient")
    return codes if one else hits


def _denied(span: Span, colour: Hit) -> bool:
    """`black, not grey`, `white instead of blue`: the colour that it shall not be."""
    before = [hit for hit in span.of("negation") if hit.end <= colour.start]
    return any(all(word in _BETWEEN for word in span.words[hit.end : colour.start]) for hit in before)


_BETWEEN = word_set("colours.between")


def shade_of(colour: str) -> str:
    """A lighter tone of a dark colour, a darker one of a light colour: half way to white, a third of the way to black."""
    channels = channels_of(colour)
    light = sum(channels) > 384
    return "#" + "".join(f"{round(c * 0.67 if light else c + (255 - c) * 0.5):02x}" for c in channels)
