"""Backgrounds: replaced by a scene, removed, blurred."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from overpaint.instructions.adjustments import degree
from overpaint.instructions.catalogue import Catalogue, choices, useful_range
from overpaint.instructions.colours import colours_in
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.plan import RegionRef
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen

_BACKGROUND = RegionRef(name="background")

# Kinds of words that may fill a scene's parameter of the same choices.
_QUALIFIERS = ("time", "weather", "season", "shore", "mood")


def replace(reading: Reading, catalogue: Catalogue) -> Built:
    """A new background: the scene whose words stand in the request, or a plain colour."""
    span = reading.content or reading.clause
    name = scene_in(span, catalogue)
    if name is None:
        asked = reading.value or reading.clause.original
        return Built(reason="scene", nearest="scenes", facts={"scene": asked, "scenes": ", ".join(catalogue.scenes)})
    params = scene_params(span, catalogue.scenes[name])
    if params is None:
        return Built(reason="scene", nearest="scenes", facts={"scene": reading.value, "scenes": ", ".join(catalogue.scenes)})
    region = _BACKGROUND.model_copy(update={"words": reading.target})
    return Built((step(reading, catalogue, "background_replace", {"scene": name, "scene_params": params}, region),))


def scene_in(span: Span, catalogue: Catalogue) -> str | None:
    """The name of the scene a phrase asks for; None where no scene here shows it."""
    places = chosen(span.of("scene"))
    named = [hit.key for hit in places]
    served = [key for key in named if key in catalogue.scenes]
    if served:
        return served[0]
    others = [key for key in named if key not in ("plain", "bliss")]
    if not others and colours_in(span) and "solid" in catalogue.scenes:
        return "gradient" if len(colours_in(span)) > 1 and "gradient" in catalogue.scenes else "solid"
    if not others and "sea" in catalogue.scenes and span.has("time", "sunset", "dawn"):
        return "sea"
    if not others and "plain" in named and "solid" in catalogue.scenes:
        return "solid"
    return None


def scene_params(span: Span, declared: type[BaseModel]) -> dict[str, Any] | None:
    """The scene's parameters that the words name, matched by the choices and types it declares. None where they don't fit."""
    params: dict[str, Any] = {}
    for field in declared.model_fields:
        words = choices(declared, field)
        hit = next((key for key in _keys(span, _QUALIFIERS) if key in words), None)
        if hit is not None:
            params[field] = hit
        elif declared.model_fields[field].annotation is bool and span.has(field):
            params[field] = True
    params |= _colours(declared, colours_in(span))
    try:
        declared.model_validate(params)
    except ValidationError:
        return None
    return params


def _keys(span: Span, classes: Iterable[str]) -> list[str]:
    return [hit.key for hit in chosen(span.of(*classes))]


def _colours(declared: type[BaseModel], colours: list[str]) -> dict[str, Any]:
    """Colours into the fields that are named so, in order."""
    fields = [name for name in declared.model_fields if "colour" in name or "color" in name or name in ("top", "bottom")]
    found: dict[str, Any] = {}
    for name, colour in zip(fields, colours, strict=False):
        found[name] = colour
    return found


def remove(reading: Reading, catalogue: Catalogue) -> Built:
    """A transparent background."""
    if "background_remove" not in catalogue.operations:
        return Built(reason="operation", facts={"operation": "background_remove"})
    return Built((step(reading, catalogue, "background_remove", {}, _BACKGROUND),))


def blur(reading: Reading, catalogue: Catalogue) -> Built:
    """A background out of focus, as far as the degree words say."""
    if "background_blur" not in catalogue.operations:
        return Built(reason="operation", facts={"operation": "background_blur"})
    params = catalogue.operations["background_blur"].Params
    name = next(iter(params.model_fields))
    low, high = useful_range(params, name)
    strength = degree(reading.clause, 0, len(reading.clause), -1.0)
    given = {} if strength < 0 else {name: round(low + (high - low) * strength, 3)}
    return Built((step(reading, catalogue, "background_blur", given, _BACKGROUND),))
