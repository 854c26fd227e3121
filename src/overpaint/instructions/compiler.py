"""Prompt → plan. Text only: no pixel is looked at, and nothing heavy is imported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from overpaint.instructions import keep
from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.removing import ALL_BUT, CROP_OUT
from overpaint.instructions.catalogue import GEOMETRY, Catalogue, installed
from overpaint.instructions.families import BUILDERS
from overpaint.instructions.families.built import Built
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.grammar import Grammar, grammar_of
from overpaint.instructions.messages import say
from overpaint.instructions.nouns import Noun
from overpaint.instructions.plan import ClauseRefusal, Plan, Step
from overpaint.instructions.reader import read_clause
from overpaint.instructions.readings import IMPLIED, VAGUE, Reading
from overpaint.instructions.slots import WHOLE
from overpaint.instructions.splitter import clauses, sentences
from overpaint.instructions.text import Text, prepare, simplified
from overpaint.instructions.units import language_of, tokenise
from overpaint.instructions.words import Span

_ALONE = ("object_add", "object_replace", "pose_action", "other")
"""Families that become combining pictures where the clause speaks of another picture."""

MAX_READ = 800
"""Words (Chinese: characters) that are read. What goes on longer is refused, not half read: see `too_long`."""

MAX_CLAUSES = 40
"""Different clauses read in one prompt: nobody asks for more at once, and reading stays fast whatever comes."""


@dataclass(frozen=True)
class Understood:
    """What was read of a prompt, before anybody asks whether it can be done here."""

    text: Text
    language: str
    readings: tuple[Reading, ...]
    keep: tuple[str, ...]
    clauses: tuple[str, ...]
    cut_short: bool = False


def compile_prompt(
    prompt: str,
    *,
    images: int = 1,
    has_mask: bool = False,
    partial: bool = False,
    catalogue: Catalogue | None = None,
) -> Plan:
    """The plan of a prompt; never empty without a refusal, never raises.

    `images`: how many pictures came with it. `has_mask`: geometry is refused under a mask. `partial`: steps that can run are
    kept and refused clauses are listed in `skipped` (with nothing left to run they stay refusals). `catalogue`: what is served;
    by default what is installed.
    """
    served = catalogue or installed()
    understood = understand(prompt)
    steps: list[Step] = []
    refusals: list[ClauseRefusal] = []
    notes: list[str] = []
    for reading in understood.readings:
        built = _build(reading, served, has_mask)
        steps += built.steps
        notes += [say(understood.language, "note", note) for note in built.notes]
        if built.reason:
            refusals.append(_refusal(reading, built, served, understood.language))
    if understood.cut_short:
        refusals.append(_too_many(understood))
    if not steps and not refusals and not understood.readings:
        refusals.append(_not_understood(understood))
    if images > 1 and steps:
        notes.append(say(understood.language, "note", "first_image", images=images))
    plan = Plan(
        prompt=prompt,
        language=understood.language,
        families=tuple(dict.fromkeys(reading.family for reading in understood.readings)),
        steps=tuple(dict_by_meaning(steps)),
        keep=understood.keep,
        refusals=tuple(refusals),
        notes=tuple(dict.fromkeys(notes)),
    )
    return _partial(plan) if partial else plan


def dict_by_meaning(steps: list[Step]) -> list[Step]:
    """Steps without those that would do exactly the same again."""
    return list({(step.operation, str(step.params), step.region.name): step for step in reversed(steps)}.values())[::-1]


def understand(prompt: str) -> Understood:
    """Split a prompt and read each clause."""
    text = prepare(prompt)
    units = tokenise(text.working)
    page = _Page()
    for first, last in sentences(units):
        part = units.part(first, last)
        if page.knows(part.words):
            continue
        if not page.has_room(last - first):
            break
        grammar = grammar_of(language_of(part.words))
        span = Span(text, grammar.lexicon, grammar.spelled(part.words), part.starts, part.ends)
        if not all(page.read(clause, grammar) for clause in clauses(span, grammar)):
            break
    return Understood(
        text=text,
        language=spoken_language(text.source),
        readings=tuple(in_company(page.readings)),
        keep=tuple(page.kept),
        clauses=tuple(page.clauses),
        cut_short=page.full,
    )


@dataclass
class _Page:
    """A prompt while it is read, clause by clause."""

    readings: list[Reading] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    units: int = 0
    full: bool = False

    def knows(self, words: tuple[str, ...]) -> bool:
        """Whether the same sentence was read before: said twice is meant once."""
        key = " ".join(words)
        known = key in self.sentences
        self.sentences.add(key)
        return known

    def has_room(self, units: int) -> bool:
        """Whether another sentence of so many units may be read."""
        self.units += units
        self.full = self.full or self.units > MAX_READ
        return not self.full

    def read(self, clause: Span, grammar: Grammar) -> bool:
        """Read one more; False when there are more than anybody asks for at once."""
        first = clause.words[0]
        clause = keep.without_aside(clause, bool(self.readings))
        command, constraint = keep.cut(grammar.strip(clause))
        if constraint:
            self.kept.append(constraint.original)
        command = keep.without_aside(grammar.strip(command), bool(self.readings))
        key = " ".join(command.words)
        if not command or key in self.seen:
            return True
        self.seen.add(key)
        if len(self.seen) > MAX_CLAUSES:
            self.full = True
            return False
        self.clauses.append(command.original)
        self._take(read_clause(command, grammar), first, grammar)
        return True

    def _take(self, found: list[Reading], first: str, grammar: Grammar) -> None:
        if found and first in grammar.by_words:
            self.readings = [one for one in self.readings if one.what != VAGUE and not one.weak]
        if first in grammar.so_words and self.readings:
            found = [one for one in found if not one.weak]
        if self.readings and self.readings[-1].family.startswith("text_"):
            found = [one for one in found if not one.weak]
        allowed = grammar.bare_after_command
        if self.readings and allowed is not None:
            found = [one for one in found if not one.weak or one.family in allowed]
        self.readings += found


def spoken_language(source: str) -> str:
    """The language to answer in: `zh-Hant` where traditional characters stand, `zh` for Chinese, else `en`."""
    if language_of(source) == "en":
        return "en"
    return "zh-Hant" if any(ord(character) in simplified() for character in source) else "zh"


def in_company(readings: list[Reading]) -> list[Reading]:
    """What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""
    readings = _rebuilt(readings)
    backdrop = any(one.family in ("background_replace", "background_remove") for one in readings)
    if any(one.family in ("tone", "restore") and one.what != VAGUE for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.rule.startswith("adjust") and one.target == WHOLE)]
    if any(one.family in ("background_remove", "extract") for one in readings):
        readings = [one for one in readings if one.what != ALL_BUT]
    return [_beside(one, backdrop) for one in readings]


