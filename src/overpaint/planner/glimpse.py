"""The first picture as a planner that sees is shown it: small, without metadata."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from overpaint.imaging.codec import ImageFile

LONGEST = 512
"""Pixels of its longer side, at most."""

_QUALITY = 80


@dataclass(frozen=True)
class Glimpse:
    file: ImageFile


@dataclass(frozen=True)
class GlimpseDuty:
    """A picture's file → a small JPEG, on white where it is transparent."""

    def configure(self) -> None:
        """Nothing is read at an import here."""

    def prepare(self) -> None:
        import cv2

        cv2.setNumThreads(1)

    def run(self, work: Glimpse, check: Callable[[], None]) -> Generator[None, None, bytes]:
        from overpaint.imaging.codec import OutputFormat, decode, encode
        from overpaint.imaging.geometry import flatten
        from overpaint.imaging.resize import resize

        check()
        yield from ()  # a generator, as every duty's; this one has no events
        image = decode(work.file)
        scale = min(1.0, LONGEST / max(image.size))
        small = resize(image, (max(1, round(image.size[0] * scale)), max(1, round(image.size[1] * scale))))
        return encode(flatten(small), OutputFormat("jpeg", _QUALITY))
