"""Clauses that name a look or an effect by an operation's own words: `a thin white border`, `turn the background into a sketch`.

Every word of such a clause must be known: the name, how much of it, its colour, one place. Where anything else is said this is
no reader of it, and the forms are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import phrase_list, word_list, word_set
from overpaint.instructions.readings import Reading, Readings
from overpaint.instructions.slots import WHOLE
from overpaint.instructions.words import Span, chosen

FAMILY = "style"

NAMED_LOOK = "named look"
"""The rule of readings that are made here."""

NAMED, WEAK, STRONG, CHOICE = "look", "look_weak", "look_strong", "look_choice"
"""Classes of words that operations of this family bring: their names, `thin`, `thick`, what chooses a parameter's value."""

_DOING = ("add", "make", "give", "change", "become", "stylise", "use", "recolour", "increase", "write", "move")
"""Verbs of what brings a look about; `crop the frame`, `remove the grain` are other matters."""

_SMALL = (
    *("determiner", "indefinite", "pronoun", "possessive", "preposition", "to", "into", "become", "degree", "empty", "only"),
    *("wish", "leading", "wholly", "around", "list", "have", "affirmed", "colour", "direction", "aside", "floating", "solely"),
    *(
        "look",
        "look_weak",
        "look_strong",
        "look_choice",
        "look_says",
        "shape",
        "telling",
        "carrying",
        "furnishing",
        "colour_word",
        "same",
        "negation_filler",
    ),
)
"""Kinds of words that say nothing beside the name of a look which its step would not heed."""

_UNDOING = (
    *("remove", "strip", "vanish", "decrease", "crop", "replace", "extract", "denoise", "shrink", "straighten", "rotate", "flip"),
    *("sharpen", "deblur", "upscale", "resize", "zoom", "enlarge", "fit", "trim"),
)
"""Verbs of what has nothing to do with a look, whatever it names."""

_INSTEAD = ("change", "replace", "become")
"""Verbs by which what may be a scene too takes the background's place."""

_OF_THE_PICTURE = ("image", "scene", "style", "size", "edge")

_ELSE = (
    *("tone_attribute", "tone_more", "tone_fault", "tone_whole", "tone_vague", "quality", "quality_more", "blurred", "weather"),
    *("time", "season", "material", "negation", "denied", "correction", "excepting", "scene", "clear", "bigger", "style"),
    *("expression_value", "backdrop", "damaged", "blemish", "text"),
)
"""Kinds of words by which a clause says more, or something else."""

_CHANGES = ("tone_whole", "tone_attribute", "tone_more", "tone_fault", "quality", "quality_more", "blurred", "weather", "season")
"""Kinds of words that ask for something of their own: `a vignette and film grain`."""

_TELLS = word_set("looks.tells")
_WHOEVER = word_set("looks.whoever")
"""Who asks for a cartoon of himself means the picture."""

_JOINTS = word_set("looks.joints")
_OF = word_list("looks.of")
_UNITS = word_set("looks.units")
_NUMBER = re.compile(r"#?[\d.]+(?:px|%)?$")

_TAKES = {"sticker": ("outline", "border", "drop_shadow"), "polaroid": ("border",)}
"""Looks that bring others with them: `a sticker with a white outline` is one."""

_LAID = ("fog", "rain", "snowfall")
"""Weather that may be laid over the background alone."""

_AMBIGUOUS = phrase_list("looks.ambiguous")
"""Names that without a verb (`add a frame`) may as well mean something in the picture."""

Forms = Callable[[Span], Readings]
_A = word_set("looks.a")


@dataclass(frozen=True)
class _Piece:
    """A part of a clause between joints. `names`: the looks it names."""

    start: int
    end: int
    names: tuple[str, ...]


def read_looks(span: Span, grammar: Grammar, forms: Forms) -> Readings | None:
    """One reading for each look that a clause names; None where it names none or says anything that no look takes.

    `forms`: reads a part that names none (`make it warmer` in `make it warmer with film grain`).
    """
    raw = span.found
    names = chosen(hit for hit in raw if hit.cls == NAMED)
    if not names or span.quotes or not _TELLS.isdisjoint(_bare_words(span, names)):
        return None
    named = {at for hit in names for at in range(hit.start, hit.end)}
    behind = any(hit.cls == "thing" and hit.key == "background" for hit in raw)
    instead = any(hit.cls == "verb" and hit.key in _INSTEAD for hit in raw)
    if behind and instead and any(hit.cls == "backdrop" and hit.start in named for hit in raw):
        return None  # `change the background to bokeh lights`
    weather = any(grammar.lexicon.family_of(hit.key) != FAMILY for hit in names)
    if weather and any(hit.cls == "verb" and hit.key == "replace" for hit in raw):
        return None  # `replace it with a sunset`: what is behind somebody
    if any(_is_there(span, raw, hit) for hit in names):
        return None
    found: Readings = []
    for piece in _pieces(span, raw, names):
        part = span.part(piece.start, piece.end)
        if weather and piece.names and not _SEEMING.isdisjoint(part.words):
            if not found:
                return None
            continue
        made = _reading(part, grammar, span) if piece.names else forms(part)
        if not made:
            return None
        found += made
    return found


