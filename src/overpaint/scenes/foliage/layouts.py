"""How a wood and a garden are laid out by a seed: densities, kinds of trees, ways through, what the ground is of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from overpaint.imaging.values import Size
from overpaint.scenes.foliage.floor import Cover, Path
from overpaint.scenes.foliage.light import Colour
from overpaint.scenes.foliage.palette import Palette, Season
from overpaint.scenes.foliage.trees import Growth
from overpaint.scenes.foliage.woodland import Band, Planting, stand_in

_BARKS = ((0.10, 0.085, 0.065), (0.17, 0.155, 0.13), (0.13, 0.085, 0.055))
_EARTH = (0.20, 0.155, 0.11)
_TRODDEN = (0.62, 0.64, 0.68)
_SNOW_ROUGH = 0.3


def _growth(random: np.random.Generator, crown: tuple[float, float], clumps: float, sunlit: float) -> Growth:
    bark = _BARKS[int(random.integers(0, len(_BARKS)))]
    return Growth(random.uniform(*crown), random.uniform(1.6, 2.6), clumps, random.uniform(0.22, 0.45), bark, sunlit)


def wood(size: Size, palette: Palette, random: np.random.Generator) -> Planting:
    """Trees all around, a way through them."""
    camera = stand_in(size, random)
    path = Path(random.uniform(-0.8, 0.8), random.uniform(-0.1, 0.1), random.uniform(-0.003, 0.003), random.uniform(0.6, 1.5))
    growth = _growth(random, (2.4, 5.0), 34.0, random.uniform(0.15, 0.45))
    dense = random.uniform(0.6, 1.5)
    under = random.uniform(0.5, 1.6)
    mossy = random.random() < 0.5
    patches = palette.litter[:2] + palette.grass[:2] if mossy else palette.litter + palette.grass[:1]
    cover = Cover(patches, _EARTH, random.uniform(1.2, 3.5), random.uniform(0.15, 0.45), random.uniform(0.3, 0.6), 0.9, 0.85)
    if palette.snow > 0.0:
        cover = replace(cover, earth=_TRODDEN, rough=_SNOW_ROUGH, penumbra=1.8)
    bands = (
        Band(8.0, 26.0, 1.7 * dense, 2.2 * under, 1.3, growth),
        Band(4.2, 8.0, 2.4 * dense, 7.0 * under, 0.9, growth),
        Band(2.2, 4.2, 3.2 * dense, 12.0 * under, 0.6, growth),
    )
    return Planting(camera, cover, path, 0.7, bands, (), random.uniform(14.0, 30.0))


def garden(size: Size, palette: Palette, season: Season, random: np.random.Generator) -> Planting:
    """A lawn before hedges, flower beds and single trees."""
    camera = stand_in(size, random)
    path = Path(random.uniform(-3.0, 3.0), random.uniform(-0.15, 0.15), 0.0, random.uniform(2.2, 3.5))
    growth = _growth(random, (2.0, 3.2), 70.0, random.uniform(0.4, 0.7))
    growth = replace(growth, spread=random.uniform(2.2, 3.4))
    dense = random.uniform(0.6, 1.4)
    lit = random.uniform(0.7, 0.95)
    cover = Cover(palette.grass, None, random.uniform(3.0, 8.0), lit, random.uniform(1.2, 2.6), 1.8, 1.2, blades=0.3)
    if palette.snow > 0.0:
        cover = replace(cover, blades=0.0, rough=_SNOW_ROUGH)
    bands = (
        Band(8.0, 20.0, 1.7 * dense, 8.0, 2.6, growth),
        Band(5.0, 8.0, 0.6 * dense, 7.0, 1.2, growth),
        Band(2.8, 5.0, 0.35 * dense, 1.6, 0.5, growth),
    )
    flowers = _FLOWERS.get(season, ()) if random.random() < 0.7 else ()
    return Planting(camera, cover, path, 0.8, bands, flowers, random.uniform(18.0, 34.0))


_FLOWERS: dict[Season, tuple[Colour, ...]] = {
    "spring": ((0.62, 0.16, 0.3), (0.7, 0.62, 0.6), (0.6, 0.45, 0.05)),
    "summer": ((0.55, 0.05, 0.06), (0.5, 0.14, 0.4), (0.7, 0.66, 0.62)),
    "autumn": ((0.5, 0.1, 0.12), (0.55, 0.3, 0.03)),
}
