"""Persons: which pixels are a person is what two person networks say, the fine edge is the salience network's.

Each of them is wrong in its own way: the selfie network takes tables and hair's surroundings along, the pose network loses what
the frame cuts, the salience network loses dark clothes and takes a bus along. What two of them say holds; where they are at odds
the colours decide, how often the sure parts of persons and of the rest have such a colour.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.boxes import alike, area, common
from overpaint.imaging.values import Box, Plane
from overpaint.regions.salience.belongings import SURROUNDINGS, belongings
from overpaint.regions.salience.colour_odds import colour_odds
from overpaint.regions.salience.draft import Draft, narrower, parts, softened, wider
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.sight import Person, Sight
from overpaint.regions.salience.tidying import tidy

_SELFIE, _POSE, _SALIENCE, _COLOUR, _HEAD = 1.0, 0.6, 0.8, 0.6, 2.0
_BEYOND, _FAR = 0.10, 0.04
_STEEPNESS = 6.0
_LOOKS = 4
_AT_ODDS = 0.06
_LARGE = 0.62
_LEAST = 0.015
_REACHED = 0.75
"""Of a person's box, which is looser than a thing's."""
_SURE_OF = 0.5
_TAKEN_ALONG = 0.5
_SAME_PERSON, _OF_LARGEST, _CUT_OFF, _BYSTANDER = 0.85, 0.12, 0.7, 0.35


def subjects(sight: Sight, looks: Looks) -> tuple[Person, ...]:
    """The persons that the picture is about, largest first; none where what looks like one is none, or a speck.

    Left out are those far smaller than the largest, whoever the frame's side cuts off and shows no face, and passers-by that
    don't stand out.
    """
    width, height = looks.size
    seen = looks.on_canvas(looks.whole)
    chosen: list[Person] = []
    largest = max((area(person.box) for person in sight.persons), default=0)
    for person in sight.persons:
        inside = person.selfie > 0.5
        salient = float(seen[inside].mean()) if inside.any() else 0.0
        share = area(person.box) / largest
        left, right = looks.boxed(person.box)[1::2]
        cut = left <= 0.01 * width or right >= 0.99 * width
        somebody = person.faces or (person.score >= _SURE_OF and (person.presence >= 0.5 or salient > 0.5))
        if share < _OF_LARGEST or not somebody:
            continue
        if not person.faces and ((cut and share < _CUT_OFF) or (share < _BYSTANDER and salient < 0.25)):
            continue
        if not any(_is_part(person, other) for other in chosen):
            chosen.append(person)
    return tuple(chosen) if chosen and area(looks.boxed(chosen[0].box)) > _LEAST * width * height else ()


def drafts(persons: tuple[Person, ...], sight: Sight, looks: Looks) -> Iterator[Draft]:
    """First what all networks and the colours say together; then what the person networks say alone."""
    for person in _in_need(persons, looks):
        looks.look_closer(person.box, 0.08)
    seen = looks.believed(looks.on_canvas(np.minimum(looks.whole, tidy(looks.whole, looks.rgb))))
    seen = _without_word_on_vehicles(seen, sight, persons, looks)
    first = _evidence(persons, seen, looks)
    odds = colour_odds(looks.small, narrower(first > 0.9, 0.006), ~wider(first > -0.6, 0.012))
    yield _draft(persons, sight, looks, seen, first + _COLOUR * odds, True)
    yield _draft(persons, sight, looks, seen, _evidence(persons, np.full_like(seen, 0.5), looks) + 0.2, False)


def _without_word_on_vehicles(seen: Plane, sight: Sight, persons: tuple[Person, ...], looks: Looks) -> Plane:
    """The salience network's belief, a half wherever it is about a detected vehicle or piece of furniture behind the persons:
    there it doesn't tell them from it."""
    somebody = np.maximum.reduce([person.selfie for person in persons]) > 0.5
    for thing in sight.things:
        if thing.name not in SURROUNDINGS or thing.score < _SURE_OF:
            continue
        top, left, bottom, right = looks.boxed(thing.box, 0.02)
        inside, rest = seen[top:bottom, left:right], ~somebody[top:bottom, left:right]
        if rest.any() and float(inside[rest].mean()) > _TAKEN_ALONG:
            seen = seen.copy()
            seen[top:bottom, left:right] = np.minimum(inside, 0.5)
    return seen


def _is_part(person: Person, other: Person) -> bool:
    """Whether a box is a second one of the same person, or of a part: inside the other's, with no face of its own."""
    inside = common(person.box, other.box) > _SAME_PERSON * area(person.box)
    return (inside or alike(person.box, other.box) > 0.6) and set(person.faces) <= set(other.faces)


def _in_need(persons: tuple[Person, ...], looks: Looks) -> list[Person]:
    """Who should be looked at from near: smaller than the picture, and salience and person network at odds about them."""
    if looks.fine:
        return []
    seen = looks.on_canvas(looks.whole)
    width, height = looks.size
    needs: list[tuple[float, Person]] = []
    for person in persons:
        box = looks.boxed(person.box)
        inside = (slice(box[0], box[2]), slice(box[1], box[3]))
        odds = float(np.abs(person.selfie[inside] - seen[inside]).mean())
        if odds > _AT_ODDS and area(box) < _LARGE * width * height:
            needs.append((odds * area(box), person))
    needs.sort(key=lambda need: -need[0])
    return [person for _, person in needs[:_LOOKS]]


