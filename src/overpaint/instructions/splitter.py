"""Cuts a prompt into clauses, each of which may be one request. Quoted strings were made single units before and are never cut.

Hard cuts: ends of sentences and lines, brackets. Soft cuts (commas, `and`, `then`): only where a new command begins, so that
lists of things stay together. Nobody's comma is needed where a strong verb starts over (`shrink picture remove background`).
"""

from __future__ import annotations

from collections.abc import Iterator

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.text import is_quote
from overpaint.instructions.units import Units
from overpaint.instructions.words import Span, once

MAX_SENTENCE = 200
"""Units of one sentence; who forgets to stop is stopped here."""

_HARD = frozenset(".!?;…\n()[]{}•|。！？；（）【】")
_SOFT = frozenset(",，、:：-–—/&~^*")
_COMMAS = frozenset(",，:：")
_LISTS = frozenset("、&")
_COMPARATIVES = ("tone_more", "quality_more", "tone_whole")
_WELL_ENOUGH = word_set("splitter.well_enough")


@once
def clauses(sentence: Span, grammar: Grammar) -> list[Span]:
    """The clauses of a sentence, in order, without empty ones."""
    found: list[Span] = []
    start = 0
    starts = _commands(sentence, grammar)
    targets = _after_openings(sentence, grammar)
    negated = {hit.end for hit in sentence.of("negation")}
    for at in range(1, len(sentence)):
        if at not in negated and _begins(sentence, at, targets[at], starts, grammar):
            begin = _with_adverb(sentence, at, start)
            if begin > start:
                found.append(sentence.part(start, begin))
            start = begin
    return [*found, sentence.part(start)] if start < len(sentence) else found


def _with_adverb(sentence: Span, at: int, start: int) -> int:
    """`whiten my teeth and slightly smooth the skin`: where a command begins whose measure stands before it."""
    for hit in sentence.of("degree"):
        joined = hit.start and hit.start >= start and sentence.words[hit.start - 1] in _JOINING
        if hit.end == at and joined and any(row.start == at for row in sentence.of("verb")):
            return hit.start
    return at


_JOINING = word_list("splitter.joining")


def sentences(units: Units) -> Iterator[tuple[int, int]]:
    """The sentences of a text as ranges of units, none longer than `MAX_SENTENCE`."""
    words = units.words
    start = 0
    for at, word in enumerate(words):
        ends = word in _HARD and not (word == "." and _in_a_date(units, at))
        if ends or at - start >= MAX_SENTENCE:
            if at > start:
                yield start, at
            start = at + 1 if ends else at
    if start < len(words):
        yield start, len(words)


def _in_a_date(units: Units, at: int) -> bool:
    """`2024.05.01`: a point right between figures ends no sentence."""
    inside = 0 < at < len(units) - 1 and units.ends[at - 1] == units.starts[at] and units.ends[at] == units.starts[at + 1]
    return inside and units.words[at - 1][-1].isdigit() and units.words[at + 1][0].isdigit()


def _between_numbers(words: tuple[str, ...], at: int) -> bool:
    before, after = words[at - 1 : at], words[at + 1 : at + 2]
    return bool(before and after) and before[0][0].isdigit() and after[0][0].isdigit()


def _commands(sentence: Span, grammar: Grammar) -> dict[int, str]:
    """Units where a command word stands: `verb` in base form, `ing`, or `more` (brighter, more, less, black and white)."""
    found: dict[int, str] = {}
    for hit in sentence.hits:
        if hit.cls == "verb" and hit.form in ("base", "ing"):
            kind = "verb" if hit.form == "base" else "ing"
            strong = kind == "verb" and " ".join(sentence.words[hit.start : hit.end]) in grammar.strong_verbs
            if found.get(hit.start) != "strong":
                found[hit.start] = "strong" if strong else kind
        elif hit.cls in _COMPARATIVES or (hit.cls == "direction" and hit.key in ("up", "down")):
            found.setdefault(hit.start, "more")
    found.update((hit.start, "strong") for hit in sentence.of("solely") if grammar.head_last)
    if grammar.starters:
        found.update((at, "verb") for at, word in enumerate(sentence.words) if word in grammar.starters)
    return found


