"""A backdrop in plain words, and whether it is a good one: for the sentences that tell what was done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from overpaint.instructions.catalogue import rating
from overpaint.instructions.colours import shade_of
from overpaint.instructions.families.backdrop_phrases import PLAIN
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.files import names
from overpaint.instructions.messages import has, say, word
from overpaint.plans import PictureRef, SentPicture, Step

COLOUR_FILE = "colours.toml"


def scene_words(step: Step, language: str) -> str:
    """The scene or picture that a step puts behind the subject: `the sea at sunset`, `picture 2`."""
    if step.pictures:
        return picture_words(step.pictures[0], language)
    scene = str(step.params.get("scene") or PLAIN)
    given: dict[str, Any] = dict(step.params.get("scene_params") or {})
    noun, used = _noun(scene, given, language)
    details = [_detail(scene, name, value, language) for name, value in given.items() if name != used]
    codes = [str(value) for value in given.values() if str(value).startswith("#")]
    colours = [colour_name(code, language) for code in codes if code != shade_of(codes[0])]
    if colours:
        details.append(say(language, "punctuation", "colour", colour=say(language, "punctuation", "colours").join(colours)))
    told = say(language, "punctuation", "details").join(detail for detail in details if detail)
    return say(language, "punctuation", "scene_with", scene=noun, details=told) if told else noun


def picture_words(picture: PictureRef, language: str) -> str:
    """`picture 2 of the request`, `your own picture “garden”`."""
    if isinstance(picture, SentPicture):
        return say(language, "scene", "image", number=picture.number)
    return say(language, "scene", "own_picture", picture=picture.name)


def rating_words(step: Step, language: str) -> str:
    """A sentence where a scene is not to be taken for a photograph; else empty."""
    scene = str(step.params.get("scene") or "")
    stylised = scene and rating(scene, step.params.get("scene_params") or {}) == "stylised"
    return say(language, "note", "stylised") if stylised else ""


def colour_name(code: str, language: str) -> str:
    """What a language calls `#rrggbb`; the code itself where it has no name for it."""
    return _colour_names(language).get(code, code)


def _noun(scene: str, given: Mapping[str, Any], language: str) -> tuple[str, str]:
    """What the scene is called, and the choice that says so itself: an interior is `an office`."""
    for name, value in given.items():
        if has(language, "scene", f"{scene}_{value}"):
            return say(language, "scene", f"{scene}_{value}"), name
    return word(language, "scene", scene, default=scene), ""


def _detail(scene: str, name: str, value: object, language: str) -> str:
    """One choice of a scene: `at sunset`, `under clouds`; empty for what is no choice."""
    general = word(language, "detail", f"{name}_{value}")
    return word(language, "detail", f"{scene}_{name}_{value}", default=general)


@cache
def _colour_names(language: str) -> dict[str, str]:
    """`#rrggbb` → the first name that the language's lexicon gives it; a language without a list of colours gives none."""
    if COLOUR_FILE not in names(language):
        return {}
    return {code: known[0] for code, known in read(language, COLOUR_FILE)["colour"].items()}
