"""The main subject of a picture as networks see it, in recipes of which the first is taken that passes the checks.

A graphic on a ground of one colour is keyed. A picture of persons is theirs (`people`), one of an animal or thing that a detector
names is held to its box, the rest is what the salience network believes (`things`). Each recipe's draft is drawn out to the
picture's own detail (`matting`) and checked (`checks`); what fails all of them is no matte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from overpaint.imaging.resize import resize_plane
from overpaint.imaging.values import Image, Pixels, Plane
from overpaint.plans import Note
from overpaint.regions.salience import agreeing, even_ground, people, things
from overpaint.regions.salience.checks import Fault, fault_of
from overpaint.regions.salience.draft import Draft
from overpaint.regions.salience.firmed import firmed
from overpaint.regions.salience.hair import with_hair
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.matting import refine
from overpaint.regions.salience.plain_ground import is_graphic, key, plain_ground
from overpaint.regions.salience.rims import without_background
from overpaint.regions.salience.sight import look_for
from overpaint.regions.salience.tidying import doubt_of
from overpaint.weights import WeightStore

_LEAST_AREA, _MOST_AREA = 0.02, 0.9
_CLEAR = 0.76
_DETECTED = 0.9


@dataclass(frozen=True, eq=False)
class Salience:
    """`alpha`: (H, W) float32 in [0, 1], 1 = subject. `confidence` in [0, 1]; `note`: what to tell the user when it is low.

    `fault`: why no matte is given, though there may well be a subject; alpha is empty then.
    """

    alpha: Plane
    confidence: float
    note: Note | None
    fault: Fault | None = None


def find_salient(image: Image, weights: WeightStore, check: Callable[[], None]) -> Salience:
    """Find the subject. No subject at all: an empty alpha and confidence 0. Raises EngineUnavailable without the weight files."""
    seen = _opaque(image)
    looks = Looks(seen, weights, check)
    found = _keyed(looks) or _found(looks)
    if image.alpha is not None:
        found.alpha[...] *= image.alpha * np.float32(1 / 255)
    return found


def _opaque(image: Image) -> Pixels:
    """RGB as it looks on grey, so that colours hidden under alpha 0 play no part."""
    if image.alpha is None:
        return image.rgb
    share = image.alpha[..., None] * np.float32(1 / 255)
    return np.asarray(np.rint(image.rgb * share + 127 * (1 - share)), np.uint8)


def _keyed(looks: Looks) -> Salience | None:
    """What lies on a ground of one flat colour; None for a photograph, or a ground with nothing on it."""
    ground = plain_ground(looks.rgb)
    if ground is None:
        return None
    height, width = looks.rgb.shape[:2]
    belief = np.asarray(np.clip(resize_plane(looks.whole, (width, height)), 0.0, 1.0), np.float32)
    if not is_graphic(looks.rgb, ground, belief, doubt_of(looks.whole)):
        return None
    alpha = key(looks.rgb, ground, belief)
    return Salience(alpha, 1.0, None) if alpha.any() else None


def _found(looks: Looks) -> Salience:
    first: Fault | None = None
    for draft in _drafts(looks):
        confidence, note = _judge(float((draft.belief > 0.5).mean()), 0.0 if draft.things else draft.doubt, draft.sure)
        if confidence == 0:
            continue
        better = firmed(draft, looks)
        for proposed in (draft,) if better is draft else (better, draft):
            alpha = _drawn(proposed, looks)
            fault = fault_of(alpha, proposed)
            looks.check()
            if fault is None:
                return Salience(alpha, confidence, note)
        first = first or fault
    return Salience(_nothing(looks), 0.0, None if first else Note("no_subject"), first)


def _drafts(looks: Looks) -> Iterator[Draft]:
    sight = look_for(looks)
    persons = people.subjects(sight, looks)
    if persons:
        return people.drafts(persons, sight, looks)
    named = things.chosen(sight, looks)
    sure, reach = things.surely(named)
    return chain(
        things.drafts(named, looks) if named else things.alone(looks),
        agreeing.drafts(sure, reach, looks),
        even_ground.drafts(sure, reach, looks),
        agreeing.from_afar(sure, reach, looks),
    )


def _drawn(draft: Draft, looks: Looks) -> Plane:
    size = looks.rgb.shape[1], looks.rgb.shape[0]
    haired = (draft.persons or draft.haired) and not looks.fine
    belief = without_background(draft.belief, looks.small, draft.core) if haired else draft.belief
    mask = np.asarray(np.clip(resize_plane(belief, size), 0.0, 1.0), np.float32)
    alpha = refine(Image(looks.rgb), mask)
    if draft.faces and not looks.fine:
        alpha = with_hair(Image(looks.rgb), mask, alpha, draft.faces)
    if draft.within is not None:
        alpha *= np.clip(1.5 * resize_plane(draft.within, size), 0.0, 1.0).astype(np.float32)
    return alpha


def _nothing(looks: Looks) -> Plane:
    return np.zeros(looks.rgb.shape[:2], np.float32)


def _judge(area: float, doubt: float, sure: bool = True) -> tuple[float, Note | None]:
    """Confidence in [0, 1] and a note for the user when it is low. `area`: the subject's share of the picture."""
    confidence = max(1.0 - doubt, 0.0)
    if area == 0 or confidence == 0:
        return 0.0, Note("no_subject")
    if area < _LEAST_AREA:
        return min(confidence, 0.5), Note("small_subject", {"share": 100 * area})
    if area > _MOST_AREA:
        return min(confidence, 0.5), Note("large_subject", {"share": 100 * area})
    if confidence < _CLEAR or not sure:
        return min(confidence, 0.7), Note("unclear_outline")
    return confidence, None
