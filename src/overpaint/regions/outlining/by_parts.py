"""What a person shows: bare skin, hair, what they wear. Told by colours that are learnt where the face says what is what.

Skin is learnt inside the face, hair on the ring around it, clothes below the chin from what is neither. Each pixel's scores are
smoothed along the picture's edges before they are compared (Hosni et al., "Fast Cost-Volume Filtering for Visual Correspondence
and Beyond", 2013). What is undecided in too many places, or looks like something else of the same person, is not told.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.portraits.mesh import CHEEKS, FaceMesh
from overpaint.imaging.portraits.parts import drawn, features, grown, oval
from overpaint.imaging.portraits.skin import likeness
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.outlining.part_colours import (
    Bools,
    Colours,
    cells_of,
    colours_of,
    commoner,
    density,
    skin_of_face,
    turned,
)

SIDE = 512
"""Pixels of the longer side of a person at which parts are told apart."""

_SKIN, _HAIR, _CLOTHES, _OTHER = range(4)
_BODY = 0.6
"""Share of a pixel that is the person from which on its colour counts."""
_REACHES, _EPSILON, _SHARP = (0.06, 0.06, 0.025), 1e-4, 3.0
_ANY, _HAT = 2.0, 6.0
"""Densities: of a colour that no part has shown yet, for clothes; for hats, ribbons and glasses about the head."""
_LEAST = 0.05
_RIM = 3
"""Pixels beside skin from which clothes learn nothing: limbs are darker at their edge."""

_UNLIKE_SKIN = 7.0
_SHINE = 0.35
_HAIRY = 0.35
"""Of the ring around a face's upper half: with less hair than that a head is bald, shaven, or covered."""
_RARE = 0.1
"""Of the usual density: colours rarer than that on the ring are a ribbon's or the background's."""
_LONG, _FAR_DOWN = 4.0, 3.5
"""How much more hair may hang below the chin than lies above it, and how far below, in widths of the face."""
_DYED, _HUES = (0.22, 0.06), (0.2, 2.1)
"""Chroma by lightness up to which hair is of any warm hue, of any hue at all; what is stronger may be a hat."""

_UNDECIDED, _UNDECIDED_HAIR = 0.35, 0.2
"""How much of a part may be half another one."""
_FACE_SEEN = 0.6
_FEW_CLOTHES, _NUDE = 0.12, 6.0


@dataclass(frozen=True, eq=False)
class Parts:
    """(H, W) float32 in [0, 1] each, of the person's pixels; None for what the person does not show or can't be told surely."""

    skin: Plane | None = None
    hair: Plane | None = None
    clothes: Plane | None = None


@dataclass(frozen=True, eq=False)
class _Head:
    """Where things are about a head, (H, W) each. `below`, `across`: from the chin, in widths of the face, along the head."""

    face: Plane
    bare: Plane
    below: Plane
    across: Plane
    around: Bools
    """The head, the air about it and all above."""
    brow: Bools
    """From the middle of the forehead upward."""
    ring: Bools
    """About the upper half of the face."""
    ears: Bools


def parts_of(rgb: Pixels, person: Plane, mesh: FaceMesh) -> Parts:
    """The parts of one person in (H, W, 3) uint8 sRGB. `person`: (H, W) in [0, 1]. Nothing where the face is hidden."""
    head = _head(mesh, rgb.shape)
    inside = person > _BODY
    colours = colours_of(rgb)
    face = (_likeness(rgb, mesh, head) > 0.5) & inside
    if np.count_nonzero(face) < _FACE_SEEN * 0.5 * np.count_nonzero(head.bare > 0.5):
        return Parts()
    away, skin, middle = skin_of_face(colours, face)
    shining = (np.abs(turned(colours, middle)) < _SHINE) & (colours[..., 0] > middle[0])
    crown = commoner(head.ring & inside & (away > _UNLIKE_SKIN) & ~shining, colours)
    ringed = max(1, int(np.count_nonzero(head.ring & inside)))
    haired = int(np.count_nonzero(crown)) > _HAIRY * ringed and _natural(np.median(colours[crown], axis=0))
    if haired:
        often = density(cells_of(colours), crown.astype(np.float32))
        crown &= often > _RARE * np.median(often[crown])
    else:
        crown = np.zeros_like(crown)
    shares, hanging = _shares(rgb, person, colours, head, face, away, skin, crown)
    return _checked(shares, person, head, away, haired=haired, hanging=hanging)


