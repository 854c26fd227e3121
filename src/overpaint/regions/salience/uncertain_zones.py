"""Decide where a network half believes in a subject over a wide zone, which would show as a ghost or a smudge.

Narrow zones are edges and hair, left to the matting. A wide one is drawn to the side that its mean belief and its colours are on:
how often the sure parts of subject and background have such a colour. Once decided, its colours count too: what goes on from it
in background's colours goes with it, even where the network was sure, but never more than the zone itself.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.salience.colour_odds import coarse_codes, odds_of

Flags: TypeAlias = NDArray[np.bool_]

_HALF = (0.12, 0.88)
_WIDE = 9
_AREA = 0.005
_SMALL_AREA, _CLEAR_MEAN = 0.0015, 0.7
_GAIN = 4.0
_MOST_LEANING = 0.3
_COLOUR = 0.25
_NONE, _ALL = 0.05, 0.95
_APART = 61
_FOREIGN, _ALIKE = -0.25, -0.1
_MOSTLY = 0.8
_RIM, _NECK = 11, 7


def settle(coarse: Plane, rgb: Pixels) -> Plane:
    """(h, w) belief in [0, 1] and the picture behind it, of any size → the belief with its wide zones of doubt decided."""
    zones = _zones(coarse)
    if not zones:
        return coarse
    small = np.asarray(cv2.resize(rgb, (coarse.shape[1], coarse.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
    colours = coarse_codes(small)
    doubt = np.logical_or.reduce(zones)
    sure = (coarse > _ALL) & ~_wider(doubt, _APART)
    ground = coarse < _NONE
    evidence = odds_of(colours, sure, ground)
    settled = coarse.copy()
    dropped = np.zeros_like(doubt)
    for zone in zones:
        if _decide(settled, coarse, zone, evidence):
            dropped |= zone
    if dropped.any():
        _drop_alike(settled, dropped, odds_of(colours, sure, ground | dropped))
    return settled


def _zones(coarse: Plane) -> list[Flags]:
    """Wide zones of half belief: the large ones; smaller ones at the frame or clearly the subject's; holes in it of any size."""
    half = ((coarse > _HALF[0]) & (coarse < _HALF[1])).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIDE, _WIDE))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(half, cv2.MORPH_OPEN, disc))
    zones = []
    for label in range(1, count):
        share = facts[label, cv2.CC_STAT_AREA] / coarse.size
        inside = np.asarray(labels == label)
        small = share > _SMALL_AREA and (coarse[inside].mean() > _CLEAR_MEAN or _at_frame(inside))
        if share > _AREA or small or _is_hole(coarse, inside):
            zones.append(inside)
    return zones


def _is_hole(coarse: Plane, zone: Flags) -> bool:
    """More likely subject than not, and only subject around it. At the frame, where less of that is seen, clearly more."""
    least = _CLEAR_MEAN if _at_frame(zone) else 0.5
    return bool(coarse[zone].mean() > least and coarse[_wider(zone, _RIM)].min() > _HALF[0])


def _at_frame(inside: Flags) -> bool:
    return bool(inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any())


def _wider(shape: Flags, width: int) -> Flags:
    return np.asarray(cv2.dilate(shape.astype(np.uint8), np.ones((width, width))) > 0)


def _decide(settled: Plane, coarse: Plane, zone: Flags, evidence: Plane) -> bool:
    """Draw one zone to its side, in place; one that only subject surrounds is the subject's.

    → whether nearly all of it went to the background, and its colours agree.
    """
    colour = float(evidence[zone].mean())
    leaning = _MOST_LEANING
    if not _is_hole(coarse, zone):
        leaning = 2 * (float(coarse[zone].mean()) - 0.5) + _COLOUR * min(colour, 0.0)
    leaning = float(np.clip(leaning, -_MOST_LEANING, _MOST_LEANING))
    decided = np.clip(0.5 + np.float32(_GAIN) * (coarse + np.float32(leaning) - np.float32(0.5)), 0.0, 1.0)
    around = zone if leaning < 0 else zone | (_wider(zone, _RIM) & (coarse > _HALF[1]))
    share = cv2.GaussianBlur(around.astype(np.float32), (0, 0), 2.0)
    settled += share * (decided - settled)
    return colour < _FOREIGN and float((decided[zone] < 0.5).mean()) > _MOSTLY


def _drop_alike(settled: Plane, dropped: Flags, evidence: Plane) -> None:
    """Take away, in place, what goes on from `dropped` along the picture's frame in background's colours, if it is no larger."""
    alike = ((evidence < _ALIKE) & ((settled > _NONE) | dropped)).astype(np.uint8)
    neck = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_NECK, _NECK))
    labels = cv2.connectedComponents(cv2.morphologyEx(alike, cv2.MORPH_OPEN, neck))[1]
    framed = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    for label in np.unique(framed[framed > 0]):
        part = labels == label
        if (part & dropped).any() and np.count_nonzero(part & ~dropped) <= np.count_nonzero(dropped):
            settled *= 1 - cv2.GaussianBlur(_wider(part, 3).astype(np.float32), (0, 0), 1.0)