_ANEW = ("object_replace", "recolor", "tone", "background_replace", "object_add")


def _rebuilt(readings: list[Reading]) -> list[Reading]:
    """`remove the background and replace it with a beach`: one new background."""
    for before, after in pairwise(readings):
        again = after.region is not None and (
            after.region.starts_with("pronoun") or Noun(after.region, after.grammar).heads("scene", *VISTAS)
        )
        if before.family == "background_remove" and after.family in _ANEW and again:
            anew = replace(after, family="background_replace", target=before.target, what="scene", doable="yes")
            return [anew if one is after else one for one in readings if one is not before]
    return readings


def _beside(one: Reading, backdrop: bool) -> Reading:
    if one.what == CROP_OUT and backdrop:
        return replace(one, family="extract")
    return replace(one, family="compose") if one.family in _ALONE and one.clause.has("reference") else one


def _build(reading: Reading, catalogue: Catalogue, has_mask: bool) -> Built:
    if reading.what == IMPLIED and not catalogue.serves(reading.family):
        return Built()
    if reading.family == GEOMETRY and has_mask:
        return Built(reason="masked_geometry", nearest="unmasked")
    if reading.doable == "no":
        return Built(reason="generative", nearest=reading.family)
    if not catalogue.serves(reading.family):
        return Built(reason="unsupported", nearest=reading.family)
    built = BUILDERS.get(reading.family, build_by_slots)(reading, catalogue)
    return Built() if built.reason and catalogue.assumes(reading.family) else built


def _refusal(reading: Reading, built: Built, catalogue: Catalogue, language: str) -> ClauseRefusal:
    facts = {"family": say(language, "family", reading.family), **(built.facts or {})}
    nearest = built.nearest or reading.family
    examples = [say(language, "scene_example", scene) for scene in ("sea", "solid") if scene in catalogue.scenes]
    facts["scene_example"] = next(iter(examples), "")
    hint = say(language, "nearest", nearest, **facts) or say(language, "nearest", "any")
    return ClauseRefusal(
        code="unsupported_edit",
        clause=reading.clause.original,
        family=reading.family,
        reason=say(language, "refusal", built.reason, **facts),
        nearest=hint,
    )


def _not_understood(understood: Understood) -> ClauseRefusal:
    prompt = understood.text.original(0, 200) if understood.text.source else ""
    return ClauseRefusal(
        code="not_understood",
        clause=prompt,
        reason=say(understood.language, "refusal", "not_understood", prompt=prompt),
        nearest=say(understood.language, "nearest", "any"),
    )


def _too_many(understood: Understood) -> ClauseRefusal:
    return ClauseRefusal(
        code="not_understood",
        clause=understood.text.original(0, 80),
        reason=say(understood.language, "refusal", "too_many", limit=MAX_CLAUSES),
        nearest=say(understood.language, "nearest", "split"),
    )


def _partial(plan: Plan) -> Plan:
    """A plan that runs what it can and says what it leaves out."""
    if not plan.steps or not plan.refusals:
        return plan
    notes = [say(plan.language, "note", "skipped", clause=refusal.clause) for refusal in plan.refusals]
    return plan.model_copy(update={"refusals": (), "skipped": plan.refusals, "notes": (*plan.notes, *notes)})
