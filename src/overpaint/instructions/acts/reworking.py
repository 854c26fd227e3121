"""Changes with a verb of their own: what a text says, what a thing is coloured with, built of, drawn as."""

from __future__ import annotations

from overpaint.instructions.acts.changing import VISTAS
from overpaint.instructions.acts.toning import tone
from overpaint.instructions.adjustments import scan
from overpaint.instructions.colours import colour_in
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings, reading

_COVERING = word_set("reworking.covering")


def say(frame: Frame) -> Readings | None:
    """`make the sign say OPEN`."""
    verb = frame.target.span.starts_with("verb")
    target = Noun(frame.target.span.part(verb.end), frame.grammar) if verb else frame.target
    return [reading(frame, "text_change", target=target, doable="yes" if frame.target else "partly")]


def stylise(frame: Frame) -> Readings | None:
    """A verb that names a style: `cartoonify`."""
    return [reading(frame, "style", value=Noun(frame.clause, frame.grammar))]


def in_colour(frame: Frame) -> Readings | None:
    """`this truck in matte black`, `the photo in sepia`."""
    target, value = frame.target, frame.value
    if value.heads("tone_whole"):
        return tone(frame, target)
    if value.heads("clear"):
        return [reading(frame, "background_remove")]
    if target.heads("thing", "background") and (value.heads("colour") or value.heads("scene")):
        return [reading(frame, "background_replace", what="scene")]
    if frame.form.startswith("show") and (value.heads("time") or value.heads("season") or value.heads("weather")):
        return [reading(frame, "time_season_weather", doable="partly")]
    if value.heads("thing", "background"):
        said = value.mentions("colour") or value.mentions("scene")
        return [reading(frame, "background_replace", target=value, value=value if said else target, what="scene")]
    placed = target.heads("thing", "person", "animal", "subject") and not target.opens("indefinite")
    if placed and value.heads("scene", *VISTAS):
        return [reading(frame, "background_replace", what="scene")]
    if value.heads("thing", "style") and value.mentions("style"):
        return [reading(frame, "style")]
    if value.heads("colour") and len(value.bare) <= 3 and not target.heads("thing", "person", "image"):
        return [reading(frame, "recolor")]
    return [reading(frame, "style")] if value.heads("style") and target.heads("thing", "image", "person") else None


def tinted(frame: Frame) -> Readings | None:
    """`car color: orange`; a background of another colour is another background."""
    if frame.target.heads("thing", "background") and frame.value.mentions("colour"):
        return [reading(frame, "background_replace", what="scene")]
    return [reading(frame, "recolor")] if frame.value.is_("colour") and not frame.target.heads("thing", "image") else None


def version(frame: Frame) -> Readings | None:
    """`a watercolor version of my dog`."""
    return [reading(frame, "style")] if frame.value.mentions("style") or frame.form.startswith("style") else None


def infuse(frame: Frame) -> Readings | None:
    """Bathe X in Y: a colour for a thing, light for a picture, another place for somebody."""
    target, value = frame.target, frame.value
    if value.is_("weather") or value.is_("season"):
        return [reading(frame, "time_season_weather", doable="partly")]
    things = (
        frame.clause.words[0] in _COVERING and "with" in frame.clause.words and not value.heads("material", "metal", "finish")
    )
    if things and not (value.mentions("colour") or scan(value.span)):
        return [reading(frame, "object_add", target=value, value=target, doable="no")]
    if value.is_("material") and not value.is_("colour") and not target.heads("thing", "image", "person"):
        return [reading(frame, "material", doable="no")]
    if value.heads("scene") or value.heads("thing", "scene", "background"):
        return [reading(frame, "background_replace", what="scene")]
    if value.mentions("colour") and not target.heads("thing", "image", "scene", "sky"):
        return [reading(frame, "recolor")]
    return tone(frame, target) if scan(value.span) or value.mentions("colour") else None


def typeset(frame: Frame) -> Readings | None:
    """Center, bold, rewrite: of text."""
    worded = frame.target.quoted or frame.target.heads("thing", "text") or frame.target.opens("wording")
    return [reading(frame, "text_change", doable="partly")] if worded else None


def rebuild(frame: Frame) -> Readings | None:
    """Rebuild, reshape X using Y: what it is made of; unless Y is a way of painting."""
    value = frame.value
    if frame.clause.starts_with("verb") and frame.clause.has("verb", "make") and not value.mentions("material"):
        return None
    if value.mentions("style") and not value.mentions("material"):
        return [reading(frame, "style")]
    return [reading(frame, "material", doable="no")]


def spoil(frame: Frame) -> Readings | None:
    """Dull, rust: another surface."""
    if frame.target.mentions("tone_attribute"):
        return tone(frame)
    return [reading(frame, "material", value=Noun(frame.clause, frame.grammar), doable="no")] if frame.target else None


def translate(frame: Frame) -> Readings | None:
    """Text into another language."""
    return [reading(frame, "text_change", doable="partly")]


def recolour(frame: Frame) -> Readings | None:
    """Colour something; a photograph to be coloured is one to be colourised."""
    target = frame.target
    if not target:
        return None
    if target.heads("thing", "image") and not frame.clause.has("colour"):
        return [reading(frame, "restore")]
    if target.mentions("thing", "image") and target.heads("colour"):
        return tone(frame)
    if target.heads("thing", "hair"):
        return [reading(frame, "recolor", doable="partly")]
    return [reading(frame, "recolor", doable="yes" if colour_in(frame.clause) else "no")]
