"""Traces of requests and edits for an OpenTelemetry collector, where the operator wants them (the extra `otel`).

Without `OVERPAINT_TRACES` nothing is imported, and every span is one that does nothing. No prompt, key, address or file's name
goes into a trace, and no exception's message, which may quote one: only counts, codes, and names of routes, engines, operations.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from overpaint import __version__
from overpaint.errors import ConfigurationError
from overpaint.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as Recorded
    from opentelemetry.trace import Tracer

Value = str | int | float | bool

_tracer: Tracer | None = None


def open_tracing(settings: Settings) -> Callable[[], None]:
    """Begin to send traces if that is set; the answer ends it, and sends what is left.

    Where to, with which headers, how many: OpenTelemetry's own variables say (OTEL_EXPORTER_OTLP_ENDPOINT, …). Raises
    ConfigurationError without the extra.
    """
    if not settings.traces:
        return lambda: None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            "OVERPAINT_TRACES needs OpenTelemetry's packages: .venv/bin/python -m pip install -e '.[otel]'."
        ) from error
    name = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "overpaint"}
    provider = TracerProvider(resource=Resource.create({**name, "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return use(provider)


def use(provider: TracerProvider) -> Callable[[], None]:
    """Give every span to this provider, until the answer is called, which shuts it down."""
    global _tracer  # one process, one place that traces go to
    _tracer = provider.get_tracer("overpaint", __version__)

    def close() -> None:
        global _tracer
        _tracer = None
        provider.shutdown()

    return close


class Span:
    """A piece of time with a name, inside another. Attributes are named `overpaint.…` but for those that OpenTelemetry names."""

    def __init__(self, recorded: Recorded | None = None) -> None:
        self._recorded = recorded

    def note(self, **attributes: Value) -> None:
        """`__` in a name stands for a dot: `http__route`; what has none is ours."""
        for name, value in attributes.items():
            if self._recorded is not None:
                self._recorded.set_attribute(name.replace("__", ".") if "__" in name else f"overpaint.{name}", value)

    def rename(self, name: str) -> None:
        if self._recorded is not None:
            self._recorded.update_name(name)

    def end(self, failure: str = "") -> None:
        """`failure`: the code of what went wrong."""
        if self._recorded is None:
            return
        if failure:
            from opentelemetry.trace import Status, StatusCode

            self._recorded.set_status(Status(StatusCode.ERROR, failure))
        self._recorded.end()

    @contextmanager
    def current(self) -> Iterator[None]:
        """What begins in this context, or in a thread that is given it, is inside this span."""
        if self._recorded is None:
            yield
            return
        from opentelemetry.trace import use_span

        with use_span(self._recorded, end_on_exit=False, record_exception=False, set_status_on_exception=False):
            yield


def begin(
    name: str,
    *,
    inside: Span | None = None,
    headers: Mapping[str, str] | None = None,
    kind: Literal["internal", "server", "client"] = "internal",
    **attributes: Value,
) -> Span:
    """A span that begins now, in `inside`, or in what is current. `headers`: of a request, which may name its trace."""
    if _tracer is None:
        return Span()
    from opentelemetry.trace import SpanKind, set_span_in_context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = None
    if headers is not None:
        context = TraceContextTextMapPropagator().extract(headers)
    elif inside is not None and inside._recorded is not None:
        context = set_span_in_context(inside._recorded)
    span = Span(_tracer.start_span(name, context, SpanKind[kind.upper()]))
    span.note(**attributes)
    return span
