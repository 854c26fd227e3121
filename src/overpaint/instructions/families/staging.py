"""How a thing stands on plain paper: `white background with a soft shadow, centred` is one picture of a product, said in pieces.

The pieces may be a clause each, read as something of its own (`add a shadow`, `centre it`); beside a plain colour they say how
the product stands on it. A piece counts only if every word of it is known: a long shadow to the left is none of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from overpaint.instructions.amounts import percent_after
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.colours import colour_hits
from overpaint.instructions.families.backdrops import Painted, backdrop_of
from overpaint.instructions.families.backgrounds import PARTS
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.named_things import nouns_in
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen, pieces
from overpaint.plans import Named, Where

OPERATION = "product_shot"

STAGED = "staged"
"""Marks a request of which every word is known to say how a thing stands."""

Made = list[tuple[Reading, Built]]

_BACKGROUND = Named(kind="background")
_SHADOW, _REFLECTION, _MARGIN = 0.6, 0.35, 0.1
_STRONGER, _SOFTER = 1.5, 0.75
_LEAST_FILLED = 0.1
_DENYING = word_set("staging.denying")
_KEEPING = word_set("staging.keeping")
_UNDER = word_set("staging.under")
_PERCENT = word_set("staging.percent")


@dataclass(frozen=True)
class _Staging:
    """What a clause says of how the thing stands: parameters, and the units of the clause that say it."""

    params: Mapping[str, float]
    units: frozenset[int]


def staged(made: Made, sentences: Iterable[Span], idle: Set[int], catalogue: Catalogue, has_mask: bool) -> Made:
    """The same requests, with those that say how a product stands made one step of the one that says on what.

    `sentences`: all that is said. What no request holds says it as well, unless it stands where nothing is asked (`idle`).
    """
    if OPERATION not in catalogue.operations or not any(span.has("staging") for span in sentences):
        return made
    said = [_staging(reading, catalogue) for reading, _ in made]
    papers = ((at, _paper(one, said[at], catalogue)) for at, one in enumerate(made))
    base, paper = next(((at, paper) for at, paper in papers if paper is not None), (None, None))
    whole = [one is not None and len(one.units) == len(made[at][0].clause) for at, one in enumerate(said)]
    if base is None:
        return _alone(made, said, whole, catalogue, has_mask)
    reading = made[base][0]
    loose = [replace(reading, clause=piece) for piece in _loose(sentences, made, idle)]
    told = [_staging(one, catalogue) for one in loose]
    for piece, one in zip(loose, told, strict=True):
        if one is None or len(one.units) < len(piece.clause):
            facts = {"words": piece.clause.original}
            return [*made, (piece, Built(reason="left_over", nearest=reading.family, facts=facts))]
    if words := _other_words(reading.clause, said[base]):
        return [*made, (reading, Built(reason="left_over", nearest=reading.family, facts={"words": words.original}))]
    beside = [at for at in range(len(made)) if at != base and whole[at]]
    parts = [said[base], *told, *(said[at] for at in beside)]
    params = {name: value for one in parts if one for name, value in one.params.items()}
    others = [(one[0], Built()) if at in beside else one for at, one in enumerate(made)]
    if not params:
        return others
    rest = _rest(reading.clause, said[base])
    others[base] = _step(replace(reading, clause=rest, content=rest), reading, {"colour": paper, **params}, catalogue, has_mask)
    return others


def _loose(sentences: Iterable[Span], made: Made, idle: Set[int]) -> Iterator[Span]:
    """Pieces between commas that no request holds, and that say how something stands."""
    held = {start for reading, _ in made for start in reading.clause.starts} | idle
    for span in sentences:
        for stretch in _stretches([at for at, start in enumerate(span.starts) if start not in held]):
            yield from (piece for piece in pieces(span.part(stretch.start, stretch.stop), _COMMAS) if piece.has("staging"))


_COMMAS = word_set("staging.commas")


def _alone(made: Made, said: Sequence[_Staging | None], whole: Sequence[bool], catalogue: Catalogue, has_mask: bool) -> Made:
    """`add a soft shadow under the mug`, `centre it with a margin`: on the paper that is there."""
    done = []
    for (reading, built), one, is_whole in zip(made, said, whole, strict=True):
        clear = (
            one
            and is_whole
            and one.params
            and reading.family in _ON_PAPER
            and ("shadow" not in one.params or _is_placed(reading.clause))
        )
        alone = replace(reading, what=STAGED)
        done.append(_step(alone, reading, one.params, catalogue, has_mask) if one and clear else (reading, built))
    return done


def _is_placed(clause: Span) -> bool:
    """Whether it is the shadow under something, and not the dark tones of a picture."""
    least = 2 if clause.lexicon.language == "zh" else 1
    return not _UNDER.isdisjoint(clause.words) or any(hit.end - hit.start > least for hit in clause.of("staging"))


def _step(
    reading: Reading, asked: Reading, params: Mapping[str, object], catalogue: Catalogue, has_mask: bool
) -> tuple[Reading, Built]:
    family = catalogue.operations[OPERATION].family
    if has_mask and params.get("margin"):
        return reading, Built(reason="masked_geometry", nearest="unmasked")
    made = step(replace(asked, family=family), catalogue, OPERATION, params, _BACKGROUND)
    return replace(reading, family=family, rule="staged"), Built((made,))


def _paper(made: tuple[Reading, Built], said: _Staging | None, catalogue: Catalogue) -> str | None:
    """The colour of the plain ground that a request asks for; None where it asks for something else."""
    reading, built = made
    for one in built.steps:
        plain = one.operation == "background_replace" and one.params.get("scene") == "solid" and _is_behind(one.where)
        if plain:
            return str(one.params.get("scene_params", {}).get("colour", _WHITE))
    if reading.family not in _ON_PAPER:
        return None
    rest = _rest(reading.clause, said)
    clear = rest and _is_ground(rest) and _is_known(replace(reading, clause=rest), catalogue)
    painted = backdrop_of(rest, catalogue) if clear else None
    if not isinstance(painted, Painted) or painted.scene != "solid":
        return None
    return str(painted.params.get("colour", _WHITE))


def _is_ground(rest: Span) -> bool:
    """Whether a colour is that of what something lies on: `on white`, `pure white`, not `some blue`."""
    behind = rest.has("thing", "background", "behind")
    return any(behind or _BEFORE_GROUND.intersection(rest.words[max(0, hit.start - 2) : hit.start]) for hit in colour_hits(rest))


def _is_known(reading: Reading, catalogue: Catalogue) -> bool:
    """Whether nothing else is said than a thing, its ground and the ground's colour: `the shoe on pure white`."""
    clause = reading.clause
    ground = [*colour_hits(clause), *(hit for hit in clause.of("thing") if hit.key in ("background", "behind"))]
    told = _told_units(reading, catalogue) | {at for hit in ground for at in range(hit.start, hit.end)}
    first = next((at for at, word in enumerate(clause.words[:3]) if word in _ARTICLES), None)
    if first is not None:  # `the running shoe on white`: the thing that is there, whatever it is called
        told |= set(range(first, next((at for at, word in enumerate(clause.words) if word in _BEFORE_GROUND), first)))
    return all(at in told or word in _BEFORE_GROUND for at, word in enumerate(clause.words))


