"""Which scene a phrase asks for, and which of its choices, by `scenes.toml` and what is installed.

A phrase of class `backdrop` names a scene with the choices it must offer (`surface material=brick view=wall`). A word of class
`scene_<field>` (or `time`, `season`) is a wish for a choice of the parameter of that name, whichever scene declares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from overpaint.instructions.catalogue import Catalogue, choices
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.families.built import Listed
from overpaint.instructions.lexicon import Hit, read
from overpaint.instructions.words import Span, chosen

SCENE_FILE = "scenes.toml"

ALIKE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "time": {
        "dawn": ("sunset", "golden_hour"),
        "morning": ("noon",),
        "noon": ("morning",),
        "golden_hour": ("sunset",),
        "sunset": ("golden_hour",),
        "evening": ("sunset", "dusk", "golden_hour"),
        "day": ("noon", "morning"),
    },
    "weather": {
        "clear": ("fair",),
        "fair": ("clear", "cloudy"),
        "cloudy": ("overcast",),
        "overcast": ("cloudy",),
    },
}
"""What a scene may show in the place of a choice it lacks: the same kind of light (docs/decisions/0007). Best first."""

_LOOSE = ("evening", "day")
"""Words for several hours: none of them is the wrong one, so none needs to be told of."""

_MUST = ("time", "season", "weather")
"""Wishes that count for every scene: one that a scene does not even have a parameter for is refused, not passed over."""

_UNPLACED = {
    "sunset": "sea",
    "dawn": "sea",
    "golden_hour": "sea",
    "autumn": "forest",
    "spring": "meadow",
    "summer": "meadow",
    "winter": "snow",
}
"""An hour or a season without a place, and where it shows best."""

PLAIN = "solid"
"""The scene of one colour; what a new background is without a word about it."""


@dataclass(frozen=True)
class Painted:
    """A scene with its parameters; `notes` are keys of messages, `facts` fill their blanks."""

    scene: str
    params: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unpainted:
    """Why there is no such backdrop: a key of the refusals, its facts, and the installed scenes nearest to what was asked."""

    reason: str
    facts: Mapping[str, str]
    listed: Listed
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A phrase that names a backdrop: `options` in the lexicon's order, as `(scene, choices)`."""

    start: int
    end: int
    kind: str
    options: tuple[tuple[str, Mapping[str, str]], ...]

    def scene(self, catalogue: Catalogue) -> str:
        """The first of its scenes that is installed; empty for none."""
        return next((name for name, _ in self.options if name in catalogue.scenes), "")

    def holds(self, hit: Hit | _Wish) -> bool:
        return self.start <= hit.start and hit.end <= self.end


@dataclass(frozen=True)
class _Wish:
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
        return any(name in _MUST for name, _ in self.means)


def backdrop_of(span: Span, catalogue: Catalogue) -> Painted | Unpainted:
    """The backdrop that a phrase asks for, of what is installed."""
    wishes, places = _wishes(span), _places(span)
    place = _main(span, places, wishes, catalogue) if places else _unplaced(span, wishes, catalogue)
    if place is None:
        return _no_scene(span, places, catalogue)
    served = [option for option in place.options if option[0] in catalogue.scenes]
    if not served:
        return _no_scene(span, [place], catalogue)
    scene, fixed = next((option for option in served if _offers(catalogue, *option)), served[0])
    declared = catalogue.scenes[scene]
    if not _offers(catalogue, scene, fixed):
        return _no_choice(scene, declared, span.part(place.start, place.end).original, fixed)
    said = [one for one in places if one is place or not _shown(span, one.start, one.end, scene)]
    beside = [choice for one in said for name, choice in one.options if name == scene]
    every = {name: value for choice in reversed(beside) for name, value in choice.items()} | dict(fixed)
    implied = [_Wish(one.start, one.end, tuple(one.options[0][1].items())) for one in places if one.scene(catalogue) != scene]
    return _filled(span, place, scene, every, declared, wishes + [wish for wish in implied if wish.means])


