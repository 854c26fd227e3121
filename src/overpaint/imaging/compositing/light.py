"""Light match: the subject takes the exposure, colour and veil of the scene's light, in measured doses.

Exposure and a mild tint by the illuminant are what made composites read as one picture; matching means and covariances of
colour (Monge-Kantorovich) turned orange cloth tan and black cloth navy, strong glare turned dark hair red and strong highlight
compression made faces milky: none of those here. Every dose scales with `Light.strength`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.compositing.relight import Relight, hold_rims, relight
from overpaint.imaging.compositing.restraint import Judge, gain_within, largest_dose
from overpaint.imaging.compositing.surroundings import Surroundings, look_around
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane

_FIELD_SIDE = 128
_GREY_KEY = 0.18
_EXPOSURE_RANGE = (0.22, 1.2)
_BRIGHTEST = 0.8
_EXPOSURE_POWER = 0.5
_BACKLIT_KEY = 0.75
_SURROUND_SIGMA = 0.12
_SURROUND_POWER = 0.22
_SURROUND_RANGE = (0.4, 2.0)
_DIRECT_SHARE = 0.65
_TINT_POWER = 0.62
_NEAR_POWER = 0.25
_NEAR_LOCAL = 0.6
_RIM_SIGMA = 0.02
_BROAD_SIGMA = 0.05
_TINT_RANGE = (0.76, 1.26)
_DARK_SCENE = 0.04
_DARK_FADE = 0.5
_HIGHLIGHT_POWER = 0.12
_GLARE_FLOOR = 0.6
_GLARE_DOSE = 0.06
_GLARE_CAP = 0.06


@dataclass(frozen=True, eq=False)
class LightMatch:
    """How one subject follows one scene's light.

    `exposure`: (h, w) gain. `tint`: (h, w, 3) linear RGB factors, whose effect on luminance is undone pixel by pixel. `fade`:
    share of its colour the subject loses, as the eye does in the dark. Above luminance `knee` highlights are compressed by the
    power `compression`. `haze`: (1, 1, 3) colour of the air before the subject, which hides `opacity` of it. `veil`: (h, w, 3)
    light scattered in the lens, [0, 1].
    """

    exposure: Field
    tint: Field
    fade: float
    knee: float
    compression: float
    haze: LinearPixels
    opacity: float
    veil: Field

    def apply(self, foreground: LinearPixels, top: int) -> LinearPixels:
        """(h, W, 3) rows of the subject from row `top` on → the same rows in the scene's light. A new array."""
        bottom = top + foreground.shape[0]
        before = luminance(foreground)
        tinted = foreground * np.float32(1.0 - self.fade)
        tinted += before[..., None] * np.float32(self.fade)
        tinted *= self.tint.rows(top, bottom)
        gain = before / np.maximum(luminance(tinted), np.float32(1e-6))
        gain *= self.exposure.rows(top, bottom)
        if self.compression:
            ratio = np.maximum(before / np.float32(self.knee), np.float32(1.0))
            gain *= cv2.pow(ratio, -self.compression).reshape(gain.shape)
        tinted *= gain[..., None]
        np.clip(tinted, 0.0, 1.0, out=tinted)
        if self.opacity:
            tinted += (self.haze - tinted) * np.float32(self.opacity)
        tinted += (np.float32(1.0) - tinted) * self.veil.rows(top, bottom)
        return tinted

    def apply_small(self, foreground: LinearPixels) -> LinearPixels:
        """The whole subject in its new light, of whatever (h, w, 3) size it comes in."""
        size = (foreground.shape[1], foreground.shape[0])
        exposure, tint, veil = (Field(field.small, size) for field in (self.exposure, self.tint, self.veil))
        return replace(self, exposure=exposure, tint=tint, veil=veil).apply(foreground, 0)


def match_light(foreground: LinearPixels, alpha: Plane, backdrop: Backdrop) -> LightMatch | None:
    """Measure subject and scene. None where the light asks for nothing: `strength` 0, or no pixel of subject.

    `foreground`: (H, W, 3) linear [0, 1]; `alpha`: (H, W) [0, 1].
    """
    light = backdrop.light
    small_alpha = shrink(alpha, _FIELD_SIDE)
    weight = float(small_alpha.sum())
    if light.strength <= 0 or weight < 1e-3:
        return None
    scene = shrink(backdrop.pixels, _FIELD_SIDE)
    small = shrink(foreground, _FIELD_SIDE)
    subject = luminance(small)
    around = look_around(scene, small_alpha, backdrop)
    lit = relight(small_alpha, subject, light, around.sky, around.ground)
    core = small_alpha > 0.9
    levels = subject[core] if core.any() else subject.ravel()
    exposure = _exposure(float(np.average(subject, weights=small_alpha)), luminance(scene), around.key, light)
    room = gaussian(luminance(scene), _RIM_SIGMA * _FIELD_SIDE) / np.maximum(exposure * _broad(subject), np.float32(1e-3))
    exposure *= hold_rims(lit.gain, small_alpha, room)
    # A photo is exposed for its lightest parts already: lifting them further would clip faces and white cloth.
    exposure = np.minimum(exposure, max(1.0, _BRIGHTEST / max(float(np.percentile(levels, 98)), 1e-3)))
    match = LightMatch(
        exposure=Field(exposure ** np.float32(light.strength), backdrop.size),
        tint=Field(_tint(scene, light, lit, around), backdrop.size),
        fade=_DARK_FADE * light.strength * max(0.0, 1.0 - float(np.median(luminance(scene))) / _DARK_SCENE),
        knee=max(1e-3, float(np.percentile(levels, 60))),
        compression=_HIGHLIGHT_POWER * light.backlit * light.strength,
        haze=around.haze,
        opacity=around.opacity * light.strength,
        veil=Field(_veil(scene) * np.float32(light.strength), backdrop.size),
    )
    return _restrained(match, small, Judge(small, small_alpha))


