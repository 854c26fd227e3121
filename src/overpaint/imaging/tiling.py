"""Pictures made of pieces: screens of dots, large pixels, tesserae, coloured glass, triangles."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.drawing import grey_of, scale_of
from overpaint.imaging.values import Pixels, Plane

_SCREENS = ((15.0, (0, 158, 224)), (75.0, (226, 0, 122)), (0.0, (255, 236, 0)), (45.0, (10, 10, 12)))
"""Angle in degrees and sRGB colour of each ink: cyan, magenta, yellow, black."""


def screened(rgb: Pixels, cell: float, *, colour: bool) -> Pixels:
    """(H, W, 3) uint8: dots on white whose size tells how dark it is, `cell` pixels apart; in four inks or in black alone."""
    if not colour:
        ink = 1 - cv2.createCLAHE(1.6, (4, 4)).apply(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).astype(np.float32) / 255
        dots = _dots(np.clip((ink - 0.04) * 1.06, 0, 1), cell, 45.0)
        return np.repeat(np.rint(255 - dots * 233).astype(np.uint8)[..., None], 3, axis=2)
    light = rgb.astype(np.float32) / 255
    black = (1 - light.max(axis=2)) ** 2.2
    rest = np.clip((1 - light - black[..., None]) / np.maximum(1 - black[..., None], 1e-3), 0, 1)
    answer = np.ones_like(light)
    for plane, (angle, rgb_of_ink) in zip([rest[..., 0], rest[..., 1], rest[..., 2], black], _SCREENS, strict=True):
        dots = _dots(plane, cell, angle)[..., None]
        answer *= 1 - dots * (1 - np.array(rgb_of_ink, np.float32) / 255)
    return np.asarray(np.clip(np.rint(answer * 255), 0, 255), np.uint8)


def _dots(ink: Plane, cell: float, degrees: float) -> Plane:
    """(H, W) in [0, 1]: round dots that cover as much of each cell as `ink` says, with even edges."""
    smooth = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), max(0.5, 0.28 * cell))
    height, width = ink.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    turn = np.float32(np.deg2rad(degrees))
    across = (x * np.cos(turn) + y * np.sin(turn)) / np.float32(cell)
    down = (y * np.cos(turn) - x * np.sin(turn)) / np.float32(cell)
    # A cosine screen: level sets are round for little ink and square where dots meet; `_LEVELS` makes them cover their share.
    wave = 0.5 - 0.25 * (np.cos(2 * np.pi * across) + np.cos(2 * np.pi * down))
    edge = np.float32(1.6 / cell)
    level = np.interp(smooth, np.linspace(0, 1, len(_LEVELS)), _LEVELS) * (1 + edge) - edge / 2
    return np.asarray(np.clip((level - wave) / edge + 0.5, 0, 1), np.float32)


_COSINE = np.cos(np.linspace(0, 2 * np.pi, 128, endpoint=False))
_LEVELS = np.quantile(0.5 - 0.25 * (_COSINE[:, None] + _COSINE[None, :]), np.linspace(0, 1, 65))
"""Height of a cosine screen below which a share of 0, 1/64, … 1 of it lies."""


def pixelled(rgb: Pixels, across: int, colours: int) -> Pixels:
    """(H, W, 3) uint8: squares of one colour each, `across` of them along the longer side, in a palette of `colours`."""
    height, width = rgb.shape[:2]
    factor = min(1.0, across / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    lab = np.asarray(to_oklab(to_linear(np.ascontiguousarray(small))), np.float32)
    lab[..., 0] = np.clip((lab[..., 0] - 0.5) * 1.08 + 0.5, 0, 1)
    lab[..., 1:] *= 1.22
    palette = _palette(lab.reshape(-1, 3), colours)
    spread = 0.35 / max(colours, 2)
    dithered = lab + np.dstack([_ordered(size) * spread, np.zeros((*lab.shape[:2], 2), np.float32)])
    apart = ((dithered.reshape(-1, 1, 3) - palette[None]) ** 2 * np.array([1.0, 2.0, 2.0], np.float32)).sum(axis=2)
    chosen = palette[apart.argmin(axis=1)].reshape(lab.shape)
    blocks = to_srgb(np.clip(from_oklab(chosen.astype(np.float32)), 0, 1))
    return np.asarray(cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - np.float32(15 / 32)


def _ordered(size: tuple[int, int]) -> Plane:
    return np.asarray(np.tile(_BAYER, (size[1] // 4 + 1, size[0] // 4 + 1))[: size[1], : size[0]], np.float32)


def _palette(lab: NDArray[np.float32], colours: int) -> NDArray[np.float32]:
    """(colours, 3): the middles of clusters. The same picture gives the same."""
    sample = np.ascontiguousarray(
        lab[np.random.default_rng(0).permutation(len(lab))[:6000]] * np.array([1, 1.6, 1.6], np.float32)
    )
    count = min(colours, len(np.unique(sample, axis=0)))
    cv2.setRNGSeed(0)
    ending = (cv2.TERM_CRITERIA_MAX_ITER, 12, 1e-4)
    _, _, middles = cv2.kmeans(sample, count, np.zeros((len(sample), 1), np.int32), ending, 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(middles / np.array([1, 1.6, 1.6], np.float32), np.float32)


def _means(rgb: Pixels, labels: NDArray[np.int32]) -> NDArray[np.float32]:
    """(N, 3): the mean colour of each label, in linear light, as sRGB in [0, 1]."""
    flat, light = labels.ravel(), to_linear(rgb).reshape(-1, 3)
    counts = np.maximum(np.bincount(flat), 1)
    means = np.stack([np.bincount(flat, light[:, channel]) / counts for channel in range(3)], axis=1)
    return np.asarray(to_srgb(means.astype(np.float32)[None])[0].astype(np.float32) / 255, np.float32)


def _borders(labels: NDArray[np.int32], width: float, soft: float) -> Plane:
    """(H, W) in [0, 1]: lines of `width` pixels between pieces, with even edges."""
    between = np.zeros(labels.shape, np.uint8)
    between[:, 1:] |= (labels[:, 1:] != labels[:, :-1]).view(np.uint8)
    between[1:] |= (labels[1:] != labels[:-1]).view(np.uint8)
    away = cv2.distanceTransform(1 - between, cv2.DIST_L2, 5)
    return np.asarray(np.clip(width / 2 + 0.5 - cv2.GaussianBlur(away, (0, 0), soft), 0, 1), np.float32)


_FINE = 26.0
"""Pixels across a piece of glass that its outline needs; larger ones are found in a smaller picture."""

_LEAST = 32
"""Pixels of the shorter side below which OpenCV's superpixels fail."""


