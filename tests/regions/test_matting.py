"""From a coarse mask to an alpha matte, on pictures whose true alpha is known."""

from __future__ import annotations

import cv2
import numpy as np
from drawn_pictures import fur

from overpaint.imaging.values import Image
from overpaint.regions.salience.matting import refine


def test_hairs_come_back() -> None:
    image, true, coarse = fur()
    found = refine(image, coarse)
    assert np.abs(found - true).mean() < 0.2 * np.abs(coarse - true).mean()
    hairs = (true > 0.9) & (cv2.erode(true, np.ones((3, 3))) < 0.5) & (coarse > 0.1)
    assert found[hairs].mean() > 0.85
    assert found[(true == 0) & (coarse > 0.1)].mean() < 0.05


def test_background_is_nothing_and_the_core_is_all() -> None:
    image, _, coarse = fur()
    found = refine(image, coarse)
    assert found.dtype == np.float32
    assert np.all(found[coarse < 0.01] == 0)
    assert np.all(found[coarse > 0.99] == 1)
    assert found.min() >= 0
    assert found.max() <= 1


def test_colours_that_can_not_be_told_apart_leave_the_mask() -> None:
    _, _, coarse = fur()
    grey = Image(np.full((*coarse.shape, 3), 128, np.uint8))
    stretched = np.clip((coarse - 0.05) / 0.9, 0, 1)
    np.testing.assert_allclose(refine(grey, coarse), stretched, atol=0.01)


def test_a_colour_that_is_neither_leaves_the_mask() -> None:
    """Red fittings in the edge between dark subject and light ground: no reason to cut a hole."""
    image, _, coarse = fur()
    pixels = image.pixels.copy()
    patch = (slice(196, 204), slice(288, 304))
    pixels[patch] = (220, 20, 20)
    expected = np.clip((coarse - 0.05) / 0.9, 0, 1)
    np.testing.assert_allclose(refine(Image(pixels), coarse)[patch], expected[patch], atol=0.12)


def test_crumbs_are_dropped_and_islands_stay() -> None:
    image, _, coarse = fur()
    pixels, mask = image.pixels.copy(), coarse.copy()
    for corner, belief in ((20, 0.3), (340, 0.9)):
        pixels[corner : corner + 12, corner : corner + 12] = (40, 30, 25)
        mask[corner : corner + 12, corner : corner + 12] = belief
    found = refine(Image(pixels), mask)
    assert found[20:32, 20:32].max() == 0
    assert found[340:352, 340:352].mean() > 0.9


def test_background_that_looks_like_the_subject_does_not_come_in() -> None:
    """A dark thing behind the edge, as wide as no hair is: the mask hardly believes in it, and is believed."""
    image, _, coarse = fur()
    pixels, mask = image.pixels.copy(), np.maximum(coarse, cv2.GaussianBlur(coarse, (0, 0), 20))
    patch = (slice(190, 212), slice(310, 332))
    pixels[patch] = (40, 30, 25)
    assert 0.05 < mask[patch].min() < mask[patch].max() < 0.38
    assert refine(Image(pixels), mask)[patch].max() < 0.4


def test_any_shape_will_do() -> None:
    generator = np.random.default_rng(0)
    for shape in ((1, 1), (1, 40), (300, 2), (600, 700)):
        image = Image(generator.integers(0, 256, (*shape, 3), np.uint8))
        assert refine(image, generator.random(shape, dtype=np.float32)).shape == shape


def test_no_holes_well_inside_the_subject() -> None:
    """Things of the background's colour where the mask believes all around, at the frame too, are the subject's own."""
    checks = np.indices((400, 400)).sum(axis=0) // 5 % 2
    pixels = np.where(checks[..., None] > 0, np.uint8([40, 30, 25]), np.uint8([200, 205, 215]))
    pixels[:, :120] = (200, 205, 215)
    pixels[:, 160:300] = (40, 30, 25)
    mask = np.zeros((400, 400), np.float32)
    mask[:, 160:] = 1
    mask[:, 320:] = 0.85
    mask = cv2.GaussianBlur(mask, (0, 0), 4)
    assert refine(Image(pixels), mask)[:, 335:].min() > 0.8
