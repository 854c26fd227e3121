"""A prompt while it is read: clause after clause becomes readings, constraints, or what must not happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from overpaint.instructions import keep
from overpaint.instructions.adjustments import scan
from overpaint.instructions.asks import ASKED, all_asked
from overpaint.instructions.asks import asked as is_asked
from overpaint.instructions.combining import read_combining
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.idle import is_bare_cure, is_heading, must_stay_clear, only_aims
from overpaint.instructions.keeps import Constraint
from overpaint.instructions.letter_words import only_looks
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.negation import parted
from overpaint.instructions.reader import read_clause
from overpaint.instructions.readings import VAGUE, Reading
from overpaint.instructions.slots import WHOLE
from overpaint.instructions.tales import only_tells
from overpaint.instructions.telling import says_why
from overpaint.instructions.topics import about, resolved, topic_before, topic_of
from overpaint.instructions.words import Span, chosen

_TOLD = ("restore", "portrait", "pose_action", "background_replace", "background_blur", "other", "recolor")
"""Families that a mere phrase stands for only where nothing is told: `the flash was too strong` after a request is no request."""

_DEEDS = (
    *("blur", "crop", "remove", "strip", "tone", "change", "adjust", "retouch", "recolour", "replace", "decrease", "increase"),
    *("sharpen", "denoise", "restore", "improve", "colourise", "move", "enlarge", "shrink", "stylise", "dress"),
)
"""Verbs of what may be done to a thing that is there; who forbids one of its parts wants that left alone."""

_SHARP_ALREADY = ("background_blur", "background_replace", "background_remove", "extract")
"""Families that leave what is in front as clear as it was."""

_SEEN_AT_ONCE = ("tone", "recolor", "portrait", "object_remove", "background_replace")
"""Families of which a bare Chinese phrase that nothing was made of is missed: `…，墙面白一点`."""

MAX_READ = 400
"""Words (Chinese: characters) that are read. What goes on longer is refused, not half read: see `too_long`."""

MAX_CLAUSES = 24
"""Different clauses read in one prompt: nobody asks for more at once, and reading stays fast whatever comes."""


@dataclass
class Page:
    """A prompt while it is read, clause by clause. `told`: where words only tell.

    `constrained`: where they stand that ask for nothing, or say what must not be or is to stay. `asides`: that only give a reason
    or an aim.
    """

    readings: list[Reading] = field(default_factory=list)
    kept: list[Constraint] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    constrained: set[int] = field(default_factory=set)
    asides: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    clauses: list[str] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    sentences: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    spared: Span | None = None
    topic: Span | None = None
    waived: bool = False
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
        if self._take_whole(sentence, grammar):
            return True
        if (
            is_asked(sentence) is not None or is_asked(grammar.strip(sentence)) is not None
        ):  # `remove dust and scratches`: known as a whole, not to be cut
            return self.read(sentence, grammar)
        if pieces := all_asked(grammar.strip(sentence), grammar):
            return all(self.read(piece, grammar) for piece in pieces)
        for clause, forbidden in parted(sentence, grammar):
            if only_tells(clause, grammar) or is_heading(clause):
                self.told.update(clause.starts)
                self.constrained.update(clause.starts)
            elif forbidden:
                self.constrained.update(clause.starts)
                if clause.original not in self.forbidden:
                    self.forbidden.append(clause.original)
                self.waived = clause.has("waived") and any(hit.key != "image" for hit in clause.of("thing"))
                if grammar.head_last and clause.starts_with("thing"):
                    self.topic = topic_before(clause, grammar) or self.topic
                if forbids_a_deed(clause):
                    self.kept.append(Constraint(clause, grammar, barred=True))
            elif not self.read(clause, grammar):
                return False
        return True

    def _take_whole(self, sentence: Span, grammar: Grammar) -> bool:
        """Read a sentence that is about several pictures and nothing else, whatever marks and joints stand in it."""
        asked = grammar.strip(sentence)
        found = read_combining(asked, grammar) if asked else []
        key = " ".join(asked.words)
        if found and key not in self.seen:
            self.seen.add(key)
            self.clauses.append(asked.original)
            self.readings += found
        return bool(found)

    def hear(self, sentence: Span, grammar: Grammar) -> None:
        """Take from a sentence that asks nothing what it is about, for the `it` of the next."""
        told = Page(topic=self.topic)
        told.read_all(sentence, grammar)
        self.topic = told.topic

    def read(self, clause: Span, grammar: Grammar) -> bool:
        """Read one more; False when there are more than anybody asks for at once."""
        if self.readings and clause.has("infill"):
            return True
        first, said = clause.words[0], clause
        if only_aims(grammar.strip(clause), self.readings):
            self.asides.update(clause.starts)
            self.told.update(clause.starts)
            return True
        clause = clause if is_asked(clause) is not None else keep.without_aside(clause, bool(self.readings))
        asked = clause if is_asked(clause) is not None else grammar.strip(clause)  # `US passport photo` does not say `us`
        outside = set(clause.starts) - set(asked.starts)
        wished = any(clause.starts[hit.start] in outside for hit in clause.of("wish"))
        known = is_asked(asked) is not None  # `bigger without losing quality` is one request
        command, constraint = (asked, asked.part(0, 0)) if known else keep.cut(asked, bool(self.readings))
        if constraint:
            if self.constrained.isdisjoint(constraint.starts):
                self.kept.append(Constraint(constraint, grammar))
            self.constrained.update(constraint.starts)
        if not command and constraint:
            self.readings = [*self.readings[:-1], *_sparing(self.readings[-1:], constraint)]
        if not command and constraint and keep.left_out(constraint):
            self.spared = constraint
        command = command if is_asked(command) is not None else keep.without_aside(grammar.strip(command), bool(self.readings))
        self.asides.update(set(said.starts) - set(clause.starts))
        self.asides.update(set(asked.starts) - set(command.starts) - self.constrained)
        key = " ".join(command.words)
        if not command or key in self.seen:
            return True
        self.seen.add(key)
        if len(self.seen) > MAX_CLAUSES:
            self.full = True
            return False
        if self.readings and command.starts_with("purpose"):
            return True
        if must_stay_clear(command, self.readings):
            self.kept += [Constraint(command, grammar)] if self.readings[-1].family not in _SHARP_ALREADY else []
            self.constrained.update(command.starts)
            self.told.update(command.starts)
            return True
        if is_bare_cure(command, self.readings):
            self.asides.update(command.starts)
            self.told.update(command.starts)
            return True
        if self.readings and self.readings[-1].family == "tone" and says_why(command):
            self.asides.update(command.starts)
            return True
        self.clauses.append(command.original)
        told, self.topic = self.topic, topic_of(clause, grammar)
        found = self._found(command, grammar, wished, told)
        if self.waived and all(one.weak or one.what == ASKED for one in found):
            found = []  # `the tattoo can stay, a bit paler`: whatever that is said of
        before = self.readings[-1:]
        self._take(_sparing(found, constraint or self.spared), first, grammar, command)
        untaken = grammar.head_last and bool(before) and self.readings[-1:] == before
        untaken = untaken and any(one.family in _SEEN_AT_ONCE for one in found)
        if not found or untaken:
            self.unread.append(command)
        return True

    def _found(self, command: Span, grammar: Grammar, wished: bool, topic: Span | None) -> list[Reading]:
        """The readings of a command, its `it` read as what the sentence before was about (`topic`)."""
        meant = resolved(command, topic, grammar) if topic else command
        if meant is command:
            found = read_clause(command, grammar, wished)
            return self._gapped(command, grammar, found) or found
        found = about(read_clause(meant, grammar, wished), command)
        told = self.readings[-1:]
        first = max((hit for hit in command.of("verb") if hit.start == 0), key=lambda hit: hit.end, default=None)
        mended = first is not None and first.key in ("adjust", "improve")
        if told and told[0].family == "tone" and mended:  # `the sky is too dark, fix it`: it was said how
            return []
        about_it = topic.starts[0] if topic else -1  # what only told of the thing goes
        self.readings = [one for one in self.readings if not (one.weak or about_it in one.clause.starts)]
        return found

    def _gapped(self, command: Span, grammar: Grammar, found: list[Reading]) -> list[Reading]:
        """`increase the contrast a bit, and the brightness a lot`: the verb of the request before is this one's too."""
        before = self.readings[-1] if self.readings else None
        verb = before.clause.starts_with("verb") if before else None
        said = any(one.family != "tone" or not one.weak or any(a.directed for a in scan(one.clause)) for one in found)
        if before is None or verb is None or said or not _goes_on(command, verb.key):
            return []
        whole = before.clause.part(0, verb.end).joined(command)
        again = read_clause(whole, grammar)
        ended = [replace(one, clause=command, content=whole) for one in again]
        return ended if {one.family for one in again} == {before.family} else []

    def _take(self, found: list[Reading], first: str, grammar: Grammar, command: Span) -> None:
        if found and first in grammar.by_words:
            self.readings = [one for one in self.readings if one.what != VAGUE and not one.weak]
        if first in grammar.so_words and self.readings:
            found = [one for one in found if not one.weak]
        if self.readings:
            found = [one for one in found if not (one.weak and one.family in _TOLD and one.clause.has("telling"))]
        if self.readings and self.readings[-1].family == "text_add" and _says_how(self.readings[-1], command, found):
            self.readings[-1] = _going_on(self.readings[-1], command)
            return
        if self.readings and self.readings[-1].family.startswith("text_"):
            found = [one for one in found if not one.weak]
        if self.readings and _fills(self.readings[-1], command, found):
            whole = self.readings[-1].clause.joined(command)
            self.readings[-1] = replace(self.readings[-1], clause=whole, content=command, value=command.plain)
            return
        allowed = grammar.bare_after_command
        if self.readings and allowed is not None:
            found = [one for one in found if not one.weak or (one.family in allowed and not _described(one))]
        self.readings += found


