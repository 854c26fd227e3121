"""Geometry: crop, rotate, flip, straighten, resize. The canvas changes, so nothing of it works on a part of the picture."""

from __future__ import annotations

import math
from typing import Any

from overpaint.instructions.adjustments import degree
from overpaint.instructions.amounts import (
    Size,
    angle_in,
    factor_in,
    length_unit_in,
    part_in,
    percent_after,
    pixels_in,
    ratio_in,
    size_in,
)
from overpaint.instructions.catalogue import GEOMETRY, Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.families.closing_in import closer
from overpaint.instructions.families.widening import OPERATION, asks_for_more, widened
from overpaint.instructions.lexicon.lists import word_meanings, word_set
from overpaint.instructions.readings import UNREAD, Reading
from overpaint.instructions.words import Span

_EDGES = ("left", "right", "top", "bottom")
_SLIGHT = 20
"""Degrees of a turn by degree words: `a little` (0.25) is five."""

_MOST_CUT = 0.98
"""Share of a side that may be cut away: what is left must still be a picture."""

_MOST_TURN = 3600
_LEAST_SCALE, _MOST_SCALE = 0.01, 16.0
_MOST_PIXELS = 16_384
"""Limits of `rotate` (ten turns: more is a slip of the hand) and of `resize`, which says them too."""

_NEARER = ("crop", "zoom", "", UNREAD)
"""What a request may be read as that brings the canvas to a thing."""

_DEFAULT_ZOOM = 1.5
_MOST_ZOOM = 10
_DEFAULT_EDGE = 0.1
"""Share cut off an edge when nobody says how much."""
_MIRRORING = word_set("geometry.mirroring")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """The step of one geometry request."""
    if reading.what in _NEARER and (near := closer(reading, catalogue)) is not None:
        return near
    if OPERATION in catalogue.operations and asks_for_more(reading):
        made = widened(reading.clause)
        return made if isinstance(made, Built) else Built((step(reading, catalogue, *made),))
    if reading.what == UNREAD:
        return Built() if catalogue.assumes(reading.family) else Built(reason="unread", nearest=GEOMETRY)
    if not _whole(reading):
        return Built(reason="part_geometry", nearest="whole_geometry", facts={"target": reading.target})
    unit = length_unit_in(reading.clause) if reading.what in ("crop", "resize", "") else ""
    if unit:
        return Built(reason="length_unit", nearest=reading.what or "resize", facts={"unit": unit})
    made = _PARTS.get(reading.what, _resize)(reading.clause)
    if isinstance(made, Built):
        return made
    operation, params = made
    if operation not in catalogue.operations:
        return Built(reason="operation", facts={"operation": operation})
    clause = reading.clause
    ways = {hit.key for hit in clause.of("axis") if clause.words[hit.start] not in _MIRRORING}
    if operation == "flip" and {"horizontal", "vertical"} <= ways:
        both = [step(reading, catalogue, operation, {"direction": way}) for way in ("horizontal", "vertical")]
        return Built(tuple(both))
    return Built((step(reading, catalogue, operation, params),))


def _whole(reading: Reading) -> bool:
    """Whether the canvas is meant, not a thing in the picture."""
    return reading.what == "crop" or reading.region is None or not reading.region or reading.doable == "yes"


