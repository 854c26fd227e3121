"""Another colour for a thing, with its light and shade, its highlights and its other colours kept.

Which of its colours is its paint is told by hue: the one hue that most of what is coloured of it has, however much of it glass,
tyres and letters are; a thing with little colour is painted in the lightness that most of it has. What a pixel shows is taken
for paint in some light plus light thrown back by its surface (Shafer, "Using color to separate reflection components", 1985):
only the paint's part is exchanged, so that highlights, seams and letters on it stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, luminance, to_linear, to_oklab, to_srgb
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.values import LinearPixels, Pixels, Plane

_SAMPLES, _FEWEST = 20000, 8
_NO_HUE, _PALE, _NO_LIGHT = 0.035, 0.12, 0.1
"""OKLab chroma, and chroma by lightness, below which a pixel has no hue to speak of; lightness below which its hue is noise."""

_TURN, _BINS, _SMOOTH = 35, 180, 3.0
"""Degrees about the commonest hue that may be one paint in other light; cells of the circle of hues, and their smoothing."""

_SPARSE, _AGAIN, _NARROWEST = 0.06, 1.25, 8
"""A paint's hues end where they are this much rarer than the commonest, or where others begin: degrees from it at least."""

_LEAST, _RULES, _RIVAL = 0.15, 0.6, 0.5
"""Shares: of a thing that has its hue, of its coloured part that has it, of what is light and has no hue. Less is no paint."""

_LEAST_GREY, _BLACK, _DARK = 0.45, 0.4, 0.3
"""Share of a thing that has one grey; OKLab lightness below which greys are a black, and below which anything may be black."""

_HUE = (4.0, 14.0)
_STRENGTH = (0.15, 0.35)
_FAINT = (0.015, 0.035)
_OTHERWISE = (0.028, 0.055)
_SHADE = (0.06, 0.3)
_NEUTRAL, _SHINING = (0.035, 0.07), (0.15, 0.4)
"""From the first bound to the second a pixel is less and less of the paint: degrees beyond its hues, share of its chroma
(rising), chroma (rising); of a pale one distance in a and b, and its light as a share of the usual (rising): tyres and dark
glass keep theirs; of black chroma, and how much lighter it is: a highlight, a buckle."""

_UNLIKE, _UNLIKE_LEAST = 0.3, 0.08
"""Likeness below which a pixel is not of the paint, and share of a thing from which on such ones are looked at."""

_GOES_OVER = (-0.02, 0.02)
"""Chroma about the middle of two paints of a name, in which a pixel goes over from the one to the other."""

_SAME = (0.3, 0.015, 0.12)
"""The very same colour, not only the same hue: how far apart it may be in hue and strength (a share of its own, and OKLab units)
and in lightness."""

_DARKEST, _LIGHTEST = 0.2, 0.95
"""Lightness of black and white things in photographs: pure ones have no relief."""
_GLOSS = 1.5
"""Times its usual light from which on what is pale is a highlight."""

_BRIGHTEST, _TOWARDS_WHITE = 0.96, 0.6
"""Linear light at which what a pixel shows of its paint levels off, and how much of the rest is white."""

_RELIEF, _RELIEF_OF_BLACK = (0.1, 4.0), 0.4
"""Light of black things as a share of the usual: what counts of it, and the power to which a lighter paint has it."""

_OUTER, _INNER = 0.12, 0.5
"""How deep a thing's outside is, as a share of the root of its area, and how much its inside counts: coffee is not its cup."""


class NoOneColour(ValueError):
    """The thing has no one colour that is plainly its own."""


class TooBlack(ValueError):
    """The thing is as black as its glass and its tyres: where its paint ends can't be told."""


class GoesOn(ValueError):
    """The thing's colour goes on beyond the mask: more is of it than was found, or its neighbour looks the same."""


@dataclass(frozen=True, eq=False)
class Paint:
    """`lab`: (3,) OKLab in the light that most of it has. `hues`: degrees from the first to the second, going up, in which it
    lies and by which it can be told from light thrown back over it; None for what is pale or grey.
    """

    lab: NDArray[np.float32]
    hues: tuple[float, float] | None = None

    @property
    def chroma(self) -> float:
        return float(np.hypot(self.lab[1], self.lab[2]))

    @property
    def is_black(self) -> bool:
        """Whether it is so dark that hardly any of what it shows is its own: the rest is thrown back by its surface."""
        return self.hues is None and float(self.lab[0]) < _BLACK

    @property
    def linear(self) -> NDArray[np.float32]:
        """(3,) float32 linear light."""
        return np.asarray(np.maximum(from_oklab(self.lab[None, None]), 1e-4)[0, 0], np.float32)


