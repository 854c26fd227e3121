"""The pictures that operations are shown on: four photographs in the public domain, and what is made or drawn from them.

Each is a function without arguments that gives (H, W, 3) uint8 sRGB pixels, the same at every call. The photographs are
scikit-image's `astronaut` (NASA), `chelsea` (Stéfan van der Walt), `coffee` (Rachel Michetti) and `rocket` (SpaceX); landscapes
are scenes of our own; signs and sheets are drawn here with the fonts of the weights' table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from PIL import Image as Drawing
from PIL import ImageDraw, ImageFont
from skimage import data

from overpaint import settings
from overpaint.imaging.colour import to_srgb
from overpaint.imaging.values import Pixels
from overpaint.scenes import find_scene
from overpaint.scenes.base import SceneContext

SEED = 7
Maker = Callable[[], Pixels]


def photograph(name: str) -> Maker:
    return lambda: np.ascontiguousarray(getattr(data, name)()[..., :3])


def landscape(name: str, **choices: str) -> Maker:
    """A scene of ours as if it were a photograph, 768 by 512 pixels."""

    @cache
    def painted() -> Pixels:
        scene = find_scene(name)
        backdrop = scene.render((768, 512), scene.Params.model_validate(choices), SceneContext(seed=SEED))
        return to_srgb(backdrop.pixels)

    return painted


def noise(shape: tuple[int, ...], sigma: float) -> np.ndarray:
    return np.random.default_rng(SEED).normal(0, sigma, shape)


def clipped(values: np.ndarray) -> Pixels:
    return np.clip(values, 0, 255).round().astype(np.uint8)


def dim() -> Pixels:
    """The astronaut in too little light, with the noise that comes with it."""
    pixels = data.astronaut() * 0.22
    return clipped(pixels + noise(pixels.shape, 4))


def noisy() -> Pixels:
    pixels = data.chelsea()
    return clipped(pixels + noise(pixels.shape, 16))


def hazy() -> Pixels:
    """The mountains through haze that grows upwards to the horizon, as it does with distance."""
    pixels = mountains().astype(float)
    height = pixels.shape[0]
    rows = np.arange(height)[:, None, None] / height
    air = np.clip(0.78 - 0.75 * np.clip(rows - 0.3, 0, 1), 0, 1)
    return clipped(pixels * (1 - air) + np.array([206, 212, 218]) * air)


def soft() -> Pixels:
    return cv2.GaussianBlur(data.chelsea(), (0, 0), 1.8)


def blocky() -> Pixels:
    """The cup as a JPEG of quality 9."""
    stored = cv2.imencode(".jpg", data.coffee()[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 9])[1]
    return np.ascontiguousarray(cv2.imdecode(stored, cv2.IMREAD_COLOR)[..., ::-1])


def screen() -> Pixels:
    """The cup photographed from a screen: waves of colour where its dots and the sensor's don't meet."""
    pixels = data.coffee().astype(float)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    waves = [np.sin(2 * np.pi * (x * dx + y * dy)) for dx, dy in ((0.150, 0.045), (0.158, 0.032), (0.143, 0.055))]
    return clipped(pixels * (1 + 0.16 * np.dstack(waves)))


def amber() -> Pixels:
    """The astronaut under a bulb that the camera did not allow for."""
    return clipped(255 * (data.astronaut() / 255) ** np.array([0.82, 1.05, 1.5]))


def grey_print() -> Pixels:
    """The astronaut as an old print in one colour: 512 by 512, faded."""
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)[..., None] / 255
    return clipped((0.16 + 0.66 * grey) * np.array([255, 255, 255]) + noise((512, 512, 1), 3))


def yellowed() -> Pixels:
    return clipped(grey_print() * np.array([1.0, 0.89, 0.68]))


def faded() -> Pixels:
    """A print in colours after years of sun: its cyan went first."""
    return clipped(90 + data.coffee() * np.array([0.58, 0.46, 0.40]))


def scratched() -> Pixels:
    """The faded print with scratches, a crease and dust."""
    pixels = grey_print().copy()
    rng = np.random.default_rng(SEED)
    marks = (
        ((60, 0), (95, 511), 2),
        ((330, 0), (318, 511), 1),
        ((0, 300), (511, 268), 2),
        ((440, 0), (452, 511), 1),
    )
    for start, end, width in marks:
        cv2.line(pixels, start, end, (236, 236, 236), width, cv2.LINE_AA)
    for x, y in rng.integers(8, 504, (70, 2)):
        cv2.circle(pixels, (int(x), int(y)), int(rng.integers(1, 3)), (240, 240, 240), -1, cv2.LINE_AA)
    return pixels


def old_print() -> Pixels:
    """Scratched and yellowed."""
    return clipped(scratched() * np.array([1.0, 0.89, 0.68]))


def stained() -> Pixels:
    """The grey print on which something brown was spilled."""
    pixels = grey_print().astype(float)
    y, x = np.mgrid[:512, :512]
    for (cx, cy), radius in (((400, 120), 78), ((110, 400), 58)):
        away = np.hypot(x - cx, (y - cy) * 1.15) / radius
        wet = np.clip((1 - away) / 0.12, 0, 1)[..., None] * (0.75 + 0.25 * np.clip(away, 0, 1) ** 4)[..., None]
        pixels *= 1 - wet * np.array([0.12, 0.28, 0.52])
    return clipped(pixels)


def spotted() -> Pixels:
    """The astronaut with a few pimples."""
    pixels = data.astronaut().astype(float)
    y, x = np.mgrid[:512, :512]
    for cx, cy in ((196, 134), (262, 130), (232, 62), (212, 68), (204, 150), (246, 166)):
        strength = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * 1.6**2))[..., None]
        pixels -= strength * np.array([14, 62, 58])
    return clipped(pixels)


def flash() -> Pixels:
    """The astronaut, her pupils lit red."""
    lit = data.astronaut()
    for pupil in ((203, 101), (247, 104)):
        cv2.circle(lit, (pupil[0] * 16, pupil[1] * 16), 40, (190, 40, 35), -1, cv2.LINE_AA, 4)
    return lit


def sallow() -> Pixels:
    """The astronaut short of sleep: darker under the eyes, redder cheeks, teeth and whites of the eyes yellow."""
    pixels = portrait().astype(float)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]

    def patch(cx: float, cy: float, width: float, height: float, gain: tuple[float, float, float]) -> None:
        near = np.exp(-(((x - cx) / width) ** 2) - ((y - cy) / height) ** 2)[..., None]
        pixels[...] *= 1 + near * (np.array(gain) - 1)

    for cx, cy in ((405, 222), (496, 226)):
        patch(cx, cy, 24, 10, (0.84, 0.79, 0.82))
    for cx, cy in ((392, 270), (508, 276), (452, 250)):
        patch(cx, cy, 34, 26, (1.03, 0.87, 0.87))
    mouth = np.exp(-(((x - 447) / 42) ** 4) - ((y - 291) / 11) ** 4)
    pale = np.clip((pixels.min(2) - 120) / 60, 0, 1)
    return clipped(pixels * (1 - (mouth * pale)[..., None] * np.array([0.04, 0.12, 0.42])))


def portrait() -> Pixels:
    """The astronaut, twice as large."""
    return cv2.resize(data.astronaut(), (1024, 1024), interpolation=cv2.INTER_LANCZOS4)


def shining() -> Pixels:
    """The astronaut with the lamp's shine on her brow, nose and cheeks."""
    pixels = portrait().astype(float)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    for cx, cy, width, height in ((448, 150, 42, 17), (456, 252, 9, 24), (396, 262, 19, 14), (504, 268, 17, 14)):
        near = 0.55 * np.exp(-(((x - cx) / width) ** 2) - ((y - cy) / height) ** 2)[..., None]
        pixels += near * (252 - pixels)
    return clipped(pixels)


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of the weights' table: `font_sans`, `font_serif`, `font_cjk`, …"""
    folder = settings.load().weights_dir
    return ImageFont.truetype(str(next(folder.glob(f"{name}.*"))), size)