def _crop(span: Span) -> tuple[str, dict[str, Any]] | Built:
    pixels = pixels_in(span)
    if pixels:
        return _cropped_to(pixels)
    ratio = ratio_in(span)
    if ratio:
        return "crop", {"aspect": [_tidy(ratio[0]), _tidy(ratio[1])]}
    sides = [hit.key for hit in span.of("side") if hit.key in _EDGES]
    if len(sides) > 1 and (each := _side_by_side(span)) is not None:
        return each
    if sides:
        share = percent_after(span, 0, len(span))
        share = part_in(span) if share is None else share
        if share is not None and span.has("keep", "before"):  # `keep the right half`
            return Built(reason="crop_what", nearest="crop")
        if share is not None and not 0 < share < _MOST_CUT / (2 if _opposite(sides) else 1):
            return _too_much(share, _MOST_CUT / (2 if _opposite(sides) else 1), "crop")
        off = size_in(span) if share is None else None
        if off is not None and off.longest == 0:
            return Built(reason="no_change", nearest="crop", facts={"amount": "0 px"})
        if off is not None and off.longest:
            return "crop", {**dict.fromkeys(sides, off.longest), "unit": "pixel"}
        return "crop", dict.fromkeys(sides, _DEFAULT_EDGE if share is None else share)
    share = percent_after(span, 0, len(span))
    if pair := next((pair for words, pair in _PAIRS.items() if words in "".join(span.words)), None):
        if share is None or _EACH.isdisjoint(span.words) or not 0 < share < _MOST_CUT / 2:
            return Built(reason="crop_what", nearest="crop")
        return "crop", dict.fromkeys(pair, share)
    if share is not None and not 0 < share < _MOST_CUT:
        return _too_much(share, _MOST_CUT, "crop")
    if share is not None:  # `by 20 %` cuts so much away, `to 80 %` keeps so much
        return "crop", dict.fromkeys(_EDGES, round((1 - share if span.has("cut_to") else share) / 2, 4))
    if span.has("tighter"):
        return "crop", dict.fromkeys(_EDGES, _DEFAULT_EDGE)
    return Built(reason="crop_what", nearest="crop")


_EACH = word_set("geometry.each")
_PAIRS = {words: sides.split() for words, sides in word_meanings("geometry.pairs").items()}
"""Two sides in one Chinese word: `上下各裁10%`."""


def _side_by_side(span: Span) -> tuple[str, dict[str, Any]] | Built | None:
    """`50 px from the top and 20 px from the right`: as many amounts as sides, in order; None where there is one for all."""
    numbers = [at for at, word in enumerate(span.words) if word[0].isdigit()]
    sides = [hit.key for hit in span.of("side") if hit.key in _EDGES]
    if len(numbers) < 2:
        return None
    ends = [*numbers[1:], len(span)]
    pieces = [span.part(at, end) for at, end in zip(numbers, ends, strict=True)]
    shares = [percent_after(piece, 0, len(piece)) for piece in pieces]
    lengths = [size.longest if (size := size_in(piece)) else None for piece in pieces]
    for values, unit in ((shares, "fraction"), (lengths, "pixel")):
        if len(values) == len(sides) == len(set(sides)) and all(values):
            return "crop", {**dict(zip(sides, values, strict=True)), **({"unit": unit} if unit == "pixel" else {})}
    return Built(reason="crop_what", nearest="crop")


def _cropped_to(size: Size) -> tuple[str, dict[str, Any]] | Built:
    """The middle of the picture, so many pixels wide and high; what is not said stays."""
    given = {name: value for name, value in (("width", size.width), ("height", size.height)) if value is not None}
    if not all(0 < value <= _MOST_PIXELS for value in given.values()):
        asked = "x".join(str(value) for value in given.values())
        return Built(reason="crop_pixels", nearest="crop", facts={"size": asked, "limit": str(_MOST_PIXELS)})
    return "crop", given


def _rotate(span: Span) -> tuple[str, dict[str, Any]] | Built:
    angle = angle_in(span)
    counter = span.has("turn", "counter")
    slight = degree(span, 0, len(span), 0.0)
    if angle is None and span.has("turn", "half"):  # `the right way up` is no degree
        angle = 180.0
    if angle is None and slight:
        angle = _SLIGHT * slight
    if angle is None:
        angle = 180.0 if span.has("axis", "vertical") else 90.0
    if abs(angle) > _MOST_TURN:
        return Built(reason="amount", nearest="rotate", facts={"amount": f"{angle:g}°", "limit": "±360°"})
    if angle % 360 == 0:
        return Built(reason="no_change", nearest="rotate", facts={"amount": f"{angle:g}°"})
    signed = math.fmod(-angle if counter else angle, 360)
    return "rotate", {"degrees": _tidy(signed)}


