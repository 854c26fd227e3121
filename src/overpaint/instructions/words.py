"""Reading with one lexicon: units with their hits, and the small questions that the grammar asks of a stretch of words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import pairwise
from typing import Any, Concatenate, ParamSpec, TypeVar

from overpaint.instructions.lexicon import Hit, Lexicon
from overpaint.instructions.text import Text, is_quote

_P = ParamSpec("_P")
_T = TypeVar("_T")


def once(read: Callable[Concatenate[Span, _P], _T]) -> Callable[Concatenate[Span, _P], _T]:
    """What is asked of the same span again and again, worked out once. Who is answered changes nothing in the answer."""

    @wraps(read)
    def known(span: Span, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        question = (read, *args, *kwargs.items())
        if question not in span.answers:
            span.answers[question] = read(span, *args, **kwargs)
        answer: _T = span.answers[question]
        return answer

    return known


@dataclass(frozen=True)
class Span:
    """Units `start:end` of a text, read with a lexicon. `within`: the span that it is a piece of, and where in it that begins."""

    text: Text
    lexicon: Lexicon
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    within: tuple[Span, int] | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.words)

    def __bool__(self) -> bool:
        return bool(self.words)

    @cached_property
    def hits(self) -> list[Hit]:
        return _outer(self.found, spelled=self.lexicon.language == "zh")

    @cached_property
    def by_class(self) -> dict[str, list[Hit]]:
        """The hits of each class, in order."""
        rows: dict[str, list[Hit]] = {}
        for hit in self.hits:
            rows.setdefault(hit.cls, []).append(hit)
        return rows

    @cached_property
    def found(self) -> list[Hit]:
        """Every hit by its start, longest first, those inside a longer one, too.

        A piece takes them from the span it was cut from, so that words are looked up once.
        """
        if self.within is None:
            return self.lexicon.hits(self.words)
        return self._found_in(*self.within, len(self.words))

    @cached_property
    def _opening(self) -> list[Hit]:
        """The hits at the first unit, found without a look at any other: a long clause is asked at every comma how it goes on."""
        first = self.found if self.within is None else self._found_in(*self.within, 1)
        return _outer([hit for hit in first if hit[0] == 0], spelled=self.lexicon.language == "zh")

    def _found_in(self, whole: Span, first: int, units: int) -> list[Hit]:
        """What was found in the span that this one was cut from at `first`, for so many units from there on."""
        last = first + len(self.words)
        begin, finish = bisect_left(whole._starts_found, first), bisect_left(whole._starts_found, first + units)
        new = tuple.__new__  # a prompt has thousands of pieces: the class's own constructor takes twice as long
        return [
            new(Hit, (start - first, end - first, cls, key, form))
            for start, end, cls, key, form in whole.found[begin:finish]
            if end <= last
        ]

    @cached_property
    def _starts_found(self) -> list[int]:
        return [hit[0] for hit in self.found]

    @cached_property
    def by_start(self) -> dict[tuple[str, int], list[Hit]]:
        """The hits of each class at each unit."""
        rows: dict[tuple[str, int], list[Hit]] = {}
        for hit in self.hits:
            rows.setdefault((hit[2], hit[0]), []).append(hit)
        return rows

    @cached_property
    def covered(self) -> frozenset[int]:
        """Units inside a phrase, its first one left out: the `and` of `black and white`."""
        phrases = [hit for hit in self.hits if hit.cls not in _TRANSPARENT]
        return frozenset(at for hit in phrases for at in range(hit.start + 1, hit.end))

    def part(self, start: int, end: int | None = None) -> Span:
        """A piece, by unit positions inside this span: the same one whenever it is asked for, so that it is read once."""
        count = len(self.words)
        begin = min(start, count) if start >= 0 else max(start + count, 0)
        finish = count if end is None or end > count else end if end >= 0 else max(end + count, 0)
        if begin == 0 and finish == count:
            return self
        whole, first = self.within or (self, 0)
        at = (first + begin, first + max(begin, finish))
        if (piece := whole._parts.get(at)) is None:
            cut = slice(*at)
            piece = Span(self.text, self.lexicon, whole.words[cut], whole.starts[cut], whole.ends[cut], (whole, at[0]))
            whole._parts[at] = piece
        return piece

    @cached_property
    def answers(self) -> dict[tuple[Any, ...], Any]:
        """What was worked out of this span by functions that do so `once`."""
        return self._kept_for_now()

    @cached_property
    def _parts(self) -> dict[tuple[int, int], Span]:
        """The pieces of a span that is cut from no other, by their units."""
        return self._kept_for_now()

    def _kept_for_now(self) -> dict[Any, Any]:
        """A dictionary that lasts until its text is read."""
        kept: dict[Any, Any] = {}
        self.text.known.append(kept)
        return kept

    def joined(self, other: Span) -> Span:
        """The words of this one and then of another, of the same text, though others may stand between them."""
        return Span(self.text, self.lexicon, self.words + other.words, self.starts + other.starts, self.ends + other.ends)

    @property
    def original(self) -> str:
        """The words as they were written."""
        return self.text.original(self.starts[0], self.ends[-1]) if self.words else ""

    @property
    def plain(self) -> str:
        """The words as they are compared and reported: as written, quotes without their marks."""
        return self.text.plain(self.text.source[self.starts[0] : self.ends[-1]]).strip() if self.words else ""

    def of(self, *classes: str) -> Iterator[Hit]:
        """Hits of these classes, longest first at each place."""
        if len(classes) == 1:
            return iter(self.by_class.get(classes[0], ()))
        return (hit for hit in self.hits if hit.cls in classes)

    def keys(self, *classes: str) -> frozenset[str]:
        return frozenset(hit.key for hit in self.of(*classes))

    def has(self, cls: str, *keys: str) -> bool:
        rows = self.by_class.get(cls, ())
        return any(hit.key in keys for hit in rows) if keys else bool(rows)

    def starts_with(self, *classes: str) -> Hit | None:
        return next((hit for hit in self._opening if hit.cls in classes), None)

    def whole(self, *classes: str) -> Hit | None:
        """The hit that covers every unit."""
        return next((hit for hit in self.of(*classes) if hit.start == 0 and hit.end == len(self.words)), None)

    @property
    def quotes(self) -> list[str]:
        return [self.text.plain(word) for word in self.words if is_quote(word)]


_TRANSPARENT = frozenset(
    [
        *("verb", "become", "aside", "determiner", "keep", "to", "direction", "degree", "preposition", "indefinite", "statement"),
        *("saying", "carrying", "grasp", "have", "wear", "only", "question", "tighter", "furnishing", "made_of", "cleaning"),
        *(
            "telling",
            "wish",
            "leading",
            "solely",
            "tuned",
            "quality_tag",
            "cut_to",
            "negation",
            "negation_filler",
            "negation_over",
            "affirmed",
        ),
        *("scene_detail", "copula", "anaphor", "floating", "infill", "statement", "order"),
        *("staging", "staging_manner"),
        *("look", "look_weak", "look_strong", "look_choice", "look_says"),
    ]
)
"""Classes whose phrases hide nothing inside them."""


def _outer(hits: list[Hit], *, spelled: bool) -> list[Hit]:
    """Hits without those inside a longer one: `white` is not meant in `black and white`, nor `red` in `red eye`.

    `spelled`: units are characters, so one alone is a piece of a word (`底` in `底部`).
    """
    covers = {(start, end) for start, end, cls, _, _ in hits if end - start > 1 and cls not in _TRANSPARENT}
    if not covers:
        return hits
    widest: dict[int, tuple[int, int]] = {}
    for start, end in sorted(covers, key=lambda cover: (cover[1] - cover[0], cover)):
        widest.update(dict.fromkeys(range(start, end), (start, end)))
    return [hit for hit in hits if hit[2] in _TRANSPARENT or not _hidden(hit, widest, 2 if spelled else 1)]


def _hidden(hit: Hit, widest: dict[int, tuple[int, int]], word: int) -> bool:
    """Whether a hit is inside a longer one; `studio background` is about a background all the same."""
    start, end, cls, key, _ = hit
    first, last = widest.get(start, (start, start))
    return end <= last and end - start < last - first and not (cls == "thing" and key == "background" and end - start >= word)


def pieces(span: Span, pauses: Set[str]) -> Iterator[Span]:
    """A stretch of words cut at the marks among `pauses`, which are left out."""
    cuts = [at for at, word in enumerate(span.words) if word in pauses]
    for begin, end in pairwise([-1, *cuts, len(span)]):
        if end - begin > 1:
            yield span.part(begin + 1, end)


def chosen(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that don't overlap: from left to right, the longest at each place."""
    kept: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept


class PhraseSet:
    """Phrases that may be taken off the front or the back of a clause."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {tuple(phrase.split(" ")) for phrase in phrases}
        self._by_first = _lengths((phrase[0], len(phrase)) for phrase in self._phrases)
        self._by_last = _lengths((phrase[-1], len(phrase)) for phrase in self._phrases)

    def front(self, words: tuple[str, ...], at: int = 0) -> int:
        """Units of the longest phrase that begins at `at`; 0 for none."""
        for length in self._by_first.get(words[at], ()) if at < len(words) else ():
            if at + length <= len(words) and words[at : at + length] in self._phrases:
                return length
        return 0

    def back(self, words: tuple[str, ...], end: int) -> int:
        """Units of the longest phrase that ends before `end`; 0 for none."""
        for length in self._by_last.get(words[end - 1], ()) if end else ():
            if length <= end and words[end - length : end] in self._phrases:
                return length
        return 0


def _lengths(rows: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Lengths of the phrases that begin or end with each word, longest first."""
    found: dict[str, set[int]] = {}
    for word, length in rows:
        found.setdefault(word, set()).add(length)
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}