def recoloured(rgb: Pixels, mask: Plane, colour: str, beyond: float = 1.0, *, glazed: bool = False, named: str = "") -> Pixels:
    """(H, W, 3) uint8 sRGB with what `mask` (H, W) in [0, 1] marks in `colour`, `#rrggbb`.

    `beyond`: how much of what lies just around it may have its colour too. `glazed`: it has glass and tyres, as vehicles have.
    `named`: the colour `#rrggbb` that it has by its name; what of the rest has its hue changes too: blue cups are pale inside.
    Raises NoOneColour, TooBlack, GoesOn.
    """
    rows, columns = np.nonzero(mask > 0)
    if rows.size == 0:
        return rgb
    box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    part, inside = np.ascontiguousarray(rgb[box]), mask[box]
    linear = to_linear(part)
    lab = np.asarray(to_oklab(linear), np.float32)
    paint = _paint_in(lab, inside)
    if glazed and paint.is_black:
        raise TooBlack
    if beyond < 1 and _around(rgb, mask, paint.lab) > beyond:
        raise GoesOn
    wanted = np.asarray(to_oklab(to_linear(to_pixel(colour))), np.float32)[0, 0]
    wanted[0] = np.clip(wanted[0], _DARKEST, _LIGHTEST)
    alike = _likeness(lab, paint)
    if paint.hues is None and _shown(alike, inside, lab[..., 0] > (0 if paint.is_black else _DARK)) < _LEAST_GREY:
        raise NoOneColour
    softness = max(0.8, max(rgb.shape[:2]) / 1200)
    other = _other_of_name(lab, inside * (alike < _UNLIKE), inside, named) if named and not paint.is_black else None
    if other is not None:
        paint = _hued(paint)
        alike = np.maximum(alike, _likeness(lab, _between(paint, other)))
    like = np.asarray(cv2.GaussianBlur(alike, (0, 0), softness), np.float32)
    share = (np.clip(1.6 * inside, 0, 1) if paint.hues else inside) * like
    made = _painted(linear, paint, wanted, like)
    if other is not None:
        away = (np.hypot(lab[..., 1], lab[..., 2]) - (paint.chroma + other.chroma) / 2) * np.sign(other.chroma - paint.chroma)
        first = _falling(np.asarray(away, np.float32), _GOES_OVER)[..., None]
        made = first * made + (1 - first) * _painted(linear, other, wanted, like)
    answer = rgb.copy()
    answer[box] = np.clip(np.rint(part + share[..., None] * (made - part)), 0, 255).astype(np.uint8)
    return answer


def _painted(linear: LinearPixels, paint: Paint, wanted: NDArray[np.float32], like: Plane) -> NDArray[np.float32]:
    """(H, W, 3) float32 in [0, 255]: all of it in the other paint."""
    return to_srgb(np.clip(_in_other_paint(linear, paint, wanted, like), 0.0, 1.0)).astype(np.float32)


def _other_of_name(lab: NDArray[np.float32], left: Plane, mask: Plane, named: str) -> Paint | None:
    """The paint of what is `left` of a mask, if it has the hue of the `named` colour and is a good part of the whole."""
    code = to_oklab(to_linear(to_pixel(named)))[0, 0]
    if float(np.hypot(code[1], code[2])) < _NO_HUE or float((left > 0.5).sum()) < _UNLIKE_LEAST * float((mask > 0.5).sum()):
        return None
    try:
        paint = _paint_in(lab, left)
    except NoOneColour:
        return None
    hue = float(np.degrees(np.arctan2(code[2], code[1])))
    low, high = paint.hues or (0.0, -1.0)
    return paint if (hue - low + _HUE[1]) % 360 <= high - low + 2 * _HUE[1] and paint.hues else None


def _hued(paint: Paint) -> Paint:
    """A pale paint told by its hue."""
    hue = float(np.degrees(np.arctan2(paint.lab[2], paint.lab[1])))
    return paint if paint.hues else Paint(paint.lab, (hue - _NARROWEST, hue + _NARROWEST))


def _between(one: Paint, other: Paint) -> Paint:
    """What has the hues of either or such as lie between, in the strength of the weaker."""
    if one.hues is None or other.hues is None:
        return other
    weaker = min(one, other, key=lambda paint: paint.chroma)
    turn = (other.hues[0] - one.hues[0] + 180) % 360 - 180
    low, high = one.hues[0] + turn, one.hues[0] + turn + other.hues[1] - other.hues[0]
    return Paint(weaker.lab, (min(low, one.hues[0]), max(high, one.hues[1])))


