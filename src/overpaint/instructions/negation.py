"""What must not happen: `don't blur it`, `brighter, not darker`, `调亮，不要过曝`. A negated command is never run.

A phrase of `[negation]` governs what stands after it in its clause. Its key says of what kind that must be, so that a complaint
(`not bright enough`), a wish to lose something (`no background`) and a question (`能不能…`) are read as before:

    command   whatever an imperative tells to do (`don't …`)
    said_of   the same, of what stands before it (`the sky must not …`)
    wish      an effect: a verb, or a look that tone or blur would give (`I don't want it darker`)
    deed      a verb that follows at once, in English as a gerund (`without cropping`)
    more      a verb or a comparison that follows at once (`not darker`)
"""

from __future__ import annotations

from collections.abc import Iterator

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.splitter import clauses
from overpaint.instructions.words import Span, chosen

_LOOKS = ("tone_more", "tone_fault", "tone_whole", "quality_more", "blurred")
_ASKED = ("verb", *_LOOKS, "scene", "colour", "style", "clear")
_BODILY = ("pose", "wear", "dress", "vanish")
"""Verbs of what somebody in a picture does: `the man not smiling` describes."""

_HOLDING = ("quality_more", "clear", "tone_more", "degree", "not_negation")
"""Classes whose phrases may hold a negation: `not blurry`, `特别`."""

_OR = word_list("negation.or")
_AND = word_list("negation.and")
_LINKS = word_list("negation.links")
_COMPLAINED = word_list("negation.complained")
_RELATIVE = word_list("negation.relative")
_MORE_OR_LESS = word_set("negation.more_or_less")


def parted(sentence: Span, grammar: Grammar) -> Iterator[tuple[Span, bool]]:
    """The clauses of a sentence in order, each with whether it only says what must not happen."""
    pieces = list(clauses(sentence, grammar))
    if not sentence.has("negation"):
        yield from ((piece, False) for piece in pieces)
        return
    start = end = 0
    while pieces:
        end += len(pieces.pop(0))
        while start < end and (scope := _scope(sentence.part(start, end), grammar, start > 0, bool(pieces))):
            begin, governed = scope
            if begin and (told := _unlinked(sentence.part(start, start + begin))):
                yield told, False
            over = _over(sentence.part(start, end), governed, grammar)
            for _ in range(0 if over else _shared(sentence.part(start, end), pieces, grammar)):
                end += len(pieces.pop(0))
            yield _unlinked(sentence.part(start + begin, start + over - 1 if over else end)), True
            start = start + over if over else end
        if start < end:
            yield sentence.part(start, end), False
        start = end


def _scope(clause: Span, grammar: Grammar, asked: bool, more: bool) -> tuple[int, int] | None:
    """Where what is forbidden begins, and where what its negation governs begins; None where nothing is forbidden.

    `asked`, `more`: something stands before or after this clause, so that `no blur` is not all that is asked for.
    """
    clause = clause.part(0, _spoken(clause, grammar))
    for hit in chosen(clause.of("negation")):
        at = _past(clause, hit.end)
        if at < len(clause) and not _kept(clause, hit, at, asked) and _governs(clause, hit, at, grammar, asked, more):
            return _begin(clause, hit, grammar), at
    return None


def _spoken(clause: Span, grammar: Grammar) -> int:
    """Where the words of a clause end, without commas and manners."""
    asked = grammar.strip(clause)
    return clause.starts.index(asked.starts[-1]) + 1 if asked else 0


def _past(clause: Span, at: int) -> int:
    """The first unit from `at` on that is no word between a negation and what it governs."""
    while clause.by_start.get(("negation_filler", at)) and not _effects(clause, at, "verb", *_LOOKS):
        at += 1
    return at


def _begin(clause: Span, hit: Hit, grammar: Grammar) -> int:
    """A negation's own start where a command stands before it; 0 where that is what shall not change, or nothing."""
    before = grammar.strip(clause.part(0, hit.start))
    if not before:
        return 0
    if hit.key == "said_of":
        links = [at + 1 for at in range(hit.start) if clause.words[at] in _LINKS]
        return links[-1] if links and before.starts_with(*_ASKED) else 0
    return hit.start if hit.key in ("deed", "more") or _asks(before) else 0


