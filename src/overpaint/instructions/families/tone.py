"""Tone: sliders with amounts, on the whole picture or a region."""

from __future__ import annotations

import math
from typing import Any

from overpaint.instructions.adjustments import Adjustment, degree, scan
from overpaint.instructions.catalogue import Catalogue, unit_of, useful_range, valid_range
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import region_of
from overpaint.instructions.plan import RegionRef, Step
from overpaint.instructions.readings import VAGUE, Reading
from overpaint.instructions.words import Span

# Slider words that are no operation of their own: operation, parameter (empty: its first).
_SLIDERS: dict[str, tuple[str, str]] = {
    "shadows": ("shadows_highlights", "shadows"),
    "highlights": ("shadows_highlights", "highlights"),
    "colours": ("vibrance", ""),
    "clarity": ("contrast", ""),
    "levels": ("contrast", ""),
}
# Words that ask for a judgement, not for a slider.
_JUDGED = frozenset(["white_balance", "light"])


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """Steps of a tone request, one a slider."""
    span = reading.content or reading.clause
    region = _region(reading, catalogue)
    if region is None:
        return Built(reason="region", nearest="whole_tone", facts={"target": reading.target})
    found = merged(scan(span))
    if reading.what == VAGUE or not found:
        tinted = _tint(reading, catalogue, span, region)
        return Built((tinted,)) if tinted else _enhance(reading, catalogue, span, region)
    steps = [_slider(reading, catalogue, adjustment, span, region) for adjustment in found]
    made = tuple(one for one in steps if one is not None)
    if len(made) < len(steps):
        return Built(reason="operation", nearest="whole_tone", facts={"operation": found[0].slider})
    vague = any(one.operation == "auto_enhance" for one in made)
    return Built(made, ("vague",) if vague else ())


def merged(found: list[Adjustment]) -> list[Adjustment]:
    """One adjustment a slider: said twice (`brighten it so that it is brighter`) is meant once."""
    return list({a.slider: a for a in reversed(found)}.values())[::-1]


def _region(reading: Reading, catalogue: Catalogue) -> RegionRef | None:
    if reading.region is None or not reading.region:
        return RegionRef()
    return region_of(Noun(reading.region, reading.grammar), catalogue)


def _enhance(reading: Reading, catalogue: Catalogue, span: Span, region: RegionRef) -> Built:
    if "auto_enhance" not in catalogue.operations:
        return Built(reason="operation", facts={"operation": "auto_enhance"})
    amount = degree(span, 0, len(span), 1.0)
    params = {} if amount == 1.0 else {"amount": amount}
    return Built((step(reading, catalogue, "auto_enhance", params, region),), ("vague",))


def _slider(reading: Reading, catalogue: Catalogue, a: Adjustment, span: Span, region: RegionRef) -> Step | None:
    name, parameter = _SLIDERS.get(a.slider, (a.slider, ""))
    directed = span.has("direction", "up", "down") or a.slider not in _JUDGED
    if a.slider in _JUDGED:
        name = "brightness" if a.slider == "light" and directed and span.has("direction", "up", "down") else "auto_enhance"
    if name not in catalogue.operations:
        return None
    params = catalogue.operations[name].Params
    parameter = parameter or next(iter(params.model_fields), "")
    if not parameter:
        return step(reading, catalogue, name, {}, region)
    return step(reading, catalogue, name, {parameter: _value(params, parameter, a)}, region)


def _value(params: Any, name: str, a: Adjustment) -> float:
    """A strength on the parameter's own scale: its useful range is what `fully` means."""
    low, high = useful_range(params, name)
    least, most = valid_range(params, name)
    if name == "gamma":
        value = math.exp(a.strength * math.log(high))
    elif low >= 0:
        value = high * (a.exact if a.exact is not None else min(1.0, abs(a.strength)))
    elif a.stops is not None and unit_of(params, name) == "EV":
        value = a.stops
    elif a.exact is not None and unit_of(params, name) == "EV":
        value = math.log2(max(1 + a.exact, 0.05))
    elif a.exact is not None and unit_of(params, name) == "":
        value = a.exact
    else:
        strength = a.strength if a.exact is None else a.exact
        value = strength * (high if strength > 0 else -low)
    return round(min(max(value, least), most), 3)


def _tint(reading: Reading, catalogue: Catalogue, span: Span, region: RegionRef) -> Step | None:
    """`remove some green`, `add yellow`: colours are sliders between opposites."""
    names = colour_hits(span)
    if not names:
        return None
    red, green, blue = (int(names[0].key[i : i + 2], 16) for i in (1, 3, 5))
    down = -1 if span.has("direction", "down", "too") else 1
    magenta = (red + blue) / 2 - green
    if abs(magenta) > abs(red - blue) * 0.9:
        slider, sign = "tint", 1 if magenta > 0 else -1
    else:
        slider, sign = "temperature", 1 if red > blue else -1
    return _slider(reading, catalogue, Adjustment(slider, sign * down * degree(span, 0, len(span))), span, region)
