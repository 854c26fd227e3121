"""What a monitoring system reads at /metrics: requests, edits, stages and queues, in Prometheus's text format.

Keys are named by what may be shown of them (`sk-ab12…`), never whole; no prompt, no address, no picture is counted by.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from overpaint import __version__
from overpaint.accounts import UsageRecord
from overpaint.admission import Admission

# A third of the page, which Prometheus does not read in this format.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

NOBODY = "none"
"""The key and group of a request that named no good key; the route of one that met none."""

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
_STAGE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts for one server, from its start. Safe to use from several threads. `paths`: those that requests are counted by."""

    def __init__(self) -> None:
        self.paths: frozenset[str] = frozenset()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("overpaint", "The version that runs.", registry=self.registry).info({"version": __version__})
        self._requests = self._counter("requests", "Requests answered.", "method", "route", "status")
        self._request_seconds = self._histogram(
            "request_seconds", "From a request's head to its answer's end.", _SECONDS, "route"
        )
        self._errors = self._counter("errors", "Requests answered with an error, by its code.", "code", "key", "group")
        self._edits = self._counter("edits", "Edits by outcome: finished, or an error code.", "outcome", "engine", "key", "group")
        self._edit_seconds = self._histogram("edit_seconds", "Edits from plan to answer, with their wait.", _SECONDS, "engine")
        self._stages = self._histogram(
            "stage_seconds", "Stages of edits: queue, reading, each operation, each upstream, writing.", _STAGE_SECONDS, "stage"
        )
        self._images = self._counter("images", "Pictures answered.", "engine", "group")
        self._pixels = self._counter("pixels", "Pixels answered.", "engine", "group")
        self._calls = self._counter("upstream_calls", "Calls to upstreams.", "upstream")
        self._dollars = self._counter("upstream_dollars", "What these may have cost, in US dollars.", "upstream")
        self._waiting = self._gauge("queue_waiting", "Edits that wait for their turn.", "engine")
        self._running = self._gauge("queue_running", "Edits that run.", "engine")
        self._places = self._gauge("queue_places", "Edits that may run at a time.", "engine")
        self._backlog = self._gauge("usage_backlog", "Usage records that wait for the database.")
        self._ready = self._gauge("ready", "1 where an edit would work, 0 where something is missing.")

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """One request that was answered, or left: then `status` is 0."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def error(self, code: str, key: str | None, group: str | None) -> None:
        self._errors.labels(code, key or NOBODY, group or NOBODY).inc()

    def edit(self, record: UsageRecord) -> None:
        """One edit, whatever came of it."""
        self._edits.labels(record.outcome, record.engine, record.key_prefix or NOBODY, record.group).inc()
        self._edit_seconds.labels(record.engine).observe(record.milliseconds / 1000)
        for step in record.details.steps if record.details is not None else ():
            if step.stage:
                self._stages.labels(step.stage).observe(step.milliseconds / 1000)
        if record.outcome == "finished":
            self._images.labels(record.engine, record.group).inc(record.n)
            self._pixels.labels(record.engine, record.group).inc(record.n * _pixels(record.size))
        if record.upstream:
            self._calls.labels(record.upstream).inc(record.calls)
            self._dollars.labels(record.upstream).inc(record.cost)

    def page(self, admissions: Mapping[str, Admission], *, backlog: int, ready: bool) -> bytes:
        """All of it, with what is so at this moment."""
        for engine, admission in admissions.items():
            self._waiting.labels(engine).set(admission.waiting)
            self._running.labels(engine).set(admission.running)
            self._places.labels(engine).set(admission.places)
        self._backlog.set(backlog)
        self._ready.set(ready)
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"overpaint_{name}", what, labels, registry=self.registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"overpaint_{name}", what, labels, registry=self.registry)

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"overpaint_{name}", what, labels, buckets=buckets, registry=self.registry)


def _pixels(size: str) -> int:
    width, _, height = size.partition("x")
    return int(width) * int(height) if width.isdecimal() and height.isdecimal() else 0