_ARTICLES = word_set("staging.articles")
_BEFORE_GROUND = word_set("staging.before_ground")
_WHITE = "#ffffff"
_ON_PAPER = ("background_replace", "object_add", "extract", "restore", "tone", "other", "compose", "geometry")
"""Families that a product on paper may be read as where it is said with its shadow."""


def _is_behind(where: Where) -> bool:
    return isinstance(where, Named) and where.kind == _BACKGROUND.kind


def _other_words(clause: Span, said: _Staging | None) -> Span | None:
    """What a clause says after its ground that is neither how a thing stands nor the thing: `and a cat`."""
    if said is None:
        return None
    rest = _rest(clause, said)
    for stretch in _stretches([at for at in range(len(clause)) if at not in said.units]):
        words = clause.part(stretch.start, stretch.stop)
        later = rest and words.starts[0] > rest.starts[0]
        if later and clause.words[stretch.start - 1] not in _ARTICLES and any(word[0].isalnum() for word in words.words):
            return words
    return None


def _rest(clause: Span, said: _Staging | None) -> Span:
    """The longest stretch of a clause that says something else."""
    if said is None or not said.units:
        return clause
    stretches = list(_stretches([at for at in range(len(clause)) if at not in said.units]))
    longest = max(stretches, key=len, default=range(0))
    return clause.part(longest.start, longest.stop) if longest else clause.part(0, 0)


