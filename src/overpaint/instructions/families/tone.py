"""Tone: sliders with amounts, on the whole picture or a region."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

from pydantic import BaseModel

from overpaint.instructions.adjustments import Adjustment, degree, hue_slider, is_grey, scan
from overpaint.instructions.catalogue import Catalogue, role_of, useful_range, valid_range
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.named_things import nouns_in, region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import all_but, colour_range, half_of, is_placed, where_of
from overpaint.instructions.readings import FAULT, VAGUE, Reading
from overpaint.instructions.words import Span
from overpaint.plans import Coloured, Pick, Side, Step, Where, Whole

_MOST_STOPS = 5.0
_SENSELESS_SHARE, _SENSELESS_STOPS = 10.0, 20.0
"""Up to ten times the strongest is taken for `as strong as can be`, and told; more is a slip of the hand."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """Steps of a tone request, one a slider."""
    span = reading.content or reading.clause
    where = _where(reading, catalogue)
    if where is None:
        missing = reading.spared.plain if reading.spared else reading.target
        return Built(reason="region", nearest="whole_tone", facts={"target": missing})
    scanned = scan(span)
    found = [
        a for a in merged(scanned) + _contrary(span, scanned) if reading.grammar.lexicon.family_of(a.slider) == reading.family
    ]
    if reading.what == FAULT:
        found = [replace(a, strength=-a.strength) if a.plain else a for a in found]
    hued = colour_hits(span)
    if not found and hued and reading.what != VAGUE:
        if is_grey(hued[0].key):  # `make it white`: no light is any whiter, and what shall be white is not said
            return Built(reason="unread", nearest="tone")
        found = [_hue(span, hued[0].key)]
        if isinstance(where, Coloured):  # `deepen the reds` makes them stronger
            ways = span.has("direction") or span.has("verb", *_STRONGER, *_WEAKER)
            down = span.has("direction", "down", "too") or span.has("verb", *_WEAKER)
            if not ways:
                return Built(reason="unread", nearest="tone")
            found = [Adjustment("saturation", degree(span, 0, len(span)) * (-1 if down else 1))]
        if reading.what == FAULT:
            found = [replace(found[0], strength=-found[0].strength)]
    judged = [a for a in found if not a.directed]
    if reading.what == VAGUE or not found or judged == found:
        return _enhance(reading, catalogue, span, where)
    asked = [adjustment for adjustment in found if adjustment not in judged]
    if (senseless := next((a for a in asked if _is_senseless(a)), None)) is not None:
        limit = "±100%" if senseless.stops is None else f"±{_MOST_STOPS:g} EV"
        return Built(reason="amount", nearest="tone", facts={"amount": _said(senseless), "limit": limit})
    if any(a.exact == 0 or a.stops == 0 for a in asked):
        return Built(reason="no_change", nearest="tone", facts={"amount": "0"})
    steps = [slider_step(reading, catalogue, adjustment, where) for adjustment in asked]
    if None in steps:
        return Built(reason="operation", nearest="whole_tone", facts={"operation": found[0].slider})
    clamped = next((a for a in asked if abs(a.exact or 0.0) > 1 or (a.stops is not None and abs(a.stops) > _MOST_STOPS)), None)
    notes = () if clamped is None else ("strongest",)
    facts = None if clamped is None else {"amount": _said(clamped)}
    return Built(tuple(step for step in steps if step is not None), notes, facts=facts)


_STRONGER, _WEAKER = ("increase", "add"), ("remove", "decrease", "strip")


def _is_senseless(a: Adjustment) -> bool:
    """Whether an amount is so far beyond the strongest setting that it can't have been meant."""
    return abs(a.exact or 0.0) > _SENSELESS_SHARE or abs(a.stops or 0.0) > _SENSELESS_STOPS


def _said(a: Adjustment) -> str:
    return f"{100 * (a.exact or 0.0):+g}%" if a.stops is None else f"{a.stops:+g} EV"


def merged(found: list[Adjustment]) -> list[Adjustment]:
    """One adjustment a slider: said twice (`brighten it so that it is brighter`) is meant once."""
    return list({a.slider: a for a in reversed(found)}.values())[::-1]