def wall(size: tuple[int, int], colour: tuple[int, int, int]) -> Drawing.Image:
    """A plastered wall that is lighter at the left: (width, height)."""
    width, height = size
    light = np.linspace(1.08, 0.86, width)[None, :, None]
    plaster = cv2.GaussianBlur(noise((height, width), 40), (0, 0), 2.2)[..., None]
    return Drawing.fromarray(clipped(np.array(colour) * light + plaster))


def sign() -> Pixels:
    """A painted shop sign on a wall, seen a little from the side."""
    picture = wall((768, 512), (186, 178, 164))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((104, 116, 664, 396), 18, fill=(28, 66, 58), outline=(206, 178, 110), width=8)
    draw.text((384, 214), "OPEN", (244, 236, 214), font("font_serif", 118), "mm")
    draw.text((384, 330), "Monday to Friday", (226, 204, 150), font("font_sans", 46), "mm")
    corners = np.float32([[0, 0], [768, 0], [768, 512], [0, 512]])
    seen = np.float32([[0, 0], [768, 26], [768, 492], [0, 512]])
    pixels = cv2.warpPerspective(
        np.asarray(picture), cv2.getPerspectiveTransform(corners, seen), (768, 512), borderMode=cv2.BORDER_REFLECT
    )
    return clipped(cv2.GaussianBlur(pixels, (0, 0), 0.7) + noise(pixels.shape, 1.5))


