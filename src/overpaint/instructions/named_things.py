"""Things that a finder knows by a noun, and which of them a phrase means: the red car on the left, both dogs, 第二个人."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

from overpaint.instructions.catalogue import Catalogue, NounMeaning
from overpaint.instructions.lexicon import Hit, read
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Reading
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span
from overpaint.plans import Coloured, Named, Order, Pick, Side, Sides, Where

_SIDES: dict[str, Sides] = {"left": "left", "right": "right", "top": "top", "bottom": "bottom", "center": "centre"}
_OUTERMOST: dict[Sides, Order] = {
    "left": "leftmost",
    "right": "rightmost",
    "top": "topmost",
    "bottom": "bottommost",
    "centre": "most central",
}
SOMETHING = "something"
"""The kind of region that a finder tells by its colour alone; a name here, for words for it are unknown words."""
_EVERY = "every"
_LIVING = ("person", "animal")
_SAYS_WHICH = ("side", "order", "colour", "determiner", "indefinite", "preposition", "shade")
_LOOSE = word_set("named_things.loose")
"""Words between those that say which one is meant, in a phrase that says nothing else."""

_LONGEST = 4
_NO_THINGS = word_set("named_things.no_things")
"""Words after a colour that name light, a manner or nothing."""
_MEANING_MORE = frozenset(
    (
        "thing",
        "tone_attribute",
        "tone_fault",
        "tone_more",
        "tone_whole",
        "colour_word",
        "colour",
        "effect",
        "time",
        "weather",
        "quality_more",
    )
)
"""Classes of words that are no unknown thing's names; those of scenes may be: `the white rocks` lie in this picture."""

_JOINING = word_set("named_things.joining")
_EACH = word_set("named_things.each")


@dataclass(frozen=True)
class NamedThing:
    """`noun` ends, where its head does, in words for a kind that is found; `before`: what stands in front of them."""

    noun: Noun
    meaning: NounMeaning
    before: Span

    def place(self) -> Where | None:
        """The place meant; None where the phrase says more than which one it is (`the man behind the tree`)."""
        if not _only_says_which(self.noun.rest):
            return None
        if self.noun.grammar.head_last and not _is_known(self.before):  # `戴帽子那个人`
            return None
        if not self.noun.grammar.head_last and _on_a_colour(self.noun.rest):  # `the bottle on white`
            return None
        says = (self.before, self.noun.rest, self.noun.span.part(0, len(self.noun.span) - len(self.noun.bare)))
        orders = [hit.key for span in says for hit in span.of("order")]
        sides = [_SIDES[hit.key] for span in says[:2] for hit in span.of("side") if hit.key in _SIDES and not _is_worn(span, hit)]
        corners = [tuple(hit.key.split("_")) for span in says[:2] for hit in span.of("side") if "_" in hit.key]
        if corners and (self.meaning.told_apart or sides or len(corners) > 1):
            return None
        colours = [hit.key for span in says[:2] for hit in span.of("colour") if hit.key.startswith("#")]
        where: Where = Named(kind=self.meaning.kind, words=self.noun.words)
        if colours:
            where = Coloured(of=where, colour=colours[0])
        if corners:
            down, across = corners[0]
            return Side(of=Side(of=where, side=_SIDES[down]), side=_SIDES[across])
        return self._chosen(where, [key for key in orders if key != _EVERY], sides, _EVERY in orders)

    def _chosen(self, where: Where, orders: list[str], sides: list[Sides], every: bool) -> Where:
        if not self.meaning.told_apart:
            return Side(of=where, side=sides[0]) if sides else where
        if orders and orders[0] not in get_args(Order):
            number = int(orders[0])
            return Pick(of=where, which=-number if "right" in sides else number)
        if orders:
            return Pick(of=Side(of=where, side=sides[0]) if sides else where, which=orders[0])
        many = every or self.meaning.many
        if sides:
            return Side(of=where, side=sides[0]) if many else Pick(of=where, which=_OUTERMOST[sides[0]])
        return where if many or self.meaning.many is None else Pick(of=where, which="main")


def _on_a_colour(rest: Span) -> bool:
    return any(hit.start and rest.words[hit.start - 1] == "on" and hit.end == len(rest) for hit in rest.of("colour"))


def _is_worn(span: Span, side: Hit) -> bool:
    """`in the red top`: a piece of clothing."""
    return side.key == "top" and any(hit.end == side.start for hit in span.of("colour"))


def thing_named(noun: Noun, catalogue: Catalogue) -> NamedThing | None:
    """The longest noun at the end of a phrase's head that a finder here knows; a person or animal by any word for one."""
    head = noun.head
    apart = _compounds(head.lexicon.language)
    for start in range(len(head)):
        if head.words[start:] in apart and head.words[start:] not in catalogue.nouns:
            return None
        if (meaning := catalogue.nouns.get(head.words[start:])) is not None:
            return NamedThing(noun, meaning, head.part(0, start))
    for hit in noun.head_hits:
        if hit.cls == "thing" and hit.key in _LIVING and hit.key in catalogue.regions:
            several = None if noun.grammar.head_last else head.words[-1].endswith("s") and not head.words[-1].endswith("ss")
            return NamedThing(noun, NounMeaning(hit.key, several, told_apart=True), head.part(0, hit.start))
    return _told_by_colour(noun) if SOMETHING in catalogue.regions else None