def _contrary(span: Span, found: list[Adjustment]) -> list[Adjustment]:
    """`darker and then brighter`: the second of two that go opposite ways, where it is said that one follows the other."""
    return [
        later
        for first, later in combinations(found, 2)
        if later.slider == first.slider
        and (later.strength > 0) != (first.strength > 0)
        and not _FOLLOWING.isdisjoint(span.words[first.end : later.start])
    ]


_FOLLOWING = word_set("tone.following")


def _hue(span: Span, colour: str) -> Adjustment:
    """`less yellow`, `too much red`: colours are sliders between opposites."""
    slider, sign = hue_slider(colour)
    down = -1 if span.has("direction", "down", "too") or span.has("verb", "remove", "decrease") else 1
    return Adjustment(slider, sign * down * degree(span, 0, len(span)))


def _where(reading: Reading, catalogue: Catalogue) -> Where | None:
    """Where the tone changes; None for a place that nothing here can find (`on the left side`)."""
    half = half_of(reading.content or reading.clause)
    if half is not None and not reading.spared and not nouns_in(reading.clause, catalogue):
        return half
    shades = None if reading.spared else colour_range(reading.content or reading.clause)
    where = where_of(region_of(reading.region, reading, catalogue), catalogue) if reading.region else Whole()
    if shades is not None:  # `the blues in the sky`
        named = [
            where_of(Noun(reading.clause.part(*at), reading.grammar), catalogue) for at in nouns_in(reading.clause, catalogue)
        ]
        where = named[0] if len(named) == 1 else Whole() if not named else None
        return None if where is None else Coloured(of=where, colour=shades)
    if not isinstance(where, Pick | Side) and is_placed(reading.content or reading.clause, reading.grammar.head_last):
        return None
    return all_but(Noun(reading.spared, reading.grammar), where, catalogue) if reading.spared else where


def _enhance(reading: Reading, catalogue: Catalogue, span: Span, where: Where) -> Built:
    if "auto_enhance" not in catalogue.operations:
        return Built(reason="operation", facts={"operation": "auto_enhance"})
    amount = degree(span, 0, len(span), 1.0)
    params = {} if amount == 1.0 else {"amount": amount}
    said = reading.what != VAGUE and span.has("tone_attribute", "white_balance")
    return Built((step(reading, catalogue, "auto_enhance", params, where),), () if said else ("vague",))


def slider_step(reading: Reading, catalogue: Catalogue, a: Adjustment, where: Where) -> Step | None:
    """The step of one slider; None where its operation is not installed."""
    name, parameter = catalogue.sliders.get(a.slider, (a.slider, ""))
    if name not in catalogue.operations:
        return None
    params = catalogue.operations[name].params
    if not parameter or (a.strength == 1.0 and not a.degreed):
        return step(reading, catalogue, name, {}, where)
    by_eye = next((row for row in params.model_fields if role_of(params, row) == "degree"), None)
    if by_eye and a.exact is None and a.stops is None:
        return step(reading, catalogue, name, {by_eye: round(min(max(a.strength, -1.0), 1.0), 3)}, where)
    return step(reading, catalogue, name, {parameter: _value(params, parameter, a)}, where)


def _value(params: type[BaseModel], name: str, a: Adjustment) -> float:
    """A strength on the parameter's own scale, by its role: its useful range is what `fully` means."""
    low, high = useful_range(params, name)
    least, most = valid_range(params, name)
    strength = a.strength if a.exact is None else a.exact
    scaled = strength * (high if strength > 0 else -low)
    match role_of(params, name):
        case "factor":
            value = math.exp(a.strength * math.log(high))
        case "effect":
            part = a.exact if a.exact is not None else min(1.0, abs(a.strength))
            value = math.copysign(high, float(params.model_fields[name].default)) * part
        case "stops" if a.stops is not None:
            value = a.stops
        case "stops" if a.exact is not None:
            value = math.log2(max(1 + a.exact, 0.05))
        case "amount" if a.exact is not None:
            value = a.exact
        case _:
            value = scaled
    return round(min(max(value, least), most), 3)
