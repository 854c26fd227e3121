"""Reading a prompt: sentences, clauses, requests, and what one request means beside another. No catalogue is asked here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from overpaint.instructions import keep
from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.removing import ALL_BUT, CROP_OUT
from overpaint.instructions.adjustments import scan
from overpaint.instructions.grammar import Grammar, grammar_of
from overpaint.instructions.keeps import Constraint
from overpaint.instructions.negation import parted
from overpaint.instructions.nouns import Noun
from overpaint.instructions.reader import read_clause
from overpaint.instructions.readings import VAGUE, Reading
from overpaint.instructions.slots import WHOLE
from overpaint.instructions.splitter import sentences
from overpaint.instructions.tags import without_tags
from overpaint.instructions.text import Text, prepare, traditional
from overpaint.instructions.topics import about, resolved, topic_of
from overpaint.instructions.units import language_of, tokenise
from overpaint.instructions.words import Span, chosen

_TOLD = ("restore", "portrait", "pose_action", "background_replace", "background_blur", "other", "recolor")
"""Families that a mere phrase stands for only where nothing is told: `the flash was too strong` after a request is no request."""

_ALONE = ("object_add", "object_replace", "pose_action", "other")
"""Families that become combining pictures where the clause speaks of another picture."""

MAX_TEXT = 8_000
"""Characters that are looked at; the longest letter anybody wrote about a picture fits."""

MAX_READ = 400
"""Words (Chinese: characters) that are read. What goes on longer is refused, not half read: see `too_long`."""

MAX_CLAUSES = 24
"""Different clauses read in one prompt: nobody asks for more at once, and reading stays fast whatever comes."""


@dataclass(frozen=True)
class Understood:
    """What was read of a prompt, before anybody asks whether it can be done here. `forbidden`: what must not happen."""

    text: Text
    language: str
    readings: tuple[Reading, ...]
    constraints: tuple[Constraint, ...]
    clauses: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    cut_short: bool = False

    @property
    def keep(self) -> tuple[str, ...]:
        """What is to stay, in the words of the prompt."""
        return tuple(constraint.words.original for constraint in self.constraints)


def understand(prompt: str) -> Understood:
    """Split a prompt and read each clause."""
    text = prepare(prompt[:MAX_TEXT])
    units = tokenise(text.working)
    page = _Page(full=bool(prompt[MAX_TEXT:].strip()))
    for first, last in sentences(units):
        part = units.part(first, last)
        if page.knows(part.words):
            continue
        if not page.has_room(last - first):
            break
        grammar = grammar_of(language_of(part.words))
        span = Span(text, grammar.lexicon, grammar.spelled(part.words), part.starts, part.ends)
        if not page.read_all(without_tags(span), grammar):
            break
    return Understood(
        text=text,
        language=spoken_language(text.source),
        readings=tuple(named_edits(in_company(page.readings))),
        constraints=tuple(page.kept),
        forbidden=tuple(page.forbidden),
        clauses=tuple(page.clauses),
        cut_short=page.full,
    )


@dataclass
class _Page:
    """A prompt while it is read, clause by clause."""

    readings: list[Reading] = field(default_factory=list)
    kept: list[Constraint] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    spared: Span | None = None
    topic: Span | None = None
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
        return self.units <= MAX_READ

    def read_all(self, sentence: Span, grammar: Grammar) -> bool:
        """Read a sentence; False when there is more than anybody asks for at once."""
        for clause, forbidden in parted(sentence, grammar):
            if forbidden:
                self.forbidden.append(clause.original)
            elif not self.read(clause, grammar):
                return False
        return True

    def read(self, clause: Span, grammar: Grammar) -> bool:
        """Read one more; False when there are more than anybody asks for at once."""
        if self.readings and clause.has("infill"):
            return True
        first = clause.words[0]
        clause = keep.without_aside(clause, bool(self.readings))
        asked = grammar.strip(clause)
        outside = set(clause.starts) - set(asked.starts)
        wished = any(clause.starts[hit.start] in outside for hit in clause.of("wish"))
        command, constraint = keep.cut(asked, bool(self.readings))
        if constraint:
            self.kept.append(Constraint(constraint, grammar))
        if not command and constraint:
            self.readings = [*self.readings[:-1], *_sparing(self.readings[-1:], constraint)]
        if not command and constraint and keep.left_out(constraint):
            self.spared = constraint
        command = keep.without_aside(grammar.strip(command), bool(self.readings))
        key = " ".join(command.words)
        if not command or key in self.seen:
            return True
        self.seen.add(key)
        if len(self.seen) > MAX_CLAUSES:
            self.full = True
            return False
        if self.readings and command.starts_with("purpose"):
            return True
        self.clauses.append(command.original)
        told, self.topic = self.topic, topic_of(clause, grammar)
        self._take(_sparing(self._found(command, grammar, wished, told), constraint or self.spared), first, grammar)
        return True

    def _found(self, command: Span, grammar: Grammar, wished: bool, topic: Span | None) -> list[Reading]:
        """The readings of a command, its `it` read as what the sentence before was about (`topic`)."""
        meant = resolved(command, topic, grammar) if topic else command
        if meant is command:
            return read_clause(command, grammar, wished)
        found = about(read_clause(meant, grammar, wished), command)
        told = self.readings[-1:]
        mended = any(hit.start == 0 and hit.key in ("adjust", "improve") for hit in command.of("verb"))
        if told and told[0].family == "tone" and mended:  # `the sky is too dark, fix it`: it was said how
            return []
        about_it = topic.starts[0] if topic else -1  # what only told of the thing goes
        self.readings = [one for one in self.readings if not (one.weak or about_it in one.clause.starts)]
        return found

    def _take(self, found: list[Reading], first: str, grammar: Grammar) -> None:
        if found and first in grammar.by_words:
            self.readings = [one for one in self.readings if one.what != VAGUE and not one.weak]
        if first in grammar.so_words and self.readings:
            found = [one for one in found if not one.weak]
        if self.readings:
            found = [one for one in found if not (one.weak and one.family in _TOLD and one.clause.has("telling"))]
        if self.readings and self.readings[-1].family.startswith("text_"):
            found = [one for one in found if not one.weak]
        allowed = grammar.bare_after_command
        if self.readings and allowed is not None:
            found = [one for one in found if not one.weak or (one.family in allowed and not _described(one))]
        self.readings += found


def spoken_language(source: str) -> str:
    """The language to answer in: `zh-Hant` where traditional characters stand, `zh` for Chinese, else `en`."""
    if language_of([source]) == "en":
        return "en"
    return "zh" if traditional().isdisjoint(source) else "zh-Hant"


def _sparing(found: list[Reading], constraint: Span | None) -> list[Reading]:
    """Readings of a clause that leaves something out: `black and white except the rose`."""
    if constraint is None or not constraint:
        return found
    spared = keep.left_out(constraint)
    if spared is None:
        return _unchanged(found, constraint)
    return [replace(one, spared=spared) for one in found]


def _unchanged(found: list[Reading], constraint: Span) -> list[Reading]:
    """`make it warmer without changing the background`: what is to stay is spared by a change of the whole picture."""
    kept = [hit for hit in chosen(constraint.of("thing")) if hit.key != "image"]  # `the original background`
    if len(kept) != 1 or kept[0].key not in ("background", "subject", "person", "animal") or constraint.has("side"):
        return found
    thing = constraint.part(kept[0].start, kept[0].end)
    return [replace(one, spared=thing) if one.family == "tone" and one.target == WHOLE else one for one in found]


def in_company(readings: list[Reading]) -> list[Reading]:
    """What one request means beside another: who is cropped out and gets a new background is cut out, not removed."""
    readings = _rebuilt(readings)
    if any(one.family == "restore" for one in readings):  # `blurry, please sharpen`: what it is, not what is asked
        readings = [one for one in readings if not _told_blurred(one)]
    backdrop = any(one.family in ("background_replace", "background_remove") for one in readings)
    if any(one.family in ("tone", "restore") and one.what != VAGUE for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.rule.startswith("adjust") and one.target == WHOLE)]
    if any(one.family == "object_remove" for one in readings):
        readings = [one for one in readings if not (one.what == VAGUE and one.clause.has("tidy"))]
    vague = [one for one in readings if one.what == VAGUE and one.target == WHOLE]
    readings = [one for one in readings if one not in vague[1:]]  # `retouch it a bit, make it nice`: one wish, said twice
    if any(one.family == "background_blur" for one in readings):
        readings = [one for one in readings if not (one.weak and one.family == "restore" and one.clause.has("thing", "subject"))]
    if backdrop:
        readings = [one for one in readings if not (one.family == "object_remove" and _leaves(one))]
    if any(one.family in ("background_remove", "extract") for one in readings):
        readings = [one for one in readings if one.what != ALL_BUT]
    if any(one.family == "extract" for one in readings):
        readings = [one for one in readings if not (one.family == "background_remove" and _again(one))]
    readings = [_beside(one, backdrop) for one in readings]
    if any(one.family == "compose" for one in readings):
        readings = [one for one in readings if not (one.family == "object_remove" and one.clause.has("reference"))]
    return readings


def named_edits(readings: list[Reading]) -> list[Reading]:
    """Edits named by a word of an operation's own (`posterize it`) belong to that operation's family, not to light and colour."""
    found: list[Reading] = []
    for one in readings:
        sliders = scan(one.content or one.clause) if one.family == "tone" else []
        families = dict.fromkeys(one.grammar.lexicon.family_of(a.slider) for a in sliders)
        others = [family for family in families if family != "tone"]
        if not others or any(a.directed for a in sliders if one.grammar.lexicon.family_of(a.slider) == "tone"):
            found.append(one)
        found += [replace(one, family=family, what="", value=one.value) for family in others]
    return found


def _told_blurred(one: Reading) -> bool:
    """`模糊`, `图片太模糊了`: what a picture is, where nothing says what is to be blurred."""
    about = one.clause.starts_with("thing")
    told = one.rule.startswith("blur: {target} ") and about is not None and about.key == "image"
    return told or (one.rule == "blur: <blur>" and one.target == WHOLE)


_ANEW = ("object_replace", "recolor", "tone", "background_replace", "object_add")


def _leaves(one: Reading) -> bool:
    """`take us out of the kitchen`, beside a new place: nobody is to vanish."""
    return _again(one) and one.clause.has("scene") and "{place}" in one.rule


def _described(one: Reading) -> bool:
    """Whether a background was read from words that only describe one (`trees covered in snow`)."""
    return one.family == "background_replace" and one.region is not None and not one.region.has("thing", "background")


def _again(one: Reading) -> bool:
    """Whether a request is about what was spoken of before: `make it a png`."""
    return one.region is not None and one.region.starts_with("pronoun") is not None


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
