"""Requests about the sky that is in the picture, as `instructions.skies` reads them."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.readings import Reading
from overpaint.instructions.skies import ANOTHER, sky_in
from overpaint.plans import Named

_SKY = "sky"
_REPLACE = "sky_replace"
_DAY = "#5b93d6"
_HUES = {
    **dict.fromkeys(("#ff8c1a", "#ffc38a", "#ffdab9"), "orange"),
    **dict.fromkeys(("#ff8fc0", "#ffc7de"), "pink"),
    **dict.fromkeys(("#d4af37", "#ffbf00"), "golden"),
}
"""Colours, as the lexicon has them, that a sunset can mostly have."""
_MORE = word_set("sky_requests.more")
"""Words by which it is not all of a colour that is wanted."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """Another sky of the scene `sky`, or the one that is there in another colour; refused where nothing here finds it."""
    asked = sky_in(reading.clause)
    if asked is None or _SKY not in catalogue.regions:
        return (
            Built()
            if catalogue.assumes(reading.family)
            else Built(reason="region", nearest=reading.family, facts={"target": reading.target})
        )
    where = Named(kind=_SKY, words=reading.target)
    if reading.what != ANOTHER:
        params = {"colour": asked.colour or _DAY}
        less = {"amount": 0.6} if not _MORE.isdisjoint(reading.clause.words) else {}
        return Built((step(reading, catalogue, "sky_colour", {**params, **less}, where),))
    choices = dict(asked.choices)
    if asked.colour:
        if choices.get("time") not in ("sunset", "dawn") or asked.colour not in _HUES:
            return Built(reason="left_over", nearest=reading.family, facts={"words": reading.clause.original})
        choices["hue"] = _HUES[asked.colour]
    scene = {"scene": _SKY, "scene_params": choices}
    return Built(
        (step(reading, catalogue, _REPLACE if _REPLACE in catalogue.operations else "background_replace", scene, where),)
    )