def _restrained(match: LightMatch, small: LinearPixels, judge: Judge) -> LightMatch:
    """The same light in doses that leave the subject (h, w, 3) itself. Colours are judged at the brightness they will have."""
    bright = _exposed(match, small, judge)
    coloured = _in_dose(bright, largest_dose(lambda dose: judge.is_true(_in_dose(bright, dose).apply_small(small))))
    return _exposed(coloured, small, judge)


def _exposed(match: LightMatch, small: LinearPixels, judge: Judge) -> LightMatch:
    return _brighter(match, gain_within(lambda gain: judge.lightness(_brighter(match, gain).apply_small(small))))


def _in_dose(match: LightMatch, dose: float) -> LightMatch:
    """With this share of what changes colours: tint, fading, air and lens."""
    return replace(
        match,
        tint=Field(match.tint.small ** np.float32(dose), match.tint.size),
        fade=match.fade * dose,
        opacity=match.opacity * dose,
        veil=Field(match.veil.small * np.float32(dose), match.veil.size),
    )


def _brighter(match: LightMatch, gain: float) -> LightMatch:
    return replace(match, exposure=Field(match.exposure.small * np.float32(gain), match.exposure.size))


def _exposure(subject_mean: float, scene: Plane, key: float, light: Light) -> Plane:
    """(h, w) gain. Half of the subject's own brightness is taken for its paint, not its light: a white cat stays white."""
    subject_key = float(np.sqrt(max(subject_mean, 1e-3) * _GREY_KEY))
    scene_key = key * (1.0 + (_BACKLIT_KEY - 1.0) * light.backlit)
    whole = np.clip((scene_key / subject_key) ** _EXPOSURE_POWER, *_EXPOSURE_RANGE)
    around = gaussian(scene, _SURROUND_SIGMA * _FIELD_SIDE)
    local = np.clip(around / max(float(around.mean()), 1e-4), *_SURROUND_RANGE) ** np.float32(_SURROUND_POWER)
    return np.asarray(local * np.float32(whole), np.float32)


def _tint(scene: LinearPixels, light: Light, lit: Relight, around: Surroundings) -> LinearPixels:
    """(h, w, 3) factors: ambient light, the sun's where it falls, sky on what faces up and ground on what faces down."""
    direct = np.float32(_DIRECT_SHARE) * lit.direct[..., None]
    illuminant = (1 - direct) * _balance(light.illuminant) + direct * _balance(light.sun_colour)
    near = gaussian(scene, _SURROUND_SIGMA * _FIELD_SIDE) + np.float32(1e-3)
    above = lit.above[..., None]
    bounce = above * _unit(around.sky) + (1 - above) * _unit(around.ground)
    colour = np.float32(_NEAR_LOCAL) * _unit(near) + np.float32(1 - _NEAR_LOCAL) * bounce
    factors = illuminant ** np.float32(_TINT_POWER) * (colour / _unit(_mean(near))) ** np.float32(_NEAR_POWER)
    return np.asarray(np.clip(factors, *_TINT_RANGE) ** np.float32(light.strength), np.float32)


def _broad(subject: Plane) -> Plane:
    return gaussian(subject, _BROAD_SIGMA * _FIELD_SIDE)


def _unit(colour: LinearPixels) -> LinearPixels:
    """The same hues at luminance 1."""
    lifted = colour + np.float32(1e-3)
    return np.asarray(lifted / luminance(lifted)[..., None], np.float32)


def _mean(colours: LinearPixels) -> LinearPixels:
    return np.asarray(colours.mean(axis=(0, 1), keepdims=True), np.float32)


def _balance(colour: tuple[float, float, float]) -> LinearPixels:
    """Linear RGB at mean 1."""
    channels = np.array(colour, np.float32)
    return channels / max(float(channels.mean()), 1e-6)


def _veil(small_scene: LinearPixels) -> LinearPixels:
    """What the lens scatters from the scene's bright parts over the subject: near, middle and far, capped."""
    bright = np.maximum(small_scene - np.float32(_GLARE_FLOOR), np.float32(0.0)) / np.float32(1.0 - _GLARE_FLOOR)
    side = _FIELD_SIDE / 1024
    spread = 0.15 * gaussian(bright, 24 * side) + 0.37 * gaussian(bright, 90 * side) + 0.48 * gaussian(bright, 220 * side)
    return np.asarray(np.minimum(spread * np.float32(_GLARE_DOSE), np.float32(_GLARE_CAP)), np.float32)
