"""Requests known from end to end: the steps of their row, with the numbers, colours and places that it marks."""

from __future__ import annotations

import math
import re
from typing import Any

from overpaint.instructions.adjustments import DEFAULT, Adjustment, degree
from overpaint.instructions.asks import ASKED, Asked, asked
from overpaint.instructions.catalogue import Catalogue, role_of, valid_range
from overpaint.instructions.colours import colours_in
from overpaint.instructions.families import retouching
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.families.tone import slider_step
from overpaint.instructions.filling import Beyond, degreed
from overpaint.instructions.lexicon import channels_of
from overpaint.instructions.lexicon.lists import pattern, word_numbers
from overpaint.instructions.named_things import region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import FAULT, Reading
from overpaint.instructions.words import Span
from overpaint.plans import TEXT, Both, Named, Step, Union, Where, Whole

_WORDED = word_numbers("asked.worded")
_SHARES = ("percent", "points", "signed")
"""Kinds of numbers that are hundredths."""
_DAYLIGHT, _COLDEST, _WARMEST = 6504.0, 2500.0, 20_000.0
"""Kelvin that pictures are taken to be balanced for, and the lights that can be named."""
_DEGREED = ("level", "amount", "effect", "shift")
"""Roles of parameters that `a little` and `a lot` are said of."""
_MINUS = pattern("asked.minus")
_SIGN = pattern("asked.sign")
_INCHES = pattern("asked.inches")
_CENTIMETRES = pattern("asked.centimetres")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """The steps of a row; refused where one of them is not installed, its place can't be found, or a number is beyond it."""
    found = asked(reading.clause)
    if found is None or any(_operation(name, catalogue) not in catalogue.operations for name in found.edit.operations):
        return Built() if catalogue.assumes(reading.family) else Built(reason="unsupported", nearest=reading.family)
    if found.edit.refuse:
        return Built(reason=found.edit.refuse, nearest=reading.family)
    place = found.place()
    where: Where | None = _meant(found.edit.where)
    if found.edit.family == retouching.FAMILY and found.edit.said_freely:
        where = retouching.faces_meant(reading)
    elif place:
        where = _each_of(place, reading, catalogue)
    if where is None:
        return Built(reason="region", nearest=reading.family, facts={"target": reading.target})
    if found.edit.way:
        return Built(_moved(found, reading, catalogue, where))
    try:
        given = _given(found, catalogue)
    except Beyond as beyond:
        return Built(reason="amount", nearest=reading.family, facts={"amount": beyond.amount, "limit": beyond.limit})
    if given is None:
        return Built(reason="left_over", nearest=reading.family, facts={"words": reading.clause.plain})
    behind = Named(kind="background") if "background" in catalogue.regions else Whole()
    places = {name: behind if catalogue.operations[name].needs_backdrop else where for name in found.edit.operations}
    return Built(tuple(step(reading, catalogue, name, given[name], places[name]) for name in found.edit.operations))


def _each_of(place: Span, reading: Reading, catalogue: Catalogue) -> Where | None:
    """Where words say; for a Chinese list (`手机号和头像`) each of its things, None where one of them can't be found."""
    items = Noun(place, reading.grammar).items if reading.grammar.head_last else []
    if len(items) < 2:
        return where_of(region_of(place, reading, catalogue), catalogue)
    found = [where_of(item, catalogue) for item in items]
    parts = tuple(one for one in found if one is not None and not isinstance(one, Whole))
    return Union(parts=parts) if len(parts) == len(items) else None


def without_cured(made: list[tuple[Reading, Built]], catalogue: Catalogue) -> list[tuple[Reading, Built]]:
    """Readings without complaints whose cure is asked for beside them: `it is too dark, lift the shadows`."""
    faults = [row for row in made if _complains(row[0])]
    asking = [step for row in made if row not in faults for step in row[1].steps]
    cured = [row for row in faults if any(_cures(step, fault, catalogue) for step in asking for fault in row[1].steps)]
    return [row for row in made if row not in cured]


def _complains(reading: Reading) -> bool:
    found = asked(reading.clause) if reading.what == ASKED else None
    return reading.what == FAULT or (found is not None and found.edit.fault)


def _cures(step: Step, fault: Step, catalogue: Catalogue) -> bool:
    """Whether one step is of the kind of another, in the same place or where nobody says in which."""
    kinds = [catalogue.operations[one.operation].params.__module__.rpartition(".")[0] for one in (step, fault)]
    return kinds[0] == kinds[1] and (step.where == fault.where or Whole() in (step.where, fault.where))


def _operation(name: str, catalogue: Catalogue) -> str:
    """The operation that a row names, itself or by one of its sliders: `shadows`."""
    return catalogue.sliders.get(name, (name, ""))[0]


def _moved(found: Asked, reading: Reading, catalogue: Catalogue, where: Where) -> tuple[Step, ...]:
    """Sliders moved the row's way, as far as the clause says."""
    words = next((value.words for value in found.values if value.kind == "degree"), None)
    far = found.edit.way * (DEFAULT if words is None else degree(words, 0, len(words)))
    moved = (Adjustment(slider, far, degreed=words is not None) for slider in found.edit.operations)
    steps = (slider_step(reading, catalogue, one, where) for one in moved)
    return tuple(step for step in steps if step is not None)


