"""Clauses that only tell: what a picture is for, when it was taken, who asks and why. Nothing is made of them.

Every pattern is of a whole clause, and no clause is told that holds a word for anything that could be asked. They stand in
`lexicon/<language>/tales.toml`; a language without that file tells by other means.
"""

from __future__ import annotations

import re
from functools import cache

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.files import names
from overpaint.instructions.lexicon.lists import pattern, word_set
from overpaint.instructions.words import Span

_FILE = "tales.toml"

_ASKING = (
    *("tone_more", "tone_fault", "tone_whole", "tone_attribute", "degradation", "blemish", "blurred", "clear", "colour", "shape"),
    *("turn", "quality_more", "quality", "style", "look", "side", "negation", "keep", "excepting", "damaged", "portrait_more"),
    *(
        "expression_value",
        "direction",
        "cutting",
        "only",
        "bigger",
        "axis",
        "correction",
        "picture",
        "reference",
        "season",
        "weather",
    ),
)
"""Kinds of words of which a clause that only tells has none."""

_DONE = word_set("tales.done")
"""Verbs that people tell of, too."""

_MEASURE = pattern("tales.measure")


def only_tells(clause: Span, grammar: Grammar) -> bool:
    """Whether a clause asks nothing, by the pattern that all of it follows."""
    patterns = _patterns(grammar.lexicon.language)
    span = grammar.strip(clause) if patterns else clause
    if not patterns or not span or span.quotes:
        return False
    text = "".join(span.words)
    if any(pattern.fullmatch(text) for pattern in _patterns(grammar.lexicon.language, wishes=True)):
        return True
    return any(pattern.fullmatch(text) for pattern in patterns) and not _asks(span, text)


def _asks(span: Span, text: str) -> bool:
    measured = _MEASURE.search(text) is not None
    known = any(span.has(cls) for cls in _ASKING)
    named = {at for hit in span.of("scene", "thing") if hit.end - hit.start > 1 for at in range(hit.start, hit.end)}  # `学校`
    deeds = [hit for hit in span.of("verb") if hit.start not in named]
    done = any(span.words[hit.start] not in _DONE or hit.end - hit.start > 1 for hit in deeds)
    return measured or known or done


@cache
def _patterns(language: str, *, wishes: bool = False) -> tuple[re.Pattern[str], ...]:
    if _FILE not in names(language):
        return ()
    rows = read(language, _FILE)
    place = rows["use"]["place"]
    kinds = rows["wishes" if wishes else "tale"].values()
    return tuple(re.compile(row.replace("{place}", place)) for kind in kinds for row in kind)
