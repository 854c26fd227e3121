"""`compose`: what it must keep to the byte, what it must never show (rims), and what it must not lose (detail)."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest
from skimage import data
from skimage.metrics import structural_similarity

from overpaint.errors import Cancelled
from overpaint.imaging.colour import luminance, to_linear, to_srgb
from overpaint.imaging.compositing import compose
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Pixels, Plane

SIDE = 256
PLAIN = Light(strength=0.0)
SUNSET = Light(illuminant=(1.45, 0.95, 0.6), sun=(200.0, 120.0), backlit=1.0)
NIGHT = Light(illuminant=(0.72, 0.95, 1.33), backlit=0.5)


def never() -> None:
    """Nobody cancels."""


def plain(colour: tuple[float, float, float], light: Light, **more: object) -> Backdrop:
    return Backdrop(np.full((SIDE, SIDE, 3), colour, np.float32), light, **more)  # type: ignore[arg-type]


def disc_matte(softness: float = 3.0, radius: float = 80.0) -> Plane:
    """A soft-edged disc in the middle: 1 inside, 0 outside, exactly so away from the edge."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    return np.clip((radius - np.hypot(x, y)) / (2 * softness) + 0.5, 0, 1).astype(np.float32)


def textured(seed: int = 3) -> Pixels:
    generator = np.random.default_rng(seed)
    return generator.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def run(foreground: LinearPixels, alpha: Plane, backdrop: Backdrop, seed: int = 1) -> Pixels:
    return compose(foreground, alpha, backdrop, seed, "medium", never)


def test_plain_colour_leaves_the_core_exactly_as_it_was() -> None:
    subject, alpha = textured(), disc_matte()
    result = run(to_linear(subject), alpha, plain((0.1, 0.5, 0.2), PLAIN))
    assert np.array_equal(result[alpha == 1], subject[alpha == 1])


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_plain_colour_is_exact_outside_the_matte(level: float) -> None:
    alpha = disc_matte()
    result = run(to_linear(textured()), alpha, plain((level, level, level), PLAIN))
    assert (result[alpha == 0] == round(255 * level)).all()


def test_edge_is_blended_in_linear_light() -> None:
    alpha = np.full((SIDE, SIDE), 0.5, np.float32)
    result = run(np.ones((SIDE, SIDE, 3), np.float32), alpha, plain((0, 0, 0), PLAIN))
    assert (result == 188).all()


def radial(picture: Pixels, radius: float) -> float:
    """Mean sRGB luminance on a circle, in [0, 1]."""
    angles = np.linspace(0, 2 * np.pi, 360)
    points = (SIDE / 2 + radius * np.array([np.cos(angles), np.sin(angles)])).astype(np.float32)
    plane = picture.astype(np.float32).mean(axis=2) / 255
    return float(cv2.remap(plane, points[0][None], points[1][None], cv2.INTER_LINEAR).mean())


@pytest.mark.parametrize("softness", [0.5, 2.0, 6.0])
@pytest.mark.parametrize(
    ("subject", "scene", "light"),
    [(0.02, 0.8, SUNSET), (0.7, 0.004, NIGHT), (0.02, 1.0, PLAIN), (0.9, 0.0, PLAIN), (0.3, 0.3, SUNSET), (0.4, 0.6, Light())],
)
def test_no_rim_lighter_or_darker_than_both_sides(subject: float, scene: float, light: Light, softness: float) -> None:
    alpha = disc_matte(softness)
    result = run(np.full((SIDE, SIDE, 3), subject, np.float32), alpha, plain((scene, scene, scene), light))
    sides = radial(result, 60), radial(result, 100)
    band = [radial(result, float(radius)) for radius in np.arange(62, 98, 0.5)]
    assert min(band) >= min(sides) - 0.012
    assert max(band) <= max(sides) + 0.012


