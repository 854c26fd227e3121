"""Reading a prompt: sentences, clauses, requests, and what one request means beside another. No catalogue is asked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import pairwise

from overpaint.instructions.acts.removing import ALL_BUT
from overpaint.instructions.asks import ASKED, asked
from overpaint.instructions.company import in_company, named_edits
from overpaint.instructions.grammar import Grammar, grammar_of
from overpaint.instructions.keep import without_aside
from overpaint.instructions.keeps import Constraint
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.looks import NAMED_LOOK
from overpaint.instructions.missed import asks, is_but, wants_there
from overpaint.instructions.page import MAX_READ, Page, forbids_a_deed
from overpaint.instructions.reading import FORBID, KEEP, NO_REQUESTS, NOTHING, Chart, Ranked, Segment, chart_of, ranker
from overpaint.instructions.readings import WHOLLY, Reading, unread
from overpaint.instructions.splitter import sentences
from overpaint.instructions.tags import without_tags
from overpaint.instructions.telling import only_tells, says_why, was_taken
from overpaint.instructions.text import Text, prepare, traditional
from overpaint.instructions.units import language_of, tokenise
from overpaint.instructions.words import Span

LETTERS = "text_add"
"""The family of words to be written; quoted, they are to the letter what is asked."""

SURE = 20.0
"""The least score of a reading that the ranker may set against the forms': below, it knows hardly a word."""

CLEARLY = 16.0
"""By how much the ranker must prefer its own reading to what the forms read: below, texts left out of its training show the forms
right more often."""

BARELY = 4.0
"""Up to this much of a preference the forms are believed; between the two nobody knows, and what would run is asked about."""

MAX_TEXT = 8_000
"""Characters that are looked at; the longest letter anybody wrote about a picture fits."""
_EXCEPTING = word_set("understanding.excepting")
_BEFORE_OBJECTS = word_set("understanding.before_objects")
_COMMAS = word_set("understanding.commas")
_PAUSES = word_set("common.commas")


@dataclass(frozen=True)
class Understood:
    """What was read of a prompt, before anybody asks whether it can be done here. `forbidden`: what must not happen.

    `otherwise`: the families that the ranker reads in it, where they are others and neither reading is clearly the better one.
    `sentences`: as they were read. `idle`: where words stand that ask nothing of themselves: a story, a constraint.
    `unread`: clauses of which nothing was made, though they begin as requests do.
    """

    text: Text
    language: str
    readings: tuple[Reading, ...]
    constraints: tuple[Constraint, ...]
    clauses: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    cut_short: bool = False
    otherwise: tuple[str, ...] = ()
    sentences: tuple[Span, ...] = ()
    idle: frozenset[int] = frozenset()
    unread: tuple[Span, ...] = ()

    @property
    def keep(self) -> tuple[str, ...]:
        """What is to stay, in the words of the prompt."""
        return tuple(one.words.original for one in self.constraints if not (one.likely or one.barred))


def understand(prompt: str, *, freely: bool = False) -> Understood:
    """What a prompt asks for, without the readings of clauses that only tell something, where others ask.

    `freely`: clauses are read as sayings where they are some.
    """
    told = _with_hours(_read_twice(prompt, freely))
    stories = [
        one
        for one in told.readings
        if ((one.weak or one.rule == "ranked") and only_tells(one.clause)) or (one.family in _DEPICTED and was_taken(one.clause))
    ]
    if not stories or len(stories) == len(told.readings):
        return told
    left = tuple(one for one in told.readings if one not in stories)
    return replace(told, readings=left, idle=told.idle.union(*(one.clause.starts for one in stories)))


_DEPICTED = ("time_season_weather", "style")
"""Families of what people tell of how a picture came about: `we took this at night`."""


def _with_hours(told: Understood) -> Understood:
    """`a forest at golden hour`: the hour of a new background is the scene's, not one of its own for the picture."""
    found = list(told.readings)
    for at, (ground, hour) in enumerate(pairwise(told.readings)):
        joined = ground.family == "background_replace" and hour.family == "time_season_weather"
        if joined and ground.clause.words[-1] in _AT and hour.rule == NAMED_LOOK:
            whole = ground.clause.joined(hour.clause)
            content = whole if ground.content is None else ground.content.joined(hour.clause)
            found[at] = replace(ground, clause=whole, content=content)
            found.remove(hour)
    return replace(told, readings=tuple(found)) if len(found) < len(told.readings) else told


_AT = word_list("understanding.at")