def glazed(rgb: Pixels, cell: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: pieces of coloured glass that follow the forms, about `cell` pixels wide, in lead."""
    rows, columns = rgb.shape[:2]
    if min(rows, columns) < _LEAST:
        more = cv2.copyMakeBorder(rgb, 0, max(0, _LEAST - rows), 0, max(0, _LEAST - columns), cv2.BORDER_REPLICATE)
        return np.ascontiguousarray(glazed(np.asarray(more, np.uint8), min(cell, _LEAST / 3), seed)[:rows, :columns])
    soft = cv2.cvtColor(cv2.GaussianBlur(rgb, (0, 0), max(0.8, cell / 14)), cv2.COLOR_RGB2LAB)
    fewer = max(1.0, cell / _FINE)
    soft = cv2.resize(soft, None, fx=1 / fewer, fy=1 / fewer, interpolation=cv2.INTER_AREA)
    pieces = cv2.ximgproc.createSuperpixelSLIC(soft, cv2.ximgproc.SLIC, max(4, round(cell / fewer)), 22.0)
    pieces.iterate(5)
    pieces.enforceLabelConnectivity(30)
    found = cv2.resize(np.asarray(pieces.getLabels(), np.int32), (columns, rows), interpolation=cv2.INTER_NEAREST)
    labels = np.asarray(found, np.int32)
    random = np.random.default_rng(seed)
    lab = to_oklab(to_linear(np.rint(_means(rgb, labels)[None] * 255).astype(np.uint8)))[0]
    lab[:, 0] = np.clip(0.12 + 0.92 * lab[:, 0] + 0.03 * random.standard_normal(len(lab)), 0, 1)
    lab[:, 1:] *= 1.75
    glass = np.clip(from_oklab(lab[None].astype(np.float32)), 0, 1)[0][labels]
    lead = _borders(labels, max(1.5, cell / 11), 0.8 * fewer)
    inner = cv2.GaussianBlur(lead, (0, 0), cell / 7)
    waves = cv2.GaussianBlur(random.standard_normal(labels.shape, dtype=np.float32), (0, 0), max(1.0, cell / 9))
    shine = 1.12 - 0.55 * inner + 0.06 * waves / max(float(waves.std()), 1e-6)
    lit = np.clip(glass * shine[..., None].astype(np.float32), 0, 1)
    ridge = 0.016 + 0.05 * np.clip(cv2.Sobel(cv2.GaussianBlur(lead, (0, 0), 1.0), cv2.CV_32F, 1, 1), 0, 1)
    return to_srgb((lit * (1 - lead[..., None]) + ridge[..., None] * lead[..., None]).astype(np.float32))


def tessellated(rgb: Pixels, cell: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: square stones about `cell` pixels wide, laid a little unevenly in pale mortar."""
    height, width = rgb.shape[:2]
    random = np.random.default_rng(seed)
    rows, columns = int(height / cell) + 2, int(width / cell) + 2
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = cv2.resize(
        random.standard_normal((rows, columns, 2)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    v, u = y / np.float32(cell) + 0.055 * bend[..., 0], x / np.float32(cell) + 0.055 * bend[..., 1]
    row, column = np.clip(np.floor(v), 0, rows).astype(np.int32), np.clip(np.floor(u), 0, columns).astype(np.int32)
    labels = row * (columns + 1) + column
    stones = to_oklab(to_linear(np.rint(_means(rgb, labels)[None] * 255).astype(np.uint8)))[0]
    stones[:, 0] = np.clip(stones[:, 0] + 0.022 * random.standard_normal(len(stones)), 0, 1)
    stones[:, 1:] *= 1.18
    colour = np.clip(from_oklab(stones[None].astype(np.float32)), 0, 1)[0][labels]
    inside = np.minimum(np.minimum(u - column, column + 1 - u), np.minimum(v - row, row + 1 - v)) * np.float32(cell)
    mortar = np.clip(max(0.7, cell / 15) + 0.5 - inside, 0, 1)[..., None]
    rim = np.exp(-inside / np.float32(cell / 9))
    slope = ((row + 0.5 - v) + (column + 0.5 - u)) * rim
    lit = np.clip(colour * (1 + 0.5 * slope[..., None]), 0, 1)
    return to_srgb((lit * (1 - mortar) + np.float32(0.24) * np.array([1.0, 0.96, 0.9], np.float32) * mortar).astype(np.float32))


def faceted(rgb: Pixels, cell: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: triangles of one colour each, smaller where there is more to see; about `cell` pixels wide elsewhere."""
    height, width = rgb.shape[:2]
    if min(height, width) < 3:
        return np.asarray(cv2.blur(rgb, (7, 7)), np.uint8)
    random = np.random.default_rng(seed)
    grey = cv2.GaussianBlur(grey_of(rgb), (0, 0), max(1.0, 1.5 * scale_of(rgb)))
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    likely = np.sqrt(edges) + 0.10
    shares = np.cumsum(likely.ravel(), dtype=np.float64)
    count = max(12, round(1.9 * height * width / cell**2))
    spots = np.searchsorted(shares / shares[-1], (np.arange(count) + random.random(count)) / count)
    points = np.stack([spots % width, spots // width], axis=1).astype(np.float32)
    points = points[random.permutation(len(points))]
    along = np.linspace(0, 1, max(3, round(max(height, width) / (2 * cell))), dtype=np.float32)
    rims = [(along * (width - 1), along * 0), (along * (width - 1), along * 0 + height - 1)]
    rims += [(along * 0, along * (height - 1)), (along * 0 + width - 1, along * (height - 1))]
    mesh = cv2.Subdiv2D((-1, -1, width + 2, height + 2))
    mesh.insert([(float(x), float(y)) for x, y in np.concatenate([points, *(np.stack(rim, axis=1) for rim in rims)])])
    triangles = np.asarray(mesh.getTriangleList(), np.float32).reshape(-1, 3, 2)
    fitting = ((triangles >= -0.5) & (triangles <= [width + 0.5, height + 0.5])).all(axis=(1, 2))
    corners = np.rint(triangles[fitting]).astype(np.int32)
    labels = np.zeros((height, width), np.int32)
    for number, corner in enumerate(corners):
        cv2.fillConvexPoly(labels, corner, number)
    lab = to_oklab(to_linear(np.rint(_means(rgb, labels)[None] * 255).astype(np.uint8)))[0]
    lab[:, 1:] *= 1.15
    colour = to_srgb(np.clip(from_oklab(lab[None].astype(np.float32)), 0, 1))[0]
    answer = rgb.copy()
    for corner, shade in zip(corners, colour.tolist(), strict=False):
        cv2.fillConvexPoly(answer, corner, shade, cv2.LINE_AA)
    return answer
