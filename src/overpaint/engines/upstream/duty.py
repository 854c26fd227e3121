"""What the upstream engine's workers are for: the pixels before a call and after it. Files in, files out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from overpaint.canvas import Picture
from overpaint.canvas.handoff import Handoff
from overpaint.engines.base import Work
from overpaint.engines.upstream.declared import Upstream
from overpaint.imaging.values import Box, Size
from overpaint.plans import Note


@dataclass(frozen=True)
class Prepare:
    """Make the files to send to `upstream`."""

    work: Work
    upstream: Upstream


@dataclass(frozen=True)
class Sheet:
    """Where what comes back belongs. `size`: of what was sent; `placed`: the box of it that shows the `window` of the canvas.

    `canvas`: its size; `notes`: what opening it told; `kept`: its pixels, None where the answer has none or the picture
    was sent as it came; `keep`: what was only redrawn is to be found and brought back.
    """

    size: Size
    placed: Box
    window: Box
    canvas: Size
    notes: tuple[Note, ...]
    kept: Handoff | None
    keep: bool = False


@dataclass(frozen=True)
class Prepared:
    """`first`: the picture to edit, one for all answers or one each; `others`: of those that came with it."""

    first: tuple[bytes, ...]
    others: tuple[bytes, ...]
    mask: bytes | None
    sheet: Sheet


@dataclass(frozen=True)
class Compose:
    """Make answers of the files that came back, from `index` on. `told`: what the upstream says of each. `partial`: they are not
    the last ones.
    """

    work: Work
    upstream: Upstream
    sheet: Sheet
    files: tuple[bytes, ...]
    told: tuple[str, ...] = ()
    index: int = 0
    partial: bool = False


@dataclass(frozen=True)
class Composed:
    """Pictures of the last part, a handoff of any other."""

    pictures: tuple[Picture, ...] = ()
    handoff: Handoff | None = None


@dataclass(frozen=True)
class PixelDuty:
    """`max_pixels`: those that a picture of an answer may have."""

    max_pixels: int

    def configure(self) -> None:
        """Nothing is read at an import here."""

    def prepare(self) -> None:
        import cv2

        import overpaint.engines.upstream.painting  # noqa: F401  # what the first edit would wait for

        cv2.setNumThreads(1)

    def run(self, work: Prepare | Compose, check: Callable[[], None]) -> Generator[None, None, Prepared | Composed]:
        from overpaint.engines.upstream import painting

        check()
        yield from ()  # a generator, as every duty's; this one has no events
        return painting.prepared(work) if isinstance(work, Prepare) else painting.composed(work, self.max_pixels)
