"""Backgrounds: replaced by a scene, a picture of the user's own or another picture of the request; removed; blurred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as replace_fields

from overpaint.instructions.adjustments import degree
from overpaint.instructions.catalogue import Catalogue, useful_range
from overpaint.instructions.families.backdrops import Painted, Unpainted, backdrop_of
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.families.pictures import number_of, own_picture
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.named_things import region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import EXCEPTING, all_but, is_placed, where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Minus, Named, OwnPicture, PictureRef, SentPicture, Step, Where, Whole, kinds_in

OPERATION = "background_replace"

_BACKGROUND = Named(kind="background")

_PLACING = ("add", "place", "move", "use", "replace")
"""Acts that put what is there somewhere else."""

PARTS = ("face", "hair", "eye", "teeth", "lips", "body", "limb", "skin", "clothes", "text", "logo", "expression", "pose")
"""What is no subject of its own: it would have to be fitted to somebody in the other picture."""


def replace(reading: Reading, catalogue: Catalogue) -> Built:
    """A new background: another picture of the request, one of the user's own, a scene, or a plain colour."""
    span = reading.content or reading.clause
    if _where(reading).kind not in catalogue.regions:
        return Built(reason="region", nearest="whole_background", facts={"target": reading.target})
    if span.has("picture"):
        return before_picture(reading, catalogue) or _generative(reading)
    into = [span.part(at + 1) for at, word in enumerate(span.words) if word in _ONTO and at + 1 < len(span)]
    own = next((name for place in (span, *into) if (name := own_picture(place, catalogue))), None)
    if own:
        return _placed(reading, catalogue, OwnPicture(name=own))
    found = backdrop_of(span, catalogue)
    if isinstance(found, Unpainted):
        asked = reading.value or reading.clause.original
        facts = {"scene": asked, **found.facts}
        return Built(reason=found.reason, nearest="scenes", facts=facts, listed=found.listed, near=found.near)
    where, scene, params = _where(reading), found.scene, dict(found.params)
    if where.kind == SKY and scene not in _SKIES:
        if span.has("scene") or SKY not in catalogue.scenes or not params.keys() <= catalogue.scenes[SKY].model_fields.keys():
            return Built(reason="no_sky", nearest="scenes", facts={"scene": reading.value or span.plain})
        scene = SKY  # `replace the sky with a sunset`: an hour without a place
    if scene == "surface" and params.get("view") == "wall" and _is_laid(reading.clause):
        params["view"] = "table"
    made = step(reading, catalogue, OPERATION, {"scene": scene, "scene_params": params}, where)
    return Built((made,), notes=found.notes, facts=found.facts)


def _is_laid(clause: Span) -> bool:
    """`put it on marble`, not before a wall of it."""
    return clause.words[0] in _SETTING and "on" in clause.words and "wall" not in clause.words


SKY = "sky"
_SKIES = (SKY, "space", "solid", "gradient", "abstract")
"""Scenes that can stand above a horizon; every other brings a ground of its own."""


def before_picture(reading: Reading, catalogue: Catalogue) -> Built | None:
    """The subject before another picture of the request: `put him in the second picture`. None for any other combining."""
    span = reading.content or reading.clause
    number = number_of(span)
    if number is None or OPERATION not in catalogue.operations or not _is_subject(reading):
        return None
    if number == 1:
        return Built(reason="first_picture", nearest="second_picture")
    if number > catalogue.images:
        return Built(reason="no_picture", nearest="second_picture", facts={"number": str(number)})
    return _placed(reading, catalogue, SentPicture(number=number))


def before_own(reading: Reading, catalogue: Catalogue) -> Reading:
    """`put me in my loft`, for who has a picture of that name: a new background, though no word here knows the place."""
    about = Noun(reading.region or reading.clause.part(0, 0), reading.grammar)
    somebody = about.heads("thing", "person", "animal", "subject", "image") or bool(about.is_("pronoun"))
    if reading.family not in _UNPLACED or not (somebody and _is_subject(reading)) or reading.content is None:
        return reading
    known = own_picture(reading.content, catalogue)
    return replace_fields(reading, family=OPERATION, doable="yes", what="scene") if known else reading


def set_down(reading: Reading, catalogue: Catalogue) -> Reading:
    """`put the cup on white marble`: the thing that is there, on something that is painted here, is a new background."""
    clause = reading.clause
    verb = clause.starts_with("verb")
    if reading.family != "object_add" or verb is None or clause.words[0] not in _SETTING or len(clause) < _LEAST_SET:
        return reading
    joint = next((at for at, word in enumerate(clause.words) if at > verb.end and word in _ONTO), None)
    if clause.words[verb.end] not in _DEFINITE or joint is None:
        return reading
    place, about = clause.part(joint + 1), clause.part(verb.end, joint)
    somebody = about.has("thing", "person", "animal", "subject") or about.has("pronoun")
    if not place or not _is_painted(place, catalogue) or (clause.words[joint] == "in" and not somebody):
        return reading
    return replace_fields(reading, family=OPERATION, doable="yes", what="scene", region=None, content=place)