def _evidence(persons: tuple[Person, ...], seen: Plane, looks: Looks) -> Plane:
    """On the canvas, about -2 to 2.4: how far the networks together speak for a person, 0 where they are even."""
    salience = _SALIENCE * (2 * seen - 1)
    best = np.full(seen.shape, -2.0, np.float32)
    for person in persons:
        box = looks.boxed(person.box)
        away = _away(box, seen.shape)
        fading = np.clip((away - _FAR) / (_BEYOND - _FAR), 0.0, 1.0)  # the selfie network has seen no more than that
        selfie = 2 * person.selfie - 1
        selfie = (1 - fading) * selfie + fading * np.clip(selfie, -0.5, 0.0) - 6 * np.clip(away - _BEYOND, 0.0, 1.0)
        total = _SELFIE * selfie + salience
        if person.pose is not None:
            total += _POSE * (2 * person.pose - 1) * _reach(person.pose, box)
        if person.at_head is not None:
            total += person.at_head * (_HEAD * (2 * person.selfie - 1) - total)
        best = np.maximum(best, total)
    return np.asarray(best, np.float32)


def _away(box: Box, shape: tuple[int, ...]) -> Plane:
    """How far outside a box each pixel lies, in shares of the box's longer side."""
    top, left, bottom, right = box
    row, column = np.arange(shape[0], dtype=np.float32), np.arange(shape[1], dtype=np.float32)
    down = np.maximum(np.maximum(top - row, row - bottom + 1), 0)
    across = np.maximum(np.maximum(left - column, column - right + 1), 0)
    return np.asarray(np.maximum(down[:, None], across[None, :]) / max(bottom - top, right - left), np.float32)


def _reach(pose: Plane, box: Box) -> Plane:
    """1 where the pose network counts: not beyond the last it sees of a body that the frame cuts off there."""
    height, width = pose.shape
    counts = np.ones(pose.shape, np.float32)
    rows, columns = np.flatnonzero((pose > 0.5).any(axis=1)), np.flatnonzero((pose > 0.5).any(axis=0))
    if rows.size == 0:
        return np.zeros_like(counts)
    rim = max(3, round(0.02 * max(pose.shape)))
    if box[2] >= height - rim:
        counts[max(0, rows[-1] - rim) :] = 0
    if box[1] <= rim:
        counts[:, : columns[0] + rim] = 0
    if box[3] >= width - rim:
        counts[:, max(0, columns[-1] - rim) :] = 0
    return counts


def _draft(persons: tuple[Person, ...], sight: Sight, looks: Looks, seen: Plane, evidence: Plane, sure: bool) -> Draft:
    body = np.asarray(np.clip(1.5 / (1 + np.exp(-_STEEPNESS * evidence)) - 0.25, 0.0, 1.0), np.float32)
    core = body > 0.9
    held = belongings(body, seen, sight, tuple(person.box for person in persons), looks)
    whole = np.maximum(body, np.minimum(softened(wider(held, 0.005)), seen))
    belief, within = edged(whole, seen)
    for person in persons:
        if person.at_head is not None:  # a head so small has no edge that the salience network would see
            belief += person.at_head * (whole - belief)
    _drop_loose(belief, core, held)
    return Draft(
        belief,
        within,
        _agreed(persons),
        tuple(person.box for person in persons),
        tuple(dict.fromkeys(face for person in persons for face in person.faces)),
        persons=True,
        reach=_REACHED,
        sure=sure,
    )


def _agreed(persons: tuple[Person, ...]) -> NDArray[np.bool_]:
    """What the selfie network is sure of, well inside."""
    sure = np.logical_or.reduce([person.selfie > 0.8 for person in persons])
    return narrower(np.asarray(sure), 0.01)


def edged(whole: Plane, seen: Plane) -> tuple[Plane, Plane]:
    """The belief with the salience network's edge wherever it agrees nearby, and where the subject may be at all."""
    import cv2

    width = 2 * round(0.014 * max(whole.shape)) + 1
    agreement = np.clip(1.6 - 4 * cv2.blur(np.abs(seen - whole), (width, width)), 0.0, 1.0)
    within = softened(wider(whole > 0.35, 0.014), 0.004)
    belief = agreement * np.minimum(seen, within) + (1 - agreement) * whole
    belief = np.maximum(belief, softened(narrower(whole > 0.9, 0.008)))
    return np.asarray(belief, np.float32), within


def _drop_loose(belief: Plane, core: NDArray[np.bool_], held: NDArray[np.bool_]) -> None:
    """Take away, in place, parts that hold nothing of a person to speak of, nor anything of theirs."""
    least = 0.01 * np.count_nonzero(core)
    for part in parts(belief > 0.15):
        if np.count_nonzero(core & part) < least and not (held & part).any():
            belief[part] = 0