_SEEMING = word_set("looks.seeming")
"""`looks a bit hazy` complains of it."""


def _is_there(span: Span, raw: list[Hit], name: Hit) -> bool:
    """`make the snow white`, `make the rain stop`: weather that is in the picture already."""
    made = any(hit.cls == "verb" and hit.key == "make" and hit.end < name.start for hit in raw)
    return made and name.key in _LAID and span.words[name.start - 1] in _ARTICLES


def _sole_verbs(raw: list[Hit]) -> Iterator[Hit]:
    """Verbs where no word of another verb that brings looks about stands."""
    does = {hit.start for hit in raw if (hit.cls == "verb" and hit.key in _DOING) or hit.cls in ("look_says", "side")}
    return (hit for hit in raw if hit.cls == "verb" and hit.start not in does)


def _bare_words(span: Span, names: list[Hit]) -> Iterator[str]:
    inside = {at for hit in names for at in range(hit.start, hit.end)}
    return (word for at, word in enumerate(span.words) if at not in inside)


def _pieces(span: Span, raw: list[Hit], names: list[Hit]) -> list[_Piece]:
    """The clause cut at its joints; what only says how a look is to be (`, 20 px`, `with white`) stays with it."""
    inside = {at for hit in raw if hit.end - hit.start > 1 for at in range(hit.start, hit.end) if hit.cls in (NAMED, *_ELSE)}
    cuts = [at for at, word in enumerate(span.words) if word in _JOINTS and at not in inside and at > 0]
    found: list[_Piece] = []
    for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, len(span)], strict=True):
        within = tuple(hit.key for hit in names if start <= hit.start < end)
        before = found[-1] if found else None
        says_how = not within and all(_is_small(span, raw, at) for at in range(start, end))
        taken = (
            before is not None
            and within
            and set(within) <= {*before.names} | {one for name in before.names for one in _TAKES.get(name, ())}
        )
        if before is not None and before.names and (says_how or taken):
            found[-1] = _Piece(before.start, end, before.names)
        elif before is not None and not before.names and within and _is_open(span, raw, before):
            found[-1] = _Piece(before.start, end, within)
        elif end > start:
            found.append(_Piece(start, end, within))
    return found


def _is_open(span: Span, raw: list[Hit], piece: _Piece) -> bool:
    """Whether a piece before the name says nothing of its own: `make it`."""
    return all(_is_small(span, raw, at) or _does(raw, at) for at in range(piece.start, piece.end))


def _does(raw: list[Hit], at: int) -> bool:
    """Whether a verb that brings looks about stands there; `warm` and `brighten` bring about something else."""
    over = [hit for hit in raw if hit.start <= at < hit.end]
    return any(hit.cls == "verb" and hit.key in _DOING for hit in over) and not any(hit.cls in _CHANGES for hit in over)


def _is_small(span: Span, raw: list[Hit], at: int) -> bool:
    word = span.words[at]
    if _NUMBER.match(word) or word in _UNITS or not word[0].isalnum():
        return True
    over = [hit for hit in raw if hit.start <= at < hit.end]
    own = any(hit.cls in (NAMED, WEAK, STRONG, CHOICE, "look_says", "degree", "colour") for hit in over)
    if not own and any(hit.cls in _CHANGES or (hit.cls in _ELSE and hit.end - hit.start > 1) for hit in over):
        return False
    return any(hit.cls in _SMALL or (hit.cls == "thing" and hit.key in _OF_THE_PICTURE) for hit in over)