@cache
def _compounds(language: str) -> frozenset[tuple[str, ...]]:
    """Nouns that end in the name of a thing and name another."""
    words = read(language, "compounds.toml")["compounds"]
    many = [] if language == "zh" else [f"{word}s" for word in words]
    return frozenset(tuple(tokenise(word).words) for word in (*words, *many))


def _told_by_colour(noun: Noun) -> NamedThing | None:
    """`the blue newspaper box`, `蓝色的报纸箱`: words that nothing here knows, with a colour before them; None for anything else.

    A word that means something else to the reader is no thing's: `the red tint`.
    """
    head, said = noun.head, noun.rest if noun.grammar.head_last else noun.head
    colours = [hit for hit in said.of("colour") if hit.key.startswith("#")]
    if len(colours) != 1:
        return None
    start = 0 if said is noun.rest else colours[0].end
    called = head.part(start)
    if noun.grammar.head_last and not called.starts[0] > said.starts[0]:
        return None
    if (
        not 0 < len(called) <= _LONGEST
        or any(hit.cls in _MEANING_MORE and hit.end == len(head) for hit in head.hits)
        or not _NO_THINGS.isdisjoint(called.words)
    ):
        return None
    if not all(word.isalpha() for word in called.words):
        return None
    many = not noun.grammar.head_last and called.words[-1].endswith("s") and not called.words[-1].endswith("ss")
    return NamedThing(noun, NounMeaning(SOMETHING, many, told_apart=True), head.part(0, start))


def whole_phrase(span: Span, first: int, last: int) -> tuple[int, int]:
    """Units `first:last` of a clause name a thing: with the words around them that say which (`the red … on the left`)."""
    start, end = first, last
    says = {at for hit in span.of("colour", "order", "side", "shade") for at in range(hit.start, hit.end)}
    while start > 0 and (start - 1 in says or (span.words[start - 1] in _LOOSE and start - 2 in says)):
        start -= 1
    joining = {at for hit in span.of("preposition", "determiner") for at in range(hit.start, hit.end)}
    after = last
    while after < len(span) and (after in joining or after in says or span.words[after] in _LOOSE):
        after += 1
        end = after if after - 1 in says else end
    return start, end


def nouns_in(span: Span, catalogue: Catalogue) -> list[tuple[int, int]]:
    """Where finders' nouns stand, from left to right, the longest at each place."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(span):
        ends = range(min(at + catalogue.longest_noun, len(span)), at, -1)
        end = next((end for end in ends if span.words[at:end] in catalogue.nouns), at)
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return found


def region_of(region: Span, reading: Reading, catalogue: Catalogue) -> Noun:
    """The phrase for a request's place, with what the reader cut off of a thing that a finder knows."""
    whole = Noun(_whole_region(region, reading.clause, catalogue), reading.grammar)
    return whole if thing_named(whole, catalogue) else Noun(region, reading.grammar)


def _whole_region(region: Span, clause: Span, catalogue: Catalogue) -> Span:
    """A piece of a clause may end too early: in `the car on the`, of `make the car on the left darker`, or in `the potted`, where
    the rest of the noun was taken for something else.
    """
    if not region or region.starts[0] not in clause.starts or region.ends[-1] not in clause.ends:
        return region
    first, last = clause.starts.index(region.starts[0]), clause.ends.index(region.ends[-1]) + 1
    while last - 1 > first and clause.words[last - 1] in _JOINING:
        last -= 1
    length = last - first
    for start, end in nouns_in(clause, catalogue):
        if start < last and end > first:
            first, last = min(start, first), max(end, last)
    start, end = whole_phrase(clause, first, last)
    return clause.part(start, max(end, first + len(region))) if last - first == length else clause.part(start, end)


def _is_known(before: Span) -> bool:
    """Whether Chinese words before a noun say nothing but which one."""
    known = {at for hit in before.of(*_SAYS_WHICH, "number") for at in range(hit.start, hit.end)}
    known |= {
        at
        for hit in before.of("thing")
        if hit.key in ("clothes", "image", "person", "subject")
        for at in range(hit.start, hit.end)
    }
    return all(at in known or word in _LOOSE or word in _EACH for at, word in enumerate(before.words))


def _only_says_which(rest: Span) -> bool:
    if rest and not any(rest.has(cls) for cls in ("side", "order", "colour")):
        return not rest.has("preposition") and all(word in _LOOSE for word in rest.words)
    known = {at for hit in rest.of(*_SAYS_WHICH) for at in range(hit.start, hit.end)}
    known |= {at for hit in rest.of("thing") if hit.key in ("clothes", "image") for at in range(hit.start, hit.end)}
    return all(at in known or word in _LOOSE for at, word in enumerate(rest.words))
