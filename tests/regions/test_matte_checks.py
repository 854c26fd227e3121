"""What a matte is refused for."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask, Plane
from overpaint.plans import Named
from overpaint.regions import FinderContext, Unresolved, subject
from overpaint.regions import salience as subject_finding
from overpaint.regions.detection import Face
from overpaint.regions.resolve import Resolver
from overpaint.regions.salience import Salience
from overpaint.regions.salience.checks import Fault, fault_of
from overpaint.regions.salience.draft import Draft
from overpaint.weights import WeightStore

BOX = (100, 150, 400, 350)
FACE = Face((120, 210, 200, 290), ((150.0, 235.0), (150.0, 265.0), (165.0, 250.0), (180.0, 250.0)), 0.9)


def figure() -> Plane:
    """A standing figure that fills its box; its core is the same, narrower."""
    alpha: Plane = np.zeros((420, 500), np.float32)
    cv2.ellipse(alpha, (250, 250), (100, 150), 0, 0, 360, 1.0, -1)
    return alpha


def draft(persons: bool = True) -> Draft:
    alpha = figure()
    core = cv2.erode(alpha, np.ones((15, 15))) > 0.5
    return Draft(
        alpha,
        core=core if persons else None,
        things=(BOX,),
        faces=(FACE,) if persons else (),
        persons=persons,
        reach=0.75 if persons else 0.92,
    )


def no_face(alpha: Plane) -> None:
    alpha[130:190, 215:285] = 0


def half_a_face(alpha: Plane) -> None:
    alpha[130:190, 215:250] = 0


def upper_half(alpha: Plane) -> None:
    alpha[250:] = 0


def hole(alpha: Plane) -> None:
    alpha[280:350, 210:290] = 0


def ghost(alpha: Plane) -> None:
    alpha[230:290] *= 0.6


@pytest.mark.parametrize(
    ("spoil", "persons", "fault"),
    [
        (lambda alpha: None, True, None),
        (lambda alpha: None, False, None),
        (no_face, True, "unclear_face"),
        (half_a_face, True, "unclear_face"),
        (upper_half, True, "unclear_part"),
        (upper_half, False, "unclear_part"),
        (hole, True, "unclear_part"),
        (ghost, False, "unclear_inside"),
    ],
)
def test_faults(spoil: Callable[[Plane], None], persons: bool, fault: Fault | None) -> None:
    alpha = figure()
    spoil(alpha)
    assert fault_of(alpha, draft(persons)) == fault


def test_a_face_in_profile_is_judged_by_the_half_that_is_seen() -> None:
    alpha = figure()
    alpha[140:160, 255:280] = 0
    alpha[155:175, 280:300] = 0
    turned = Face(FACE.box, ((150.0, 235.0), (150.0, 268.0), (165.0, 290.0), (180.0, 250.0)), 0.9)
    assert fault_of(alpha, Draft(alpha, things=(BOX,), faces=(turned,), persons=True)) is None


def test_a_body_that_the_lower_edge_cuts_off_reaches_it() -> None:
    alpha: Plane = np.zeros((420, 500), np.float32)
    alpha[100:400, 150:350] = 1
    cut = Draft(alpha, things=((100, 150, 420, 350),))
    assert fault_of(alpha, cut) == "unclear_part"
    alpha[400:, 150:350] = 1
    assert fault_of(alpha, cut) is None


def test_what_had_to_be_guessed_is_not_believed() -> None:
    alpha = figure()
    assert fault_of(alpha, Draft(alpha, undecided=0.2)) == "unclear_outline"
    assert fault_of(alpha, Draft(alpha, undecided=0.03, doubt=0.5)) is None, "soft edges are no guesses"


def test_a_fault_is_a_refusal_that_says_why_and_a_mask_is_taken_instead(
    monkeypatch: pytest.MonkeyPatch, weights: WeightStore
) -> None:
    image = Image(np.full((40, 60, 3), 90, np.uint8))
    empty = Salience(np.zeros((40, 60), np.float32), 0.0, None, "unclear_face")
    monkeypatch.setattr(subject_finding, "find_salient", lambda *_: empty)
    found = subject.find(image, FinderContext(weights, "subject"))
    assert found.is_empty and found.unclear == "unclear_face"
    for kind in ("subject", "background"):
        with pytest.raises(Unresolved) as caught:
            Resolver(image, weights).resolve(Named(kind=kind))
        assert caught.value.reason == "unclear_face"
    sent = Mask(np.eye(40, 60, dtype=np.float32))
    assert Resolver(image, weights, mask=sent).resolve(Named(kind="background")) is sent