def _paint_in(lab: NDArray[np.float32], mask: Plane) -> Paint:
    """The paint of what `mask` marks. Raises NoOneColour."""
    sure = mask > 0.6 * mask.max()
    if np.count_nonzero(sure) < _FEWEST:
        raise NoOneColour
    depth = cv2.distanceTransform(np.pad(sure, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    counts = np.where(depth[sure] < _OUTER * np.sqrt(np.count_nonzero(sure)), np.float32(1), np.float32(_INNER))
    chosen = np.random.default_rng(0).permutation(len(counts))[:_SAMPLES]
    return paint_of(lab[sure][chosen], counts[chosen])


def paint_of(lab: NDArray[np.float32], counts: NDArray[np.float32]) -> Paint:
    """The paint of a thing of which (N, 3) OKLab are pixels that count so much, (N,); the same pixels give the same.

    Raises NoOneColour.
    """
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    coloured = (chroma > np.maximum(_NO_HUE, _PALE * lab[:, 0])) & (lab[:, 0] > _NO_LIGHT)
    light = float((~coloured & (lab[:, 0] > _BLACK)).mean())
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    if coloured.any():
        weights = np.minimum(chroma, 0.15) * coloured * counts
        hues = _hues_of_one(hue, weights)
        own = (hue - hues[0]) % 360 < hues[1] - hues[0]
        share, rules = float((own & coloured).mean()), float(weights[own].sum() / weights.sum())
        if share > max(_LEAST, _RIVAL * light):
            if rules < _RULES:
                raise NoOneColour
            return Paint(_usual(lab[own & coloured], chroma[own & coloured]), hues)
    if coloured.mean() > 1 - _LEAST_GREY:
        raise NoOneColour
    return _grey_of(lab[~coloured])


def _hues_of_one(hue: NDArray[np.floating], weights: NDArray[np.floating]) -> tuple[float, float]:
    """Degrees, the second above the first: from the commonest hue either way to where there is little or another begins."""
    counted = np.bincount((hue * _BINS / 360).astype(int) % _BINS, weights=weights, minlength=_BINS).astype(np.float32)
    smooth = cv2.GaussianBlur(np.tile(counted, 3)[None], (0, 0), _SMOOTH)[0]
    top = _BINS + int(smooth[_BINS : 2 * _BINS].argmax())
    step = 360 / _BINS
    ends = []
    for way in (-1, 1):
        lowest, end = float(smooth[top]), 0
        for at in range(1, round(_TURN / step) + 1):
            here = float(smooth[top + way * at])
            if here < _SPARSE * smooth[top] or (here > _AGAIN * lowest and end * step >= _NARROWEST):
                break
            if here < lowest:
                lowest, end = here, at
        ends.append(max(end * step, _NARROWEST))
    middle = (top - _BINS + 0.5) * step
    return middle - ends[0], middle + ends[1]


def _usual(lab: NDArray[np.float32], chroma: NDArray[np.float32]) -> NDArray[np.float32]:
    """The hue and strength of the stronger half of its pixels, for highlights and glass weaken the others, in the usual light."""
    strong = np.median(lab[chroma >= np.median(chroma)], axis=0)
    return np.asarray(strong * (np.median(lab[:, 0]) / strong[0]), np.float32)


def _grey_of(lab: NDArray[np.float32]) -> Paint:
    """The grey that most of the thing has, above its tyres and its windows where there is one."""
    counted = np.histogram(lab[:, 0], bins=40, range=(0, 1))[0].astype(np.float32)
    smooth = cv2.GaussianBlur(counted[None], (0, 0), 2.0)[0]
    middle = (float(smooth.argmax()) + 0.5) / 40
    near = np.abs(lab[:, 0] - middle) < 0.15
    usual = np.asarray(np.median(lab[near], axis=0), np.float32)
    if near.mean() < _LEAST_GREY:
        raise NoOneColour
    return Paint(usual)


def _around(rgb: Pixels, mask: Plane, own: NDArray[np.float32]) -> float:
    """The share of what lies just around a mask that has the thing's own colour."""
    reach = max(2, round(max(rgb.shape[:2]) / 250))
    solid = (mask > 0.1).astype(np.uint8)
    near = cv2.dilate(solid, np.ones((3, 3)), iterations=1 + reach)
    ring = (near > cv2.dilate(solid, np.ones((3, 3)))) if near.any() else near > 0
    if not ring.any():
        return 0.0
    lab = np.asarray(to_oklab(to_linear(np.ascontiguousarray(rgb[ring][None]))), np.float32)[0]
    apart = np.hypot(lab[:, 1] - own[1], lab[:, 2] - own[2])
    same = (apart < _SAME[0] * float(np.hypot(own[1], own[2])) + _SAME[1]) & (np.abs(lab[:, 0] - own[0]) < _SAME[2])
    return float(same.mean())


def _shown(like: Plane, mask: Plane, lit: NDArray[np.bool_]) -> float:
    """How much of what is lit of a thing has its paint."""
    seen = (mask > 0.5) & lit
    return float((like[seen] > 0.5).mean()) if seen.any() else 1.0


def _likeness(lab: NDArray[np.float32], paint: Paint) -> Plane:
    """(H, W) in [0, 1]: how far each pixel shows the paint, whatever the light makes of its strength."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    if paint.hues is None:
        if paint.is_black:
            over = lab[..., 0] - paint.lab[0]
            return _falling(chroma, _NEUTRAL) * _falling(over, _SHINING)
        lit = lab[..., :1] / np.float32(paint.lab[0])
        away = lab[..., 1:] - paint.lab[1:] * lit
        return _falling(np.hypot(away[..., 0], away[..., 1]), _OTHERWISE) * (1 - _falling(lit[..., 0] ** 3, _SHADE))
    half = (paint.hues[1] - paint.hues[0]) / 2
    turn = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) - (paint.hues[0] + half)
    beyond = np.abs((turn + 180) % 360 - 180) - half
    expected = paint.chroma * np.clip(lab[..., 0] / paint.lab[0], 0.1, 1.0)  # in shade all of OKLab shrinks alike
    strong = (1 - _falling(chroma / expected, _STRENGTH)) * (1 - _falling(chroma, _FAINT))
    return np.asarray(_falling(beyond, _HUE) * strong, np.float32)


def _in_other_paint(linear: LinearPixels, paint: Paint, wanted: NDArray[np.float32], like: Plane) -> LinearPixels:
    """What the pixels would show if the paint were the `wanted` OKLab. `like`, (H, W): where they show no other colour."""
    own = paint.linear
    if paint.is_black:
        return _over_black(linear, own, np.asarray(np.maximum(from_oklab(wanted[None, None]), 0.0)[0, 0], np.float32))
    target = np.asarray(np.maximum(from_oklab(wanted[None, None]), 0.0)[0, 0], np.float32)
    if paint.hues:
        lit, rest = _parts(linear, own)
        rest += like[..., None] * (luminance(rest)[..., None] - rest)  # shades of the old paint are no light thrown back
    else:
        lit = luminance(linear) / np.float32(luminance(own[None, None])[0, 0])
        gloss = np.maximum(lit - _GLOSS, 0.0)
        lit, rest = lit - gloss, gloss[..., None] * own
    relief = _relief(lit, own, target)
    shown = _levelled(relief, target)
    white = np.float32(_TOWARDS_WHITE * float(luminance(target[None, None])[0, 0])) * (relief - shown)
    return np.asarray(rest + shown[..., None] * target + white[..., None], np.float32)


def _over_black(linear: LinearPixels, own: NDArray[np.float32], target: NDArray[np.float32]) -> LinearPixels:
    """Paint on what is black: as light as the relief that black has tells, below all that its surface throws back."""
    light = cv2.GaussianBlur(luminance(linear), (0, 0), max(1.0, max(linear.shape[:2]) / 900))
    usual = max(float(luminance(own[None, None])[0, 0]), 1e-3)
    shade = np.clip(light / np.float32(usual), *_RELIEF) ** np.float32(_RELIEF_OF_BLACK)
    body = np.minimum(shade[..., None] * target, 1.0)
    return np.asarray(body + np.maximum(linear - own, 0.0) * (1 - body), np.float32)


def _parts(linear: LinearPixels, own: NDArray[np.float32]) -> tuple[Plane, LinearPixels]:
    """Paint's light, 1 = as usual, and what white light is thrown back over it: least squares, neither below 0."""
    white = np.full(3, 1 / np.sqrt(3), np.float32)
    across = own - float(own @ white) * white
    lit = np.maximum((linear @ across) / np.float32(across @ across), 0.0)
    return np.asarray(lit, np.float32), np.maximum(linear - lit[..., None] * own, 0.0)


def _relief(lit: Plane, own: NDArray[np.float32], target: NDArray[np.float32]) -> Plane:
    """The light on a lighter or darker paint: deep shade of a dark one is not as deep on a light one."""
    before, after = (max(float(luminance(one[None, None])[0, 0]), 1e-3) for one in (own, target))
    contrast = float(np.clip((after / before) ** -0.25, 0.55, 1.0))
    return np.asarray(np.power(np.maximum(lit, 0.0), np.float32(contrast)) if contrast < 1 else lit, np.float32)


def _levelled(relief: Plane, target: NDArray[np.float32]) -> Plane:
    """Light that the paint can still show, levelling off; the rest of it bleaches."""
    room = np.float32(max(_BRIGHTEST / max(float(target.max()), 1e-3), 1.05) - 1)
    over = np.maximum(relief - 1, 0.0)
    return np.asarray(np.minimum(relief, 1.0) + room * (1 - np.exp(-over / room)), np.float32)


def _falling(distance: NDArray[np.floating], bounds: tuple[float, float]) -> Plane:
    """1 up to the first bound, 0 from the second on."""
    return np.asarray(np.clip((bounds[1] - distance) / (bounds[1] - bounds[0]), 0.0, 1.0), np.float32)