def test_real_core_keeps_its_detail() -> None:
    photo = np.ascontiguousarray(data.astronaut()[:SIDE, 100 : 100 + SIDE])
    scene = np.linspace(0.6, 0.02, SIDE, dtype=np.float32)[:, None, None] * np.ones((1, SIDE, 3), np.float32)
    alpha = disc_matte(radius=110)
    result = run(to_linear(photo), alpha, Backdrop(scene, SUNSET, horizon=0.5, ground="water"))
    before, after = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255 for p in (photo, result))
    core = cv2.erode(alpha, np.ones((41, 41))) == 1
    undone = after * cv2.GaussianBlur(before, (0, 0), 6) / np.maximum(cv2.GaussianBlur(after, (0, 0), 6), 1e-3)
    similarity = structural_similarity(before, undone, data_range=1.0, full=True)[1]
    assert similarity[core].mean() >= 0.97


def test_neutral_light_keeps_neutrals_neutral() -> None:
    ramp = np.linspace(0, 1, SIDE, dtype=np.float32)[None, :, None] * np.ones((SIDE, 1, 3), np.float32)
    result = run(ramp, disc_matte(), plain((0.3, 0.3, 0.3), Light())).astype(int)
    assert np.abs(result - result[..., :1]).max() <= 1


def test_subject_follows_the_scene_but_only_so_far() -> None:
    grey, alpha = np.full((SIDE, SIDE, 3), 0.2, np.float32), disc_matte()
    dark = to_linear(run(grey, alpha, plain((0.002,) * 3, Light())))[128, 128].mean()
    light = to_linear(run(grey, alpha, plain((0.95,) * 3, Light())))[128, 128].mean()
    assert 0.1 < dark < 0.16
    assert 0.2 < light < 0.3


def test_a_bright_scene_does_not_clip_a_bright_subject() -> None:
    white = np.full((SIDE, SIDE, 3), 0.75, np.float32)
    assert to_linear(run(white, disc_matte(), plain((0.95,) * 3, Light())))[128, 128].mean() < 0.83


def test_dose_grows_with_strength() -> None:
    grey, alpha = np.full((SIDE, SIDE, 3), 0.3, np.float32), disc_matte()
    levels = [
        float(luminance(to_linear(run(grey, alpha, plain((0.02,) * 3, Light(strength=strength)))))[128, 128])
        for strength in (0.0, 0.3, 0.6, 1.0)
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == pytest.approx(0.3, abs=0.002)


def test_same_seed_same_picture_other_seed_other_grain() -> None:
    scene = plain((0.3, 0.2, 0.1), SUNSET, grain=0.01)
    subject, alpha = to_linear(textured()), disc_matte()
    first = run(subject, alpha, scene, seed=5)
    assert np.array_equal(first, run(subject, alpha, scene, seed=5))
    other = run(subject, alpha, scene, seed=6)
    assert not np.array_equal(first, other)
    assert np.abs(first.astype(int) - other).max() < 50


def test_empty_and_full_mattes() -> None:
    subject, scene = to_linear(textured()), plain((0.3, 0.2, 0.1), Light())
    empty = run(subject, np.zeros((SIDE, SIDE), np.float32), scene)
    assert np.array_equal(empty, to_srgb(scene.pixels))
    assert run(subject, np.ones((SIDE, SIDE), np.float32), scene).shape == subject.shape


def test_inputs_are_not_written_to() -> None:
    scene = np.full((SIDE, SIDE, 3), 0.2, np.float32)
    inputs = [to_linear(textured()), disc_matte(), scene]
    for array in inputs:
        array.setflags(write=False)
    run(inputs[0], inputs[1], Backdrop(scene, SUNSET, horizon=0.3, ground="solid", grain=0.01))


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        run(np.zeros((4, 5, 3), np.float32), np.zeros((4, 4), np.float32), plain((0, 0, 0), PLAIN))


def test_stops_when_nobody_waits() -> None:
    def gone() -> None:
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        compose(to_linear(textured()), disc_matte(), plain((0, 0, 0), PLAIN), 0, "low", gone)


def test_memory_is_bounded_by_the_inputs() -> None:
    alpha = cv2.resize(disc_matte(), (2048, 1024))
    subject = np.full((1024, 2048, 3), 0.2, np.float32)
    scene = Backdrop(np.full((1024, 2048, 3), 0.3, np.float32), SUNSET, horizon=0.4, ground="water", grain=0.01)
    tracemalloc.start()
    run(subject, alpha, scene)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * subject.nbytes