def _flip(span: Span) -> tuple[str, dict[str, Any]] | Built:
    return "flip", {"direction": "vertical" if span.has("axis", "vertical") else "horizontal"}


def _straighten(span: Span) -> tuple[str, dict[str, Any]] | Built:
    angle = angle_in(span)
    if angle is None or abs(angle) > 45:
        return Built(reason="straighten_angle", nearest="straighten")
    return "straighten", {"degrees": _tidy(-angle if span.has("turn", "counter") else angle)}


def _resize(span: Span) -> tuple[str, dict[str, Any]] | Built:
    size = size_in(span)
    ratio = ratio_in(span)
    if size is None and ratio:
        return "crop", {"aspect": [_tidy(ratio[0]), _tidy(ratio[1])]}
    if size is None and not (span.has("bigger") or span.has("verb", "enlarge", "shrink") or span.has("direction")):
        return Built(reason="resize_what", nearest="resize")
    if size is None:
        smaller = span.has("bigger", "smaller") or span.has("verb", "shrink") or span.has("direction", "down")
        part = part_in(span)
        if part is None and degree(span, 0, len(span)) <= _LITTLE:
            return "resize", {"scale": 0.8 if smaller else 1.25}
        if part is None:
            return "resize", {"scale": 0.5 if smaller else 2}
        return "resize", {"scale": round(1 - part if smaller else 1 + part, 4)}
    if size.factor is not None:
        scale = _scale(size.factor, span)
        if not _LEAST_SCALE <= scale <= _MOST_SCALE or scale == 1:
            return _too_much(scale, _MOST_SCALE, "resize")
        return "resize", {"scale": scale}
    sides = {"width": size.width, "height": size.height, "longest": size.longest}
    given = {name: value for name, value in sides.items() if value is not None}
    wrong = next((value for value in given.values() if not 0 < value <= _MOST_PIXELS), None)
    if wrong is not None:
        return Built(reason="amount", nearest="resize", facts={"amount": f"{wrong} px", "limit": f"{_MOST_PIXELS} px"})
    return "resize", given


_LITTLE = 0.3
"""Degree from which down a picture is made a little larger, not twice as large."""


def _too_much(share: float, limit: float, nearest: str) -> Built:
    if share == 0 or (nearest == "resize" and share == 1):
        return Built(reason="no_change", nearest=nearest, facts={"amount": f"{100 * share:g}%"})
    return Built(reason="amount", nearest=nearest, facts={"amount": f"{100 * share:g}%", "limit": f"{100 * limit:g}%"})


def _opposite(sides: list[str]) -> bool:
    return {"left", "right"} <= set(sides) or {"top", "bottom"} <= set(sides)


def _scale(factor: float, span: Span) -> float:
    """`by 20 %` is relative to the size there is; `to 50 %`, `2x` is the new size."""
    grown = span.has("verb", "enlarge") or span.has("direction", "up") or span.has("bigger", "bigger")
    shrunk = span.has("verb", "shrink") or span.has("direction", "down") or span.has("bigger", "smaller")
    share = percent_after(span, 0, len(span)) is not None
    if share and "to" not in span.words:
        factor = 1 + factor if grown else 1 - factor if shrunk else factor
    elif shrunk and factor > 1:
        factor = 1 / factor
    return round(factor, 4)


def _tidy(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def _zoom(span: Span) -> tuple[str, dict[str, Any]] | Built:
    """Zooming in keeps the middle; zooming out would need picture that is not there."""
    factor = factor_in(span)
    if span.has("outward") or (factor is not None and factor < 1):
        return Built(reason="generative", nearest="crop")
    factor = factor or _DEFAULT_ZOOM
    if factor > _MOST_ZOOM:
        return _too_much(factor, _MOST_ZOOM, "crop")
    cut = round((1 - 1 / factor) / 2, 4)
    return "crop", dict.fromkeys(_EDGES, cut)


_PARTS = {"zoom": _zoom, "crop": _crop, "rotate": _rotate, "flip": _flip, "straighten": _straighten, "resize": _resize}
