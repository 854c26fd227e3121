"""A kind of thing that words name, in a picture: by the detector's boxes, else as what the picture is of, else by class heat."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from overpaint.imaging.boxes import alike, area, common
from overpaint.imaging.values import Box, Image, Pixels, Plane
from overpaint.plans import Named, Note
from overpaint.regions.base import FinderContext, Found, Instance, Route
from overpaint.regions.detection import Detected, boxes, class_heat
from overpaint.regions.naming import Noun
from overpaint.regions.outlining import by_box, by_heat, by_person
from overpaint.regions.outlining.looking import on_grey, stands_out
from overpaint.regions.outlining.matte import with_subjects_edge

_LEAST = 0.32
_SAME = 0.55
_HELD, _PART = 0.8, 0.3
_MOST, _CLOSELY = 12, 4
"""Things outlined at most, the largest first, and how many of them are looked at from near: 0.25 s each."""

_LAST_ANIMAL = 397
_TOP, _SURE_ODDS = 5, 0.8
_SMALLEST, _LARGEST, _ALONE = 0.04, 0.8, 0.7
_SUBJECT_CONFIDENCE, _HEAT_CONFIDENCE = 0.8, 0.5
_HEAT_SCALE = 40.0
_SEVERAL = 2

_PERSON, _SURE_PERSON, _BEFORE = "person", 0.5, 0.5
_LARGE = frozenset(
    "bus car truck train motorcycle bicycle boat airplane horse cow elephant couch bed bench chair".split(" ")  # noqa: SIM905
)
"""Classes that people stand before, sit on or lie in; what they hold or wear is theirs."""


def find_noun(image: Image, noun: Noun, context: FinderContext) -> Found:
    """Its instances. What is found by heat says so in a note. Raises EngineUnavailable without the weight files."""
    rgb = on_grey(image)
    if detected := boxes_of(rgb, noun.boxes, context):
        found = [outlined(rgb, one, context, at < _CLOSELY) for at, one in enumerate(detected[:_MOST])]
        found = _without_persons(found, detected, rgb, context)
        return of_instances(image, rgb, found, "by box", 1.0, context)
    if not noun.heat:
        return Found(image.size, told_apart="by finder", route="by box")
    if (subject := _as_subject(rgb, noun, context)) is not None:
        return of_instances(image, rgb, [subject], "subject", _SUBJECT_CONFIDENCE, context)
    return _by_heat(image, rgb, noun, context)


def boxes_of(rgb: Pixels, classes: tuple[str, ...], context: FinderContext) -> list[Detected]:
    """The boxes of these classes, largest first: one for a thing that several classes claim, none around several others."""
    kept: list[Detected] = []
    for one in boxes(rgb, context.weights) if classes else ():
        if one.name in classes and one.score >= _LEAST and not any(_again(one.box, other.box) for other in kept):
            kept.append(one)
    context.check()
    apart = [one for one in kept if sum(_holds(one.box, other.box) for other in kept if other is not one) < _SEVERAL]
    return sorted(apart, key=lambda one: -area(one.box))


def outlined(rgb: Pixels, one: Detected, context: FinderContext, closely: bool) -> Instance | None:
    """The thing in a detected box; None for one of which nothing is left."""
    values, around = by_box.outline(rgb, one.box, context.weights, closely=closely)
    context.check()
    return instance_of(values, around, rgb, one.score)


def _without_persons(
    found: list[Instance | None], detected: list[Detected], rgb: Pixels, context: FinderContext
) -> list[Instance | None]:
    """Who stands before a bus, sits on a horse or lies in a bed is no part of it."""
    persons = [one for one in boxes(rgb, context.weights) if one.name == _PERSON and one.score >= _SURE_PERSON]
    kept = []
    for one, thing in zip(found, detected, strict=False):
        before = [person for person in persons if common(person.box, thing.box) > _BEFORE * area(person.box)]
        if one is not None and thing.name in _LARGE:
            for person in sorted(before, key=lambda person: -area(person.box))[:_CLOSELY]:
                values, around = by_person.outline(rgb, person.box, context.weights)
                one = _without(one, values, around)
        kept.append(one)
    return kept


def _without(one: Instance, values: Plane, box: Box) -> Instance:
    plane = np.ones(one.size[::-1], np.float32)
    plane[box[0] : box[2], box[1] : box[3]] -= values
    return one.within(plane)


def instance_of(values: Plane, box: Box, rgb: Pixels, score: float) -> Instance | None:
    """From values inside a box, cropped to what they hold; None where they hold nothing."""
    rows, columns = np.flatnonzero(values.max(axis=1) > 0), np.flatnonzero(values.max(axis=0) > 0)
    if rows.size == 0:
        return None
    top, left, bottom, right = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
    held = np.ascontiguousarray(values[top:bottom, left:right])
    size = rgb.shape[1], rgb.shape[0]
    return Instance(held, (top + box[0], left + box[1], bottom + box[0], right + box[1]), size, score)


def of_instances(
    image: Image,
    rgb: Pixels,
    found: Sequence[Instance | None],
    route: Route,
    confidence: float,
    context: FinderContext,
    note: Note | None = None,
) -> Found:
    """What was found, with the subject's edge where it is the subject, inside the picture's own alpha."""
    there = with_subjects_edge([one for one in found if one is not None], rgb, context.weights)
    context.check()
    if image.alpha is not None:
        opaque = image.alpha * np.float32(1 / 255)
        there = [one.within(opaque) for one in there]
    kept = tuple(one for one in there if one.values.max() > 0)
    return Found(image.size, kept, confidence, note, told_apart="by finder", route=route)


def _as_subject(rgb: Pixels, noun: Noun, context: FinderContext) -> Instance | None:
    """The one thing that stands out in a picture that is, as a whole, of this kind.

    Among the five best guesses an animal suffices; of things only a sure one: a helmet is no whole astronaut.
    """
    odds = class_heat(rgb, context.weights).odds
    context.check()
    guessed = set(np.argsort(odds)[::-1][:_TOP].tolist()) & set(noun.heat)
    living = min(noun.heat) <= _LAST_ANIMAL
    if not guessed or not (living or float(odds[list(noun.heat)].sum()) > _SURE_ODDS):
        return None
    seen = stands_out(rgb, context.weights) > 0.5
    count, _, facts, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8))
    if count < _SEVERAL:
        return None
    left, top, wide, high, area = (int(value) for value in facts[1 + int(facts[1:, cv2.CC_STAT_AREA].argmax())])
    alone = area > _ALONE * np.count_nonzero(seen)
    if not alone or not _SMALLEST * seen.size < area < _LARGEST * seen.size:
        return None
    return outlined(rgb, Detected("", float(odds[list(noun.heat)].sum()), (top, left, top + high, left + wide)), context, True)


def _by_heat(image: Image, rgb: Pixels, noun: Noun, context: FinderContext) -> Found:
    heat = class_heat(rgb, context.weights).of(noun.heat)
    found = []
    for spot in by_heat.spots(heat, rgb.shape)[:_CLOSELY]:
        outline = by_heat.outline(rgb, spot, context.weights)
        context.check()
        one = outline and instance_of(*outline, rgb, min(1.0, spot.peak / _HEAT_SCALE))
        found.append(one if one and not _cut_and_small(one) else None)
    note = Note("found_by_heat", {"region": Named(kind=context.kind)})
    return of_instances(image, rgb, _apart(found), "by heat", _HEAT_CONFIDENCE, context, note)


def _cut_and_small(one: Instance) -> bool:
    """Whether the picture's edge cuts it and little of it is left: what is named is seldom that."""
    top, left, bottom, right = one.box
    cut = top == 0 or left == 0 or bottom == one.size[1] or right == one.size[0]
    return cut and one.area < _SMALLEST * one.size[0] * one.size[1]


def _apart(found: list[Instance | None]) -> list[Instance | None]:
    """Without those that are another one again: two spots on one thing grow to the same outline."""
    kept: list[Instance] = []
    for one in found:
        if one is not None and all(alike(one.box, other.box) < _SAME for other in kept):
            kept.append(one)
    return list(kept)


def _again(one: Box, other: Box) -> bool:
    """Whether two boxes, the second the surer one, are of one thing: much alike, or a good part of it."""
    part = area(one) > _PART * area(other) and common(one, other) > _HELD * area(one)
    return part or alike(one, other) > _SAME


def _holds(one: Box, other: Box) -> bool:
    return common(one, other) > _HELD * area(other)
