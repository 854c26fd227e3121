"""What lies around a subject in its new scene: sky above, ground below, how bright it is where it stands, fog in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.values import Backdrop, LinearPixels, Plane

_RING = 0.06
_NEAR_SHARE = 0.6
_SMALL, _TALL = 0.45, 0.95
_FEET = 0.35
# Rows about the horizon, as a share of the height: what is farthest off and first lost in fog.
_FAR = 0.12
# Least over mean luminance there: clear air shows dark things far off, fog does not.
_CLEAR, _THICK = 0.35, 0.75
_MOST_HAZE = 0.05


@dataclass(frozen=True, eq=False)
class Surroundings:
    """`sky`, `ground`: (1, 1, 3) mean linear colours. `key`: luminance a subject there would be exposed for.

    `haze`: (1, 1, 3) light that the air between camera and subject adds; `opacity`: the share of the subject it hides.
    """

    sky: LinearPixels
    ground: LinearPixels
    key: float
    haze: LinearPixels
    opacity: float


def look_around(scene: LinearPixels, alpha: Plane, backdrop: Backdrop) -> Surroundings:
    """`scene`: (h, w, 3), `alpha`: (h, w), both small and alike; `backdrop`: whose light, horizon and ground count."""
    rows = alpha.shape[0]
    horizon = 0.5 if backdrop.horizon is None else backdrop.horizon
    line = int(np.clip(round(horizon * rows), 1, rows - 1))
    haze, opacity = _haze(scene, line, backdrop)
    return Surroundings(_mean(scene[:line]), _mean(scene[line:]), _key(luminance(scene), alpha, backdrop), haze, opacity)


def _key(tones: Plane, alpha: Plane, backdrop: Backdrop) -> float:
    """The scene's own middle, and the more of the ground about the feet the less of the picture the subject fills."""
    whole = float(np.median(tones))
    rows = np.flatnonzero((alpha > 0.5).any(axis=1))
    if backdrop.ground == "none" or not rows.size or rows[-1] >= alpha.shape[0] - 2:
        return whole
    height = int(rows[-1] - rows[0] + 1)
    share = _NEAR_SHARE * float(np.clip((_TALL - height / alpha.shape[0]) / (_TALL - _SMALL), 0.0, 1.0))
    ring = gaussian(alpha, _RING * max(alpha.shape)) * (np.float32(1.0) - alpha)
    ring[: int(rows[-1] - _FEET * height)] = 0.0
    near = float(np.average(tones, weights=ring + np.float32(1e-6)))
    return float(max(whole, 1e-4) ** (1.0 - share) * max(near, 1e-4) ** share)


def _haze(scene: LinearPixels, line: int, backdrop: Backdrop) -> tuple[LinearPixels, float]:
    reach = max(1, round(_FAR * scene.shape[0]))
    far = scene[max(0, line - reach) : line + reach]
    colour = _mean(far)
    light = backdrop.light
    if backdrop.horizon is None or light.towards is not None or light.sun is not None:
        return colour, 0.0
    tones = luminance(np.ascontiguousarray(far))
    flatness = float(np.percentile(tones, 3)) / max(float(tones.mean()), 1e-4)
    return colour, _MOST_HAZE * float(np.clip((flatness - _CLEAR) / (_THICK - _CLEAR), 0.0, 1.0))


def _mean(colours: LinearPixels) -> LinearPixels:
    return np.asarray(colours.mean(axis=(0, 1), keepdims=True), np.float32)