def _kept(clause: Span, hit: Hit, at: int, asked: bool) -> bool:
    """Whether a negation is part of something else: a longer word, a question, or what is to be kept (`don't touch the sky`)."""
    if any(row.start <= hit.start and hit.end <= row.end for row in clause.of(*_HOLDING)):
        return True
    if not asked and any(
        (row.start, row.end) == (hit.start, hit.end) for row in clause.of("direction")
    ):  # `not so dark`, `别太亮`: the other way
        before = clause.part(0, hit.start)
        if (hit.key == "command" and not before) or (hit.key == "more" and before.by_class.keys().isdisjoint(_LOOKS)):
            return True
    if hit.start and clause.words[hit.start - 1] == clause.words[hit.start + 1]:  # `能不能`
        return True
    keeps = [row for row in clause.of("keep", "excepting_aside") if row.start <= hit.start]
    keeps = [row for row in keeps if row.cls == "keep" or not clause.part(row.end).has("tone_attribute")]
    if any(row.end <= hit.start and row.key == "before" for row in keeps):
        return True
    longer = [row for row in keeps if row.end > hit.end or row.start < hit.start < row.end]
    return any(not any(effect.end > row.end for effect in _effects(clause, at, "verb", *_LOOKS)) for row in longer)


def _governs(clause: Span, hit: Hit, at: int, grammar: Grammar, asked: bool, more: bool) -> bool:
    """Whether what follows a negation is of the kind that it forbids."""
    if hit.key != "wish" and any(clause.by_start.get(("affirmed", unit)) for unit in (hit.end, at)):
        return False
    if hit.start and clause.words[hit.start - 1] in _RELATIVE:
        return False
    if hit.key == "command":
        before = grammar.strip(clause.part(0, hit.start))
        acted = bool(_effects(clause, at, "verb")) and at + 1 < len(clause)
        return grammar.head_last or acted or not before or _asks(before)
    if hit.key == "wish":
        return _wished(clause, hit, at, grammar)
    if hit.key == "deed":
        form = "base" if grammar.head_last else "ing"
        if any(row.form == form for row in _effects(clause, at, "verb")):
            return True
        beside = asked or more or hit.start or grammar.head_last or _over(clause, at, grammar)
        return bool(beside) and bool(_effects(clause, at, *_unwanted(clause, hit, at, grammar)))
    return hit.key == "said_of" or _compared(clause, hit, at, grammar, asked)


def _unwanted(clause: Span, hit: Hit, at: int, grammar: Grammar) -> tuple[str, ...]:
    """Classes of what is no thing to lose, where a deed might be named: `no crop`, `without a vignette`, but not `no people`."""
    if grammar.head_last or clause.words[hit.start] != "no":
        return ("tone_fault", "tone_whole", "blurred") if grammar.head_last else ("tone_fault", "tone_whole")
    return ("style", *_LOOKS) if clause.by_start.get(("thing", at)) else ("verb", "style", *_LOOKS)


def _wished(clause: Span, hit: Hit, at: int, grammar: Grammar) -> bool:
    """An effect at once (`不要调暗`), of a thing named first (`不要背景虚化`), or after a word that carries over (`不要把…`)."""
    between = [row for unit in range(hit.end, at) for row in clause.by_start.get(("negation_filler", unit), ())]
    carried = any(row.key == "carrier" for row in between)
    turned = [row for cls in ("colour", "portrait_more") for row in clause.by_start.get((cls, at), ()) if row.end == len(clause)]
    if grammar.head_last and clause.words[hit.start] == "别" and hit.start and turned:  # `脸别白`
        return True
    things = {row.end for row in clause.by_start.get(("thing", at), ())}
    last = any(row.end == len(clause) for row in clause.of("verb", *_LOOKS))
    for unit in range(at, len(clause)):
        for row in _effects(clause, unit, "verb", *_LOOKS):
            if not grammar.head_last:
                if _settled(clause, row, grammar):
                    return True
            elif carried or (unit == at and not _describes(clause, row)) or (unit in things and last):
                return True
    return False


def _settled(clause: Span, row: Hit, grammar: Grammar) -> bool:
    """In English: a verb that is one (`you to crop`, `it cropped`), a comparison, or a look that ends the clause."""
    if row.cls == "verb":
        return row.form in ("ing", "ed") or clause.words[row.start - 1] == "to"
    return row.end == len(clause) or row.cls in ("tone_whole", "blurred") or _comparison(clause, row, grammar)


