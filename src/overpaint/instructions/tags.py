"""Praise at the ends of a sentence that prompts written for image generators carry: `…, 4k, high quality, photorealistic`."""

from __future__ import annotations

from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.words import Span, chosen

_COMMAS = word_list("common.commas")
_FEWEST = 2
"""Tags in a row that end a sentence without a comma before them."""


def without_tags(sentence: Span) -> Span:
    """A sentence without the tags that begin or end it; empty where it is nothing else. `make it 4k` keeps its one."""
    if not sentence.has("quality_tag", "tag"):
        return sentence
    hits = chosen(sentence.of("quality_tag"))
    end = len(sentence)
    while hits and hits[-1].end == end:
        end = hits.pop().start
    if end and not _listed(sentence, end):
        end = len(sentence)
    start = 0
    for hit in hits:
        if hit.start != start:
            break
        start = hit.end
    return sentence.part(start if start and sentence.words[start - 1] in _COMMAS else 0, end)


def _listed(sentence: Span, end: int) -> bool:
    """Whether tags from `end` on stand in a list, or are enough to be one."""
    tags = [hit for hit in chosen(sentence.part(end).of("quality_tag")) if hit.key == "tag"]
    return len(tags) >= _FEWEST or any(word in _COMMAS for word in sentence.words[end : end + 1])