def _read_twice(prompt: str, freely: bool) -> Understood:
    """Read clause by clause by the forms, and as the ranker cuts and labels the prompt. It decides where they differ."""
    text = prepare(prompt[:MAX_TEXT], freely=freely)
    rows = _sentences(text)
    page = Page(full=bool(prompt[MAX_TEXT:].strip()))
    for span, grammar, _ in rows:
        if page.knows(span.words):
            continue
        if not (page.has_room(len(span)) and page.read_all(span, grammar)):
            break
    told = replace(_understood(text, page), sentences=tuple(span for span, _, _ in rows))
    if page.full:
        return told
    asked = [(_without(span, page.told), grammar, end) for span, grammar, end in rows]
    scored, read = ranker().scored(chart_of([row for row in asked if row[0]])), Counter(one.family for one in told.readings)
    ranked = _without_stories(scored.best())
    told = _with_asides(told, ranked, page)
    named = {one.family for one in told.readings if _is_named(one)}
    if _looks_stand(told, ranked):
        return told
    if named and ranked.families ^ read.keys() <= named | _BESIDE_NAMED:  # its own word says more than any text that taught
        return told
    if ranked.score < SURE or (not ranked.requests - read and ranked.families == read.keys()):
        return told
    formed = scored.best(read.keys())
    if formed.requests - read or formed.families != read.keys() or ranked.score - formed.score > CLEARLY:
        by_segments = _by_segments(ranked, page)
        return _with_asides(replace(_understood(text, by_segments), sentences=told.sentences), ranked, by_segments)
    unlike = ranked.families ^ read.keys()
    if unlike - {"time_season_weather"} and ranked.score - formed.score > BARELY:  # a background may have its hour and season
        return replace(told, otherwise=tuple(sorted(ranked.families)))
    return told


def _without_stories(ranked: Ranked) -> Ranked:
    """Segments that only tell ask for nothing, as long as another asks."""
    told = [label not in NO_REQUESTS and only_tells(segment.span) for segment, label in ranked.segments]
    for at, ((_, before), (segment, label)) in enumerate(pairwise(ranked.segments), 1):
        told[at] = told[at] or (before == label == "tone" and says_why(segment.span))
    if not any(not story and label not in NO_REQUESTS for story, (_, label) in zip(told, ranked.segments, strict=True)):
        return ranked
    rows = zip(told, ranked.segments, strict=True)
    return replace(ranked, segments=tuple((segment, NOTHING if story else label) for story, (segment, label) in rows))


_BESIDE_NAMED = frozenset(["tone", "text_change"])
"""Families that the ranker reads in the words by which a look or a lettering is described."""


def _is_named(one: Reading) -> bool:
    """Whether a clause names an operation of its family by that operation's own word: `posterize it`."""
    lexicon = one.grammar.lexicon
    if one.what == ASKED or one.rule == WHOLLY:
        return True
    if one.rule == NAMED_LOOK or (one.family == LETTERS and one.clause.quotes):
        return True
    return any(lexicon.family_of(hit.key) == one.family != "tone" for hit in one.clause.of("tone_whole"))


def _looks_stand(told: Understood, ranked: Ranked) -> bool:
    """Whether looks were read by their own names, and the ranker reads nothing beside them that the forms have not read."""
    named = {start for one in told.readings if _is_named(one) for start in one.clause.starts}
    read = {one.family for one in told.readings if not _is_named(one)}
    beside = [(segment.span, label) for segment, label in ranked.segments if label not in (NOTHING, KEEP, FORBID)]
    more = {family for span, label in beside if named.isdisjoint(span.starts) for family in label.split("+")}
    if "background_remove" in read:  # what comes after often takes the place of a background that goes
        more.discard("background_replace")
    return bool(named) and more <= read


