"""Writing that shall say something else, or have another colour. Every word of the clause is accounted for here."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.families.unlettering import place_of, spelled
from overpaint.instructions.letter_words import BOX, COLOUR, FILLER, QUOTE, UNKNOWN, Token, tokens
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import TEXT, Coloured, Named, Sent, Text, Where, Whole

FAMILY = "text_change"
OPERATION = "text_change"

_SIGNS = word_set("rewording.signs")
"""What words may stand on: it says nothing more where they are quoted, or are all that is written."""

_INTO = word_set("rewording.into")
_LOOSE = word_set("rewording.loose")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step with the new words, the old ones where they are named; or with a colour. Refused where a word is left over."""
    if OPERATION not in catalogue.operations:
        return Built() if catalogue.assumes(FAMILY) else Built(reason="unsupported", nearest=FAMILY)
    clause = reading.clause
    new, old = _new(reading), _old(reading)
    if new and new == old:
        return Built(reason="no_change", nearest=FAMILY, facts={"amount": new})
    colour, strange = _rest(clause, f"{new} {old}")
    if strange:
        return Built(reason="left_over", nearest=FAMILY, facts={"words": clause.part(strange[0].start, strange[-1].end).original})
    if not (new or colour):
        return Built(reason="which_words", nearest=FAMILY)
    where = Text(content=old) if old else _where(reading, catalogue)
    if isinstance(where, Coloured) and where.colour == colour:  # `the text yellow`: the colour it gets
        where = where.of
    if where is None:
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    params = {"old": old, "text": new, "colour": colour}
    return Built((step(reading, catalogue, OPERATION, {name: said for name, said in params.items() if said}, where),))


def in_the_mask(built: Built) -> Built:
    """The same where the request has a mask and names no words: it says which line."""
    steps = (one.model_copy(update={"where": Sent()}) if isinstance(one.where, Named) else one for one in built.steps)
    return Built(tuple(steps), built.notes, built.reason, built.nearest, built.facts)


def _new(reading: Reading) -> str:
    """What shall be written: the last quote after the change, or words in capitals, digits or a price that are not quoted."""
    content = reading.content if reading.content is not None else reading.clause.part(0, 0)
    if content.words == reading.clause.words:
        return reading.clause.quotes[-1] if len(reading.clause.quotes) == 2 else ""
    if content.quotes:
        return content.quotes[-1]
    written = content.original
    return written if _is_wording(written, content) else ""


def _is_wording(written: str, content: Span) -> bool:
    """`2025`, `$95`, `CLOSED`: what can only be written; a word such as `bigger` or `French` can be a wish."""
    if content.has("colour") or content.has("bigger") or content.has("degree"):
        return False
    letters = [letter for letter in written if letter.isalpha()]
    shouted = len(letters) > 1 and written.isupper() and not content.text.source.isupper()
    return shouted or (not letters and any(letter.isdigit() for letter in written))


def _old(reading: Reading) -> str:
    region = reading.region if reading.region is not None else reading.clause.part(0, 0)
    if region.quotes:
        return region.quotes[0]
    if len(reading.clause.quotes) == 2 and reading.content is not None and len(reading.content.quotes) == 1:
        return reading.clause.quotes[0]
    if said := spelled(region) or _before_the_change(reading.clause):
        return said
    return region.original if region and _is_wording(region.original, region) else ""


def _before_the_change(clause: Span) -> str:
    """`from OPEN to CLOSED`: what stands in capitals between the two."""
    if "from" not in clause.words or "to" not in clause.words:
        return ""
    begin, end = clause.words.index("from") + 1, len(clause) - 1 - clause.words[::-1].index("to")
    between = clause.part(begin, max(begin, end))
    return between.original if between and _is_wording(between.original, between) else ""


def _rest(clause: Span, said: str) -> tuple[str, list[Token]]:
    """The colour that the words name, and what is neither that nor known here."""
    colour, strange = "", []
    verbs = {at for hit in clause.of("verb", "become", "to") for at in range(hit.start, hit.end)}
    known = {at for hit in clause.of("thing") if hit.key in (TEXT, "plate") for at in range(hit.start, hit.end)}
    ordered = {hit.start for hit in clause.of("order")}
    for token in tokens(clause):
        words = clause.words[token.start : token.end]
        if not ordered.isdisjoint(range(token.start, token.end)):  # `the second line`: which one that is, nothing tells
            strange.append(token)
            continue
        if token.kind in (QUOTE, FILLER) or all(word in said.casefold() for word in words):
            continue
        if token.kind == COLOUR and not colour:
            colour = str(token.value)
            continue
        at = set(range(token.start, token.end))
        allowed = _SIGNS.issuperset(words) or _INTO.issuperset(words) or at <= verbs | known
        if not (token.kind in (UNKNOWN, BOX) and allowed):
            strange.append(token)
    return colour, strange


def _where(reading: Reading, catalogue: Catalogue) -> Where | None:
    """The kind of writing that is named; all writing for `the sign` and `the text on the sign`, which has to be one line then."""
    region = reading.region
    if not region:
        return Named(kind=TEXT) if TEXT in catalogue.regions else None
    where = place_of(reading, catalogue)
    if where is not None:
        return Named(kind=TEXT) if isinstance(where, Whole) else where
    plain = [word for word in region.words if word not in _SIGNS and word not in _LOOSE]
    return None if plain or TEXT not in catalogue.regions else Named(kind=TEXT)
