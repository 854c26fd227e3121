"""Pictures that are not edited, and answers that are not given out: what a small classifier takes for pornography.

Yahoo's open_nsfw (a thin ResNet-50 of 2016, BSD-2-Clause): one score a picture, by which the request's `moderation` decides. It
knows nothing else: no violence, no likeness of a person, no word of a prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from overpaint.canvas import EditRequest
from overpaint.errors import Refusal
from overpaint.imaging.codec import ImageFile
from overpaint.settings import Settings
from overpaint.weights import PULL, WeightStore, find_weight
from overpaint.workers import WorkerPool
from overpaint.workers.here import InThisProcess
from overpaint.workers.messages import Job

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from overpaint.imaging.values import Image

WEIGHT = "nsfw"

Level: TypeAlias = Literal["auto", "low"]

# What the network was trained on: pictures squeezed to a square, of which it sees all but a rim; blue first, without their mean.
_SQUEEZED, _SEEN = 256, 224
_MEAN_BGR = (104.0, 117.0, 123.0)


@dataclass(frozen=True)
class Judge:
    """Score these pictures: files as they were sent, or bytes that were made here."""

    files: tuple[ImageFile | bytes, ...]


@dataclass(frozen=True)
class JudgingDuty:
    """Pictures → how sure the classifier is of each, in [0, 1]."""

    weights_dir: Path
    max_pixels: int

    def configure(self) -> None:
        """Nothing is read at an import here."""

    def prepare(self) -> None:
        import cv2

        import overpaint.imaging.codec  # noqa: F401  # what the first look would wait for

        cv2.setNumThreads(1)
        store = WeightStore(self.weights_dir)
        if store.state(find_weight(WEIGHT)) == "ready":
            store.session(WEIGHT)

    def run(self, work: Judge, check: Callable[[], None]) -> Generator[None, None, tuple[float, ...]]:
        """Raises EngineUnavailable where the classifier is missing, InvalidImage."""
        from overpaint.imaging.codec import decode, open_image

        yield from ()  # a generator, as every duty's; this one has no events
        scores = []
        for file in work.files:
            check()
            opened = open_image(file, name="image", max_pixels=self.max_pixels) if isinstance(file, bytes) else file
            scores.append(score(decode(opened), WeightStore(self.weights_dir)))
        return tuple(scores)


def score(image: Image, weights: WeightStore) -> float:
    """How sure the classifier is that a picture is pornographic, in [0, 1]. Raises EngineUnavailable where it is missing."""
    session = weights.session(WEIGHT)
    (answer,) = session.run(None, {session.get_inputs()[0].name: seen(image)[None]})
    return float(answer[0, 1])


def seen(image: Image) -> NDArray[np.float32]:
    """(224, 224, 3) float32: the picture as the network is shown it; what is transparent on white."""
    import numpy as np

    from overpaint.imaging.geometry import flatten
    from overpaint.imaging.resize import resize

    small = resize(flatten(image), (_SQUEEZED, _SQUEEZED))
    rim = (_SQUEEZED - _SEEN) // 2
    middle = small.rgb[rim : rim + _SEEN, rim : rim + _SEEN, ::-1]
    return np.ascontiguousarray(middle, np.float32) - np.array(_MEAN_BGR, np.float32)


@dataclass(frozen=True)
class Moderator:
    """`thresholds`: from which score on a picture is blocked, by the request's level."""

    weights: WeightStore
    pool: WorkerPool | InThisProcess
    thresholds: dict[Level, float]

    @classmethod
    def of(cls, settings: Settings, *, here: bool = False) -> Moderator:
        duty = JudgingDuty(settings.weights_dir, settings.max_pixels)
        pool: WorkerPool | InThisProcess = (
            InThisProcess(duty)
            if here
            else WorkerPool(duty, count=1, memory=settings.worker_memory, timeout=settings.edit_timeout)
        )
        return cls(WeightStore(settings.weights_dir), pool, {"auto": settings.moderation_auto, "low": settings.moderation_low})

    def check_given(self, request: EditRequest, cancelled: Flag) -> None:
        """Raises Refusal `moderation_blocked` for what came with the request."""
        if self._blocked(request.images, request.moderation, cancelled):
            raise _refusal("A picture that was sent is not edited here: it was taken for a sexual one.", param="image")

    def check_made(self, pictures: Sequence[bytes], request: EditRequest, cancelled: Flag) -> None:
        """Raises Refusal `moderation_blocked` for what was made of it."""
        if self._blocked(pictures, request.moderation, cancelled):
            raise _refusal("What was made of it is not given out here: it was taken for a sexual picture.", param="prompt")

    def _blocked(self, files: Sequence[ImageFile | bytes], level: Level, cancelled: Flag) -> bool:
        *_, scores = self.pool.run(Job(Judge(tuple(files)), "a look whether pictures may be edited"), cancelled)
        return max(cast(tuple[float, ...], scores)) >= self.thresholds[level]

    def missing(self) -> tuple[str, ...]:
        weight = find_weight(WEIGHT)
        if (state := self.weights.state(weight)) != "ready":
            return (f"weight file {weight.file} is {state}, and moderation is on: run `{PULL} {weight.name}`",)
        return () if self.pool.ready else ("a worker process: the first is still starting, try again in a few seconds",)

    def close(self) -> None:
        self.pool.close()


def _refusal(what: str, param: str) -> Refusal:
    message = f"{what} If that is wrong, send `moderation` = low, or tell whoever runs this server."
    return Refusal(message, code="moderation_blocked", param=param)