def _after_openings(sentence: Span, grammar: Grammar) -> list[int]:
    """For each unit, where the words of politeness that may begin there end."""
    found = list(range(len(sentence) + 1))
    for at in reversed(range(len(sentence))):
        found[at] = found[at + grammar.opening.front(sentence.words, at)]
    return found


def _begins(sentence: Span, at: int, target: int, commands: dict[int, str], grammar: Grammar) -> bool:
    """Whether a clause begins at unit `at`; `target`: where politeness from there on ends."""
    before = sentence.words[at - 1]
    kind = _kind(sentence, target, commands)
    if grammar.head_last and (_serial(sentence, at) or _turns(sentence, at) or _again(sentence, at)):
        return True
    if (before in _SOFT or grammar.conjunctions.back(sentence.words, at)) and _names_background(sentence, at):
        return True
    if grammar.split_everywhere and before in _COMMAS:
        led = before in (":", "：") and is_quote(sentence.words[at])  # `配字：“…”`
        paused = sentence.text.source[sentence.starts[at - 1]] == "，"  # `1:1，800x800`
        return not (led or (_between_numbers(sentence.words, at - 1) and not paused))
    if before in _LISTS:
        return kind in ("verb", "strong")
    if before in _SOFT:
        told = any(hit.start == at for hit in sentence.of("statement"))
        return not _inside_word(sentence, at) and (bool(kind) or told or target > at + 1)
    if grammar.conjunctions.back(sentence.words, at) and at > 1:
        if (before in grammar.polite or grammar.head_last) and _only_named(sentence, at - 1):
            return False
        return kind in ("verb", "strong", "ing")
    after = sentence.words[at + 1] if at + 1 < len(sentence) else ""
    if sentence.words[at] in grammar.gerund_words and commands.get(at + 1) == "ing":
        return True
    if sentence.words[at] in grammar.by_words and after in grammar.by_verbs:
        return True
    if sentence.words[at] in grammar.so_words and after in grammar.so_starts and at > 1:
        return True
    if before in grammar.relation_blocks or at + 1 >= len(sentence) or kind not in ("verb", "strong"):
        return False
    if target > at:
        return sentence.words[at] in grammar.polite and not _only_named(sentence, at)
    if not grammar.head_last and _capital(sentence, at):
        return True
    starts = kind == "strong" or (sentence.words[at] not in grammar.particles and _acts_on(sentence, at))
    return starts and not _caused(sentence, at)


def _only_named(sentence: Span, at: int) -> bool:
    """`背景再虚化一些`: since the last comma a thing was named and nothing done with it, so `再` at `at` means `more`."""
    start = next((unit + 1 for unit in range(at - 1, -1, -1) if sentence.words[unit] in _COMMAS), 0)
    nouns = ("thing", "tone_attribute", "blemish", "quality") if sentence.lexicon.language == "zh" else ("thing",)
    named = any(start <= hit.start for hit in sentence.of(*nouns) if hit.end == at)
    return named and not any(start <= hit.start and hit.end <= at for hit in sentence.of("verb"))


def _serial(sentence: Span, at: int) -> bool:
    """`抠出来换成…`: what is done, and at once what is done next."""
    if not any(hit.key == "become" for hit in sentence.by_start.get(("verb", at), ())):
        return False
    return any(hit.end == at and hit.start > 0 and hit.key in ("extract", "remove") for hit in sentence.of("verb"))


def _again(sentence: Span, at: int) -> bool:
    """`弄正弄亮`: the same small verb, each time with what comes of it."""
    words = sentence.words
    before = next((back for back in (2, 3) if at >= back and words[at - back] == words[at]), 0)
    deeds = {hit.start for hit in sentence.of("verb", "tone_more") if hit.end - hit.start > 1}
    return words[at] in _MAKING and bool(before) and at < len(words) - 1 and {at, at - before} <= deeds


_MAKING = word_set("splitter.making")


def _turns(sentence: Span, at: int) -> bool:
    """`冷一点但脸不要发青`: what comes after a but is another clause, comma or not."""
    words = sentence.words
    but = 2 if words[max(0, at - 2) : at] == ("但", "是") else 1 if words[at - 1] == "但" and words[at] != "是" else 0
    if words[max(0, at - 2) : at] == ("就", "是") and words[max(0, at - 3)] in _WELL_ENOUGH:  # `挺好的就是太暗`
        return True
    return bool(but) and at > but and words[at - but - 1] not in _COMMAS and words[at - but - 1] != "不"


