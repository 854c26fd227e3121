"""Which scene a phrase asks for, and which of its choices: its places and wishes, matched against what is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ValidationError

from overpaint.instructions.catalogue import Catalogue, choices
from overpaint.instructions.colours import colour_hits, shade_of
from overpaint.instructions.families.backdrop_phrases import (
    BINDING,
    PLAIN,
    Place,
    Wish,
    is_shown,
    kinds_of,
    main_place,
    option_of,
    places_in,
    wishes_in,
)
from overpaint.instructions.families.built import Listed
from overpaint.instructions.families.shades import shade_asked
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.words import Span

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


def backdrop_of(span: Span, catalogue: Catalogue) -> Painted | Unpainted:
    """The backdrop that a phrase asks for, of what is installed."""
    wishes, places = wishes_in(span), places_in(span)
    place = main_place(span, places, wishes, catalogue) if places else _unplaced(span, wishes, catalogue)
    if place is None:
        return _no_scene(span, places, catalogue)
    served = [option for option in place.options if option[0] in catalogue.scenes]
    if not served:
        return _no_scene(span, [place], catalogue)
    scene, fixed = next((option for option in served if _offers(catalogue, *option)), served[0])
    declared = catalogue.scenes[scene]
    said = [one for one in places if one is place or not is_shown(span, one.start, one.end, scene)]
    beside = [choice for one in said if one is not place for name, choice in one.options[:1] if name == scene]
    every = _together(declared, [fixed, *beside])
    if every is None:
        return _no_scene(span, [place], catalogue)
    if not _offers(catalogue, scene, every):
        asked = span.part(min(one.start for one in said), max(one.end for one in said)).original
        return _no_choice(scene, declared, asked, every)
    implied = [Wish(one.start, one.end, tuple(one.options[0][1].items())) for one in places if one.scene(catalogue) != scene]
    return _filled(span, place, scene, every, declared, wishes + [wish for wish in implied if wish.means])


def _together(declared: type[BaseModel], named: list[Mapping[str, str]]) -> dict[str, str] | None:
    """The choices of several names for one scene: `an indoor office` is an office, since a room is what any interior is.

    None where they exclude each other.
    """
    every: dict[str, str] = {}
    for name, value in [pair for choice in named for pair in choice.items()]:
        usual = declared.model_fields[name].default if name in declared.model_fields else None
        if every.get(name, usual) in (usual, value):
            every[name] = value
        elif value != usual:
            return None
    return every


def _offers(catalogue: Catalogue, scene: str, fixed: Mapping[str, str]) -> bool:
    """Whether a scene has these choices."""
    try:
        catalogue.scenes[scene].model_validate(fixed)
    except ValidationError:
        return False
    return True


def _unplaced(span: Span, wishes: list[Wish], catalogue: Catalogue) -> Place | None:
    """What a phrase without a place asks for: colours, or an hour or season alone."""
    colours = colour_hits(span)
    said = [key for wish in wishes for _, key in wish.means]
    if colours and (_coloured_thing(span, colours[-1].end) or not _run_together(span, colours)):
        return None
    names = ["gradient"] if len(colours) > 1 else []
    names += [PLAIN] if colours else [_UNPLACED[key] for key in said if key in _UNPLACED]
    options = tuple((name, dict[str, str]()) for name in names if name in catalogue.scenes)
    return Place(0, 0, "", options[:1]) if options else None


def _run_together(span: Span, colours: list[Hit]) -> bool:
    """Whether several colours are joined: `blue and white`, `from pink to purple`; `grey, light grey` is no gradient."""
    return all(any(word in _JOINING for word in span.words[before.end : after.start]) for before, after in pairwise(colours))


_JOINING = word_set("backdrops.joining")


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
    span: Span, place: Place, scene: str, fixed: Mapping[str, str], declared: type[BaseModel], wishes: list[Wish]
) -> Painted | Unpainted:
    """The scene's parameters: the place's own, then wishes in order, then colours."""
    params: dict[str, Any] = dict(fixed)
    notes: list[str] = []
    told: dict[str, str] = {}
    spoken = {wish: place.holds(wish) or is_shown(span, wish.start, wish.end, scene) for wish in wishes}
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


def _grant(wish: Wish, declared: type[BaseModel], params: dict[str, Any]) -> bool | None:
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
    span: Span, place: Place, scene: str, declared: type[BaseModel], params: dict[str, Any], wishes: list[Wish]
) -> Hit | None:
    """Colours into the parameters that are colours, in order. One that finds none, and is not the scene's own, comes back.

    One colour for a scene of two is meant with a shade of its own.
    """
    fields = [name for name, info in declared.model_fields.items() if str(info.default).startswith("#") or name == "colour"]
    free = [name for name in fields if name not in params]
    wished = {(wish.start, wish.end) for wish in wishes}
    for hit in colour_hits(span):
        if place.holds(hit):
            continue
        if free:
            params[free.pop(0)] = hit.key
        elif (hit.start, hit.end) not in wished and not is_shown(span, hit.start, hit.end, scene):
            return hit
    shade = shade_asked(span, place.start, scene, params) if "colour" in free else None
    if shade:
        params["colour"] = shade
    if len(fields) - len(free) == 1 and len(free) == 1:
        params[free[0]] = shade_of(params[fields[0]])
    return None


def _furniture(span: Span, place: Place, scene: str) -> Hit | None:
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


def _asks_nothing(hit: Hit, place: Place, scene: str) -> bool:
    """Whether a word is accounted for: granted or refused before, the scene's own, or no thing at all."""
    if hit.cls == "scene_detail":
        return hit.key in (scene, "any")
    if hit.cls == "thing":
        return hit.key == "background"
    if hit.cls == "backdrop" and option_of(hit.key)[0] == scene:
        return True
    return place.holds(hit) or hit.cls in _ORDINARY or hit.cls.startswith("scene_")


def _no_scene(span: Span, places: Iterable[Place], catalogue: Catalogue) -> Unpainted:
    kinds = {place.kind for place in places}
    own = [place.scene(catalogue) for place in places if place.scene(catalogue)]
    near = own + [name for kind, name in kinds_of(span.lexicon.language) if kind in kinds and name in catalogue.scenes]
    listed = {"scenes": tuple(("scene", name) for name in catalogue.scenes)}
    return Unpainted("scene", {}, listed, tuple(dict.fromkeys(near)))


def _no_choice(scene: str, declared: type[BaseModel], asked: str, wished: Mapping[str, str]) -> Unpainted:
    """Refused, with the choices that there are: of the parameter that was meant, else of every one."""
    meant = [name for name in wished if name in declared.model_fields and wished[name] not in choices(declared, name)]
    names = meant or [name for name in BINDING if name in declared.model_fields]
    rows = tuple(("detail", f"{scene}_{name}_{word}") for name in names for word in choices(declared, name))
    listed = {"scene": (("scene", scene),), "choices": rows}
    return Unpainted("scene_choice" if rows else "scene_detail", {"asked": asked, "detail": asked}, listed, (scene,))
