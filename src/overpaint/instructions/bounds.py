"""In which part of the picture an edit belongs that a model is asked for: on or at what its words name and a finder knows.

Only where that is plain: one clause speaks of things that are in the picture already (`the dog`, `her`, `把狗`), each of them is
known here, and nothing says that the new thing stands beside them. A place too many makes the part larger, never wrong.
"""

from __future__ import annotations

from collections.abc import Collection

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.named_things import nouns_in, whole_phrase
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.understanding import understand
from overpaint.instructions.words import Span
from overpaint.plans import Named, Pick, Union, Where, Whole

_DEFINITE = word_set("bounds.definite")
_OWNING = word_set("bounds.owning")
_PERSONAL = _OWNING | {"him", "them"}
_THEIR_OWN = word_set("bounds.their_own")

# What comes after these need not touch what is named.
_BESIDE = word_set("bounds.beside")
_BESIDE_ANYWHERE = word_list("bounds.beside_anywhere")

# What something becomes, or what stands beside it: `replace the car with a bicycle`, `a dog with the man`.
_WITH, _BECOMING = "with", ("object_replace", "material", "recolor", "text_change", "portrait")

# Chinese words before what is in the picture already.
_BEFORE_OBJECTS = word_set("bounds.before_objects")
# Units before a Chinese noun that say that it is new, or what something becomes.
_BEFORE_NEW = word_set("bounds.before_new")
_MEASURES = word_set("bounds.measures")

_PERSON = "person"


def bounded_to(prompt: str, clauses: Collection[str], catalogue: Catalogue) -> Where | None:
    """The place that all of these clauses of a prompt, as the plan has them, speak of; None where one of them may change more."""
    readings = [one for one in understand(prompt).readings if one.clause.original in clauses]
    if not readings or {one.clause.original for one in readings} != set(clauses):
        return None
    found = [_place(one, catalogue) for one in readings]
    places = [place for place in found if place is not None]
    return joined(places) if len(places) == len(found) else None


def joined(places: Collection[Where]) -> Where:
    """All of them as one place; there is at least one."""
    each = tuple(dict.fromkeys(places))
    return each[0] if len(each) == 1 else Union(parts=each)


def _place(reading: Reading, catalogue: Catalogue) -> Where | None:
    clause, spoken = reading.clause, reading.grammar.head_last
    things = [(start, end, whole_phrase(clause, start, end)) for start, end in nouns_in(clause, catalogue)]
    inside = {at for _, _, (first, last) in things for at in range(first, last)}
    rest = [word for at, word in enumerate(clause.words) if at not in inside]
    beside = any(word in _BESIDE for word in rest) or (_WITH in rest and reading.family not in _BECOMING)
    if beside or (spoken and any(word in "".join(rest) for word in _BESIDE_ANYWHERE)):
        return None
    places: list[Where] = []
    known: set[int] = set()
    for start, _, (first, last) in things:
        if not (_is_there_zh(clause, first) if spoken else _is_there(clause, first, start)):
            continue
        place = where_of(Noun(clause.part(first, last), reading.grammar), catalogue)
        if place is None or isinstance(place, Whole):
            return None
        places.append(place)
        known.update(range(max(0, first - 1), last))
    if not spoken and any(word in _DEFINITE and at not in known for at, word in enumerate(clause.words)):
        return None  # of something that is there, and that nothing here finds
    persons = _THEIR_OWN if spoken else _PERSONAL
    if any(word in persons for word in clause.words) and _PERSON in catalogue.regions:
        places.append(Pick(of=Named(kind=_PERSON), which="main"))
    return joined(places) if places else None


def _is_there(clause: Span, first: int, start: int) -> bool:
    """Whether the noun at `start` of a phrase from `first` on is of something in the picture: `the`, `her`, or `… of the …`."""
    before = clause.words[max(0, first - 1) : start]
    return any(word in _DEFINITE or word in _OWNING for word in before)


def _is_there_zh(clause: Span, first: int) -> bool:
    before = clause.words[:first]
    if not before or not _BEFORE_NEW.isdisjoint(before[-2:]) or before[-1] in _MEASURES - _BEFORE_OBJECTS:
        return False
    return not _BEFORE_OBJECTS.isdisjoint(before)
