"""Requests about several pictures, as `instructions.combining` reads them: steps, or which picture is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.combining import (
    ALL,
    COLLAGE,
    COLOUR,
    INSERT,
    LAST,
    MATCH,
    NUMBER,
    OVERLAY,
    QUOTE,
    Token,
    pictures_in,
    source_of,
    thing_of,
    tokens,
)
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import word_list, word_meanings, word_set
from overpaint.instructions.messages import say
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.plans import Pick, SentPicture, Whole

FAMILY = "compose"

_GRIDS = {"nine": 3, "six": 3, "four": 2}
_GAPS = {"none": 0.0, "thin": 0.006, "thick": 0.04}
_UPRIGHT = word_list("composing.upright")
_SEAMLESS = word_set("composing.seamless")
_ROWS = word_set("composing.rows")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step for what the clause asks; refused where the request lacks a picture that it names."""
    maker = _MAKERS.get(reading.what)
    if maker is None:
        return Built(reason="generative", nearest=FAMILY)
    row = tokens(reading.clause)
    named = [int(one) for one in pictures_in(row) if one.isdigit()]
    beyond = next((number for number in named if number > catalogue.images), None)
    if catalogue.images < 2 and any(token.has("layout", "before_after") for token in row):
        return _before_after(reading, row, catalogue)
    if catalogue.images < 2:
        return Built(reason="one_picture", nearest="second_sent")
    if beyond is not None:
        return Built(reason="no_picture", nearest="second_sent", facts={"number": str(beyond)})
    return maker(reading, row, catalogue)


def _before_after(reading: Reading, row: Sequence[Token], catalogue: Catalogue) -> Built:
    """The one picture as it was beside what else is asked for."""
    labels = _labels(row, reading.grammar.lexicon.language, _PAIR)
    if labels is None:
        return Built(reason="which_labels", nearest=FAMILY, facts={"count": str(_PAIR)})
    params = {**_gap(row), "labels": "\n".join(labels)}
    return Built((step(reading, catalogue, BEFORE_AFTER, params),))


BEFORE_AFTER = "before_after"


def _refs(numbers: Sequence[int]) -> tuple[SentPicture, ...]:
    return tuple(SentPicture(number=number) for number in numbers if number != 1)


def _collage(reading: Reading, row: Sequence[Token], catalogue: Catalogue) -> Built:
    order = _order(row, catalogue.images)
    params: dict[str, Any] = {"arrangement": "collage", **_arranged(row, len(order))}
    params |= _gap(row)
    labels = _labels(row, reading.grammar.lexicon.language, len(order))
    if labels is None:
        return Built(reason="which_labels", nearest=FAMILY, facts={"count": str(len(order))})
    if labels:
        params["labels"] = "\n".join(labels)
    place = order.index(1) if 1 in order else -1
    if place:
        params["first"] = place
    return Built((step(reading, catalogue, COLLAGE, params, pictures=_refs(order)),))


def _order(row: Sequence[Token], images: int) -> list[int]:
    """The pictures that are laid out, in the order in which they lie: as they are named, or by the sides that are."""
    named = [images if one == LAST else int(one) for one in pictures_in(row) if one != ALL]
    numbers = list(dict.fromkeys(named))
    if len(numbers) < 2:
        return list(range(1, images + 1))
    sides: dict[int, float] = {}
    at = iter(named)
    current, waiting = None, None
    for token in row:
        if token.has("pictures") and not token.has("pictures", ALL):
            current = next(at)
            if waiting is not None:  # `on the left image 2`
                sides.setdefault(current, waiting)
                waiting = None
        elif token.has("place", *_SIDES):
            side = _SIDES[token.means["place"]]
            if current is None or current in sides:
                waiting = side
            else:
                sides[current] = side
    return sorted(numbers, key=lambda number: sides.get(number, 0.5)) if len(sides) > 1 else numbers


_SIDES = {"left": 0.0, "top": 0.0, "centre": 0.5, "right": 1.0, "bottom": 1.0}


