"""Where writing stands in the cases of scripts/measure-writing: signs, labels, posters and screenshots, drawn here.

Every maker takes lines (text, font, size) and a tilt in degrees, and gives (H, W, 3) uint8 sRGB pixels, the same at every call.
The fonts are those of the weights' table, and Pillow's own (`strange`: one that the engine does not have).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image as Drawing
from PIL import ImageDraw, ImageFont

from illustrations.samples import clipped, font, landscape, noise, photograph
from overpaint.imaging.values import Pixels

Line = tuple[str, str, int]
Colour = tuple[int, int, int]
WIDTH, HEIGHT = 960, 640


def letters(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size) if name == "strange" else font(f"font_{name}", size)


def written(picture: Drawing.Image, lines: Sequence[Line], ink: Colour, middle: tuple[int, int], *, left: bool = False) -> None:
    """The lines one under the other about `middle`, centred; with `left`, from there on."""
    draw = ImageDraw.Draw(picture)
    heights = [round(size * 1.45) for _, _, size in lines]
    top = middle[1] - sum(heights) / 2
    for (text, name, size), height in zip(lines, heights, strict=True):
        draw.text((middle[0], top + height / 2), text, ink, letters(name, size), "lm" if left else "mm")
        top += height


def seen(picture: Drawing.Image, tilt: float, aside: float = 0.0, sigma: float = 0.7) -> Pixels:
    """As a camera has it: turned by `tilt`, one side `aside` smaller, a little soft, with noise."""
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    away = np.array([[0, 0], [WIDTH, aside * HEIGHT], [WIDTH, (1 - aside) * HEIGHT], [0, HEIGHT]], np.float32)
    turn = np.vstack([cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -tilt, 1.0), [0, 0, 1]])
    both = turn @ cv2.getPerspectiveTransform(corners, away)
    pixels = cv2.warpPerspective(np.asarray(picture), both, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
    return clipped(cv2.GaussianBlur(pixels, (0, 0), sigma) + noise(pixels.shape, 2.0))


def plaster(colour: Colour) -> Drawing.Image:
    light = np.linspace(1.08, 0.86, WIDTH)[None, :, None]
    rough = cv2.GaussianBlur(noise((HEIGHT, WIDTH), 40), (0, 0), 2.2)[..., None]
    return Drawing.fromarray(clipped(np.array(colour) * light + rough))


def sign(lines: Sequence[Line], tilt: float) -> Pixels:
    """Painted on a board on a wall, seen a little from the side."""
    picture = plaster((186, 178, 164))
    ImageDraw.Draw(picture).rounded_rectangle((130, 130, 830, 510), 20, (28, 66, 58), (206, 178, 110), 9)
    written(picture, lines, (244, 236, 214), (480, 320))
    return seen(picture, tilt, 0.04)


def label(lines: Sequence[Line], tilt: float) -> Pixels:
    """Printed on paper around a jar, lit from one side."""
    picture = Drawing.new("RGB", (WIDTH, HEIGHT), (58, 60, 66))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((200, 0, 760, HEIGHT), (120, 52, 30))
    draw.rectangle((200, 110, 760, 530), (238, 228, 204))
    draw.rectangle((216, 126, 744, 514), outline=(140, 60, 40), width=4)
    written(picture, lines, (70, 32, 26), (480, 320))
    across = (np.arange(WIDTH) - 480) / 290
    round_ = np.where(np.abs(across) < 1, 0.62 + 0.42 * np.sqrt(np.clip(1 - (across + 0.15) ** 2, 0.05, 1)), 1.0)
    return seen(Drawing.fromarray(clipped(np.asarray(picture) * round_[None, :, None])), tilt)


def poster(lines: Sequence[Line], tilt: float) -> Pixels:
    """Large letters in the sky over a landscape."""
    painted = landscape("skyline", time="dusk")()
    picture = Drawing.fromarray(cv2.resize(painted, (WIDTH, HEIGHT), interpolation=cv2.INTER_LANCZOS4))
    written(picture, lines, (255, 240, 210), (480, 150))
    return seen(picture, tilt, 0.0, 0.5)


def photo(name: str) -> Callable[[Sequence[Line], float], Pixels]:
    """One of scikit-image's photographs, with letters in its lower part."""

    def made(lines: Sequence[Line], tilt: float) -> Pixels:
        pixels = photograph(name)()
        height = round(WIDTH * pixels.shape[0] / pixels.shape[1])
        whole = cv2.resize(pixels, (WIDTH, height), interpolation=cv2.INTER_CUBIC)
        picture = Drawing.fromarray(np.ascontiguousarray(whole[:HEIGHT]))
        written(picture, lines, (252, 250, 244), (480, 560))
        return seen(picture, tilt, 0.0, 0.5)

    return made


def screenshot(lines: Sequence[Line], tilt: float) -> Pixels:
    """A program's window, to the pixel unless it is tilted: the first line in its bar, the others below, the last on a button."""
    picture = Drawing.new("RGB", (WIDTH, HEIGHT), (247, 248, 250))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 76), (36, 84, 160))
    written(picture, lines[:1], (255, 255, 255), (36, 38), left=True)
    for number, line in enumerate(lines[1:-1]):
        written(picture, [line], (34, 38, 46), (60, 150 + 80 * number), left=True)
        draw.line((60, 190 + 80 * number, 900, 190 + 80 * number), (222, 226, 232), 2)
    draw.rounded_rectangle((640, 530, 900, 600), 12, (40, 140, 90))
    written(picture, lines[-1:], (255, 255, 255), (770, 565))
    return np.asarray(picture) if tilt == 0 else seen(picture, tilt)


GROUNDS: dict[str, Callable[[Sequence[Line], float], Pixels]] = {
    "sign": sign,
    "label": label,
    "poster": poster,
    "screenshot": screenshot,
    **{name: photo(name) for name in ("coffee", "rocket", "astronaut", "chelsea")},
}
