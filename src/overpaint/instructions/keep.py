"""Finds what a prompt asks to keep. Keep-clauses are constraints: they never become steps."""

from __future__ import annotations

from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import phrase_list, word_list, word_set
from overpaint.instructions.telling import only_tells
from overpaint.instructions.words import Span


def _picks_one(clause: Span, hit: Hit) -> bool:
    """`keep only the dog`, `leave out`: a command after all."""
    stays = any(row.end == len(clause) for row in clause.of("quality_more", "keep") if row.start > hit.end)  # `keep me sharp`
    return not stays and any(only.start == hit.end or only.end == hit.start for only in clause.of("only"))


def left_out(constraint: Span) -> Span | None:
    """What a constraint takes out of a change (`except the sky`, `not me`); None where it says something else."""
    if hit := constraint.starts_with("excepting"):
        end = next((row.start for row in constraint.of("apart") if row.end == len(constraint)), len(constraint))
        return constraint.part(hit.end, end)
    return constraint.part(1) if constraint.starts_with("excepting_aside") else None


def _in_passing(clause: Span, hit: Hit) -> bool:
    """`brighter, not the background`, and not `it is not the background`: no verb before it says what is not so, none follows."""
    told = any(row.end == hit.start for row in clause.of("copula", "verb"))
    return not told and not any(row.start >= hit.end for row in clause.of("verb", "tone_more", "tone_attribute"))


def _excepted(clause: Span, start: int) -> int:
    """Where the thing that is left out ends and a command begins (`除了人物都变成黑白`); 0 where none does."""
    return next((hit.end for hit in clause.of("apart") if hit.start > start), 0)


def without_aside(clause: Span, goes_on: bool) -> Span:
    """A clause without its reasons (`so that I can print it`).

    A clause that only elaborates one before it (`goes_on`) is nothing.
    """
    for hit in clause.of("aside"):
        after = clause.part(hit.end)
        how = any(after.of(*_HOW)) or after.has("verb", "become", "make") or not _ONLY.isdisjoint(after.words)
        if hit.start > 0 and clause.words[hit.start] in _AIMING and how:
            continue  # `edit it so that the background becomes a beach`
        if hit.start > 0:
            return clause.part(0, hit.start)
        return clause.part(0, 0) if goes_on else clause.part(hit.end)
    for at, word in enumerate(clause.words):
        if at and word == "," and only_tells(clause.part(at + 1)):
            return clause.part(0, at)
    return clause if (use := _use(clause)) is None else clause.part(0, use)


def _use(clause: Span) -> int | None:
    """Where a last `for the newsletter` begins: what the picture is for, of which no word says how it shall be."""
    if clause.has("verb", *_EXCHANGING):
        return None
    for at in range(len(clause) - 2, 0, -1):
        if clause.words[at] == "for":
            rest = clause.part(at + 1)
            if rest.words[-1] in _PURPOSES and not any(row.isdigit() for row in "".join(rest.words)):
                return at
            return None if any(rest.of(*_TELLS_HOW)) or any(hit.key not in _PICTURES for hit in rest.of("thing")) else at
    return None


_PURPOSES = word_set("keep.purposes")
"""Ends of what a picture is for, whatever words stand before them: `for my shop listing`."""

_ONLY = word_set("keep.only")
_AIMING = word_list("keep.aiming")
_HOW = (
    "tone_more",
    "tone_whole",
    "tone_vague",
    "colour",
    "style",
    "scene",
    "blurred",
    "clear",
    "quality_more",
    "level",
)
_EXCHANGING = ("replace", "change", "swap", "become", "add", "write")
"""Verbs whose `for` says what comes in: `swap the sky for a sunset`."""

_TELLS_HOW = (
    *("tone_more", "tone_attribute", "tone_whole", "tone_fault", "tone_vague", "colour", "look", "style", "scene", "side"),
    *("number", "shape", "dimension", "degree", "verb", "pronoun", "time", "weather", "blurred", "size"),
)
_PICTURES = ("image", "size", "count")


def _names_only(before: Span) -> bool:
    """Whether a Chinese clause begins with what is to stay, and asks for nothing before that."""
    named = bool(before) and before.lexicon.language == "zh" and before.has("thing")
    return named and not any(before.has(cls) for cls in ("verb", "tone_more", "tone_whole", "scene", "colour", "become", "clear"))


_ALIKE = phrase_list("keep.alike")
"""Ends of Chinese clauses that may ask for something: `颜色一致`."""


def cut(clause: Span, goes_on: bool) -> tuple[Span, Span]:
    """(the command, what is to be kept): either may be empty.

    “Change the sky, keeping the trees” is cut by the splitter already; this cuts “change the sky while keeping the trees”.
    `goes_on`: something was asked before, so that “not the trees” takes them out of it.
    """
    if clause.has("stay") and not clause.starts_with("verb"):
        return clause.part(0, 0), clause
    if (excepting := clause.starts_with("excepting")) and (after := _excepted(clause, excepting.end)):
        return clause.part(after), clause.part(0, after)
    if goes_on and clause.starts_with("excepting", "excepting_aside") and not clause.has("verb"):
        return clause.part(0, 0), clause
    for hit in clause.of("excepting_aside"):
        if hit.start > 0 and _in_passing(clause, hit):
            return clause.part(0, hit.start), clause.part(hit.start)
    for hit in clause.of("keep"):
        if hit.start and clause.words[hit.start - 1] == clause.words[hit.end - 1]:  # `可不可以`
            continue
        if hit.key == "before" and hit.end < len(clause) and not _picks_one(clause, hit):
            held = any(row.start == hit.start for row in clause.of("held"))
            if held and _names_only(clause.part(0, hit.start)):  # `人物保持彩色`
                return clause.part(0, 0), clause
            return clause.part(0, hit.start), clause.part(hit.start)
        said = clause.has("keep", "before") or (
            clause.lexicon.language == "zh" and clause.words[hit.start : hit.end] not in _ALIKE
        )
        if hit.key == "after" and hit.end == len(clause) and hit.start > 0 and said:
            return clause.part(0, 0), clause
    return clause, clause.part(0, 0)
