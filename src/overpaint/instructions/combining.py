"""Clauses about several pictures: what each stretch of words means, and which of four requests the whole is.

Every word of such a clause must be known here, but for the name of one thing that goes from picture to picture; where anything
else is said this is no reader of it, and the forms are. The words: `lexicon/<language>/combining.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.readings import WHOLLY, Reading, Readings
from overpaint.instructions.text import is_quote
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span, once

FAMILY = "compose"

COLLAGE, OVERLAY, INSERT, MATCH, LIKENESS = "collage", "overlay", "insert", "match", "likeness"
"""Requests: pictures laid on one sheet; one laid over another; a thing of one put into another; the look of one given to it;
a picture made like another in everything, which is done by nobody here."""

ALL, LAST = "all", "last"
"""Words for every picture, and for the last one."""

UNKNOWN, NUMBER, QUOTE, COLOUR = "unknown", "number", "quote", "colour"

_WEAK_LAYOUT = word_set("combining.weak_layout")
"""Words that lay pictures out only where several are spoken of: a picture may be vertical."""

_ONE = word_list("combining.one")

_NOT_MOVED = (
    "background",
    "behind",
    "scene",
    "image",
    "sky",
    "style",
    "face",
    "hair",
    "clothes",
    "text",
    "expression",
    "pose",
    "skin",
)
"""What of a picture is no thing that could be put into another one."""
_STYLE = word_set("combining.style")
_ARTICLES = word_set("combining.articles")
_COMING_FROM = word_set("combining.coming_from")
_PERCENT = word_set("common.percent")


@dataclass(frozen=True)
class Token:
    """Units `start:end` of a clause and what they may mean: kinds with keys."""

    start: int
    end: int
    words: str
    means: Mapping[str, str]

    @property
    def counts(self) -> bool:
        return NUMBER in self.means or "counts" in self.means

    def has(self, kind: str, *keys: str) -> bool:
        return kind in self.means and (not keys or self.means[kind] in keys)


@once
def tokens(clause: Span) -> list[Token]:
    """A clause from left to right, each stretch as the longest phrase that is known; units that none knows are `unknown`."""
    phrases, longest = _phrases(clause.lexicon.language)
    raw = (hit for hit in clause.found if hit.cls == "colour")  # also inside `white border`
    colours = {hit.start: hit for hit in sorted(raw, key=lambda hit: hit.end)}
    found: list[Token] = []
    at = 0
    while at < len(clause):
        word = clause.words[at]
        end, means = at + 1, {UNKNOWN: word}
        for length in range(min(longest, len(clause) - at), 0, -1):
            known = phrases.get(clause.words[at : at + length])
            if known:
                end, means = at + length, dict(known)
                break
        if at in colours and colours[at].end >= end:
            end, means = colours[at].end, {COLOUR: colours[at].key}
        elif is_quote(word):
            means = {QUOTE: clause.part(at, at + 1).quotes[0]}
        elif word[0].isdigit() and end == at + 1:
            means = {**{kind: key for kind, key in means.items() if kind != UNKNOWN}, NUMBER: word}
        elif word in _PERCENT:
            means = {"percent": word}
        found.append(
            Token(
                at,
                end,
                "".join(clause.words[at:end]) if clause.lexicon.language == "zh" else " ".join(clause.words[at:end]),
                means,
            )
        )
        at = end
    return found


@cache
def _phrases(language: str) -> tuple[Mapping[tuple[str, ...], Mapping[str, str]], int]:
    tables = read(language, "combining.toml")
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for kind, rows in tables.items():
        for key, phrases in rows.items():
            for phrase in phrases if kind != "ordinals" and key != "nouns" else ():
                found.setdefault(tokenise(phrase).words, {}).setdefault(kind, key)
    for noun in tables["pictures"]["nouns"]:
        for number in range(1, 17):
            for said in (f"{noun} {number}", f"{noun}{number}", f"{noun} #{number}", f"第{number}{noun}"):
                found.setdefault(tokenise(said).words, {}).setdefault("pictures", str(number))
        for number, ordinals in tables["ordinals"].items():
            for ordinal in ordinals:
                found.setdefault(tokenise(f"{ordinal} {noun}").words, {}).setdefault("pictures", number)
    return found, max(map(len, found))


def read_combining(clause: Span, grammar: Grammar) -> Readings:
    """The reading of a clause that is about several pictures and says nothing else; empty for any other."""
    row = tokens(clause)
    kind = _kind(row, clause)
    if kind is None and (purpose := _purpose(row)) is not None:
        kind = COLLAGE if _kind(row[:purpose], clause) == COLLAGE else None
    if kind is None:
        return []
    return [
        Reading(
            family=FAMILY,
            clause=clause,
            grammar=grammar,
            target="image",
            value=clause.plain,
            what=kind,
            rule=WHOLLY,
            content=clause,
        )
    ]


def _purpose(row: Sequence[Token]) -> int | None:
    """Where words that only say what it is for begin: `for my wedding album`."""
    at = next((at for at, token in enumerate(row) if at > 1 and token.words in _FOR), None)
    return at if at is not None and len(row) - at <= _LONGEST_PURPOSE and not any(token.has("do") for token in row[at:]) else None


_FOR = word_list("combining.for")
_LONGEST_PURPOSE = 6


def pictures_in(row: Sequence[Token]) -> list[str]:
    """What the words for pictures name, in order: numbers, `last`, `all`."""
    return [token.means["pictures"] for token in row if token.has("pictures")]


def _kind(row: Sequence[Token], clause: Span) -> str | None:
    named = pictures_in(row)
    others = [one for one in named if one not in ("1", ALL)]
    kinds = {kind for token in row for kind in token.means}
    unknown = [token for token in row if token.has(UNKNOWN)]
    if unknown:
        return INSERT if _moves_a_thing(row, named, clause) else None
    bare = kinds.isdisjoint({"graphic", "place", "layout"})
    if others and bare and _gives_a_look(row):
        return MATCH
    if others and bare and _wants_likeness(row):
        return LIKENESS
    if any(token.has("look", "look") and not (token.has("opacity") or token.has("gap")) for token in row):
        return None
    if (QUOTE in kinds and "label" not in kinds) or (COLOUR in kinds and not any(token.has("gap", "gap") for token in row)):
        return None
    if _on_sides(row, named):
        return COLLAGE
    if _lays_over(row, others, kinds):
        return OVERLAY
    return COLLAGE if _lays_out(row, named, kinds) else None


def _on_sides(row: Sequence[Token], named: Sequence[str]) -> bool:
    """`image 2 on the left and image 1 on the right`: as many sides as pictures."""
    sides = [token.means["place"] for token in row if token.has("place", "left", "right", "top", "bottom", "centre")]
    return (
        len(set(named) - {ALL}) > 1
        and len(set(sides)) == len(sides) == len(named)
        and not any(token.has("look") for token in row)
    )


def _gives_a_look(row: Sequence[Token]) -> bool:
    """`match the colours of image 2`, `the same tone as image 2`; not `make it look like image 2`, which may be anything."""
    looks = [token for token, after in pairwise([*row, row[-1]]) if token.has("look", "look") and not _is_likeness(token, after)]
    return bool(looks) and any(token.has("do") or token.has("look", "like") for token in row)


def _wants_likeness(row: Sequence[Token]) -> bool:
    """`match the style of image 2`, `make it look like image 2`: like another picture in everything."""
    like = any(_is_likeness(token, after) for token, after in pairwise(row))
    matched = any(token.has("do", "match") for token in row) and not any(token.has("do", "overlay") for token in row)
    return like or (matched and any(token.words in _STYLE for token in row))


def _is_likeness(token: Token, after: Token) -> bool:
    return token.words == "look" and after.has("look", "like")


def _lays_over(row: Sequence[Token], others: Sequence[str], kinds: set[str]) -> bool:
    if len(others) > 1 or any(token.has("layout") and not token.has("gap") for token in row):
        return False
    if any(token.has("graphic", "logo") for token in row) and not others:
        return any(token.has("do", "overlay") or token.has("do", "make") for token in row) and "place" in kinds
    if any(token.has("graphic", "pip") for token in row) and not others:
        return True
    says_where = any(token.has("place") or token.has("graphic") or token.has("opacity") for token in row)
    laid = any(token.has("do", "overlay") or token.words in _ON_TOP for token in row)
    return bool(others) and (says_where or laid)


def _lays_out(row: Sequence[Token], named: Sequence[str], kinds: set[str]) -> bool:
    several = ALL in named or len(set(named)) > 1
    joins = any(token.has("do", "join") and token.words not in _MELTING for token in row)
    layouts = [token for token in row if token.has("layout", *_ARRANGING)]
    strong = [token for token in layouts if token.words not in _WEAK_LAYOUT and not token.words.startswith(_ONE)]
    table = any(token.has("layout", "times") for token in row) and sum(NUMBER in token.means for token in row) > 1
    counted = any(token.has("layout", "across", "down") and before.counts for before, token in pairwise(row))
    if strong or (joins and (layouts or several)) or (several and (layouts or counted)):
        return "graphic" not in kinds and "opacity" not in kinds
    if several and any(token.has("do", "compare") for token in row):
        return True
    return table and (several or bool(layouts))


_ON_TOP = word_list("combining.on_top")

_MELTING = word_list("combining.melting")
"""Verbs by which pictures may as well become one scene."""

_ARRANGING = ("row", "column", "grid", "collage", "before_after", "nine", "six", "four")


def _moves_a_thing(row: Sequence[Token], named: Sequence[str], clause: Span) -> bool:
    """`put the dog from image 2 into image 1`: one thing, of another picture, and where it goes."""
    source = source_of(row)
    if (
        source is None
        or not set(named) <= {"1", source}
        or not any(token.has("do", "overlay") or token.has("do", "make") for token in row)
    ):
        return False
    thing = thing_of(row, clause)
    if not thing or any(hit.key in _NOT_MOVED for hit in thing.of("thing") if hit.end == len(thing)):
        return False
    at = next(at for at, token in enumerate(row) if token.has("pictures", source))
    goes = [token for token in row[at + 1 :] if token.has("beside") or token.has("place")]
    if clause.lexicon.language != "zh" and not _comes_from(row[:at], bool(goes)):
        return False
    if not set(thing.words).isdisjoint(_WORN) or any(token.has("layout", *_ARRANGING) for token in row):
        return False
    named_at = next(run for run in _runs(row) if row[run[0]].start == clause.starts.index(thing.starts[0]))
    return all(_is_beside(row, run, zh=clause.lexicon.language == "zh") for run in _runs(row) if run != named_at)


_WORN = word_set("combining.worn")
"""What would have to be fitted to somebody."""

_BESIDE = ("beside", "left_of", "right_of")


def _is_beside(row: Sequence[Token], run: tuple[int, int], *, zh: bool) -> bool:
    """Whether words that no list knows name who the thing goes beside: `next to the man in the first`."""
    if zh:
        return run[1] < len(row) and row[run[1]].has("beside", *_BESIDE)
    before = run[0] - 1
    while before > 0 and row[before].words in _ARTICLES:
        before -= 1
    return before >= 0 and row[before].has("beside", *_BESIDE) and row[before].words != "by"


def _comes_from(before: Sequence[Token], goes: bool) -> bool:
    """Whether a picture is where a thing comes from: `the dog of image 2`, `in image 2` only where it goes somewhere else."""
    joints = [token.words for token in before if not token.has(UNKNOWN) and token.words not in _ARTICLES]
    return bool(joints) and (joints[-1] in _COMING_FROM or (joints[-1] == "in" and goes))


def source_of(row: Sequence[Token]) -> str | None:
    """The picture that a thing comes from: the only one beside the first that is named."""
    others = {one for one in pictures_in(row) if one not in ("1", ALL)}
    return others.pop() if len(others) == 1 else None


def thing_of(row: Sequence[Token], clause: Span) -> Span:
    """The words for the thing that goes from one picture to another: those next to the picture it comes from."""
    runs = _runs(row)
    at = next((number for number, token in enumerate(row) if token.has("pictures") and token.means["pictures"] != "1"), 0)
    after = clause.lexicon.language == "zh"
    fitting = [run for run in runs if (run[0] > at) == after] or ([] if after else runs[:1])
    if not fitting:
        return clause.part(0, 0)
    first, last = fitting[0] if after else fitting[-1] if fitting[-1][1] <= at else fitting[0]
    return clause.part(row[first].start, row[last - 1].end)


def _runs(row: Sequence[Token]) -> list[tuple[int, int]]:
    """Ranges of tokens that no word here knows, one after the other."""
    found: list[tuple[int, int]] = []
    for at, token in enumerate(row):
        if token.has(UNKNOWN):
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + 1)
            else:
                found.append((at, at + 1))
    return found