def _reading(part: Span, grammar: Grammar, clause: Span) -> Readings | None:
    """The reading of a part that names looks; None where it says more than one takes."""
    raw = part.lexicon.hits(part.words)
    names = chosen(hit for hit in raw if hit.cls == NAMED)
    keys = list(dict.fromkeys(hit.key for hit in names))
    main = [key for key in keys if not any(key in _TAKES.get(other, ()) for other in keys)]
    if len(main) != 1:
        return None
    named = {at for hit in names for at in range(hit.start, hit.end)}
    if any(hit.cls == "verb" and hit.key in _UNDOING and hit.start not in named for hit in _sole_verbs(raw)):
        return None
    verbs = {hit.start: hit for hit in raw if hit.cls == "verb"}
    place: set[int] = set()
    for at in range(len(part)):
        things = (
            any(
                hit.cls == "thing" and hit.key not in _OF_THE_PICTURE and hit.start <= at < hit.end and hit.start not in named
                for hit in raw
            )
            and part.words[at] not in _WHOEVER
            and not any(hit.cls == "look_says" and hit.start <= at < hit.end for hit in raw)
        )
        if at in named or (not things and (_is_small(part, raw, at) or _does(raw, at))):
            continue
        place.add(at)
    if any(hit.cls in _ELSE and not named.intersection(range(hit.start, hit.end)) and hit.start in place for hit in raw):
        return None
    styles = (hit for hit in raw if hit.cls == "style" and hit.start and not _UNITS.issuperset(part.words[hit.start : hit.end]))
    if any(named.isdisjoint(range(hit.start, hit.end)) for hit in styles):
        return None  # `an anime pencil sketch`
    if place and (max(place) - min(place) >= len(place) + 1 or _is_other_verb(part, verbs, min(place))):
        return None
    before = bool(place) and max(place) + 1 == names[0].start and not _is_made(part, raw, min(place), names)
    if place and not grammar.head_last and (before or all(len(part.words[at]) == 1 for at in place)):
        return None  # `a window frame` is no frame in a window
    acted = any(_does(raw, at) for at in range(len(part)) if at not in named)
    if place and not grammar.head_last and _is_another_thing(part, names, place, acted=acted):
        return None
    region = part.part(min(place), max(place) + 1) if place else part.part(0, 0)
    about = region.plain if region else WHOLE
    if region and min(place) and _shows(part, min(place), names):
        region = part.part(0, 0)
    if grammar.lexicon.family_of(main[0]) != FAMILY and (region or _is_for_scenes(raw)):
        laid = main[0] in _LAID and region.whole("thing") is not None and region.has("thing", "background")
        if not laid or _is_for_scenes(raw):
            return None  # `change the sky to sunset`, `put him in the snow`: another place, not another hour
    coloured = any(hit.cls == "colour" for hit in raw)
    if not (acted or coloured) and part.words[names[0].start : names[0].end] in _AMBIGUOUS:
        return None
    return [
        Reading(
            family=grammar.lexicon.family_of(main[0]),
            clause=part,
            grammar=grammar,
            target=about,
            value=part.part(names[0].start, names[0].end).plain,
            what=main[0],
            rule=NAMED_LOOK,
            region=region if region else None,
            content=part,
            weak=not acted and len(clause) == len(part),
        )
    ]


def _is_for_scenes(raw: list[Hit]) -> bool:
    """`use a sunset as the background`, `换成日落背景`: what is to stand behind somebody."""
    behind = any(hit.cls == "thing" and hit.key == "background" for hit in raw)
    return behind and any(hit.cls == "verb" and hit.key in (*_INSTEAD, "use", "move") for hit in raw)


def _is_made(part: Span, raw: list[Hit], first: int, names: list[Hit]) -> bool:
    """`make the background moody`: what is made so, with its article, between a verb and the name that ends the clause."""
    makes = any(hit.cls == "verb" and hit.key == "make" and hit.start == 0 for hit in raw)
    return makes and first > 1 and part.words[first - 1] in _ARTICLES and names[-1].end == len(part)


def _is_other_verb(part: Span, verbs: dict[int, Hit], at: int) -> bool:
    """`make it fit a frame`: where a place would begin, a verb that no article makes a noun."""
    return at in verbs and (at == 0 or part.words[at - 1] not in _ARTICLES)


_ARTICLES = word_list("looks.articles")


def _is_another_thing(part: Span, names: list[Hit], place: set[int], *, acted: bool) -> bool:
    """`add a watercolor dragon`, `oil painting of a dragon`, `a man holding a sticker`: something new, or something told of."""
    first, last = names[0].start, names[-1].end
    if acted:
        return first > 0 and min(place) == last
    return min(place) < first or part.words[min(place) - 1] in _A


def _shows(part: Span, at: int, names: list[Hit]) -> bool:
    """`a pencil sketch of my dog`: what the picture is of, not where the look goes."""
    before = at - 1
    while before > 0 and part.words[before] in _ARTICLES:
        before -= 1
    return part.words[before] in _OF[:1] and any(hit.end <= before for hit in names)
