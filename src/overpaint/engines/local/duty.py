"""What the local engine's workers are for: load its libraries once, then do one part after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from overpaint.canvas import EditRequest
from overpaint.engines.base import Done, Event, Looked, Outlined, Pointing, Work
from overpaint.engines.local import kernels
from overpaint.errors import EngineUnavailable
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.plans import Plan

log = logging.getLogger("overpaint.worker")


@dataclass(frozen=True)
class Look:
    """Find the places of a plan, and paint nothing."""

    request: EditRequest
    plan: Plan


@dataclass(frozen=True)
class Point:
    """Outline what is pointed at."""

    request: EditRequest
    pointing: Pointing


@dataclass(frozen=True)
class LocalDuty:
    """`backgrounds`: pictures of the user's own. `threads`: cores one render may use."""

    weights_dir: Path
    kernel_cache_dir: Path
    backgrounds: PictureFolder
    threads: int

    def configure(self) -> None:
        kernels.configure(self.kernel_cache_dir, self.threads)

    def prepare(self) -> None:
        """A weight that can't be loaded is no reason to die: other edits work."""
        import cv2

        import overpaint.engines.local.execution  # noqa: F401  # what the first edit would wait for
        from overpaint.regions.detection.loading import load_networks
        from overpaint.weights import WeightStore

        cv2.setNumThreads(1)
        try:
            load_networks(WeightStore(self.weights_dir))
        except EngineUnavailable as error:  # /readyz names it too
            log.warning("%s", error.message)
        except Exception:
            log.exception("a network can't be loaded; edits that need it will fail")

    def run(
        self, work: Work | Look | Point, check: Callable[[], None]
    ) -> Generator[Event, None, Done | Looked | Outlined | None]:
        from overpaint.engines.local.execution import execute
        from overpaint.engines.local.looking import look
        from overpaint.engines.local.outlining import outline
        from overpaint.weights import WeightStore

        weights = WeightStore(self.weights_dir)
        if isinstance(work, Look):
            check()
            return look(work.request, work.plan, weights, check)
        if isinstance(work, Point):
            check()
            return outline(work.request, work.pointing, weights, check)
        for event in execute(work, weights, self.backgrounds, check):
            if isinstance(event, Done):
                return event
            yield event
        raise RuntimeError("the part ended without an answer")
