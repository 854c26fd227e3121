"""Retouching faces: what is asked of which face. Nothing runs of a clause that says more than the words for it.

The words stand in `lexicon/<language>/retouching.toml`; whose face is meant, by order and side as for things with a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from overpaint.instructions.adjustments import scan
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.families import tone
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.filling import Beyond, filled
from overpaint.instructions.lexicon import channels_of, read
from overpaint.instructions.lexicon.lists import phrase_list, word_set
from overpaint.instructions.named_things import region_of
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import UNREAD, Reading
from overpaint.instructions.words import Span
from overpaint.plans import Minus, Named, Order, Pick, Side, Sides, Where, Whole, kinds_in

FAMILY = "portrait"

_FACE = Named(kind="face")
_SIDES: dict[str, Sides] = {"left": "left", "right": "right", "center": "centre"}
_OUTERMOST: dict[Sides, Order] = {"left": "leftmost", "right": "rightmost", "centre": "most central"}
_EVERY = "every"
_SAYING_WHICH = ("order", "side", "degree", "number", "determiner", "pronoun", "possessive", "polite", "wish")
_ONE = word_set("retouching.one")
_MANY = word_set("retouching.many")
_TOLD_APART = word_set("retouching.told_apart")
"""Whom nothing here can tell from others."""
_OWNED = word_set("retouching.owned")


@dataclass(frozen=True)
class _Ask:
    """Words that ask for operations; `params`: what they say of them. `never`: words beside which they ask for the opposite."""

    operations: tuple[str, ...]
    how: re.Pattern[str]
    about: re.Pattern[str] | None
    never: re.Pattern[str] | None
    params: Mapping[str, Any]


@cache
def _asks(language: str) -> tuple[tuple[_Ask, ...], frozenset[str]]:
    rows = read(language, "retouching.toml")
    spaced = language != "zh"

    def pattern(words: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\S)(?:{words})(?!\S)" if spaced else f"(?:{words})")

    asks = (
        _Ask(
            tuple(row["operations"]),
            pattern(row["how"]),
            pattern(row["about"]) if "about" in row else None,
            pattern(row["never"]) if "never" in row else None,
            row.get("params", {}),
        )
        for row in rows["ask"]
    )
    return tuple(asks), frozenset(rows["small"])


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step for each thing that is asked of a face; refused where words are left over, or nothing here does it."""
    clause = reading.clause
    asked, said = _asked(clause)
    named = [(name, asked[name]) for name in catalogue.operations if name in asked]
    painted, coloured = _colour(clause) if any(_takes_colour(catalogue, name) for name in asked) else ("", set())
    said |= coloured
    if not asked and (shown := _of_hair_or_skin(reading, catalogue)) is not None:
        return shown
    if not named or len(named) < len(asked):
        reason = "unread" if reading.what == UNREAD else "unsupported"
        return Built() if catalogue.assumes(FAMILY) else Built(reason=reason, nearest=FAMILY)
    where = faces_meant(reading)
    if where is None:
        return Built(reason="region", nearest=FAMILY, facts={"target": clause.plain})
    if (left := next(_unread(clause, said), None)) is not None:
        return Built(reason="left_over", nearest=FAMILY, facts={"words": left.original})
    try:
        filled_in = [(name, {**filled(catalogue.operations[name], reading), **params}) for name, params in named]
        filled_in = [
            (name, _painted(params, painted) if _takes_colour(catalogue, name) else params) for name, params in filled_in
        ]
    except Beyond as beyond:
        return Built(reason="amount", nearest="tone", facts={"amount": beyond.amount, "limit": beyond.limit})
    steps = tuple(step(reading, catalogue, name, params, where) for name, params in filled_in)
    if isinstance(where, Pick) and where.which == "main" and (kind := _kind_of_person(clause)):
        return Built(steps, notes=("persons_alike",), facts={"region": kind})
    return Built(steps)


def _of_hair_or_skin(reading: Reading, catalogue: Catalogue) -> Built | None:
    """`make her hair darker`, `warm up the skin`: light and colour, of a place that is found; None for anything else."""
    if reading.region is None:
        return None
    place = where_of(region_of(reading.region, reading, catalogue), catalogue)
    asks_light = any(found.directed for found in scan(reading.clause)) and not colour_hits(reading.clause)
    if place is None or not asks_light or not _SHOWN.issuperset(kinds_in(place)) or isinstance(place, Whole):
        return None
    return tone.build(replace(reading, family="tone", what="sliders", content=reading.clause), catalogue)


_SHOWN = frozenset(["bare_skin", "head_hair"])


def _kind_of_person(clause: Span) -> str:
    """`woman`, where one is named by what nothing here can tell."""
    return next((clause.part(at, at + 1).plain for at, word in enumerate(clause.words) if word in _KINDS), "")


_KINDS = word_set("retouching.kinds")


