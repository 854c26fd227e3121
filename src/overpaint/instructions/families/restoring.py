"""Restoring: sharper edges, less noise, less haze. Damage, blur that hides things, and missing colour are other matters."""

from __future__ import annotations

from collections.abc import Set

from overpaint.instructions.amounts import working
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.filling import Beyond, filled
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.named_things import region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.plans import Whole

FAMILY = "restore"

_FAULTS = {"noise": "denoise", "haze": "dehaze"}
_STEMS = {"denoise": word_list("restoring.noisy"), "dehaze": word_list("restoring.hazy")}
"""Parts of words that name a fault, or taking it out."""
_MIST = word_list("restoring.mist")
_TELLING = word_set("restoring.telling")
_HIDDEN = ("blur", "glare", "shadow", "damage", "artefact", "rain", "snow")
"""Faults that cover something up, which none of these operations brings back."""

_FINE = word_set("restoring.fine")
_FINE_ANYWHERE = word_list("restoring.fine_anywhere")
_LARGER = word_set("restoring.larger")
"""More pixels are not crisper edges: what there never was, sharpening does not bring."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step of the operation that mends what is named; refused where that is a fault of another kind."""
    operation = _operation(reading)
    if not operation or operation not in catalogue.operations:
        return Built() if catalogue.assumes(FAMILY) else Built(reason="unsupported", nearest=FAMILY)
    about = _about(reading, catalogue)
    # `sharpen up, my phone focus sucks`: no place, but why
    placed = bool(about) and about.span.words[0][0].isalnum() and _TELLING.isdisjoint(about.span.words)
    where = where_of(about, catalogue) if placed else Whole()
    if where is None:
        return Built(reason="region", nearest=FAMILY, facts={"target": about.span.plain})
    try:
        params = filled(catalogue.operations[operation], reading)
    except Beyond as beyond:
        return Built(reason="amount", nearest="tone", facts={"amount": beyond.amount, "limit": beyond.limit})
    return Built((step(reading, catalogue, operation, params, where),))


def _operation(reading: Reading) -> str:
    span = reading.clause
    faults = {hit.key for hit in span.of("degradation", "degradation_bare")}
    named = {_FAULTS[fault] for fault in faults if fault in _FAULTS}
    text, words = working(span), set(span.words)
    if span.has("verb", "make") and not span.has("direction", "down"):  # `make it noisy`: the fault itself is asked for
        return "sharpen" if _is_fine(words, text) else ""
    named |= {operation for operation, stems in _STEMS.items() if any(stem in word for stem in stems for word in words)}
    if any(mist in text for mist in _MIST):
        named.add("dehaze")
    if not named and span.has("verb", "denoise"):
        named.add("denoise")
    if faults & set(_HIDDEN) or span.has("damaged") or span.has("verb", "colourise") or span.has("verb", "restore"):
        return ""
    if named:
        return named.pop() if len(named) == 1 else ""
    if words & _LARGER or any(word in text.replace("提高清", "") for word in _LARGER if not word.isascii()):
        return ""
    return "sharpen" if _is_fine(words, text) else ""


def _is_fine(words: Set[str], text: str) -> bool:
    """Whether crisp edges are spoken of."""
    return bool(words & _FINE) or any(word in text for word in _FINE_ANYWHERE)


def _about(reading: Reading, catalogue: Catalogue) -> Noun:
    """The thing that is to be sharper; none where the words say only what of the picture (`the details`, `the noise`)."""
    region = reading.region
    if region is None or not region:
        return Noun(reading.clause.part(0, 0), reading.grammar)
    thing = any(hit.key not in ("image", "scene", "edge", "size") for hit in region.of("thing"))
    said = {at for hit in region.hits if hit.cls not in _NAMING for at in range(hit.start, hit.end)}
    unknown = any(at not in said and word[0].isalpha() and word not in _FINE for at, word in enumerate(region.words))
    return region_of(region, reading, catalogue) if thing or unknown else Noun(region.part(0, 0), reading.grammar)


_NAMING = ("style", "scene", "backdrop", "scene_detail", "material", "dimension", "portrait_more", "negation_filler")
"""Kinds of words that name a thing as well as what they were listed for."""
