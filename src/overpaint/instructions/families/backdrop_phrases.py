"""Places and wishes in a phrase: what names a backdrop, and what asks for one of its choices.

A phrase of class `backdrop` names a scene with the choices it must offer (`surface material=brick view=wall`). A word of class
`scene_<field>` (or `time`, `season`) is a wish for a choice of the parameter of that name, whichever scene declares it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.lexicon import Hit, scene_words
from overpaint.instructions.words import Span, chosen

PLAIN = "solid"
"""The scene of one colour; what a new background is without a word about it."""

BINDING = ("time", "season", "weather")
"""Wishes that count for every scene: one that a scene does not even have a parameter for is refused, not passed over."""


@dataclass(frozen=True)
class Place:
    """A phrase that names a backdrop: `options` in the lexicon's order, as `(scene, choices)`."""

    start: int
    end: int
    kind: str
    options: tuple[tuple[str, Mapping[str, str]], ...]

    def scene(self, catalogue: Catalogue) -> str:
        """The first of its scenes that is installed; empty for none."""
        return next((name for name, _ in self.options if name in catalogue.scenes), "")

    def holds(self, hit: Hit | Wish) -> bool:
        return self.start <= hit.start and hit.end <= self.end


@dataclass(frozen=True)
class Wish:
    """Words for one choice: `means` are the parameters and values they may stand for."""

    start: int
    end: int
    means: tuple[tuple[str, str], ...]

    @property
    def weak(self) -> bool:
        """`sunny`, `day`: says little beside a word for an hour."""
        return ("time", "day") in self.means

    @property
    def binding(self) -> bool:
        return any(name in BINDING for name, _ in self.means)


def wishes_in(span: Span) -> list[Wish]:
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for hit in span.hits:
        name = hit.cls.removeprefix("scene_")
        if (name != hit.cls and name != "detail") or hit.cls in ("time", "season"):
            found.setdefault((hit.start, hit.end), []).append((name, hit.key))
    kept = {(hit.start, hit.end) for hit in chosen(Hit(start, end, "", "") for start, end in found)}
    return [Wish(*at, tuple(means)) for at, means in found.items() if at in kept]


def places_in(span: Span) -> list[Place]:
    hits = list(span.of("backdrop"))
    found = []
    for one in chosen(hits):
        options = tuple(option_of(hit.key) for hit in hits if (hit.start, hit.end) == (one.start, one.end))
        kind = next((hit.key for hit in span.of("scene") if (hit.start, hit.end) == (one.start, one.end)), "")
        found.append(Place(one.start, one.end, kind, options))
    return found


def option_of(key: str) -> tuple[str, Mapping[str, str]]:
    """`surface material=brick view=wall` as a name and its choices."""
    name, *rest = key.split(" ")
    return name, dict(part.split("=", 1) for part in rest)


def main_place(span: Span, places: list[Place], wishes: list[Wish], catalogue: Catalogue) -> Place | None:
    """The place that is meant; None where several are and no scene shows them together."""
    named = [place for place in places if place.options[0][0] != PLAIN] or places[:1]
    times = {(wish.start, wish.end) for wish in wishes}
    firm = [place for place in named if (place.start, place.end) not in times]
    for group in (named, firm):
        if len(group) == 1:
            return group[0]
        for place in group:
            scene = place.scene(catalogue)
            others = [one for one in group if one.scene(catalogue) != scene]
            if scene and all(is_shown(span, one.start, one.end, scene) for one in others):
                return place
    return None


def is_shown(span: Span, start: int, end: int, scene: str) -> bool:
    """Whether words say something that a scene shows of itself."""
    known = {
        at
        for hit in span.of("scene_detail")
        if hit.key in (scene, "any")
        for at in range(max(hit.start, start), min(hit.end, end))
    }
    return all(at in known for at in range(start, end))


@cache
def kinds_of(language: str) -> tuple[tuple[str, str], ...]:
    """Kinds of places with the scenes that paint them."""
    return tuple(
        dict.fromkeys((key.split(" ")[0], name) for name, words in scene_words(language).items() for key in words.places)
    )