def _with_asides(told: Understood, ranked: Ranked, page: Page) -> Understood:
    """What the ranker knows beside requests: where nothing is asked, and what is to stay that the forms have not met."""
    idle, kept = page.constrained | page.asides, list(told.constraints)
    missing: list[Span] = []
    read = {start for one in told.readings for start in one.clause.starts}
    for segment, label in ranked.segments:
        span, grammar = segment.span, segment.sentence.grammar
        if label == NOTHING and _is_left_out(segment):
            label = KEEP
        if label == NOTHING and grammar.head_last and wants_there(span) and read.isdisjoint(span.starts):
            missing.append(span)
            continue
        if label == NOTHING and span.starts_with("negation") and forbids_a_deed(span):  # `…, but don't sharpen the skin`
            whole = _since_comma(segment)
            idle.update(whole.starts)
            kept.append(Constraint(whole, grammar, likely=True, barred=True))
        elif label == NOTHING:
            idle.update(span.starts)
        elif label in (KEEP, FORBID) and read.isdisjoint(span.starts):
            idle.update(span.starts)
            met = [one for one in kept if not set(one.words.starts).isdisjoint(span.starts)]
            if (
                met and label == KEEP and span.has("thing")
            ):  # the forms know the verb of `the dress keeps its colour`, not the thing
                kept = [one if one not in met or one.words.has("thing") else replace(one, words=span) for one in kept]
            elif not met and (label == KEEP or forbids_a_deed(span)):
                kept.append(Constraint(span, grammar, likely=True, barred=label == FORBID))
    # `…, so everyone is looking`, `the windows should glow`: of such requests every word counts
    wholly = any(one.rule == WHOLLY or one.family == "time_season_weather" for one in told.readings)
    passed = idle - {start for one in page.unread if is_but(one) for start in one.starts}
    unread = (one for one in page.unread if one.starts[0] not in passed | read and (wholly or asks(one)))
    return replace(told, idle=frozenset(idle), constraints=tuple(kept), unread=(*unread, *missing))


def _is_left_out(segment: Segment) -> bool:
    """`sharpen everything but | her skin`: what an exception before it names."""
    return segment.start > 0 and segment.sentence.span.words[segment.start - 1] in _EXCEPTING


def _since_comma(segment: Segment) -> Span:
    """A segment with what stands before it since the last comma: the thing that its verb is about."""
    sentence = segment.sentence.span
    begin = next((at + 1 for at in range(segment.start - 1, -1, -1) if sentence.words[at] in _COMMAS), 0)
    return sentence.part(begin, segment.end)


def chart_of_prompt(prompt: str) -> Chart:
    """Every way to cut a prompt into requests, as far as it is read."""
    rows, read = [], 0
    for row in _sentences(prepare(prompt[:MAX_TEXT])):
        read += len(row[0])
        if read > MAX_READ:
            break
        rows.append(row)
    return chart_of(rows)


def _sentences(text: Text) -> list[tuple[Span, Grammar, str]]:
    """Each sentence in its language without praise such as `4k`, with its grammar and the unit that ended it."""
    units = tokenise(text.working)
    rows = []
    found = list(sentences(units))
    for first, last in found:
        part = units.part(first, last)
        grammar = grammar_of(language_of(part.words))
        span = Span(text, grammar.lexicon, grammar.spelled(part.words), part.starts, part.ends)
        whole = len(found) == 1 and asked(span) is not None  # nothing but `4k`
        rows.append((span if whole else without_tags(span), grammar, units.words[last] if last < len(units) else ""))
    return rows


def _by_segments(ranked: Ranked, formed: Page) -> Page:
    """The readings that the forms make of each segment, as far as they are of its families; one that is unread for any other.

    What the forms read as forbidden or kept is no command, whatever the ranker makes of it.
    """
    page = Page(
        kept=list(formed.kept), forbidden=list(formed.forbidden), constrained=set(formed.constrained), waived=formed.waived
    )
    commands = [one for one in formed.readings if _commands_in_chinese(one)]
    for segment, label in ranked.segments:
        span, grammar = _after_told(segment.span, formed.told), segment.sentence.grammar
        if not span or span.starts[0] in formed.constrained:
            continue
        begun = [one for one in commands if _begins_in(one, span)] if label == NOTHING else []
        page.readings += begun
        if begun or _goes_on_with(page.readings, span, label):  # `对产品 | 进行锐化` is one command
            continue
        if label == NOTHING and grammar.head_last and is_but(span):
            page.read_all(span, grammar)
            continue
        if label == NOTHING:
            page.hear(span, grammar)
            continue
        page.read_all(_with_what_is_barred(segment, ranked) if label == "background_replace" else span, grammar)
        wanted = () if label in (KEEP, FORBID) else tuple(label.split("+"))
        read = _readings_in(page, span)
        others = [
            one
            for one in read
            if one.family not in wanted
            and not (_another(one, segment) or _apart(one, read, wanted) or _listed(one, read, wanted))
        ]
        page.readings = [one for one in page.readings if one not in others]
        known = {one.family for one in _readings_in(page, span)} | ({"tone"} if page.waived else set())
        asked = without_aside(grammar.strip(span) or span, goes_on=False) or span
        page.readings += [unread(family, asked, grammar) for family in wanted if family not in known]
    return page