def _likeness(rgb: Pixels, mesh: FaceMesh, head: _Head) -> Plane:
    """How far the face's bare pixels have its cheeks' colour; (H, W) in [0, 1]."""
    lab = colours_of(rgb).copy()
    lab[..., 1:] *= lab[..., :1]
    return head.bare * likeness(lab, head.bare, drawn(mesh, CHEEKS, rgb.shape))


def _head(mesh: FaceMesh, shape: tuple[int, ...]) -> _Head:
    wide, top, chin = mesh.width, mesh.points[10], mesh.points[152]
    length = max(float(np.linalg.norm(chin - top)), 1e-3)
    down, long = (chin - top) / length, length / wide
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    below = np.asarray(((x - chin[0]) * down[0] + (y - chin[1]) * down[1]) / wide, np.float32)
    across = np.asarray((-(x - chin[0]) * down[1] + (y - chin[1]) * down[0]) / wide, np.float32)
    face = oval(mesh, shape)
    near = np.hypot(across / 1.1, np.minimum(below + 0.5 * long, 0) / 1.2) < 1
    return _Head(
        face=face,
        bare=np.asarray(grown(face, -0.03 * wide) * (1 - features(mesh, shape)), np.float32),
        below=below,
        across=across,
        around=(near | (below < -long)) & (below < 0),
        brow=below < -0.62 * long,
        ring=(grown(face, 0.18 * wide) > 0.5) & (grown(face, 0.03 * wide) < 0.5) & (below < -0.5 * long),
        ears=grown(face, 0.12 * wide) > 0.5,
    )


def _natural(hair: Colours) -> bool:
    strength, hue = float(np.hypot(hair[1], hair[2])), float(np.arctan2(hair[2], hair[1]))
    return strength < _DYED[1] or (strength < _DYED[0] and _HUES[0] < hue < _HUES[1])


def _shares(
    rgb: Pixels, person: Plane, colours: Colours, head: _Head, face: Bools, away: Plane, skin: Plane, crown: Bools
) -> tuple[Plane, float]:
    """((H, W, 4): how far each pixel is which part; how much more hair hangs below the chin than lies above it)."""
    cells, inside = cells_of(colours), person > _BODY
    body = inside & (head.below > 0.15)
    hair = density(cells, crown.astype(np.float32))
    hanging = _connected((hair > 4) & (hair > 2 * skin) & inside & (head.face < 0.9) & (head.below < _FAR_DOWN), crown)
    lower, upper = (int(np.count_nonzero(hanging & side)) for side in (head.below > 0, head.below <= 0))
    expected = _expected(head, hanging, haired=bool(crown.any()))
    unit = rgb.astype(np.float32) / np.float32(255)
    wide = float(np.sqrt(max(1, int(np.count_nonzero(head.face > 0.5)))))
    of_skin, of_hair = face.astype(np.float32), crown.astype(np.float32)
    of_clothes = (body & _less(away > 9, _RIM) & ~hanging).astype(np.float32)
    shares = expected
    for reach in _REACHES:
        guided = cv2.ximgproc.createGuidedFilter(unit, max(2, round(reach * wide)), _EPSILON)
        seen = np.dstack(
            [
                0.5 * (skin + np.minimum(density(cells, of_skin), 20 * skin)),
                0.5 * (hair + np.minimum(density(cells, of_hair), 20 * hair)),
                density(cells, of_clothes) + _ANY,
                np.full(person.shape, _HAT, np.float32),
            ]
        )
        scores = np.log(expected * seen + _LEAST)
        scores = np.asarray((scores - scores.mean(axis=2, keepdims=True)) * person[..., None], np.float32)
        smooth = np.dstack([guided.filter(np.ascontiguousarray(scores[..., at])) for at in range(4)])
        shares = np.exp(_SHARP * (smooth - smooth.max(axis=2, keepdims=True)))
        shares = np.asarray(shares / shares.sum(axis=2, keepdims=True), np.float32)
        of_skin = np.asarray(inside * shares[..., _SKIN] * (shares[..., _SKIN] > 0.8), np.float32)
        of_hair = np.asarray(inside * shares[..., _HAIR] * (shares[..., _HAIR] > 0.7) + crown, np.float32)
        of_clothes = np.asarray(body * ~hanging * shares[..., _CLOTHES] * _less(shares[..., _SKIN] < 0.5, _RIM), np.float32)
    return _without_loose_hair(shares, hair, head, crown), lower / max(1, upper)