def _arranged(row: Sequence[Token], count: int) -> Mapping[str, Any]:
    """Which arrangement is named, and how many columns."""
    numbers = [int(token.means[NUMBER]) for token in row if token.means.get(NUMBER, "").isdigit()]
    if any(token.has("layout", "times") for token in row) and len(numbers) > 1:
        return {"arrangement": "grid", "columns": min(16, max(1, numbers[0]))}
    for token, after in pairwise(row):
        counted = token.means.get("counts") or token.means.get(NUMBER, "")
        if counted.isdigit() and after.has("layout", "across"):
            return {"arrangement": "grid", "columns": min(16, max(1, int(counted)))}
        if counted.isdigit() and int(counted) and (after.has("layout", "down") or after.words in _ROWS):
            return {"arrangement": "grid", "columns": ceil(count / int(counted))}
    for token in row:
        for key in ("nine", "six", "four"):
            if token.has("layout", key):
                return {"arrangement": "grid", "columns": _GRIDS[key]}
    for wanted in ("row", "column", "grid"):
        if any(token.has("layout", wanted) and not token.has("gap") for token in row):
            return {"arrangement": wanted}
    if any(token.has("layout", "before_after") for token in row):
        upright = any(token.words.startswith(_UPRIGHT) for token in row)
        return {"arrangement": "column" if upright else "row"}
    sides = {token.means["place"] for token in row if token.has("place", *_SIDES)}
    if sides:
        return {"arrangement": "column" if sides <= {"top", "bottom", "centre"} and sides != {"centre"} else "row"}
    return {"arrangement": "row"} if any(token.has("do", "compare") for token in row) else {}


def _gap(row: Sequence[Token]) -> dict[str, Any]:
    """How wide the room between pictures is, and its colour."""
    given: dict[str, Any] = {}
    if any(token.has("gap", "gap") for token in row):
        sizes = [token.means["gap"] for token in row if token.has("gap", *_GAPS)]
        if sizes:
            given["gap"] = _GAPS[sizes[0]]
    elif any(token.words in _SEAMLESS for token in row):
        given["gap"] = 0.0
    colours = [token.means[COLOUR] for token in row if token.has(COLOUR)]
    named = [colour for token in row for word, colour in _RIMS.items() if token.words == word]
    if colours or named:
        given["colour"] = (colours + named)[0]
    return given


_RIMS = word_meanings("composing.rims")


def _labels(row: Sequence[Token], language: str, count: int) -> list[str] | None:
    """Words for each picture; empty for none, None where a number of them is quoted that does not go with the pictures."""
    quoted = [token.means[QUOTE] for token in row if token.has(QUOTE)]
    if quoted:
        return quoted if len(quoted) == count else None
    asked = any(token.has("label", "label") for token in row)
    denied = any(token.has("gap", "none") and after.has("label") for token, after in pairwise(row))
    if any(token.has("label", "numbered") for token in row):
        return [str(number + 1) for number in range(count)]
    compared = any(token.has("layout", "before_after") for token in row)
    if compared and count == _PAIR and not denied:
        return [say(language, "label", "before"), say(language, "label", "after")]
    return None if asked and not denied else []


_PAIR = 2


def _overlay(reading: Reading, row: Sequence[Token], catalogue: Catalogue) -> Built:
    numbers = [catalogue.images if one == LAST else int(one) for one in pictures_in(row) if one not in ("1", ALL)]
    if not numbers and catalogue.images > _PAIR:
        return Built(reason="which_picture", nearest=FAMILY)
    stray = next((token for token in row if token.has(COLOUR) or token.has(QUOTE)), None)
    if stray is not None:
        return Built(reason="left_over", nearest=FAMILY, facts={"words": reading.clause.part(stray.start, stray.end).original})
    params: dict[str, Any] = {}
    for token in row:
        if token.has("place") and params.get("spread") is None:
            params |= {"spread": "cover"} if token.has("place", "cover") else {"place": token.means["place"]}
        elif token.has("graphic", "tiled"):
            params["spread"] = "tiled"
    params |= _laid_size(row) | _shown(row)
    share = _share(row)
    if share is not None:
        as_clear = any(token.words in _CLEARNESS for token in row)
        as_opaque = as_clear or any(token.has("opacity", "opacity") for token in row)
        if not as_opaque and not any(token.has("size") for token in row):
            return Built(reason="left_over", nearest=FAMILY, facts={"words": reading.clause.original})
        params |= {"opacity": round(1 - share if as_clear else share, 3)} if as_opaque else {"width": share}
    if not {"place", "spread"} & params.keys() and not any(token.has("graphic") for token in row):
        if not any(token.words in _ALL_OVER for token in row) and "opacity" not in params:
            return Built(reason="lay_where", nearest=FAMILY)
        params["spread"] = "cover"
    if params.get("spread") == "cover":
        params.setdefault("opacity", 0.5)
    return Built((step(reading, catalogue, OVERLAY, params, pictures=_refs(numbers or [_PAIR])),))