def _describes(clause: Span, row: Hit) -> bool:
    """`不要戴帽子的人`, `不要修过的图`: a verb that tells which thing is not wanted; what is blurred or toned is an effect."""
    told = row.cls == "verb" and row.key not in ("blur", "tone")
    return told and "的" in clause.words[row.end :]


def _compared(clause: Span, hit: Hit, at: int, grammar: Grammar, asked: bool) -> bool:
    """`not darker`, `not too bright`, `make it bright, not dark`; not the complaint `it is not bright`."""
    if hit.start and clause.words[hit.start - 1] in _COMPLAINED:
        return False
    if _effects(clause, at, "tone_whole"):
        return True
    told = asked or _asks(clause.part(0, hit.start)) or at > hit.end or hit.end - hit.start > 1
    classes = ("verb", *_LOOKS, "tone_attribute") if told else ("verb", *_LOOKS)
    rows = [row for row in _effects(clause, at, *classes) if clause.words[row.end : row.end + 1] != ("enough",)]
    plain = {row.end for row in rows if row.cls == "quality_more"}
    acted = any(row.cls in ("verb", "tone_fault", "blurred") and row.end not in plain for row in rows)
    return acted or any(told or _comparison(clause, row, grammar) for row in rows)


def _comparison(clause: Span, row: Hit, grammar: Grammar) -> bool:
    words = clause.words[row.start : row.end]
    return words[0] in _MORE_OR_LESS or any(word.endswith(grammar.comparative) for word in words)


def _effects(clause: Span, at: int, *classes: str) -> list[Hit]:
    """What an edit would do, told at one unit; nothing where a longer name of a thing begins there (`修图痕迹`)."""
    longest = max((row.end for row in clause.by_start.get(("thing", at), ())), default=0)
    rows = [row for cls in classes for row in clause.by_start.get((cls, at), ())]
    return [row for row in rows if row.end >= longest and not (row.cls == "verb" and row.key in _BODILY)]


def _asks(told: Span) -> bool:
    """Whether words before a negation ask for something, and don't only name what it is said of."""
    return any(row.cls != "verb" or _effects(told, row.start, "verb") for row in told.of(*_ASKED))


def _over(clause: Span, governed: int, grammar: Grammar) -> int:
    """Where a command goes on after what is forbidden (`don't crop it just brighten it`); 0 where none does."""
    for at in range(governed + 1, len(clause)):
        if clause.by_start.get(("negation_over", at)) and grammar.strip(clause.part(at + 1)).starts_with("verb", *_LOOKS):
            return at + 1
    return 0


def _shared(clause: Span, after: list[Span], grammar: Grammar) -> int:
    """How many of the clauses after this one its negation holds for: `don't crop, rotate or flip it`."""
    shared = 0
    link = clause.words[-1]
    for count, piece in enumerate(after, 1):
        link = piece.words[0] if piece.words[0] in (*_OR, *_AND) else link
        asked = grammar.strip(piece)
        made = asked.starts_with("verb")
        if asked and (made is None or piece.has("negation")):
            break
        if made:
            listed = link in _OR or _chooses(piece) or (link in _AND and _objectless(clause, grammar) and made.key != "make")
            shared = count if listed else shared
            if not listed and not (link in _LINKS and _objectless(clause, grammar)):
                break
            clause, link = piece, piece.words[-1]
    return shared


def _chooses(piece: Span) -> bool:
    """`…, rotate or flip it`: the end of a list of what not to do."""
    return any(word in _OR and piece.by_start.get(("verb", at)) for at, word in enumerate(piece.words, 1))


def _objectless(clause: Span, grammar: Grammar) -> bool:
    """Whether a clause ends with its verb: it shares the object of a later one."""
    link = len(clause) - (clause.words[-1] in (*_OR, *_AND))
    end = _spoken(clause.part(0, link), grammar)
    return any(row.end == end for row in clause.of("verb"))


def _unlinked(clause: Span) -> Span:
    """A command without the `but` that leads on to what is forbidden."""
    end = len(clause)
    while end and clause.words[end - 1] in _LINKS:
        end -= 1
    return clause.part(0, end)