def _expected(head: _Head, hanging: Bools, *, haired: bool) -> Plane:
    """(H, W, 4): how likely each part is where, before any colour is seen."""
    from_head = np.hypot(head.across, np.minimum(head.below + 0.65, 0))
    hair = 0.7 * np.exp(-0.5 * ((from_head - 0.6) / 0.5).clip(0) ** 2 - 0.5 * (np.maximum(head.below, 0) / 2.0) ** 2)
    hair = np.where(head.face > 0.9, np.where(head.brow, 0.4, 0.03), hair)
    hair = np.where(hanging, 1.5, hair) * haired
    bald = 0.03 if haired else 0.6
    skin = np.where(head.face > 0.5, np.where(head.brow, 1.0, 3.0), np.where(head.around & ~head.ears, bald, 0.6))
    clothes = np.where(head.around | (head.face > 0.5), 0.01, 1.0)
    return np.asarray(np.dstack([skin, hair, clothes, head.around.astype(np.float32)]), np.float32)


def _without_loose_hair(shares: Plane, hair: Plane, head: _Head, crown: Bools) -> Plane:
    """What has hair's colour and hangs on no hair is worn; what has it and lies beside hair are its wisps."""
    one = _connected(shares[..., _HAIR] > 0.35, crown)
    near = cv2.dilate(one.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    moved = shares.copy()
    loose = ~near & ~head.around
    moved[..., _CLOTHES] += np.where(loose, shares[..., _HAIR], 0)
    moved[..., _HAIR] = np.where(near, shares[..., _HAIR], 0)
    wisps = cv2.GaussianBlur((near & (hair > 4)).astype(np.float32), (0, 0), 1.0)
    moved[..., _HAIR] += wisps * moved[..., _CLOTHES]
    moved[..., _CLOTHES] *= 1 - wisps
    return moved


def _less(mask: Bools, pixels: int) -> Bools:
    """A mask that reaches so many pixels less far."""
    side = 1 + 2 * pixels
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0)


def _connected(mask: Bools, seeds: Bools) -> Bools:
    """The pieces of a mask in which seeds lie."""
    _, labels = cv2.connectedComponents(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    return np.asarray(np.isin(labels, np.unique(labels[seeds & (labels > 0)])) & (labels > 0))


def _checked(shares: Plane, person: Plane, head: _Head, away: Plane, *, haired: bool, hanging: float) -> Parts:
    """The parts that hold: shown at all, decided nearly everywhere, and of no other part's colour."""
    inside = person > _BODY
    body = max(1, int(np.count_nonzero(inside & (head.below > 0.15))))
    bare = head.bare > 0.5
    skin, hair, clothes = (shares[..., at] * person for at in (_SKIN, _HAIR, _CLOTHES))
    seen = np.count_nonzero((skin > 0.5) & bare) > _FACE_SEEN * np.count_nonzero(bare)
    worn = clothes > 0.5
    dressed = np.count_nonzero(worn) > _FEW_CLOTHES * body
    nude = dressed and float(np.median(away[worn])) < _NUDE
    merged = hanging > _LONG
    return Parts(
        skin=skin if seen and not nude and _decided(shares[..., _SKIN], inside) else None,
        hair=hair if haired and not merged and _decided(shares[..., _HAIR], inside, _UNDECIDED_HAIR) else None,
        clothes=clothes if dressed and not nude and not merged and _decided(shares[..., _CLOTHES], inside) else None,
    )


def _decided(share: Plane, inside: Bools, most: float = _UNDECIDED) -> bool:
    within = share[inside]
    sure, unsure = (int(np.count_nonzero(mask)) for mask in (within > 0.5, (within > 0.2) & (within < 0.8)))
    return unsure < most * sure
