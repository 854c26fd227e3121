"""Sentences in which a request stands that nobody makes: a question, an aim, a wish that somebody else has, a limit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from overpaint.instructions.lexicon import read
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span


def not_asked(sentences: Iterable[Span], readings: Iterable[Reading]) -> str | None:
    """The words of a sentence by which what was read in it is not asked for; None where there is none."""
    read_at = {start for one in readings for start in one.clause.starts}
    for span in sentences:
        if read_at.isdisjoint(span.starts):
            continue
        ended = span.text.working[span.starts[0] : span.ends[-1] + 2].rstrip()
        for pattern in _patterns(span.lexicon.language):
            if found := pattern.search(ended):
                begin = span.starts[0] + found.start()
                return span.text.original(begin, min(begin + len(found[0]), span.ends[-1]))
    return None


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that `language.toml` lists as `not_asked`: of a sentence in lower case, with the mark that ends it."""
    return tuple(re.compile(written) for written in read(language, "language.toml").get("not_asked", []))