def one_ground(steps: list[Step]) -> list[Step]:
    """Without the plain ground that an identity photo has by itself, where another one is asked for beside it."""
    photos = [one for one in steps if one.operation == "id_photo"]
    if len(photos) > 1:  # `证件照，白底，两寸`: the size that was named
        steps = [one for one in steps if one not in photos or one.params.get("standard") != _USUAL]
    photo = next((one for one in steps if one.operation == "id_photo"), None)
    grounds = [one for one in steps if one.operation == "background_replace"]
    if photo is None or len(grounds) < 2:
        return steps
    return [one for one in steps if one not in grounds or one.clause != photo.clause]


def _meant(kind: str) -> Where:
    """The place that a row means: a kind of region; writing on a car for `plate`; the whole picture for none."""
    if kind == "plate":
        return Both(parts=(Named(kind=TEXT), Named(kind="car")))
    return Named(kind=kind) if kind else Whole()


def _given(found: Asked, catalogue: Catalogue) -> dict[str, dict[str, Any]] | None:
    """Operation → parameters; None where a word that should give a value gives none. Raises Beyond."""
    given: dict[str, dict[str, Any]] = {
        name: dict(found.edit.params.get(name, {}) if len(found.edit.operations) > 1 else found.edit.params)
        for name in found.edit.operations
    }
    for said in found.values:
        name, kind, words = said.parameter, said.kind, said.words
        if kind == "place":
            continue
        if kind == "degree":
            if not _scale_by_degree(given, words, catalogue):
                return None
            continue
        if kind == "size":
            given[found.edit.operations[0]] |= _millimetres(said.text)
            continue
        if name == "background":  # what stands behind the subject instead
            given["background_replace"] = {"scene": "solid", "scene_params": {"colour": _of_an_office(colours_in(words)[0])}}
            continue
        owner = next(row for row in found.edit.operations if name in catalogue.operations[row].params.model_fields)
        params = catalogue.operations[owner].params
        value: float | str | None
        match kind:
            case "colour":
                value = colours_in(words)[0]
            case "kelvin":
                value = _mired(said.text)
            case _:
                value = _number(said.text, kind)
        if value is None:
            return None
        if not isinstance(value, str):
            value = _on_scale(params, name, value, kind)
        given[owner][name] = value
    return given


def _scale_by_degree(given: dict[str, dict[str, Any]], words: Span, catalogue: Catalogue) -> bool:
    """`a little`, `a lot`: said of every operation that has more and less of it. Whether there is one."""
    scaled = False
    for operation, params in given.items():
        declared = catalogue.operations[operation].params
        name = next((row for row in declared.model_fields if role_of(declared, row) in _DEGREED), None)
        if name is not None and name not in params and (value := degreed(declared, name, words)) is not None:
            params[name], scaled = value, True
    return scaled


def _number(text: str, kind: str) -> float | None:
    """`+20`, `minus 10`, `150%`, `百分之三十`, `half a`: the number, a share as a share."""
    sign = -1.0 if _MINUS.match(text) else 1.0
    bare = _SIGN.sub("", text)
    if (worded := _WORDED.get(" ".join(bare.split()))) is not None:
        return sign * worded
    digits = re.search(r"\d+(?:[.,]\d+)?", bare)
    if digits is None:
        return None
    value = sign * float(digits[0].replace(",", "."))
    return value / 100 if kind in _SHARES else value


def _of_an_office(colour: str) -> str:
    """The blue and the red that identity photos have, for what is called so."""
    red, green, blue = channels_of(colour)
    if blue > 1.4 * max(red, green) or (blue > red and blue > green and max(red, green) < 200):
        return _ID_BLUE
    return _ID_RED if red > 2.2 * max(green, blue) else colour


_USUAL = "35x45"
"""The standard of an identity photo of which nobody says the size."""

_ID_BLUE, _ID_RED = "#438edb", "#d9001b"


def _millimetres(text: str) -> dict[str, Any]:
    """`2x2 inch`, `35x45 mm`: the size of a print. Raises Beyond for one that no identity photo has."""
    width, height = (float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)[:2])
    factor = 25.4 if _INCHES.search(text) else 10.0 if _CENTIMETRES.search(text) else 1.0
    size = round(width * factor, 1), round(height * factor, 1)
    if not (15 <= size[0] <= 150 and 15 <= size[1] <= 200):
        raise Beyond(text, "15–150 mm")
    return {"standard": "other", "width": size[0], "height": size[1]}


def _mired(text: str) -> float:
    """`5000K` as raw converters have it: the light that is taken for white, so that more of them is warmer. Raises Beyond."""
    kelvin = float("".join(re.findall(r"\d", text)))
    if not _COLDEST <= kelvin <= _WARMEST:
        raise Beyond(f"{kelvin:g}K", f"{_COLDEST:g}–{_WARMEST:g}K")
    return round(1e6 / _DAYLIGHT - 1e6 / kelvin, 1)


def _on_scale(params: Any, name: str, value: float, kind: str) -> float:
    """A number as the parameter has it: a factor of two on a scale of doublings is 1. Raises Beyond."""
    if role_of(params, name) == "stops" and kind == "factor":
        value = math.log2(value) if value > 0 else value
    if role_of(params, name) == "effect" and float(params.model_fields[name].default) < 0:  # a vignette of 40 % is dark
        value = -value
    least, most = valid_range(params, name)
    if not least <= value <= most:
        shown, scale = ("%", 100) if kind in _SHARES else ("", 1)
        raise Beyond(f"{value * scale:g}{shown}", f"{least * scale:g}–{most * scale:g}{shown}")
    whole: bool = params.model_fields[name].annotation in (int, int | None)
    return round(value) if whole else float(round(value, 4))
