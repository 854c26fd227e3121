"""Clauses of which nothing was made: which of them ask for something all the same, so that they are not just dropped."""

from __future__ import annotations

from overpaint.instructions.keeps import PLACES
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.words import Span

_MENDING = ("adjust", "improve")
"""Verbs of what only points back: `it looks dull, fix that`."""
_SINCE = word_list("missed.since")
_HAVING = word_list("missed.having")
_MUST_HAVE = word_list("missed.must_have")


def asks(clause: Span) -> bool:
    """Whether a clause of which nothing was made begins as requests do, or says where (`only the sky, …`)."""
    if clause.lexicon.language == "zh" and _asks_in_chinese(clause):
        return True
    verb = clause.starts_with("verb")
    placed = clause.has("only") and any(hit.key in PLACES for hit in clause.of("thing"))
    return placed or (verb is not None and verb.key not in _MENDING)


_WANTING = word_list("missed.wanting")
_BUT = word_list("missed.but")
_STAYING = word_list("missed.staying")
_STILL = word_list("missed.still")


def _asks_in_chinese(clause: Span) -> bool:
    """Whether a clause of which nothing was made wants something all the same: `要文青感`, `但那把红伞要是彩色`."""
    text = "".join(clause.words)
    before = clause.text.working[: clause.starts[0]]
    wanted = before.endswith(_WANTING[:5]) or text.startswith(_WANTING)
    said = any(clause.has(cls) for cls in _SAYING)
    done = any(hit.key not in ("pose", "place", "wear", "write", "imagine", "crop") for hit in clause.of("verb"))
    placed = text.startswith(_SINCE) and clause.has("side")
    if any(hit.end == len(clause) and hit.start for hit in clause.of("degree")):  # `墙面白一点`
        return True
    if clause.has("blemish") or clause.has("degradation") or clause.has("thing", "skin", "face", "teeth", "lips"):
        return True  # a complaint of it, at the least
    if said and clause.text.working[clause.ends[-1] :].lstrip("了").startswith("吧"):
        return True
    if text.startswith(_STAYING):
        return True
    there = wanted and text.startswith(_HAVING)  # `要有流星`
    return there or (wanted and said) or (said and done) or (is_but(clause) and (said or clause.has("thing"))) or placed


def wants_there(clause: Span) -> bool:
    """`背景换成星空，要有流星`: a thing that shall be there, too."""
    return "".join(clause.words[:3]).startswith(_MUST_HAVE)


def is_but(clause: Span) -> bool:
    """`但那把红伞要是彩色`: an exception from what was asked before, whoever takes it for a story."""
    text, before = "".join(clause.words), clause.text.working[: clause.starts[0]]
    return wants_there(clause) or ((before.endswith(_BUT) or text.startswith(_BUT)) and any(word in text for word in _STILL))


_SAYING = (
    *(
        "tone_attribute",
        "tone_fault",
        "tone_more",
        "tone_whole",
        "tone_vague",
        "degradation",
        "blemish",
        "colour",
        "look",
        "style",
    ),
    *("backdrop", "shape", "blurred", "clear", "quality", "quality_more", "coloured", "scene"),
)
"""Kinds of words by which an edit says how."""