def faces_meant(reading: Reading) -> Where | None:
    """The faces that a request means, without those that it spares; None where nothing here can tell which."""
    where = _whose(reading.clause)
    if reading.spared is None or where is None:
        return where
    spared = _whose(reading.spared)
    if spared in (None, _FACE) or where != _FACE or next(_unread(reading.spared, set()), None) is not None:
        return None
    return Minus(of=_FACE, without=spared)


def _asked(clause: Span) -> tuple[dict[str, Mapping[str, Any]], set[int]]:
    """(operations with what is said of them, the units that say so)."""
    text, owners = _text(clause)
    found: dict[str, Mapping[str, Any]] = {}
    said: set[int] = set()
    owned: set[int] = set()  # characters that say what is asked: `red eyes` asks for nothing less red
    for ask in _asks(clause.lexicon.language)[0]:
        how = [one for one in ask.how.finditer(text) if owned.isdisjoint(range(*one.span()))]
        about = list(ask.about.finditer(text)) if ask.about else []
        if ask.never and ask.never.search(text):
            continue
        if not how or (ask.about and not about) or found.keys() & set(ask.operations):
            continue
        owned |= {at for match in how for at in range(*match.span())}
        found |= dict.fromkeys(ask.operations, ask.params)
        said |= {owners[at] for match in (*how, *about) for at in range(match.start(), match.end())}
    return found, said


def _takes_colour(catalogue: Catalogue, name: str) -> bool:
    return name in catalogue.operations and "colour" in catalogue.operations[name].params.model_fields


def _painted(params: dict[str, Any], colour: str) -> dict[str, Any]:
    """The colour that is asked for; `blush` alone, which is a colour too, asks for none."""
    others = {name: value for name, value in params.items() if name != "colour"}
    return {**others, "colour": colour} if colour else others


def _colour(clause: Span) -> tuple[str, set[int]]:
    """(the colour named, `#rrggbb`, darker or lighter where it says so; the units that name it)."""
    hits = [hit for hit in colour_hits(clause) if _PAINT.isdisjoint(clause.words[hit.start : hit.end])]
    if len(hits) != 1:
        return "", set()
    hit = hits[0]
    shade = next((one for one in clause.of("shade") if one.end == hit.start), None)
    channels = list(channels_of(hit.key))
    if shade is not None:
        channels = [round(0.6 * c if shade.key == "dark" else c + 0.4 * (255 - c)) for c in channels]
    units = range(hit.start if shade is None else shade.start, hit.end)
    return "#" + "".join(f"{c:02x}" for c in channels), set(units)


_PAINT = word_set("retouching.paint")


def _text(clause: Span) -> tuple[str, list[int]]:
    """A clause's units as one text, and the unit of each of its characters."""
    between = "" if clause.lexicon.language == "zh" else " "
    owners = [at for at, word in enumerate(clause.words) for _ in word + between]
    return between.join(clause.words), owners


def _unread(clause: Span, said: set[int]) -> Iterator[Span]:
    """What stands in a clause and neither asks for what is done nor says where or how much."""
    small = _asks(clause.lexicon.language)[1]
    known = {at for hit in clause.of(*_SAYING_WHICH) for at in range(hit.start, hit.end)}
    known |= {at for hit in clause.of("thing") if hit.key == "person" for at in range(hit.start, hit.end)}
    known |= {at for hit in clause.of("verb") if hit.start == 0 for at in range(hit.start, hit.end)}
    for at, word in enumerate(clause.words):
        if at not in said and at not in known and word not in small:
            yield clause.part(at, at + 1)


def _whose(clause: Span) -> Where | None:
    """Which of the faces: by number, side or order; all of them where nobody is named; None where that can't be told."""
    words = set(clause.words)
    if any(name in (clause.plain if not name.isascii() else words) for name in _TOLD_APART):
        return None
    orders = [hit.key for hit in clause.of("order") if hit.key != _EVERY]
    sides = [_SIDES[hit.key] for hit in clause.of("side") if hit.key in _SIDES]
    if any(hit.start + 1 < len(clause) and clause.words[hit.end : hit.end + 1] in _PARTS for hit in clause.of("side")):
        return None  # `the left eye` is a part of one face
    somebody = any(hit.key == "person" for hit in clause.of("thing"))
    many = not words.isdisjoint(_MANY) or clause.has("order", _EVERY) or (somebody and _plural(clause))
    if orders and orders[0] not in get_args(Order):
        return Pick(of=_FACE, which=-int(orders[0]) if "right" in sides else int(orders[0]))
    if orders:
        return Pick(of=_FACE, which=orders[0])
    if sides:
        return Side(of=_FACE, side=sides[0]) if many else Pick(of=_FACE, which=_OUTERMOST[sides[0]])
    return Pick(of=_FACE, which="main") if not many and (somebody or not words.isdisjoint(_ONE)) else _FACE


_PARTS = phrase_list("retouching.parts")


def _plural(clause: Span) -> bool:
    people = [clause.words[hit.end - 1] for hit in clause.of("thing") if hit.key == "person"]
    return any(word.endswith("s") and word not in _OWNED for word in people)