_CLEARNESS = word_list("composing.clearness")
_ALL_OVER = word_list("composing.all_over")
"""Verbs by which a picture that has no place is laid over all of another."""


def _share(row: Sequence[Token]) -> float | None:
    """A number of percent, as a share."""
    for token, after in pairwise(row):
        if NUMBER in token.means and after.has("percent"):
            return min(1.0, float(token.means[NUMBER]) / 100)
    return None


def _laid_size(row: Sequence[Token]) -> dict[str, Any]:
    graphic = next((token.means["graphic"] for token in row if token.has("graphic")), "")
    named = next((token.means["size"] for token in row if token.has("size", *_SIZES)), "")
    size = _SIZES.get(named, _OF_GRAPHICS.get(graphic, 0.25))
    return {"size": size} if named or graphic != "logo" else {}


_SIZES = {"tiny": 0.08, "small": 0.14, "large": 0.36}
_OF_GRAPHICS = {"logo": 0.2, "watermark": 0.16, "tiled": 0.12, "sticker": 0.25, "pip": 0.32}


def _shown(row: Sequence[Token]) -> dict[str, Any]:
    """How much of it shows, by words."""
    for token in row:
        if token.has("opacity", *_OPACITIES) and not token.has("look"):
            return {"opacity": _OPACITIES[token.means["opacity"]]}
    return {"opacity": 0.5} if any(token.has("graphic", "watermark", "tiled") for token in row) else {}


_OPACITIES = {"half": 0.5, "faint": 0.25}


def _insert(reading: Reading, row: Sequence[Token], catalogue: Catalogue) -> Built:
    source = source_of(row)
    noun = Noun(thing_of(row, reading.clause), reading.grammar)
    where = where_of(noun, catalogue)
    if source is None or where is None or isinstance(where, Whole):
        return Built(reason="region", nearest=FAMILY, facts={"target": noun.span.original})
    if isinstance(where, Pick) and where.which == "main":
        where = where.model_copy(update={"which": "largest"})  # `the dog of image 2`: there it is the one that it shows
    number = catalogue.images if source == LAST else int(source)
    params: dict[str, Any] = {"thing": where.model_dump()}
    for token in row:
        if token.has("place", "left", "right", "centre"):
            params["place"] = token.means["place"]
        elif token.has("beside", "left_of", "right_of"):
            params["place"] = token.means["beside"].removesuffix("_of")
        elif token.has("place"):
            return Built(reason="left_over", nearest=FAMILY, facts={"words": reading.clause.original})
    named = next((token.means["size"] for token in row if token.has("size", *_HEIGHTS)), "")
    if named:
        params["size"] = _HEIGHTS[named]
    return Built((step(reading, catalogue, "subject_insert", params, pictures=_refs([number])),))


_HEIGHTS = {"tiny": 0.15, "small": 0.3, "large": 0.85}


def _match(reading: Reading, row: Sequence[Token], catalogue: Catalogue) -> Built:
    numbers = [catalogue.images if one == LAST else int(one) for one in pictures_in(row) if one not in ("1", ALL)]
    stray = next((token for token in row if token.has(COLOUR) or token.has(NUMBER) or token.has(QUOTE)), None)
    if len(set(numbers)) != 1 or stray is not None:
        return Built(reason="left_over", nearest=FAMILY, facts={"words": reading.clause.original})
    params = {"amount": 0.5} if any(token.has("gap", "thin") or token.words in _A_LITTLE for token in row) else {}
    return Built((step(reading, catalogue, "look_match", params, pictures=_refs(numbers[:1])),))


_A_LITTLE = word_list("composing.a_little")

Maker = Callable[[Reading, Sequence[Token], Catalogue], Built]

_MAKERS: Mapping[str, Maker] = {COLLAGE: _collage, OVERLAY: _overlay, INSERT: _insert, MATCH: _match}