def _acts_on(sentence: Span, at: int) -> bool:
    """`remove the lamp blur the background`: a verb with its object, other than what somebody in a picture may do."""
    verbs = [hit for hit in sentence.by_start.get(("verb", at), ()) if hit.form == "base"]
    if not any(hit.key != "pose" and _is_object(sentence, hit.end) for hit in verbs):
        return False
    before = [hit for hit in sentence.of("verb") if hit.start < at and hit.form == "base"]
    return bool(before) and not any(hit.end > at for hit in before)


def _is_object(sentence: Span, at: int) -> bool:
    return at < len(sentence) and sentence.words[at] in _ARTICLES


_ARTICLES = word_list("splitter.articles")
_SETTLED = ("tone_more", "tone_whole", "colour", "bigger", "quality_more", "style", "blurred", "tone_vague", "clear")


def _caused(sentence: Span, at: int) -> bool:
    """`make the man remove his hat`: a verb after `make` and a bare noun is what somebody shall do, not a new command."""
    makes = [hit.end for hit in sentence.of("verb") if hit.key == "make" and hit.end <= at]
    return bool(makes) and not any(makes[-1] <= hit.start < at for hit in sentence.of(*_SETTLED))


def _names_background(sentence: Span, at: int) -> bool:
    """`crop it, and white background`: a background with its looks, and nothing else until the clause ends."""
    ends = [hit.end for hit in sentence.of("thing") if hit.key == "background" and at < hit.start <= at + _LOOKED]
    if not ends or not (ends[0] == len(sentence) or sentence.words[ends[0]] in _ENDS):
        return False
    looks = {unit for hit in sentence.of(*_LOOKS) for unit in range(hit.start, hit.end)}
    named = [hit.start for hit in sentence.of("thing") if hit.end == ends[0]]
    said = any(at <= hit.start < named[0] for hit in sentence.of("colour", "scene", "blurred", "clear", "tone_more"))
    first = next((unit for unit in range(at - 2, -1, -1) if unit not in looks), -1)
    settled = any(hit.end == first + 1 for hit in sentence.of("pronoun")) and not sentence.part(first + 1).starts_with(
        "determiner"
    )  # `make it brighter, white background`
    goes_on = at >= 2 and at - 2 in looks and not settled
    return said and not goes_on and all(unit in looks for unit in range(at, named[0]))


_LOOKED = 12
"""Units of looks that may stand before the word background."""

_ENDS = word_list("splitter.ends")
_LOOKS = ("colour", "scene", "blurred", "clear", "tone_more", "determiner", "degree", "time", "scene_weather", "list")


def _kind(sentence: Span, at: int, commands: dict[int, str]) -> str:
    """What command begins at a unit: gerunds count only among gerunds (`removing this and adding that`)."""
    kind = commands.get(at, "")
    if kind == "ing" and any(row in ("verb", "strong") for start, row in commands.items() if start < at):
        return ""
    return "" if _is_noun(sentence, at) else kind


def _capital(sentence: Span, at: int) -> bool:
    """Whether a word has a capital that its neighbours have not: somebody began a new sentence without a full stop.

    A word all in capitals is the wording of a sign.
    """
    source = sentence.text.source
    if source[sentence.starts[at] : sentence.ends[at]].isupper():
        return False
    return source[sentence.starts[at]].isupper() and not any(source[sentence.starts[i]].isupper() for i in (at - 1, at + 1))


def _is_noun(sentence: Span, at: int) -> bool:
    """`background and face`: a word that is a verb too, with nothing after it that it could act on."""
    return at == len(sentence) - 1 and any(hit.start == at and hit.cls in _NOUNS for hit in sentence.hits)


_NOUNS = ("thing", "style", "degradation", "degradation_bare", "blemish")


def _inside_word(sentence: Span, at: int) -> bool:
    """`chibi-style`: a hyphen between two words without spaces joins them."""
    return sentence.words[at - 1] in "-/&" and at > 1 and sentence.ends[at - 2] == sentence.starts[at - 1]
