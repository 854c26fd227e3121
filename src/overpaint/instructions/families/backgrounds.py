"""Backgrounds: replaced by a scene, removed, blurred."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from overpaint.instructions.adjustments import degree
from overpaint.instructions.catalogue import Catalogue, choices, useful_range
from overpaint.instructions.colours import colours_in
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.places import is_placed
from overpaint.instructions.plan import RegionRef
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen

_BACKGROUND = RegionRef(name="background")

_QUALIFIERS = ("time", "scene_weather", "direction_word", "lamp")
"""Classes whose keys may be choices of a scene's parameters."""

_UNNAMED = ("plain", "anything")
_SKIES = ("sunset", "dawn")
"""Hours whose picture is a sky: without a place they are shown over the sea."""


def replace(reading: Reading, catalogue: Catalogue) -> Built:
    """A new background: the scene whose words stand in the request, or a plain colour."""
    span = reading.content or reading.clause
    name = scene_in(span, catalogue)
    params = None if name is None else scene_params(span, catalogue.scenes[name])
    if name is None or params is None or (name != "solid" and _unpainted(span, name)):
        asked = reading.value or reading.clause.original
        return Built(reason="scene", nearest="scenes", facts={"scene": asked, "scenes": ", ".join(catalogue.scenes)})
    region = _BACKGROUND.model_copy(update={"words": reading.target})
    return Built((step(reading, catalogue, "background_replace", {"scene": name, "scene_params": params}, region),))


def scene_in(span: Span, catalogue: Catalogue) -> str | None:
    """The name of the scene a phrase asks for; None where no scene here shows it."""
    named = [hit.key for hit in chosen(span.of("scene")) if hit.key not in _UNNAMED]
    if named:
        return named[0] if all(key == named[0] for key in named) and named[0] in catalogue.scenes else None
    colours = colours_in(span)
    if len(colours) > 1 and "gradient" in catalogue.scenes:
        return "gradient"
    if (colours or span.has("scene", "plain")) and "solid" in catalogue.scenes:
        return "solid"
    return "sea" if span.has("time", *_SKIES) and "sea" in catalogue.scenes else None


def scene_params(span: Span, declared: type[BaseModel]) -> dict[str, Any] | None:
    """The scene's parameters that the words name, matched by what it declares: choices, yes-or-no, colours.

    None where the words ask for a choice that the scene does not have (a stormy sea of a scene that knows fair weather only).
    """
    params: dict[str, Any] = {}
    open_keys = [hit.key for cls in ("time", "scene_weather") for hit in chosen(span.of(cls))]
    for field in declared.model_fields:
        words = choices(declared, field)
        said = [hit.key for hit in chosen(span.of(*_QUALIFIERS)) if hit.key in words]
        if said:
            params[field] = said[0]
        elif declared.model_fields[field].annotation is bool and span.has(field):
            params[field] = True
    if any(key not in params.values() for key in open_keys):
        return None
    params |= _colours(declared, colours_in(span))
    try:
        declared.model_validate(params)
    except ValidationError:
        return None
    return params


def _colours(declared: type[BaseModel], colours: list[str]) -> dict[str, Any]:
    """Colours into the parameters whose defaults are colours, in order."""
    fields = [name for name, info in declared.model_fields.items() if str(info.default).startswith("#")]
    return dict(zip(fields, colours, strict=False))


def _unpainted(span: Span, scene: str) -> bool:
    """Whether the words ask for something in the scene that it does not paint: `a beach with palm trees`."""
    tails = [hit.end for hit in span.of("furnishing")]
    if not tails:
        return False
    tail = span.part(tails[0])
    known = {at for hit in tail.hits if _paints(hit.cls, hit.key, scene) for at in range(hit.start, hit.end)}
    return any(at not in known and word[0].isalnum() for at, word in enumerate(tail.words))


def _paints(cls: str, key: str, scene: str) -> bool:
    if cls == "scene_detail":
        return key == scene
    if cls == "thing":
        return key == "background"
    return cls in (
        "time",
        "scene_weather",
        "colour",
        "determiner",
        "degree",
        "preposition",
        "tone_more",
        "tone_vague",
        "shore",
        "list",
    ) or (cls == "scene" and key in (scene, "sky"))


def remove(reading: Reading, catalogue: Catalogue) -> Built:
    """A transparent background."""
    return Built((step(reading, catalogue, "background_remove", {}, _BACKGROUND),))


def blur(reading: Reading, catalogue: Catalogue) -> Built:
    """A background out of focus, as far as the degree words say; the operation's own default without any."""
    if is_placed(reading.clause, reading.grammar.head_last):
        return Built(reason="region", nearest="whole_tone", facts={"target": reading.clause.original})
    params = catalogue.operations["background_blur"].Params
    name = next(iter(params.model_fields))
    low, high = useful_range(params, name)
    strength = degree(reading.clause, 0, len(reading.clause), -1.0)
    given = {} if strength < 0 else {name: round(low + (high - low) * strength, 3)}
    return Built((step(reading, catalogue, "background_blur", given, _BACKGROUND),))
