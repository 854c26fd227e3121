"""A sheet of paper in a photograph: where its corners lie, laid flat, and lit evenly as a scanner would.

Its aspect: Zhang and He 2007, Whiteboard scanning and image enhancement.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Size

Corners = NDArray[np.float64]
"""(4, 2): top left, top right, bottom right, bottom left, as (x, y) in pixels."""

_SIDE = 700
_SMALLEST = 0.15
_EDGE_ON = 0.02


def sheet_in(rgb: Pixels) -> Corners | None:
    """(H, W, 3) uint8 → the corners of the largest sheet that is seen whole or nearly; None where no four sides are found."""
    scale = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    if min(size) < 48:
        return None
    small = cv2.GaussianBlur(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), (0, 0), 1.2)
    lab = cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_RGB2LAB).astype(np.float32)
    best, most = None, 0.0
    for shape in _shapes(np.asarray(small, np.uint8)):
        for contour in cv2.findContours(shape, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
            hull = cv2.convexHull(contour)
            area = cv2.contourArea(hull)
            if area < _SMALLEST * size[0] * size[1] or cv2.contourArea(contour) < 0.8 * area:
                continue
            corners = _four(np.asarray(hull, np.int32))
            if corners is None or not _is_sheet(corners, area, size):
                continue
            held = _held_by_edges(lab, corners)
            if held.min() > _WEAKEST_SIDE and float(held.mean()) * area**0.3 > most:
                best, most = corners, float(held.mean()) * area**0.3
    return None if best is None else _in_order(best / scale)


_WEAKEST_SIDE = 0.6
"""Share of each side, at least, along which the picture changes from paper to table."""
_CHANGE, _ASIDE, _POINTS = 9.0, 5.0, 48


def _held_by_edges(lab: NDArray[np.float32], corners: Corners) -> NDArray[np.float64]:
    """(4,): along how much of each side what is inside it differs from what is outside."""
    middle = corners.mean(axis=0)
    shares = []
    for at in range(4):
        begin, end = corners[at], corners[(at + 1) % 4]
        along = (end - begin) / max(float(np.linalg.norm(end - begin)), 1e-6)
        out = np.array([-along[1], along[0]])
        out = out if out @ (begin - middle) > 0 else -out
        points = begin + np.linspace(0.04, 0.96, _POINTS)[:, None] * (end - begin)

        def seen(where: NDArray[np.float64]) -> NDArray[np.float32]:
            x = np.clip(np.rint(where[:, 0]), 0, lab.shape[1] - 1).astype(int)
            y = np.clip(np.rint(where[:, 1]), 0, lab.shape[0] - 1).astype(int)
            return np.asarray(lab[y, x], np.float32)

        inside, outside = seen(points - _ASIDE * out), seen(points + _ASIDE * out)
        shares.append(float((np.linalg.norm(inside - outside, axis=1) > _CHANGE).mean()))
    return np.asarray(shares, np.float64)


def _shapes(small: Pixels) -> list[NDArray[np.uint8]]:
    """Masks in which a sheet may stand out: by its edges, and by what is lighter or paler than the table."""
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    found = []
    for low in (30, 60):
        edges = np.zeros(small.shape[:2], np.uint8)
        for channel in range(3):
            edges |= np.asarray(cv2.Canny(np.ascontiguousarray(lab[..., channel]), low, 3 * low), np.uint8)
        found.append(cv2.morphologyEx(cv2.dilate(edges, np.ones((3, 3), np.uint8)), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    light = np.ascontiguousarray(lab[..., 0])
    paper = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    pale = 255 - np.asarray(np.clip(4 * np.abs(lab[..., 1:].astype(np.float32) - 128).max(axis=2), 0, 255), np.uint8)
    pale = np.asarray(cv2.threshold(pale, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1], np.uint8)
    for mask in (paper, cv2.bitwise_and(paper, pale), 255 - paper):
        found.append(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)))
        found.append(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)))
    return [np.asarray(mask, np.uint8) for mask in found]


def _four(hull: NDArray[np.int32]) -> Corners | None:
    length = cv2.arcLength(hull, True)
    for part in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, part * length, True)
        if len(corners) == 4:
            return np.asarray(corners, np.float64).reshape(4, 2)
    return None


def _is_sheet(corners: Corners, area: float, size: Size) -> bool:
    """Whether four corners are those of a sheet seen from a possible place, and no frame of the picture itself."""
    if abs(area - abs(cv2.contourArea(corners.astype(np.float32)))) > 0.06 * area:
        return False
    on_edge = (corners < _EDGE_ON * max(size)) | (corners > np.array(size) - 1 - _EDGE_ON * max(size))
    if on_edge.any(axis=1).sum() >= 3:
        return False
    for at in range(4):
        here = corners[at] - corners[at - 1]
        there = corners[(at + 1) % 4] - corners[at]
        cosine = abs(float(here @ there)) / max(float(np.linalg.norm(here) * np.linalg.norm(there)), 1e-6)
        if cosine > 0.72:
            return False
    return True


def _in_order(corners: Corners) -> Corners:
    middle = corners.mean(axis=0)
    around = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def laid_flat(pixels: Pixels, corners: Corners) -> Pixels:
    """(H, W, C) uint8 → the sheet alone, seen from straight above, about as large as it was in the picture."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))
    aspect = _aspect(corners, (pixels.shape[1], pixels.shape[0])) or width / height
    area = width * height
    size = (max(16, round(math.sqrt(area * aspect))), max(16, round(math.sqrt(area / aspect))))
    there = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), there)
    return np.asarray(cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _aspect(corners: Corners, size: Size) -> float | None:
    """Width by height of the sheet itself, that of a usual paper where it comes near one; None where none comes out."""
    centre = np.array([size[0] / 2, size[1] / 2])
    one, two, four, three = (np.array([*(corner - centre), 1.0]) for corner in corners)  # four: bottom right, three: bottom left
    k2 = np.cross(one, four) @ three / (np.cross(two, four) @ three)
    k3 = np.cross(one, four) @ two / (np.cross(three, four) @ two)
    n2, n3 = k2 * two - one, k3 * three - one
    focal = _USUAL_FOCAL * max(size) ** 2
    if abs(n2[2] * n3[2]) > 1e-4:
        told = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
        focal = told if (0.5 * max(size)) ** 2 < told < (4 * max(size)) ** 2 else focal
    wide = (n2[0] ** 2 + n2[1] ** 2) / focal + n2[2] ** 2
    high = (n3[0] ** 2 + n3[1] ** 2) / focal + n3[2] ** 2
    aspect = math.sqrt(wide / high)
    if not 0.2 < aspect < 5:
        return None
    nearest = min(_PAPER, key=lambda ratio: abs(math.log(ratio / aspect)))
    return nearest if abs(math.log(nearest / aspect)) < _SAME else aspect


_USUAL_FOCAL = 1.1
"""Square of a phone's focal length by the longer side of its picture."""
_PAPER = (1 / math.sqrt(2), math.sqrt(2), 8.5 / 11, 11 / 8.5)
_SAME = 0.04


def scanned(rgb: Pixels) -> Pixels:
    """(H, W, 3) uint8 of a flat sheet, lit evenly: paper white, ink dark, colours kept.

    The light on the paper is taken for a smooth surface of the second degree through its brightest parts: pictures on the sheet
    are no shadows.
    """
    tiles = cv2.resize(_brightest(rgb), (_TILES, _TILES), interpolation=cv2.INTER_AREA).astype(np.float64)
    x, y = np.meshgrid(np.linspace(-1, 1, _TILES), np.linspace(-1, 1, _TILES))
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    across, down = np.meshgrid(np.linspace(-1, 1, rgb.shape[1]), np.linspace(-1, 1, rgb.shape[0]))
    whole = [np.ones_like(across), across, down, across**2, across * down, down**2]
    even = np.empty(rgb.shape, np.float32)
    weight = np.ones(len(terms))
    luma = tiles.mean(axis=2).ravel()
    for _ in range(6):  # what lies below the surface is no paper
        fit = np.linalg.lstsq(terms * weight[:, None], luma * weight, rcond=None)[0]
        weight = np.where(luma < terms @ fit - 6, 0.05, 1.0)
    for channel in range(3):
        values = tiles[..., channel].ravel()
        fit = np.linalg.lstsq(terms * weight[:, None], values * weight, rcond=None)[0]
        light = sum(part * plane for part, plane in zip(fit, whole, strict=True))
        even[..., channel] = rgb[..., channel] / np.maximum(light, 30.0)
    clean = np.clip((even - 0.12) / (0.93 - 0.12), 0, 1) ** 1.15
    return np.asarray(np.rint(255 * clean), np.uint8)


_TILES = 24


def _brightest(rgb: Pixels) -> Pixels:
    """The light of the paper around each place: letters gone, pictures left."""
    window = max(3, round(max(rgb.shape[:2]) / 60)) | 1
    return np.asarray(cv2.blur(cv2.dilate(rgb, np.ones((window, window), np.uint8)), (window, window)), np.uint8)