def _commands_in_chinese(one: Reading) -> bool:
    """`对产品进行锐化`: a clause that says by its form that something shall be done."""
    asked = one.grammar.strip(one.clause)
    commands = bool(asked) and (asked.words[0] in _BEFORE_OBJECTS or one.what == ALL_BUT)
    return one.grammar.head_last and not one.weak and commands


def _with_what_is_barred(segment: Segment, ranked: Ranked) -> Span:
    """`白底不要影子`: a ground with what shall not be on it, said in one breath, is not cut in two."""
    sentence, span = segment.sentence, _after_told(segment.span, frozenset())
    after = next(
        (row for row, label in ranked.segments if row.sentence is sentence and row.start == segment.end and label == NOTHING),
        None,
    )
    barred = after is not None and sentence.grammar.head_last and after.span.starts_with("negation") is not None
    return (
        sentence.span.part(segment.start, after.end) if after is not None and barred and span.words[-1] not in _PAUSES else span
    )


def _begins_in(one: Reading, span: Span) -> bool:
    return one.clause.starts[0] in span.starts or (one.what == ALL_BUT and span.starts[0] in one.clause.starts)


def _goes_on_with(readings: list[Reading], span: Span, label: str) -> bool:
    """Whether a segment lies inside a command that was read before, and asks for the same."""
    return any(one.family == label and span.starts[0] in one.clause.starts[1:] for one in readings)


def _without(span: Span, told: Set[int]) -> Span:
    """A sentence without what only tells: the ranker need not judge it again."""
    left = [at for at, start in enumerate(span.starts) if start not in told]
    if len(left) == len(span):
        return span
    words, starts = tuple(span.words[at] for at in left), tuple(span.starts[at] for at in left)
    return Span(span.text, span.lexicon, words, starts, tuple(span.ends[at] for at in left))


def _after_told(span: Span, told: Set[int]) -> Span:
    """A segment without what it begins with, where that only tells."""
    begin = next((at for at, start in enumerate(span.starts) if start not in told), len(span))
    return span.part(begin) if begin else span


def _another(one: Reading, segment: Segment) -> bool:
    """Whether a reading is of a clause of its own within a segment that asks for something else: it is not dropped in silence."""
    sentence = segment.sentence
    begins = {sentence.span.starts[at] for at in sentence.clauses if segment.start < at < segment.end}
    if one.grammar.head_last and one.clause.starts[0] in sentence.span.starts:  # `并 | 对产品锐化`
        at = sentence.span.starts.index(one.clause.starts[0])
        begins -= set(sentence.span.starts) - set(sentence.span.starts[max(at - 2, 0) : at + 2])
        return not one.weak and bool(begins)
    return not one.weak and not begins.isdisjoint(one.clause.starts[:2])


def _apart(one: Reading, read: list[Reading], wanted: tuple[str, ...]) -> bool:
    """`切成圆形，背景透明`: the first of two Chinese clauses asks for something else; the label is the other's."""
    beside = any(other.family in wanted and other.clause.starts[0] > one.clause.ends[-1] - 1 for other in read)
    commands = one.clause.starts_with("verb") is not None or one.clause.words[0] in one.grammar.starters
    commands = commands or (one.family in ("portrait", "tone", "restore") and one.clause.has("verb") and not one.weak)
    return one.grammar.head_last and commands and beside and one.family not in ("extract", "background_remove", "pose_action")


def _listed(one: Reading, read: list[Reading], wanted: tuple[str, ...]) -> bool:
    """`加点暗角和颗粒`: the other thing of a Chinese list, whatever family it is of."""
    beside = any(other.family in wanted and other.clause.starts == one.clause.starts and not other.weak for other in read)
    return one.grammar.head_last and not one.weak and beside and not _JOINED.isdisjoint(one.clause.words)


_JOINED = word_set("understanding.joined")


def _readings_in(page: Page, span: Span) -> list[Reading]:
    """The readings of clauses that begin within a segment."""
    return [one for one in page.readings if one.clause.starts[0] in span.starts]


def _understood(text: Text, page: Page) -> Understood:
    return Understood(
        text=text,
        language=spoken_language(text.source),
        readings=tuple(named_edits(in_company(page.readings))),
        constraints=tuple(page.kept),
        forbidden=tuple(page.forbidden),
        clauses=tuple(page.clauses),
        cut_short=page.full,
    )


def spoken_language(source: str) -> str:
    """The language to answer in: `zh-Hant` where traditional characters stand, `zh` for Chinese, else `en`."""
    if language_of([source]) == "en":
        return "en"
    return "zh" if traditional().isdisjoint(source) else "zh-Hant"
