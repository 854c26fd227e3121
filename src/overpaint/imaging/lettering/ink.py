"""Lines of text as coverage: how much of each pixel is letter."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Canvas
from PIL import ImageDraw

from overpaint.imaging.lettering.faces import FindFile, Run, Style, runs_of
from overpaint.imaging.values import Plane

_ASCENT, _DESCENT = 1.25, 0.55
"""Of the size: room above the first baseline and below the last; what is empty of it is cut off."""

_PITCH = {"poster": 1.3}
_USUAL_PITCH = 1.24
"""Of the size: from one baseline to the next."""

_LEAN = 0.2
"""Pixels to the right for one pixel up, of letters whose font has no italic ones."""


@dataclass(frozen=True)
class Setting:
    """Lines, their size in pixels of the em, and how they stand above each other: 0 at the left, 0.5 centred, 1 at the right."""

    lines: tuple[tuple[Run, ...], ...]
    size: float
    pitch: float
    align: float

    @property
    def widths(self) -> list[float]:
        return [sum(run.width(self.size) for run in line) for line in self.lines]

    @property
    def height(self) -> float:
        """Pixels from the top of the first line's capitals to the foot of the last line, about."""
        return (len(self.lines) - 1) * self.pitch + self.size


def set_lines(lines: list[str], style: Style, size: float, align: float, find: FindFile) -> Setting:
    """Raises NoLetter."""
    runs = tuple(runs_of(line, style, find) for line in lines)
    return Setting(runs, size, _PITCH.get(style.kind, _USUAL_PITCH) * size, align)


def drawn(setting: Setting, wider: float, margin: int) -> Plane:
    """(h, w) float32 in [0, 1], 1 = letter, grown by `wider` pixels on each side.

    The same size and the same place of the letters for any `wider` up to `margin`, the pixels that stay free around them.
    """
    size = setting.size
    lean = int(np.ceil(_LEAN * size))
    width = int(np.ceil(max(setting.widths))) + 2 * (margin + lean)
    height = int(np.ceil((_ASCENT + _DESCENT) * size + (len(setting.lines) - 1) * setting.pitch)) + 2 * margin
    canvas = np.zeros((height, width), np.float32)
    for number, (line, length) in enumerate(zip(setting.lines, setting.widths, strict=True)):
        x = margin + lean + setting.align * (width - 2 * (margin + lean) - length)
        baseline = margin + _ASCENT * size + number * setting.pitch
        for run in line:
            np.maximum(canvas, _run(run, (x, baseline), size, wider, canvas.shape), out=canvas)
            x += run.width(size)
    return canvas


def _run(run: Run, at: tuple[float, float], size: float, wider: float, shape: tuple[int, ...]) -> Plane:
    canvas = Canvas.new("L", (shape[1], shape[0]), 0)
    grown = run.face.bolder * size
    x, baseline = at[0] + grown, at[1]
    pen = ImageDraw.Draw(canvas)
    pen.text((x, baseline), run.text, fill=255, font=run.face.font(size), anchor="ls", stroke_width=grown + wider)
    coverage = np.asarray(canvas, np.float32) / np.float32(255)
    if not run.face.slanted:
        return coverage
    shear = np.array([[1.0, -_LEAN, _LEAN * baseline], [0.0, 1.0, 0.0]])
    return np.asarray(cv2.warpAffine(coverage, shear, (shape[1], shape[0])), np.float32)
