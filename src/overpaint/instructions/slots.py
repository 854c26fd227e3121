"""Target and value of a request in few words, for reports: what it is about, and what shall become of it."""

from __future__ import annotations

from overpaint.instructions.nouns import Noun
from overpaint.instructions.words import Span, chosen

WHOLE = "image"
"""The target of a request that is about the whole picture."""

_PLACED = frozenset(["object_add", "text_add"])
_DONE = frozenset(
    ["restore", "portrait", "text_change", "geometry", "background_blur", "pose_action", "other", "compose", "background_remove"]
)
_OF_PICTURES = frozenset(["tone", "restore", "style", "geometry"])
_ABOUT_ALL = (
    *("quality", "tone_attribute", "quality_more", "tone_more", "tone_whole", "tone_fault", "style", "axis", "turn", "factor"),
    "shape",
)
_SHORTEST = 4
"""`ring` and `king` end like participles by chance."""

_TELLING = (
    *(
        "tone_attribute",
        "tone_more",
        "tone_whole",
        "tone_vague",
        "quality",
        "quality_more",
        "colour",
        "style",
        "portrait_more",
        "time",
    ),
    *(
        "direction",
        "degree",
        "blemish",
        "degradation",
        "scene",
        "season",
        "weather",
        "blurred",
        "axis",
        "turn",
        "shape",
        "factor",
        "bigger",
        "clear",
    ),
)


def target_words(family: str, noun: Noun) -> str:
    """The head with what picks it out: `woman in the white dress`; for something to be added only what it is."""
    span = noun.bare if noun else noun.span
    if (
        not span
        or (_is_whole(noun) and not family.startswith("object"))
        or (family in _OF_PICTURES and noun.heads_any(*_ABOUT_ALL))
    ):
        return WHOLE
    core = _core(noun)
    return core.plain if family not in _PLACED else _first(noun.head, core).plain


def value_words(family: str, value: Noun, clause: Span) -> str:
    """What shall become of it: the value's head, or the telling words of the whole clause."""
    if value and value.span.words != clause.words:
        return (_place(value) if family in _PLACED else _core(value)).plain
    return (condensed(clause) or clause.plain) if value or family in _DONE else ""


def condensed(clause: Span) -> str:
    """The words of a clause that say how: `increase brightness`, `90 degrees right`."""
    telling = {at for hit in chosen(clause.of(*_TELLING)) for at in range(hit.start, hit.end)}
    verbs = [hit for hit in clause.of("verb") if hit.start == 0]
    telling |= set(range(verbs[0].end)) if verbs else set()
    kept = [at for at, word in enumerate(clause.words) if at in telling or word[0].isdigit() or word in "%°"]
    pieces = [clause.part(at, at + 1).plain for at in kept]
    return ("" if clause.lexicon.language == "zh" else " ").join(pieces)


def _is_whole(noun: Noun) -> bool:
    return noun.is_("thing", "image")


def _core(noun: Noun) -> Span:
    """Head and what follows it, up to the first clause of its own (`…, including`, `walking through`)."""
    span = noun.bare
    if noun.grammar.head_last:
        return span
    least = min(len(noun.head), len(span))
    ends = [
        at
        for at, word in enumerate(span.words)
        if at and (at >= least or word != ",") and (word in ",(" or _participle(span, at))
    ]
    return span.part(0, ends[0]) if ends else span


def _place(value: Noun) -> Span:
    """Where something shall be: without how it stands there (`standing near`) and without what follows a comma."""
    span = value.bare
    if len(span) > 1 and _participle(span, 0):
        span = span.part(1)
    comma = next((at for at, word in enumerate(span.words) if at and word == ","), len(span))
    return span.part(0, comma)


def _participle(span: Span, at: int) -> bool:
    """`cat lounging on`: a form in -ing with something after it."""
    if span.starts_with("pronoun"):
        return False
    return span.words[at].endswith("ing") and len(span.words[at]) > _SHORTEST and at + 1 < len(span) and at not in span.covered


def _first(head: Span, core: Span) -> Span:
    return head if len(head) <= len(core) else core