def _wishes(span: Span) -> list[_Wish]:
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for hit in span.hits:
        name = hit.cls.removeprefix("scene_")
        if (name != hit.cls and name != "detail") or hit.cls in ("time", "season"):
            found.setdefault((hit.start, hit.end), []).append((name, hit.key))
    kept = {(hit.start, hit.end) for hit in chosen(Hit(start, end, "", "") for start, end in found)}
    return [_Wish(*at, tuple(means)) for at, means in found.items() if at in kept]


def _places(span: Span) -> list[_Place]:
    hits = list(span.of("backdrop"))
    found = []
    for one in chosen(hits):
        options = tuple(_option(hit.key) for hit in hits if (hit.start, hit.end) == (one.start, one.end))
        kind = next((hit.key for hit in span.of("scene") if (hit.start, hit.end) == (one.start, one.end)), "")
        found.append(_Place(one.start, one.end, kind, options))
    return found


def _option(key: str) -> tuple[str, Mapping[str, str]]:
    """`surface material=brick view=wall` as a name and its choices."""
    name, *rest = key.split(" ")
    return name, dict(part.split("=", 1) for part in rest)


def _offers(catalogue: Catalogue, scene: str, fixed: Mapping[str, str]) -> bool:
    """Whether a scene has these choices."""
    try:
        catalogue.scenes[scene].model_validate(fixed)
    except ValidationError:
        return False
    return True


def _main(span: Span, places: list[_Place], wishes: list[_Wish], catalogue: Catalogue) -> _Place | None:
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
            if scene and all(_shown(span, one.start, one.end, scene) for one in others):
                return place
    return None


def _shown(span: Span, start: int, end: int, scene: str) -> bool:
    """Whether words say something that a scene shows of itself."""
    known = {
        at
        for hit in span.of("scene_detail")
        if hit.key in (scene, "any")
        for at in range(max(hit.start, start), min(hit.end, end))
    }
    return all(at in known for at in range(start, end))


def _unplaced(span: Span, wishes: list[_Wish], catalogue: Catalogue) -> _Place | None:
    """What a phrase without a place asks for: colours, or an hour or season alone."""
    colours = colour_hits(span)
    said = [key for wish in wishes for _, key in wish.means]
    if colours and _coloured_thing(span, colours[-1].end):
        return None
    names = ["gradient"] if len(colours) > 1 else []
    names += [PLAIN] if colours else [_UNPLACED[key] for key in said if key in _UNPLACED]
    options = tuple((name, dict[str, str]()) for name in names if name in catalogue.scenes)
    return _Place(0, 0, "", options[:1]) if options else None


def _coloured_thing(span: Span, end: int) -> bool:
    """Whether a colour belongs to something that no word here knows: `a red dragon` is no red background."""
    if span.has("thing", "background", "behind"):
        return False
    known = {at for hit in span.hits if hit.cls != "thing" for at in range(hit.start, hit.end)}
    after = [at for at in range(end, len(span)) if at not in known and span.words[at][0].isalpha()]
    return after[: len(_UNKNOWN[span.lexicon.language])] == [end + at for at in _UNKNOWN[span.lexicon.language]]


_UNKNOWN = {"en": (0,), "zh": (0, 1)}
"""Units right after a colour that make an unknown thing: one word, or two Chinese characters."""


def _filled(
    span: Span, place: _Place, scene: str, fixed: Mapping[str, str], declared: type[BaseModel], wishes: list[_Wish]
) -> Painted | Unpainted:
    """The scene's parameters: the place's own, then wishes in order, then colours."""
    params: dict[str, Any] = dict(fixed)
    notes: list[str] = []
    told: dict[str, str] = {}
    spoken = {wish: place.holds(wish) or _shown(span, wish.start, wish.end, scene) for wish in wishes}
    for wish in sorted(wishes, key=lambda one: one.weak or spoken[one]):
        words = span.part(wish.start, wish.end).original
        taken = _grant(wish, declared, params)
        if taken is None and not (wish.weak or spoken[wish]):
            return _no_choice(scene, declared, words, dict(wish.means))
        if taken:
            notes.append("alike_choice")
            told = {"asked": words}
    unused = _colour(span, place, scene, declared, params, wishes)
    if unused is None:
        unused = _furniture(span, place, scene)
    if unused is not None:
        facts = {"detail": span.part(unused.start, unused.end).original}
        return Unpainted("scene_detail", facts, {"scene": (("scene", scene),)}, (scene,))
    return Painted(scene, params, tuple(notes), told)


