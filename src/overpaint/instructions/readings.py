"""What one clause asks for, before anybody asks whether it can be done here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from overpaint.instructions.adjustments import scan
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.messages import say
from overpaint.instructions.nouns import Noun, noun_of
from overpaint.instructions.slots import target_words, value_words
from overpaint.instructions.words import Span, chosen

Doable = Literal["yes", "partly", "no"]
"""Whether a picture can be edited so without inventing what was never in it: `no` needs a generative model."""


VAGUE = "better"
"""Marks a request that does not say how."""

FAULT = "fault"
"""Marks a tone request that only says what is wrong: the opposite is wanted."""

IMPLIED = "implied"
"""Marks a reading that another of the same clause carries out as far as it goes (enlarging asks for detail): never refused."""


UNREAD = "unread"
"""Marks a reading of which only the family is known: the ranker is sure of it, and no form says how."""

WHOLLY = "wholly"
"""The rule of a reading of which every word is known, and taken by what is made of it."""

INVENTED = (
    *("object_add", "object_replace", "material", "time_season_weather", "pose_action", "compose"),
    *("text_add", "text_change", "style", "other"),
)
"""Families that mostly need a generative model."""


@dataclass(frozen=True)
class Frame:
    """A clause with its parts named by the form that fitted: an act and its slots."""

    act: str
    clause: Span
    grammar: Grammar
    slots: Mapping[str, Span]
    form: str
    weak: bool = False
    spared: Span | None = None

    def noun(self, slot: str) -> Noun:
        """A slot as a noun phrase; empty where the form has none."""
        return noun_of(self.slots.get(slot, self.clause.part(0, 0)), self.grammar)

    @property
    def target(self) -> Noun:
        return self.noun("target")

    @property
    def value(self) -> Noun:
        return self.noun("value")


@dataclass(frozen=True)
class Reading:
    """One request: its family, what it is about, what shall become of it, and whether that is doable without inventing.

    `what` says which builder of the family makes its steps (`crop`, `flip`, `scene`, …); empty for families with one.
    `spared`: what a change of everything leaves out (`except the rose`). `weak`: read from so little (a phrase without a verb)
    that beside a real command it may only describe.
    """

    family: str
    clause: Span
    grammar: Grammar
    target: str = ""
    value: str = ""
    doable: Doable = "yes"
    what: str = ""
    rule: str = ""
    region: Span | None = None
    content: Span | None = None
    weak: bool = False
    spared: Span | None = None


Readings = list[Reading]

MAX_ITEMS = 8
"""Things of one list that are told apart."""


def joined(readings: Readings) -> Readings:
    """One reading a family where a list names things of several: their targets joined."""
    found: dict[str, Reading] = {}
    for one in readings:
        known = found.get(one.family)
        found[one.family] = replace(known, target=f"{known.target}, {one.target}") if known else one
    return list(found.values())


_MENDED = frozenset(["restore", "portrait"])


def _named_value(frame: Frame, family: str, what: str) -> str:
    """Values that have a name of their own: taking damage away, and making it just better."""
    language = frame.grammar.lexicon.language
    if what == VAGUE:
        return say(language, "slot", "better")
    return say(language, "slot", "remove") if frame.act in ("remove", "strip") and family in _MENDED else ""


def reading(
    frame: Frame,
    family: str,
    *,
    target: Noun | None = None,
    value: Noun | None = None,
    doable: Doable = "yes",
    what: str = "",
) -> Reading:
    """A reading of a frame: its target and value as they stand unless others are given."""
    about = frame.target if target is None else target
    given = frame.value if value is None else value
    return Reading(
        family=family,
        clause=frame.clause,
        grammar=frame.grammar,
        target=target_words(family, about),
        value=_named_value(frame, family, what) or value_words(family, given, frame.clause),
        doable=doable,
        what=what,
        rule=f"{frame.act}: {frame.form}",
        weak=frame.weak,
        region=about.bare if about else None,
        content=given.span if given else frame.clause,
    )


_INTO = ("object_replace", "recolor", "material", "background_replace", "style", "text_change", "time_season_weather")
"""Families in which something becomes something else."""

_JOINTS = word_set("readings.joints")


def _toned(clause: Span, grammar: Grammar) -> Reading | None:
    """`make her face brighter`: words that say which way, and at most one thing that they are said of."""
    if (cast := _of_a_cast(clause, grammar)) is not None:
        return cast
    named = [hit for hit in chosen(clause.of("thing")) if hit.key != "image"]
    things = [hit for hit in named if not any(other.start == hit.end for other in named)]  # `her face` is a face
    if len(things) > 1 or not any(adjustment.directed for adjustment in scan(clause)):
        return None
    about = Noun(clause.part(things[0].start, things[0].end) if things else clause.part(0, 0), grammar)
    return Reading(
        family="tone",
        clause=clause,
        grammar=grammar,
        target=target_words("tone", about),
        value=value_words("tone", Noun(clause, grammar), clause) or clause.plain,
        what="sliders",
        rule="ranked",
        region=about.span if about else None,
        content=clause,
    )


def _of_a_cast(clause: Span, grammar: Grammar) -> Reading | None:
    """`everything looks so yellow`, `my kids look blue`: a colour that pictures have by their light, said of what has none."""
    hues = [hit for hit in chosen(clause.of("colour")) if hit.key in _casts(grammar)]
    seen = [hit for hit in clause.of("copula", "become", "telling") if hit.end <= hues[0].start] if len(hues) == 1 else []
    if not seen or any(hit.key not in _UNCOLOURED for hit in clause.of("thing")):
        return None
    about = clause.part(0, hues[0].start)
    if any(hit.key != "pose" for hit in clause.of("verb")) or not (about.has("thing", *_UNCOLOURED) or about.has("pale")):
        return None
    return Reading(
        family="tone",
        clause=clause,
        grammar=grammar,
        target=target_words("tone", Noun(clause.part(0, 0), grammar)),
        value=clause.plain,
        what=FAULT,
        rule="ranked",
        content=clause.part(hues[0].start),
    )


_UNCOLOURED = ("image", "person", "face", "skin", "style", "view", "behind")
_CAST_NAMES = ("yellow", "orange", "blue", "green", "magenta", "pink", "purple")


def _casts(grammar: Grammar) -> frozenset[str]:
    """The codes of the colours that a wrong white balance gives a picture."""
    names = ((name,) for name in _CAST_NAMES)
    return frozenset(entry.key for name in names for entry in grammar.lexicon.phrases.get(name, ()) if entry.cls == "colour")


def _joint(clause: Span, begin: int) -> int | None:
    """The word between what is changed and what it becomes."""
    return next((at for at in range(begin + 1, len(clause) - 1) if clause.words[at] in _JOINTS), None)


def unread(family: str, clause: Span, grammar: Grammar) -> Reading:
    """A request whose family alone is known: what it is about is what the clause names after its verb, how is unread.

    Another background, a blurred one or none needs no more than its family, if the clause speaks of the background at all; which
    background, the scenes find in its words. Light and colour are read from the words that say how, for one thing or the whole.
    """
    if family == "tone" and (toned := _toned(clause, grammar)) is not None:
        return toned
    verb = clause.starts_with("verb")
    begin = verb.end if verb else 0
    joint = _joint(clause, begin) if family in _INTO else None
    about = Noun(clause.part(begin, joint), grammar)
    behind = clause.has("thing", "background") or clause.has("thing", "behind")
    head = about.head if about else clause.part(0, 0)
    after = clause.part(clause.starts.index(head.starts[-1]) + 1) if head else head
    settled = family == "background_replace" or (family in ("background_remove", "background_blur") and behind)
    return Reading(
        family=family,
        clause=clause,
        grammar=grammar,
        target=say(clause.lexicon.language, "slot", "background") if settled else target_words(family, about),
        value=value_words(family, Noun(clause.part(joint + 1) if joint else clause.part(0, 0), grammar), clause),
        doable="no" if family in INVENTED else "partly",
        what="scene" if family == "background_replace" else "" if settled else UNREAD,
        rule="ranked",
        region=head if head and not settled else None,
        content=after if after and not settled else clause,
    )
