"""Upstreams that say themselves whether they are ready, as another Overpaint does at `/readyz`: asked every few seconds."""

from __future__ import annotations

import logging
import time
from threading import Event as Flag
from threading import Thread

from overpaint.engines.upstream.calling import Broken, Unreached, asked
from overpaint.engines.upstream.connections import Connections
from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.lines import Lines
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.vendors.base import Call
from overpaint.errors import EngineTimeout, EngineUnavailable

log = logging.getLogger(__name__)

# Seconds between two looks, and those that an answer may take.
EVERY_SECONDS, ANSWER_SECONDS = 2.0, 3.0
_MOST_BYTES = 1 << 16


def watch(lines: Lines, connections: Connections, closed: Flag) -> None:
    """Start a thread for each upstream that has a probe; they end soon after `closed` is set."""
    for upstream in lines.upstreams:
        if upstream.probe:
            name = f"overpaint-probe-{upstream.name}"
            Thread(target=_look, args=(upstream, lines, connections, closed), name=name, daemon=True).start()


def _look(upstream: Upstream, lines: Lines, connections: Connections, closed: Flag) -> None:
    was = True
    while not closed.is_set():
        ready = is_ready(upstream, connections, closed)
        if closed.is_set():
            return
        if ready != was:
            log.warning("upstream %s is %s", upstream.name, "ready again" if ready else "not ready: it gets no edits until it is")
        lines.tell(upstream.name, ready=ready)
        was = ready
        closed.wait(EVERY_SECONDS)


def is_ready(upstream: Upstream, connections: Connections, closed: Flag) -> bool:
    """Whether its probe answers with 200, in time."""
    patience = Patience(Flag(), closed, time.monotonic() + ANSWER_SECONDS)
    try:
        with asked(Call(upstream.probe, {}, method="GET"), connections, patience, _MOST_BYTES) as answer:
            answer.body()
            return answer.status == 200
    except (Unreached, Broken, EngineTimeout, EngineUnavailable):
        return False
