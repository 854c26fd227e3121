"""Writing that is to go: by what it says, by what it is (the date stamp, the watermark), or what a mask marks."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import phrase_list, word_set
from overpaint.instructions.named_things import region_of, thing_named
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import TEXT, Named, Pick, Sent, Side, Sides, Text, Where, Whole, kinds_in

FAMILY = "text_remove"
OPERATION = "text_remove"

_SPELLED = 2
"""Letters of the shortest word in capitals that is taken for what is written."""
_LOOSE = word_set("unlettering.loose")


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step for each wording that is quoted, or one for the kind of writing that is named."""
    if OPERATION not in catalogue.operations:
        return Built() if catalogue.assumes(FAMILY) else Built(reason="unsupported", nearest=FAMILY)
    words = reading.clause.quotes or [spelled(reading.region or reading.clause.part(0, 0))]
    if words[0]:
        placed = [(Text(content=one), {"text": one}) for one in words]
        return Built(tuple(step(reading, catalogue, OPERATION, params, where) for where, params in placed))
    where = place_of(reading, catalogue)
    if where is None:
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    return Built((step(reading, catalogue, OPERATION, {}, where),))


def place_of(reading: Reading, catalogue: Catalogue) -> Where | None:
    """The kind of writing that a request names; the whole picture for none, None for what is no writing."""
    region = reading.region
    if not region:
        return Whole()
    noun = region_of(region, reading, catalogue)
    if (stamp := _in_a_corner(noun.span, catalogue)) is not None:
        return stamp
    where = where_of(noun, catalogue)
    if not isinstance(where, Whole) and thing_named(noun, catalogue) is None:
        return None  # `all the numbers` are not all the writing
    if where is None or isinstance(where, Whole):
        return where
    if isinstance(where, Pick) and isinstance(where.which, int):
        return None  # the second line is the second from above, and what a line is differs from sign to sign
    where = where.of if isinstance(where, Pick) and where.which == "main" else where
    return where if kinds_in(where) <= catalogue.writings else None


def _in_a_corner(span: Span, catalogue: Catalogue) -> Where | None:
    """`左上角的logo`, `右下角的抖音号`: what whoever published a picture put into its corner; None for anything else."""
    corner = next((hit for hit in span.of("side") if "_" in hit.key), None)
    end = next((len(span) - len(stamp) for stamp in _STAMPS if span.words[-len(stamp) :] == stamp), 0)
    if corner is None or not end or _MARK not in catalogue.regions or span.lexicon.language != "zh":
        return None
    known = {at for hit in span.of("side", "determiner", "copula", "possessive") for at in range(hit.start, hit.end)}
    known |= {at for hit in span.of("thing") if hit.key == "image" for at in range(hit.start, hit.end)}
    if any(at not in known and span.words[at] not in _LOOSE for at in range(end)):
        return None
    down, across = corner.key.split("_")
    sides: dict[str, Sides] = {"top": "top", "bottom": "bottom", "left": "left", "right": "right"}
    stamp = Named(kind=_MARK, words=span.part(end).plain)
    return Side(of=Side(of=stamp, side=sides[down]), side=sides[across])


_MARK = "watermark"
_STAMPS = phrase_list("unlettering.stamps")


def spelled(region: Span) -> str:
    """`the word SALE`, `“SALE”` without the marks: what stands in capitals after a word for words; empty where nothing does."""
    hit = region.starts_with("wording", "thing")
    rest = region.part(hit.end) if hit is not None and (hit.cls == "wording" or hit.key == TEXT) else region
    written = rest.original
    shouted = written.isupper() and sum(letter.isalpha() for letter in written) >= _SPELLED
    return written if rest and shouted and not region.text.source.isupper() else ""


def at_the_mask(built: Built, reading: Reading, catalogue: Catalogue, has_mask: bool) -> Built:
    """What a mask marks, where the words name no writing that can be found; without one, all of it is not guessed."""
    if built.reason == "region" and has_mask:
        return Built((step(reading, catalogue, OPERATION, {}, Sent()),))
    if any(isinstance(one.where, Whole) for one in built.steps):
        if not has_mask:
            return Built(reason="remove_what", nearest=FAMILY)
        return Built(tuple(one.model_copy(update={"where": Sent()}) for one in built.steps))
    return built
