"""Old photographs: what lies on them goes, what is in them stays; and traces of compression, screens and soft lenses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging import artefacts, old_photos
from overpaint.imaging.values import Image, Mask
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs

PHOTOS = ("astronaut", "chelsea", "coffee")


def scratched(rgb: np.ndarray, seed: int = 3) -> np.ndarray:
    """White and black specks, five scratches and a crease."""
    rng = np.random.default_rng(seed)
    height, width = rgb.shape[:2]
    answer = rgb.copy()
    for _ in range(50):
        at = int(rng.integers(0, width)), int(rng.integers(0, height))
        cv2.circle(answer, at, int(rng.integers(1, 3)), (240, 240, 235) if rng.random() < 0.7 else (25, 22, 20), -1)
    for _ in range(5):
        x, to = (int(rng.integers(0, width)) for _ in range(2))
        cv2.line(answer, (x, 0), (x + (to - width // 2) // 4, height - 1), (238, 236, 230), 1)
    cv2.line(answer, (0, height // 2), (width - 1, height // 2 + 6), (240, 238, 233), 3)
    return answer


def error(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.mean((one.astype(float) - other) ** 2))


@pytest.mark.parametrize("name", PHOTOS)
def test_what_lies_on_a_photograph_goes(name: str) -> None:
    truth = photograph(name)
    damaged = scratched(truth)
    assert error(old_photos.mended(damaged, 0.5), truth) < 0.55 * error(damaged, truth)


@pytest.mark.parametrize("name", PHOTOS)
def test_what_is_in_it_stays(name: str) -> None:
    assert old_photos.defects(photograph(name), 0.5).mean() < 0.012


def faded(rgb: np.ndarray) -> np.ndarray:
    return np.clip(rgb * np.array([0.62, 0.55, 0.45]) + (75, 62, 48), 0, 255).astype(np.uint8)


def test_fading_and_yellow_go() -> None:
    truth = photograph("astronaut")
    old = faded(truth)
    whole = np.ones(old.shape[:2], np.float32)
    paler = old_photos.without_yellow(old, whole, 1.0)
    assert error(old_photos.unfaded(paler, whole, 1.0), truth) < 0.35 * error(old, truth)


def test_a_print_in_one_colour_is_told_from_one_in_colours() -> None:
    rgb = photograph("astronaut")
    grey = np.repeat(rgb.mean(axis=2, keepdims=True), 3, axis=2)
    assert old_photos.is_toned(faded(grey)) and not old_photos.is_toned(faded(rgb))


def test_stains_on_colours_are_refused() -> None:
    image = Image(photograph("astronaut"))
    operation = find_operation("stain_remove")
    with pytest.raises(CannotDo, match="stain"):
        operation.apply(Inputs(image, Mask.whole(image.size)), operation.params(), Context())


@pytest.mark.parametrize(("quality", "amount"), [(15, 0.6), (30, 0.6)])
def test_blocks_go(quality: int, amount: float) -> None:
    truth = photograph("astronaut")
    code = cv2.imencode(".jpg", truth[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    blocky = np.ascontiguousarray(cv2.imdecode(code, cv2.IMREAD_COLOR)[..., ::-1])
    assert error(artefacts.without_blocks(blocky, round(70 - 58 * amount)), truth) < 0.93 * error(blocky, truth)


def test_waves_go_and_a_clean_picture_stays_nearly_so() -> None:
    truth = photograph("coffee")
    rows, columns = np.mgrid[: truth.shape[0], : truth.shape[1]]
    wave = np.sin(2 * np.pi * (columns * 0.21 + rows * 0.12))[..., None]
    spoiled = np.clip(truth * (1 + 0.12 * wave), 0, 255).astype(np.uint8)
    assert error(artefacts.without_moire(spoiled, 0.9), truth) < 0.4 * error(spoiled, truth)
    assert error(artefacts.without_moire(truth, 0.9), truth) < 40


@pytest.mark.parametrize("sigma", [1.2, 2.0])
def test_a_mild_blur_is_taken_back(sigma: float) -> None:
    truth = photograph("astronaut")
    soft = np.asarray(cv2.GaussianBlur(truth, (0, 0), sigma), np.uint8)
    image = Image(soft)
    operation = find_operation("deblur")
    answer = operation.apply(Inputs(image, Mask.whole(image.size)), operation.params(), Context()).pixels
    assert error(answer, truth) < 0.8 * error(soft, truth)


def test_a_picture_that_moved_is_refused_and_a_sharp_one_stays() -> None:
    operation = find_operation("deblur")
    kernel = np.zeros((15, 15), np.float32)
    kernel[7] = 1 / 15
    moved = Image(np.asarray(cv2.filter2D(photograph("astronaut"), -1, kernel), np.uint8))
    with pytest.raises(CannotDo, match="moved"):
        operation.apply(Inputs(moved, Mask.whole(moved.size)), operation.params(), Context())
    sharp = np.kron(np.indices((24, 24)).sum(axis=0) % 2, np.ones((16, 16)))[..., None].repeat(3, axis=2)
    image = Image((sharp * 200 + 20).astype(np.uint8))
    np.testing.assert_array_equal(
        operation.apply(Inputs(image, Mask.whole(image.size)), operation.params(), Context()).pixels, image.pixels
    )