def _fills(before: Reading, command: Span, found: list[Reading]) -> bool:
    """`换背景，要图书馆那种`: a new background that was not named yet, and words that only name one."""
    if before.family != "background_replace" or not before.grammar.head_last:
        return False
    named = command.has("scene") or command.has("backdrop") or command.has("colour")
    only = not any(hit.key not in ("become", "make") for hit in command.of("verb")) and all(one.weak for one in found)
    unsaid = before.content is before.clause and not (before.clause.has("scene") or before.clause.has("colour"))
    return named and only and (unsaid or _is_uncoloured(before, command))


def _is_uncoloured(before: Reading, command: Span) -> bool:
    """`换成纯色，米白就行`: a plain ground whose colour comes after."""
    plain = any(word in "".join(before.clause.words) for word in _PLAIN)
    return plain and command.has("colour") and not before.clause.has("colour") and not command.has("thing")


_PLAIN = word_list("page.plain")


def _says_how(before: Reading, command: Span, found: list[Reading]) -> bool:
    """Whether a clause after one that writes words can only be about those: it says how they look, or has no verb of its own."""
    if only_looks(command):
        return True
    between = command.text.working[before.clause.ends[-1] : command.starts[0]]
    return not command.starts_with("verb") and all(one.weak for one in found) and _ENDS.isdisjoint(between)


_ENDS = frozenset(".!?。！？\n")


def _going_on(before: Reading, command: Span) -> Reading:
    """`write “SALE”, red, with a white outline`: what only says how the letters look belongs to the request before."""
    return replace(before, clause=before.clause.joined(command))


def _goes_on(command: Span, verb: str) -> bool:
    """Whether words without a verb go on with one: sliders with which way to go, sides with how much to cut."""
    if command.has("verb"):
        return False
    if verb == "crop":
        return command.has("side") and any(word[0].isdigit() for word in command.words)
    return verb in ("increase", "decrease") and command.has("tone_attribute")


def forbids_a_deed(clause: Span) -> bool:
    """`don't blur the dog`: what must not be done to a thing that is there, so that it is to stay."""
    blurs = clause.lexicon.language == "zh" and clause.has("blurred")
    return (blurs or any(hit.key in _DEEDS for hit in clause.of("verb"))) and not (clause.has("waived") or clause.has("instead"))


def _described(one: Reading) -> bool:
    """Whether a background was read from words that only describe one (`trees covered in snow`)."""
    return one.family == "background_replace" and one.region is not None and not one.region.has("thing", "background")


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
