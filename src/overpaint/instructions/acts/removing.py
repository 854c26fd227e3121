"""Taking things away, and keeping only one of them."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.repairing import hides_faces
from overpaint.instructions.acts.toning import tone
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import MAX_ITEMS, Doable, Frame, Readings, joined, reading
from overpaint.instructions.slots import target_words

ALL_BUT = "all_but"
"""Marks a reading that names what stays, not what goes."""

CROP_OUT = "crop_out"
"""Marks a reading that turns into cutting out where the same prompt gives the thing a new background."""


_ON_SKIN = word_set("removing.on_skin")
"""What is a blemish where it is on somebody's skin."""


def remove(frame: Frame) -> Readings | None:
    """Remove, delete, get rid of, X out: what it is decides whether it is an object, text, damage, a blemish or a tint."""
    if hides_faces(frame):
        return [reading(frame, "portrait")]
    items = frame.target.items if frame.target and "keep" not in frame.slots else []
    items = [item for item in items if not item.heads("clear")] or items  # `…, transparent png` is what it shall be
    each = [_remove_one(replace(frame, slots={**frame.slots, "target": item.span})) for item in items[:MAX_ITEMS]]
    each = _spots_are_things(items, each)
    kinds = {one.family for found in each for one in found or []}
    if len(items) > 1 and all(each):
        made = joined([one for found in each for one in found or []])
        return made if len(kinds) > 1 else [replace(made[0], target=target_words(made[0].family, frame.target))]
    return _remove_one(replace(frame, slots={**frame.slots, "target": items[0].span}) if len(items) == 1 else frame)


def _spots_are_things(items: list[Noun], each: list[Readings | None]) -> list[Readings | None]:
    """Stains and dust named among objects are objects: `the bags, the bottles and the stains`."""
    things = any(one.family == "object_remove" for found in each for one in found or [])
    spots = [item.heads("degradation", "damage") or item.heads("degradation_bare", "damage") for item in items[: len(each)]]
    rows = zip(each, spots, strict=True)
    return [
        [replace(one, family="object_remove") for one in found] if things and spot and found else found for found, spot in rows
    ]


def _all_but(frame: Frame) -> Readings | None:
    """`only the dog`: everybody or everything else goes."""
    kept = frame.noun("keep")
    somebody = kept.heads("thing", "person", "animal", "subject") or kept.is_("pronoun")
    if frame.form.startswith("just") and not somebody:
        return None
    return [reading(frame, "object_remove", target=frame.noun("keep"), doable="partly", what=ALL_BUT)]


def _remove_one(frame: Frame) -> Readings | None:
    if "keep" in frame.slots:
        return _all_but(frame)
    target = frame.target
    if not target:
        return [reading(frame, "object_remove", doable="partly")] if len(frame.clause) <= 2 else None
    if target.span.words[0] in frame.grammar.particles:
        return None
    if (
        "without" in frame.form
        and "source" in frame.slots
        and not (frame.noun("source").heads("thing", "image") or frame.noun("source").is_("pronoun"))
    ):
        return None
    if frame.form.startswith("i|we") and target.rest.has("verb"):
        return []
    edges = [noun for noun in (target, frame.noun("place")) if noun.mentions("side") or noun.heads("thing", "edge")]
    if frame.clause.has("cutting") and edges and not target.heads("thing", "person", "animal", "object"):
        return [reading(frame, "geometry", what="crop")]
    if frame.clause.starts_with("cleaning") and target.heads("thing", "background"):
        return [reading(frame, "object_remove", doable="partly")]
    everything = (
        target.opens("thing", "behind")
        and (not frame.grammar.head_last or target.heads("thing", "behind"))
        and not target.rest.has("thing", "clothes", "object", "person")
    )
    somewhere = target.heads("thing", "behind") and target.rest and target.is_("thing", "image")
    if _around(frame) or target.heads("thing", "background") or (everything and not somewhere):
        return [reading(frame, "background_remove")]
    if target.quoted or target.heads("thing", "text", "watermark", "logo") or target.opens("wording"):
        return [reading(frame, "text_remove")]
    if target.heads("blemish") or target.opens("blemish") or target.heads("thing", "retouch"):
        return [reading(frame, "portrait")]
    if target.rest.has("thing", "face", "skin") and not _ON_SKIN.isdisjoint(target.head.words):  # `the spots on my forehead`
        return [reading(frame, "portrait")]
    if target.heads("thing", "expression"):
        return [reading(frame, "pose_action", doable="no")]
    if frame.clause.starts_with("cleaning") and target.heads("thing", "image", "skin", "face", "quality"):
        return [reading(frame, "restore" if target.heads("thing", "image") else "portrait")]
    if frame.clause.has("clear") and not target.mentions("clear"):
        return [reading(frame, "extract")]
    return damage(frame, target) or [reading(frame, "object_remove", doable=doable(target))]


def strip(frame: Frame) -> Readings | None:
    """A verb so short that it counts only before what one is known to strip: `去水印`, `去黑眼圈`."""
    target = frame.target
    damaged = target.heads("blemish") or target.heads("degradation") or target.heads("degradation_bare")
    known = damaged or target.heads("thing", "watermark", "text", "background")
    return remove(frame) if known else None


def unback(frame: Frame) -> Readings | None:
    """A verb that names the background itself: `去背`."""
    return [reading(frame, "background_remove")]


_THING_TOO = word_list("removing.thing_too")
"""A word for more of a tone that, as a noun, is a thing: `remove the lighter`."""


def damage(frame: Frame, target: Noun) -> Readings | None:
    """Tints and what spoils a picture. `spots` are damage on a photograph, things on the grass."""
    if target.head.words == _THING_TOO:
        return None
    if target.is_("colour") or (
        (target.heads_any("tone_attribute", "tone_more", "tone_fault")) and not target.heads("degradation")
    ):
        return tone(frame)
    anywhere = target.is_("degradation_bare") and not target.rest
    hidden = target.heads("empty") and target.mentions("degradation")
    if target.heads("degradation") or anywhere or hidden:
        return [reading(frame, "restore")]
    return None


def doable(target: Noun) -> Doable:
    """A thing alone can be looked for; a thing told from others by its place or clothes only sometimes."""
    return "partly" if target.rest else "yes"


def _around(frame: Frame) -> bool:
    """`the white from around my logo`: a plain background, by its colour."""
    return bool(frame.target.is_("colour")) and frame.clause.has("around") and frame.clause.has("thing")


def crop_out(frame: Frame) -> Readings | None:
    """`crop out`: an object to lose, an edge to cut off, or a subject to cut out. What follows in the prompt may say more."""
    target = frame.target
    if target.heads("thing", "background"):
        return [reading(frame, "background_remove")]
    if target.heads("thing", "edge", "size") or target.is_("side"):
        return [reading(frame, "geometry", what="crop")]
    if target.opens("thing", "behind") or (target.heads("thing", "sky", "subject") and target.opens("indefinite")):
        return [reading(frame, "geometry", what="crop")]
    if frame.form.startswith("crop") and frame.clause.has("side", "left", "right", "top", "bottom"):
        return [reading(frame, "geometry", what="crop"), reading(frame, "object_remove", doable="partly")]
    return damage(frame, target) or [reading(frame, "object_remove", doable="partly", what=CROP_OUT)]


def extract(frame: Frame) -> Readings | None:
    """Cut out, isolate, extract: the thing itself, or (cut out the background) its surroundings."""
    if frame.target.heads("thing", "background", "behind"):
        return [reading(frame, "background_remove")]
    return [reading(frame, "extract", doable="partly" if frame.target.rest else "yes")]
