"""The upstream engine: edits by somebody else's model, over HTTP. What an operator names, where a group allows it; nothing else.

`UpstreamEngine` chooses a line (`lines`), has the files made in a worker (`painting`), makes the calls (`asking`) that the
vendor's adapter words (`vendors`), and has the answer made in a worker again. This process never decodes a pixel.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from threading import Event as Flag
from typing import cast

from overpaint.canvas import EditRequest
from overpaint.engines.base import Able, Done, Engine, Event, Partial, Progress, Spent, Work
from overpaint.engines.upstream.declared import Upstream, read_upstreams
from overpaint.engines.upstream.duty import Compose, Composed, PixelDuty, Prepare, Prepared
from overpaint.engines.upstream.faults import Fault
from overpaint.engines.upstream.lines import Lines
from overpaint.engines.upstream.passing import answered, sent_as_it_came
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.errors import ConfigurationError, EngineTimeout, InvalidRequest, OverpaintError, TryLater, UpstreamError
from overpaint.instructions import say
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import Plan, Step
from overpaint.settings import Settings
from overpaint.workers import WorkerPool
from overpaint.workers.here import InThisProcess
from overpaint.workers.messages import Job

try:
    from overpaint.engines.upstream.asking import Asking, Failed
    from overpaint.engines.upstream.connections import Connections
    from overpaint.engines.upstream.watching import watch
except ImportError as absent:
    raise ConfigurationError("The upstream engine needs httpx2: .venv/bin/python -m pip install -e '.[upstream]'.") from absent

log = logging.getLogger(__name__)

__all__ = ["UpstreamEngine", "open_engine"]

# Worker processes for pixels: they work a tenth of a second where the upstream works ten.
_WORKERS = 2


def open_engine(settings: Settings, *, here: bool = False) -> Engine:
    """With workers, for the server, or `here` in this process.

    Raises ConfigurationError where no upstream is named, or one can't be used.
    """
    if settings.upstreams is None:
        raise ConfigurationError("OVERPAINT_ENGINE names upstream: set OVERPAINT_UPSTREAMS to the file that names yours.")
    return UpstreamEngine(read_upstreams(settings.upstreams), settings, here=here)


class UpstreamEngine:
    """`upstreams`: in the order they are asked. `here`: pixels are worked on in the calling process."""

    name = "upstream"

    def __init__(self, upstreams: tuple[Upstream, ...], settings: Settings, *, here: bool = False) -> None:
        self.places: int | None = sum(upstream.concurrency for upstream in upstreams)
        self._lines = Lines(upstreams)
        self._connections = Connections()
        self._closed = Flag()
        self._max_pixels = settings.max_pixels
        watch(self._lines, self._connections, self._closed)
        duty = PixelDuty(settings.max_pixels)
        self._pool: WorkerPool | InThisProcess = (
            InThisProcess(duty)
            if here
            else WorkerPool(
                duty,
                count=min(_WORKERS, settings.workers),
                memory=settings.worker_memory,
                timeout=settings.edit_timeout,
            )
        )

    def catalogue(self) -> Catalogue | None:
        """Prompts are taken unread."""
        return None

    def can(self, step: Step, plan: Plan, request: EditRequest) -> Able | None:  # noqa: ARG002 - the contract's parameters
        """No operation of ours: it takes whole prompts."""
        return None

    def run(self, work: Work, cancelled: Flag) -> Iterator[Event]:
        """Raises InvalidRequest for what no upstream can meet, Refusal, TryLater, UpstreamError, EngineTimeout, Cancelled."""
        self._check(work.request, cancelled)
        yield Progress(1, 3, say(work.plan.language, "progress", "reading"), "reading")
        patience = Patience(cancelled, self._closed, time.monotonic() + max(one.timeout for one in self._lines.upstreams))
        asking, prepared = yield from self._asked(work, patience)
        yield Progress(3, 3, say(work.plan.language, "progress", "writing"), "writing")
        results = asking.results
        job = Compose(work, asking.line.upstream, prepared.sheet, tuple(results.files), tuple(results.told))
        composed = self._composed(job, cancelled)
        yield Done(composed.pictures, composed.handoff)

    def models(self) -> Mapping[str, str]:
        """None of its own: whose they are, they answer for."""
        return {}

    def missing(self) -> tuple[str, ...]:
        if not self._lines.has_key:
            return ("a key for an upstream: `overpaint doctor` says where one is looked for",)
        if not self._lines.any_ready:
            return ("an upstream that is ready: the probe of none answers with 200",)
        if not self._pool.ready:
            return ("a worker process: the first is still starting, try again in a few seconds",)
        return ()

    def close(self) -> None:
        self._closed.set()
        self._pool.close()
        self._connections.close()

    def _check(self, request: EditRequest, cancelled: Flag) -> None:
        """What can be known without a pixel: whether anybody here can meet the request."""
        Patience(cancelled, self._closed, math.inf).check()
        lacks = [_lack(upstream, request) for upstream in self._lines.upstreams]
        if None not in lacks:
            raise next(lack for lack in lacks if lack is not None)

    def _unfit(self, request: EditRequest) -> set[str]:
        """Names of the upstreams that can't meet what others can."""
        return {upstream.name for upstream in self._lines.upstreams if _lack(upstream, request) is not None}

    def _asked(self, work: Work, patience: Patience) -> Generator[Event, None, tuple[Asking, Prepared]]:
        """The first upstream that makes it, line after line as long as nothing was billed, or they bill nothing."""
        passed, last, said = self._unfit(work.request), None, False
        while True:
            try:
                line = self._lines.take(passed, patience)
            except (TryLater, UpstreamError) as none:
                raise last or none from None
            asking = Asking(line, self._connections, replace(patience, deadline=time.monotonic() + line.upstream.timeout))
            ended: Fault | OverpaintError | None = None
            try:
                prepared = self._prepared(Prepare(work, line.upstream), patience.cancelled)
                if not said:
                    named = line.upstream.name
                    yield Progress(2, 3, say(work.plan.language, "progress", "upstream", name=named), named)
                    said = True
                yield from self._glimpses(asking, prepared, work)
            except Failed as failed:
                ended = failed.fault
            except OverpaintError as error:
                ended = error
            finally:
                self._give_back(asking, ended)
            if asking.results.calls:
                yield _spent(asking, work.request)
            if ended is None:
                return asking, prepared
            if not isinstance(ended, Fault):
                raise ended
            own = line.upstream.retry and ended.broken
            if not own and (not ended.again or asking.results.files):
                raise ended.error
            last = ended.error
            if ended.broken:
                passed.add(line.upstream.name)
            log.warning("upstream %s: %s; asking the next", line.upstream.name, last.code)

    def _glimpses(self, asking: Asking, prepared: Prepared, work: Work) -> Iterator[Event]:
        """The call; intermediate pictures as the answer will be."""
        for glimpse in asking.run(prepared, work.words or work.request.prompt, work.request):
            job = Compose(work, asking.line.upstream, prepared.sheet, (glimpse.file,), index=glimpse.index, partial=True)
            shown = self._composed(job, asking.patience.cancelled)
            if work.last:
                yield Partial(shown.pictures[0].data, glimpse.index)

    def _give_back(self, asking: Asking, ended: Fault | OverpaintError | None) -> None:
        if isinstance(ended, Fault):
            broken = ended.broken or None
            self._lines.give_back(asking.line, rest=ended.rest, parked=ended.parked, broken=broken)
        elif ended is None and asking.results.files:
            self._lines.give_back(asking.line, broken=False)
        else:  # out of time it is ill; cancelled, or failed in our own workers, nothing is known of it
            slow = isinstance(ended, EngineTimeout) and bool(asking.results.calls)
            self._lines.give_back(asking.line, broken=slow or None)

    def _prepared(self, job: Prepare, cancelled: Flag) -> Prepared:
        if (as_it_came := sent_as_it_came(job)) is not None:
            return as_it_came
        *_, prepared = self._pool.run(Job(job, "what an upstream is sent"), cancelled)
        return cast(Prepared, prepared)

    def _composed(self, job: Compose, cancelled: Flag) -> Composed:
        if (as_it_came := answered(job, self._max_pixels)) is not None:
            return as_it_came
        *_, composed = self._pool.run(Job(job, "what an upstream answered"), cancelled)
        return cast(Composed, composed)


def _lack(upstream: Upstream, request: EditRequest) -> InvalidRequest | None:
    """What a request asks that an upstream can't give, and nobody around it."""
    vendor = VENDORS[upstream.vendor]
    if request.seed_asked and not (upstream.seed and vendor.seeds):
        message = "No upstream here takes a seed, so the same picture could not be made again. Leave `seed` out."
        return InvalidRequest(message, code="invalid_value", param="seed")
    if request.background == "transparent" and not vendor.alpha:
        message = "No upstream here makes transparent pictures. Leave `background` out."
        return InvalidRequest(message, code="invalid_value", param="background")
    most = vendor.pictures_of(upstream)
    if len(request.images) > most:
        message = f"The upstream {upstream.name} takes at most {most} pictures, not {len(request.images)}."
        return InvalidRequest(message, code="too_many_images", param="image")
    return None


def _spent(asking: Asking, request: EditRequest) -> Spent:
    upstream, results = asking.line.upstream, asking.results
    return Spent(upstream.name, upstream.model, results.calls, upstream.price * min(results.billed, request.n))
