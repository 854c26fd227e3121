"""Clauses that only tell: how a picture came about, who is in it, why it is sent. Beside a request they ask nothing."""

from __future__ import annotations

from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.words import Span

_CLITICS = word_list("telling.clitics")
_ASKS = (
    *("tone_more", "tone_fault", "tone_whole", "tone_attribute", "tone_vague", "quality_more", "blemish", "blurred", "clear"),
    *(
        "degradation",
        "degradation_bare",
        "damaged",
        "style",
        "look",
        "wish",
        "level",
        "bigger",
        "shape",
        "keep",
        "negation",
        "stay",
    ),
    *("infill", "excepting", "excepting_aside", "effect"),
)
"""Kinds of words that a complaint or a wish is made of: what holds one may ask for something."""

_SOMEHOW = word_list("telling.somehow")


def only_tells(clause: Span) -> bool:
    """Whether a clause is a statement that complains of nothing and wishes nothing: `the lamp in our kitchen ruins it`."""
    if clause.lexicon.language != "en" or len(clause) < _LEAST:
        return False
    if clause.starts_with("subject") is None or clause.has("wishing") or clause.quotes:
        return False
    if any(clause.of(*_ASKS)) or any(word[0].isdigit() for word in clause.words):
        return False
    placed = {at for start, word in enumerate(clause.words) if word in _SOMEHOW for at in range(start, start + 4)}
    placed.update(hit.start for hit in clause.of("copula"))  # `ruins`, which are a scene too
    if any(hit.start not in placed for hit in clause.of("colour", "scene", "side", "material")):
        return False
    return any(_is_finite(clause, at) for at in range(1, len(clause)))


def was_taken(clause: Span) -> bool:
    """`we took this at night`, `this was shot in autumn`, `my sketch`: how a picture came about, what it is."""
    if clause.lexicon.language != "en":
        return False
    if clause.words[0] in _OWNERS and len(clause) <= _LEAST:
        return True
    start = 1 if clause.starts_with("subject") is not None else 0
    made = clause.words[start : start + 3]
    return any(word in _TAKEN for word in made) and not clause.has("wishing")


_OWNERS = word_set("telling.owners")
_TAKEN = word_set("telling.taken")


def says_why(clause: Span) -> bool:
    """`brighten the dogs, they're too dark`: only what is wrong with what a request before is about."""
    about = clause.starts_with("pronoun") is not None and clause.starts_with("subject") is not None
    return about and (clause.has("direction", "too") or clause.has("tone_fault")) and not clause.has("verb")


def _is_finite(clause: Span, at: int) -> bool:
    word = clause.words[at]
    return word in _CLITICS or any(hit.start == at for hit in clause.of("finite")) or (len(word) > _LEAST and word.endswith("ed"))


_LEAST = 3