def _grant(wish: _Wish, declared: type[BaseModel], params: dict[str, Any]) -> bool | None:
    """Set what a wish stands for. True if another choice of the same kind was taken, None if the scene has nothing of it."""
    granted: bool | None = None
    for name, key in wish.means:
        words = choices(declared, name) if name in declared.model_fields else ()
        fitting = [word for word in (key, *ALIKE.get(name, {}).get(key, ())) if word in words]
        if params.get(name, fitting[0] if fitting else None) not in fitting:
            continue
        other = name not in params and fitting[0] != key and key not in _LOOSE
        params.setdefault(name, fitting[0])
        granted = bool(granted) or other
    if granted is None and not wish.binding and not any(name in declared.model_fields for name, _ in wish.means):
        return False
    return granted


def _colour(
    span: Span, place: _Place, scene: str, declared: type[BaseModel], params: dict[str, Any], wishes: list[_Wish]
) -> Hit | None:
    """Colours into the parameters that are colours, in order. One that finds none, and is not the scene's own, comes back."""
    fields = [name for name, info in declared.model_fields.items() if str(info.default).startswith("#") or name == "colour"]
    free = [name for name in fields if name not in params]
    wished = {(wish.start, wish.end) for wish in wishes}
    for hit in colour_hits(span):
        if place.holds(hit):
            continue
        if free:
            params[free.pop(0)] = hit.key
        elif (hit.start, hit.end) not in wished and not _shown(span, hit.start, hit.end, scene):
            return hit
    return None


def _furniture(span: Span, place: _Place, scene: str) -> Hit | None:
    """What the words put into the scene that it does not show: the palm trees of `a beach with palm trees`."""
    tails = [hit.end for hit in span.of("furnishing") if not place.holds(hit)]
    if not tails:
        return None
    known = {at for hit in span.hits if _asks_nothing(hit, place, scene) for at in range(hit.start, hit.end)}
    open_ = [at for at in range(tails[0], len(span)) if at not in known and span.words[at][0].isalnum()]
    return Hit(open_[0], open_[-1] + 1, "", "") if open_ else None


_ORDINARY = frozenset(
    ["time", "season", "colour", "determiner", "degree", "preposition", "tone_more", "tone_vague", "list", "furnishing"]
)


def _asks_nothing(hit: Hit, place: _Place, scene: str) -> bool:
    """Whether a word is accounted for: granted or refused before, the scene's own, or no thing at all."""
    if hit.cls == "scene_detail":
        return hit.key in (scene, "any")
    if hit.cls == "thing":
        return hit.key == "background"
    return place.holds(hit) or hit.cls in _ORDINARY or hit.cls.startswith("scene_")


def _no_scene(span: Span, places: Iterable[_Place], catalogue: Catalogue) -> Unpainted:
    kinds = {place.kind for place in places}
    own = [place.scene(catalogue) for place in places if place.scene(catalogue)]
    near = own + [name for kind, name in _kinds(span.lexicon.language) if kind in kinds and name in catalogue.scenes]
    listed = {"scenes": tuple(("scene", name) for name in catalogue.scenes)}
    return Unpainted("scene", {}, listed, tuple(dict.fromkeys(near)))


@cache
def _kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Kinds of places with what paints them, in the lexicon's order."""
    keys = [key.partition("/") for key in read(language, SCENE_FILE)["scene"]]
    return tuple((kind, _option(painted or kind)[0]) for kind, _, painted in keys)


def _no_choice(scene: str, declared: type[BaseModel], asked: str, wished: Mapping[str, str]) -> Unpainted:
    """Refused, with the choices that there are: of the parameter that was meant, else of every one."""
    meant = [name for name in wished if name in declared.model_fields and wished[name] not in choices(declared, name)]
    names = meant or [name for name in _MUST if name in declared.model_fields]
    rows = tuple(("detail", f"{name}_{word}") for name in names for word in choices(declared, name))
    listed = {"scene": (("scene", scene),), "choices": rows}
    return Unpainted("scene_choice" if rows else "scene_detail", {"asked": asked, "detail": asked}, listed, (scene,))
