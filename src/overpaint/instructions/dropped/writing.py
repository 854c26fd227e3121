"""What a request about writing leaves out: things beside the writing, words between quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.dropped.things import beside
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.named_things import nouns_in
from overpaint.instructions.readings import Reading
from overpaint.instructions.text import is_quote
from overpaint.instructions.words import Span
from overpaint.plans import TEXT, OwnPicture, Step, Text, kinds_in, places_in

_WORDING = word_set("writing.wording")


def beside_words(reading: Reading, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`“SALE” on the left shirt`: words that name neither the writing nor which of it."""
    said = " ".join(texts(value for step in steps for value in step.params.values())).casefold().split()
    yield from (span for span in beside(reading, catalogue) if not set(span.words) <= {*said, *_WORDING})
    span, meant = reading.clause, {kind for step in steps for kind in kinds_in(step.where)} | {TEXT}
    rows = [row for row in nouns_in(span, catalogue) if not any(hit.start == row[0] for hit in span.of("colour"))]
    kinds = ((row, catalogue.nouns[span.words[slice(*row)]].kind) for row in rows)
    yield from (span.part(*row) for row, kind in kinds if kind not in meant)  # `the car and the date stamp`
    if any(isinstance(step.where, Text) for step in steps):
        yield from (span.part(hit.start, hit.end) for hit in span.of("side", "order"))


def quotes(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """What stands in quotation marks, to the letter, and is in no step's text, file name or place."""
    said = [*(text for step in steps for text in texts(step.params.values()))]
    said += [place.content for step in steps for place in places_in(step.where) if isinstance(place, Text)]
    said += [picture.name for step in steps for picture in step.pictures if isinstance(picture, OwnPicture)]
    for at, word in enumerate(span.words):
        if is_quote(word) and not any(span.part(at, at + 1).quotes[0] in text for text in said):
            yield span.part(at, at + 1)


def texts(values: Iterable[object]) -> Iterator[str]:
    """Every text in parameters, however deep."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from texts(value.values())
