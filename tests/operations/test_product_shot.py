"""A product on plain paper: where it stands, what it leaves there, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations.background import product_shot
from overpaint.operations.base import CannotDo, Context, Inputs

SIDE = 200
Box = tuple[int, int, int, int]

BOX: Box = (60, 40, 140, 90)
"""Of the product: top, left, bottom, right."""


def scene(
    box: Box = BOX, ground: tuple[int, int, int] | None = None, also: dict[Box, tuple[int, int, int]] | None = None
) -> Inputs:
    """A brown box on a noisy ground, or on a plain one, with its background mask; `also`: others with their colours."""
    pixels = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    if ground:
        pixels[:] = ground
    behind = np.ones((SIDE, SIDE), np.float32)
    for (top, left, bottom, right), colour in {box: (150, 90, 40), **(also or {})}.items():
        pixels[top:bottom, left:right] = colour
        behind[top:bottom, left:right] = 0.0
    return Inputs(Image(pixels), Mask(behind))


def shot(inputs: Inputs, **params: object) -> np.ndarray:
    return product_shot.apply(inputs, product_shot.Params(**params), Context()).pixels


def brown(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Box of the product's own colour."""
    rows, columns = np.nonzero((np.abs(pixels.astype(int) - (150, 90, 40)) < 12).all(axis=2))
    return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1


def test_the_product_keeps_its_pixels_and_the_paper_its_colour() -> None:
    answer = shot(scene(), colour="#f0f0f0")
    assert (answer[60:140, 40:90] == (150, 90, 40)).all()
    outside = np.ones((SIDE, SIDE), bool)
    outside[60:140, 40:90] = False
    assert (answer[outside] == 0xF0).all()


@pytest.mark.parametrize("margin", [0.05, 0.1, 0.25])
def test_it_stands_in_the_middle_with_that_margin(margin: float) -> None:
    top, left, bottom, right = brown(shot(scene(), colour="#ffffff", margin=margin))
    assert abs((top + bottom) / 2 - SIDE / 2) <= 1 and abs((left + right) / 2 - SIDE / 2) <= 1
    assert abs(min(top, left) - max(margin * SIDE, SIDE / 2 - 80)) <= 2, "as large as the margin and the largest factor allow"
    assert abs((bottom - top) / (right - left) - 80 / 50) < 0.05


def test_the_shadow_lies_under_it_and_is_soft() -> None:
    bare, shaded = shot(scene(), colour="#ffffff").astype(int), shot(scene(), colour="#ffffff", shadow=0.7).astype(int)
    lost = (bare - shaded).max(axis=2)
    assert lost[60:140, 40:90].max() == 0, "not on the product"
    assert lost[:100].max() == 0 and lost[:, :10].max() < 12 and lost[-1].max() < 12
    under = lost[141:145, 45:85].mean()
    assert under > 12
    assert under > lost[148:151, 45:85].mean() > 1 > lost[170:175, 45:85].mean()
    steps = np.abs(np.diff(lost[142:, 65]))
    assert steps.max() < 40, "no hard edge"
    darker = bare - shot(scene(), colour="#ffffff", shadow=1.0).astype(int)
    assert darker[141:145, 45:85].mean() > under


def test_every_piece_leaves_its_own_shadow() -> None:
    inputs = scene(also={(20, 130, 50, 170): (30, 60, 90)})
    lost = (shot(inputs, colour="#ffffff").astype(int) - shot(inputs, colour="#ffffff", shadow=0.7)).max(axis=2)
    assert lost[51:54, 135:165].mean() > 3 and lost[141:145, 45:85].mean() > 12


def test_the_mirror_image_is_upside_down_and_fades() -> None:
    inputs = scene(also={(130, 40, 140, 90): (200, 0, 0)})
    answer = shot(inputs, colour="#ffffff", reflection=0.5).astype(int)
    red, brownish = answer[142:148, 50:80].mean(axis=(0, 1)), answer[153:158, 50:80].mean(axis=(0, 1))
    assert red[0] - red[2] > 20 and red[1] < 220
    assert brownish.mean() > red.mean(), "fainter further down"
    assert (answer[175:] == 255).all()


def test_without_a_colour_the_plain_paper_that_is_there_stays() -> None:
    answer = shot(scene(ground=(220, 225, 230)), margin=0.1)
    assert (answer[0, 0] == (220, 225, 230)).all()
    with pytest.raises(CannotDo, match="no_plain_paper"):
        shot(scene(), margin=0.1)


@pytest.mark.parametrize(
    ("box", "params", "reason"),
    [
        ((60, 0, 140, 90), {"shadow": 0.5}, "cut_by_frame"),
        ((60, 40, 200, 90), {"margin": 0.1}, "cut_by_frame"),
        (BOX, {"shadow": 0.5, "colour": "#101010"}, "dark_paper"),
    ],
)
def test_what_can_not_be_done_well_is_refused(box: Box, params: dict[str, object], reason: str) -> None:
    with pytest.raises(CannotDo, match=reason):
        shot(scene(box), **{"colour": "#ffffff", **params})


def test_no_mirror_under_what_is_seen_from_above() -> None:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    plate = (rows - 100) ** 2 / 50**2 + (columns - 100) ** 2 / 70**2 < 1
    inputs = Inputs(scene().image, Mask(np.where(plate, np.float32(0), np.float32(1))))
    with pytest.raises(CannotDo, match="seen_from_above"):
        shot(inputs, colour="#ffffff", reflection=0.5)
    assert shot(inputs, colour="#ffffff", shadow=0.5).shape == (SIDE, SIDE, 3)