def sheet_on_a_table() -> Pixels:
    """A printed sheet on a wooden table, photographed from an angle in uneven light."""
    paper = Drawing.new("RGB", (620, 860), (246, 244, 238))
    draw = ImageDraw.Draw(paper)
    draw.text((60, 60), "Minutes", (30, 30, 34), font("font_serif", 64))
    for line in range(17):
        draw.text(
            (60, 170 + 38 * line),
            "The committee met at nine and heard the report."[: 44 - line % 5],
            (50, 50, 54),
            font("font_sans", 24),
        )
    planks = wall((900, 700), (124, 84, 54))
    corners = np.float32([[0, 0], [620, 0], [620, 860], [0, 860]])
    seen = np.float32([[262, 70], [640, 112], [716, 640], [130, 596]])
    turn = cv2.getPerspectiveTransform(corners, seen)
    laid = cv2.warpPerspective(np.asarray(paper), turn, (900, 700), flags=cv2.INTER_AREA)
    there = cv2.warpPerspective(np.full((860, 620), 255, np.uint8), turn, (900, 700))[..., None] / 255
    light = np.linspace(1.0, 0.72, 900)[None, :, None]
    return clipped((laid * there + np.asarray(planks) * (1 - there)) * light + noise((700, 900, 3), 2))


def facade() -> np.ndarray:
    """A house front under a sky: 768 by 512."""
    picture = Drawing.fromarray(np.repeat(np.linspace((96, 150, 214), (190, 214, 234), 512)[:, None], 768, 1).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((150, 60, 618, 512), fill=(196, 168, 138))
    for row in range(5):
        draw.line((150, 60 + row * 92, 618, 60 + row * 92), (150, 124, 98), 4)
        for column in range(6):
            left, top = 176 + column * 74, 80 + row * 92
            draw.rectangle((left, top, left + 44, top + 58), fill=(58, 74, 92), outline=(238, 232, 220), width=4)
    return np.asarray(picture)


def leaning() -> Pixels:
    """The front as a camera that was tipped up sees it."""
    corners = np.float32([[0, 0], [768, 0], [768, 512], [0, 512]])
    seen = np.float32([[44, 0], [724, 0], [768, 512], [0, 512]])
    turned = cv2.warpPerspective(
        facade(), cv2.getPerspectiveTransform(corners, seen), (768, 512), borderMode=cv2.BORDER_REPLICATE
    )
    return clipped(turned + noise(turned.shape, 2))


def bulging() -> Pixels:
    """The front through a lens that bends straight lines outwards."""
    y, x = np.mgrid[:512, :768].astype(np.float32)
    across, down = (x - 384) / 384, (y - 256) / 384
    stretch = 1 + 0.16 * (across**2 + down**2)
    bent = cv2.remap(
        facade(),
        (384 + across * stretch * 350).astype(np.float32),
        (256 + down * stretch * 350).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return clipped(bent + noise(bent.shape, 2))


def tilted() -> Pixels:
    """The skyline from a boat that leans."""
    turn = cv2.getRotationMatrix2D((384, 256), 5, 1.14)
    return cv2.warpAffine(skyline(), turn, (768, 512), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


def small() -> Pixels:
    """The cat at a quarter of its size."""
    return cv2.resize(data.chelsea(), (112, 75), interpolation=cv2.INTER_AREA)


def badge() -> Pixels:
    """A logo on white: a red disc with a letter."""
    picture = Drawing.new("RGB", (300, 300), (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 280, 280), fill=(196, 40, 48))
    draw.ellipse((36, 36, 264, 264), outline=(250, 206, 96), width=8)
    draw.text((150, 146), "K", (250, 206, 96), font("font_poster", 150), "mm")
    return np.asarray(picture)


mountains = landscape("mountains", time="noon", cover="green")
meadow = landscape("meadow")
sea = landscape("sea", time="noon")
skyline = landscape("skyline", time="noon", weather="fair")

SAMPLES: dict[str, Maker] = {
    **{name: photograph(name) for name in ("astronaut", "chelsea", "coffee", "rocket")},
    **{
        made.__name__.replace("_", " "): made
        for made in (
            dim,
            noisy,
            hazy,
            soft,
            blocky,
            screen,
            amber,
            grey_print,
            yellowed,
            faded,
            scratched,
            old_print,
            stained,
            spotted,
            flash,
            sallow,
            shining,
            portrait,
            sign,
            sheet_on_a_table,
            leaning,
            bulging,
            tilted,
            small,
            badge,
        )
    },
    "mountains": mountains,
    "grey mountains": landscape("mountains", time="noon", cover="green", weather="overcast"),
    "forest": landscape("forest", time="noon"),
    "meadow": meadow,
    "sea": sea,
    "skyline": skyline,
}