def _stretches(units: Sequence[int]) -> Iterator[range]:
    """Runs of following numbers."""
    begin = 0
    for at, unit in enumerate(units):
        if at + 1 == len(units) or units[at + 1] != unit + 1:
            yield range(units[begin], unit + 1)
            begin = at + 1


def _staging(reading: Reading, catalogue: Catalogue) -> _Staging | None:
    """What a clause says of how a thing stands, None where nothing."""
    clause = reading.clause
    if not clause.has("staging"):
        return None
    units: set[int] = set()
    params: dict[str, float] = {}
    for stretch in _stretches(sorted(_told_units(reading, catalogue))):
        part = clause.part(stretch.start, stretch.stop)
        if not part.has("staging"):
            continue
        units.update(stretch)
        for piece in pieces(part, _COMMAS):
            if piece.has("staging", "shadow", "reflection") and not _KEEPING.isdisjoint(piece.words):
                return None  # what is there already is to stay
            denied = not _DENYING.isdisjoint(piece.words)
            if denied and piece.has("staging", "centred", "margin", "fills"):
                return None
            for hit in () if denied else chosen(piece.of("staging")):
                params |= _meant(hit.key, piece)
    return _Staging(params, frozenset(units)) if units else None


def _told_units(reading: Reading, catalogue: Catalogue) -> set[int]:
    """Units that can stand in a phrase of how a thing stands."""
    clause, filler = reading.clause, reading.grammar.staging_filler
    told = {at for hit in clause.of("staging", "staging_manner", "degree") for at in range(hit.start, hit.end)}
    told |= {at for at, word in enumerate(clause.words) if word in filler}
    things = [*nouns_in(clause, catalogue), *((hit.start, hit.end) for hit in clause.of("thing") if hit.key not in _NO_THINGS)]
    told |= {at for start, end in things if not _is_new(clause, start) for at in range(start, end)}
    told |= {at for at, word in enumerate(clause.words) if word in _DENYING | _COMMAS}
    told |= {at for at, word in enumerate(clause.words[:-1]) if word.isdecimal() and clause.words[at + 1] in _PERCENT}
    for at in range(2, len(clause)):
        if at not in told and clause.words[at - 1] in _ARTICLES and clause.words[at - 2] in _BEFORE_THINGS:
            told.add(at)  # `under the teapot`: the thing that is there, whatever it is called
    staging = {at for hit in clause.of("staging") for at in range(hit.start, hit.end)}
    coloured = {at for hit in colour_hits(clause) for at in range(hit.start, hit.end)} - staging
    others = {at for hit in clause.of("thing") if hit.key in _NO_THINGS for at in range(hit.start, hit.end)}
    return told - coloured - others


def _is_new(clause: Span, start: int) -> bool:
    """Whether a thing is another one than that which stands there: `a soft shadow and a cat`."""
    return start > 1 and any(hit.end == start for hit in clause.of("indefinite"))


_BEFORE_THINGS = _UNDER | {"centre", "center", "around", "of", "put", "place", "on"}
_NO_THINGS = (*PARTS, "background", "behind", "text", "logo", "sky")
"""What stands on no paper: a shadow under the eyes is a painted one."""


def _meant(key: str, part: Span) -> dict[str, float]:
    """Parameters that one word stands for, in its phrase."""
    share = percent_after(part, 0, len(part))
    manner = {hit.key for hit in part.of("staging_manner")}
    factor = _STRONGER if "strong" in manner else _SOFTER if "soft" in manner else 1.0
    match key:
        case "shadow":
            return {"shadow": round(min(1.0, _SHADOW * factor), 3)}
        case "reflection":
            return {"reflection": round(min(1.0, _REFLECTION * factor), 3)}
        case "fills":
            return {} if share is None or not _LEAST_FILLED <= share <= 1 else {"margin": round((1 - share) / 2, 4)}
        case "margin":
            return {"margin": _MARGIN if share is None else share}
        case _:
            return {"margin": _MARGIN} if not part.has("staging", "margin", "fills") else {}
