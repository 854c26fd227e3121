"""The engine that gives the first picture back, fitted to the size asked for. Deterministic and light.

It ships because it is useful outside our tests too: to try a client, a gateway or a load test without an edit's cost. Every part
of a request is read and checked as another engine would; only the prompt and `quality` have nothing to act on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from threading import Event as Flag

from overpaint.canvas import EditRequest, Picture
from overpaint.engines.base import Able, Done, Engine, Event, Partial, Progress, Work
from overpaint.errors import Cancelled, EngineUnavailable, OverpaintError
from overpaint.imaging.codec import decode, decode_mask, encode
from overpaint.imaging.fitting import fit_image
from overpaint.imaging.geometry import flatten
from overpaint.imaging.resize import resize
from overpaint.imaging.sizes import auto_size
from overpaint.imaging.values import Image, Size
from overpaint.instructions import tell
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import Plan, Step
from overpaint.settings import Settings

POLL_SECONDS = 0.01
"""How soon a waiting edit notices that it was cancelled or that the engine closes."""


def open_engine(_settings: Settings, *, here: bool = False) -> Engine:  # noqa: ARG001 - it has no workers
    """None of the settings matters here."""
    return EchoEngine()


class EchoEngine:
    """`delay`: seconds each answer takes. `fail_with`: raised, after a first Progress, in place of every answer.

    Partial pictures come as often as the request wants them, each twice as fine as the one before.
    """

    name = "echo"
    places: int | None = None

    def __init__(self, *, delay: float = 0.0, fail_with: OverpaintError | None = None) -> None:
        self._delay = delay
        self._fail_with = fail_with
        self._closed = Flag()

    def catalogue(self) -> Catalogue | None:
        """Prompts are taken unread."""
        return None

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:  # noqa: ARG002 - the contract's parameters
        """No step of a plan: it only gives pictures back."""
        return None

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        """Raises InvalidImage for a picture or mask that can't be read, Cancelled, EngineUnavailable after `close`."""
        request = work.request
        self._check(cancelled)
        yield Progress(1, request.n + 1, "reading the picture")
        if self._fail_with is not None:
            raise self._fail_with
        answer, words = _answer(request)
        data = encode(answer, request.output)
        pictures: list[Picture] = []
        for index in range(request.n):
            yield Progress(index + 2, request.n + 1, "giving it back")
            for step in range(request.partials):
                self._wait(self._delay / (request.partials + 1), cancelled)
                yield Partial(encode(_coarse(answer, request.partials - step), request.output), index)
            self._wait(self._delay / (request.partials + 1), cancelled)
            pictures.append(Picture(data, answer.size, request.seed + index, words))
        yield Done(tuple(pictures))

    def models(self) -> Mapping[str, str]:
        """None."""
        return {}

    def missing(self) -> tuple[str, ...]:
        """Nothing: this engine needs no files."""
        return ()

    def close(self) -> None:
        self._closed.set()

    def _wait(self, seconds: float, cancelled: Flag) -> None:
        until = time.monotonic() + seconds
        self._check(cancelled)
        while (left := until - time.monotonic()) > 0:
            cancelled.wait(min(left, POLL_SECONDS))
            self._check(cancelled)

    def _check(self, cancelled: Flag) -> None:
        if cancelled.is_set():
            raise Cancelled("The edit was cancelled.")
        if self._closed.is_set():
            raise EngineUnavailable("The engine was closed.")


def _answer(request: EditRequest) -> tuple[Image, str]:
    """The first picture at the request's size, and the words that say so."""
    first, *others = [decode(file) for file in request.images]
    del others  # read only so that a broken one is refused, as every engine does
    if request.mask is not None:
        decode_mask(request.mask)
    fitted = fit_image(first, _size(request, first.size), request.fit)
    image = flatten(fitted.image) if request.background == "opaque" else fitted.image
    return image, " ".join([f"Echo: {request.prompt}", *([tell("en", fitted.note)] if fitted.note else [])])


def _size(request: EditRequest, source: Size) -> Size:
    if request.size == "source":
        return source
    return auto_size(source) if request.size == "auto" else request.size


def _coarse(image: Image, halvings: int) -> Image:
    """The picture with its detail halved so many times, at its own size."""
    small = (max(1, image.width >> halvings), max(1, image.height >> halvings))
    return resize(resize(image, small), image.size)