def _is_painted(place: Span, catalogue: Catalogue) -> bool:
    """Whether a scene is all that a place names: `a wooden shelf` is more than wood."""
    if any(hit.key not in ("background", "scene") for hit in place.of("thing")):
        return False
    said = {at for hit in place.of(*_OF_SCENES) for at in range(hit.start, hit.end)}
    found = backdrop_of(place, catalogue)
    there = isinstance(found, Painted) and found.scene == "surface" and place.words[0] == "the"  # `on the table` that is there
    known = all(at in said or not word[0].isalpha() for at, word in enumerate(place.words))
    return known and isinstance(found, Painted) and not there


_OF_SCENES = (
    *("backdrop", "scene", "colour", "shade", "determiner", "indefinite", "time", "weather", "season", "preposition", "degree"),
    *("scene_time", "scene_weather", "scene_season", "scene_material", "scene_detail", "behind_word"),
)
_SETTING = ("put", "place", "set", "stand", "show")
_ONTO = word_list("backgrounds.onto")
_DEFINITE = word_list("backgrounds.definite")
_LEAST_SET = 4
_UNPLACED = ("object_add", "compose", "other")
"""What putting somebody in a place that no word here knows is read as."""

_SOFT = ("interior", "city", "forest", "park")
"""Scenes that are painted out of focus: blurring them again only smears the edge of who stands before them."""


def is_soft_already(steps: Sequence[Step], added: Sequence[Step]) -> bool:
    """Whether `added` only blurs what the same words asked for as a blurred scene (`虚化的咖啡馆`), and it is painted so."""
    if not (steps and added) or added[0].operation != "background_blur":
        return False
    return steps[-1].params.get("scene") in _SOFT and steps[-1].clause == added[0].clause


def images_used(steps: Iterable[Step]) -> frozenset[int]:
    """Numbers of the request's pictures that steps read beside the first."""
    return frozenset(one.number for step in steps for one in step.pictures if isinstance(one, SentPicture))


def _is_subject(reading: Reading) -> bool:
    """Whether a request is about the first picture's subject or background as a whole."""
    if reading.family == OPERATION:
        return True
    about = Noun(reading.region or reading.clause.part(0, 0), reading.grammar)
    if (
        not about
        or not reading.rule.startswith((*_PLACING, "ranked"))
        or about.heads("thing", *PARTS)
        or about.opens("indefinite")
    ):
        return False
    return about.span.keys("picture") <= {"1"} and not about.rest.has("side")


def _generative(reading: Reading) -> Built:
    return Built(reason="generative", nearest=reading.family)


def _placed(reading: Reading, catalogue: Catalogue, picture: PictureRef) -> Built:
    return Built((step(reading, catalogue, OPERATION, {}, _where(reading), (picture,)),))


def _where(reading: Reading) -> Named:
    """What is replaced: all of the background, or only the sky where that is what the words are about."""
    about = None if reading.region is None else Noun(reading.region, reading.grammar)
    above = about.heads("thing", SKY) if about else _above(reading.clause)
    return Named(kind=SKY if above else _BACKGROUND.kind, words=reading.target)


def _above(clause: Span) -> bool:
    """`a blue sky, please`: a sky that nothing is put into is the picture's own, not what is behind somebody."""
    skies = [hit for hit in clause.of("thing") if hit.key == SKY]
    behind = clause.has("thing", "background", "behind") or clause.has("behind_word")
    into = {hit.end for hit in clause.of("preposition")}
    determined = {hit.end for hit in clause.of("determiner") if hit.start in into}
    return bool(skies) and not behind and all(hit.start not in into | determined for hit in skies)


def remove(reading: Reading, catalogue: Catalogue) -> Built:
    """A transparent background."""
    return Built((step(reading, catalogue, "background_remove", {}, _BACKGROUND),))


def blur(reading: Reading, catalogue: Catalogue) -> Built:
    """A background out of focus, as far as the degree words say; the operation's own default without any."""
    if is_placed(reading.clause, reading.grammar.head_last):
        return Built(reason="region", nearest="whole_tone", facts={"target": reading.clause.original})
    params = catalogue.operations["background_blur"].params
    name = next(iter(params.model_fields))
    low, high = useful_range(params, name)
    strength = degree(reading.clause, 0, len(reading.clause), -1.0)
    given = {} if strength < 0 else {name: round(low + (high - low) * strength, 3)}
    return Built((step(reading, catalogue, "background_blur", given, _blurred(reading, catalogue)),))


def _blurred(reading: Reading, catalogue: Catalogue) -> Where:
    """The background, or all but a thing that is named (`everything but the dog`)."""
    about = Noun(reading.region or reading.clause.part(0, 0), reading.grammar)
    named = about.span.keys("thing")
    where: Where | None = _BACKGROUND
    if reading.spared:
        of: Where = Whole() if "behind" in named and "background" not in named else _BACKGROUND
        where = all_but(Noun(reading.spared, reading.grammar), of, catalogue)
    elif not _BUT.isdisjoint(about.span.words):
        where = where_of(region_of(about.span, reading, catalogue), catalogue)
    found = isinstance(where, Minus) and kinds_in(where.without).isdisjoint(("subject", "person", "background"))
    return where if where is not None and found else _BACKGROUND


_BUT = frozenset(EXCEPTING)
